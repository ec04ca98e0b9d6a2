//! The past as curves: which part of it is shown, in columns of equal time.

use std::collections::VecDeque;

use engine::mood::{Horizon, Mood, MoodClass};

use super::{plane::sounding, source::Moment, text};
use crate::editor::settings::{Clock, Zoom};

/// Moments that are kept: an hour, and what the widest column may want beyond.
const KEPT: usize = 7200 + 16;
/// Columns of the longer views; the shortest has one for each update.
const COLUMNS: f64 = 600.0;

/// What a column of time held.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Column {
    /// Where it lies, [0, 1] from the left.
    pub x: f32,
    /// Mean valence of its sound, and mean arousal; none in silence.
    pub values: Option<(f32, f32)>,
    /// Mean confidence.
    pub confidence: f32,
}

/// A time in which the class stayed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// [0, 1] from the left.
    pub from: f32,
    /// [0, 1] from the left.
    pub to: f32,
    /// None where there was no mood.
    pub class: Option<MoodClass>,
}

/// A time that is written under the curves.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// [0, 1] from the left.
    pub x: f32,
    /// The time.
    pub text: String,
}

/// The moment under the mouse.
#[derive(Clone, Debug, PartialEq)]
pub struct Hover {
    /// [0, 1] from the left.
    pub x: f32,
    /// Valence and arousal there.
    pub values: Option<(f32, f32)>,
    /// All that is known of it.
    pub text: String,
}

/// What the *History* view shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HistoryView {
    /// Oldest first.
    pub columns: Vec<Column>,
    /// Oldest first, without gaps between.
    pub ribbon: Vec<Stretch>,
    /// At whole times.
    pub ticks: Vec<Tick>,
    /// Where the mouse is.
    pub hover: Option<Hover>,
    /// It stands still although time goes on.
    pub held: bool,
    /// What is said instead of curves.
    pub empty: bool,
}

/// The past, and how the user looks at it.
#[derive(Debug, Default)]
pub struct Browser {
    moments: VecDeque<Moment>,
    /// The right edge while it stands still.
    held_at: Option<f64>,
    /// Where the mouse is, [0, 1] from the left.
    mouse: Option<f32>,
}

impl Browser {
    /// Adds what was heard. It is dropped again when it is an hour old, unless somebody looks at it.
    pub fn extend(&mut self, moments: &[Moment]) {
        self.moments.extend(moments);
        let spare = self.moments.len().saturating_sub(if self.held_at.is_some() { 2 * KEPT } else { KEPT });
        self.moments.drain(..spare);
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.moments.clear();
        self.held_at = None;
    }

    /// Whether it stands still.
    pub fn is_held(&self) -> bool {
        self.held_at.is_some()
    }

    /// Stands still, or goes on.
    pub fn toggle_hold(&mut self) {
        self.held_at = match self.held_at {
            None => self.moments.back().map(|moment| moment.elapsed),
            Some(_) => None,
        };
    }

    /// The mouse is there, or left.
    pub fn point_at(&mut self, x: Option<f32>) {
        self.mouse = x.filter(|x| (0.0..=1.0).contains(x));
    }

    /// The newest moments, oldest first, as far back as `seconds`.
    pub fn last(&self, seconds: f64) -> impl DoubleEndedIterator<Item = &Moment> + Clone {
        let newest = self.moments.back().map_or(0.0, |moment| moment.elapsed);
        let first = self.moments.partition_point(|moment| moment.elapsed < newest - seconds);
        self.moments.range(first..)
    }

    /// What is to be seen of it.
    pub fn view(&self, zoom: Zoom, clock: Clock, horizon: Horizon) -> HistoryView {
        let span = zoom.seconds();
        let width = (span / COLUMNS).max(0.5);
        let newest = self.held_at.or(self.moments.back().map(|moment| moment.elapsed)).unwrap_or(0.0);
        // The window moves by whole columns, so that curves shift and never change their form.
        let end = (newest / width).ceil() * width;
        let window = Window { start: end - span, span };
        let first = self.moments.partition_point(|moment| moment.elapsed <= window.start);
        let past = self.moments.partition_point(|moment| moment.elapsed <= end);
        let shown = first..past.max(first);
        let mut columns = Vec::new();
        let mut ribbon: Vec<Stretch> = Vec::new();
        let mut column: Option<(i64, Sum)> = None;
        let mut close = |column: Option<(i64, Sum)>| {
            let Some((index, sum)) = column else { return };
            let (from, to) = (window.x(index as f64 * width), window.x((index + 1) as f64 * width));
            columns.push(sum.column((from + to) / 2.0));
            let class = sum.class();
            match ribbon.last_mut() {
                Some(last) if last.class == class && (last.to - from).abs() < 1e-4 => last.to = to,
                _ => ribbon.push(Stretch { from, to, class }),
            }
        };
        for moment in self.moments.range(shown) {
            // An update speaks of the time before it.
            let index = ((moment.elapsed / width).ceil() as i64) - 1;
            if column.as_ref().is_none_or(|(open, _)| *open != index) {
                close(column.replace((index, Sum::default())));
            }
            if let Some((_, sum)) = &mut column {
                sum.add(moment, horizon);
            }
        }
        close(column);
        HistoryView {
            empty: columns.is_empty(),
            columns,
            ribbon,
            ticks: self.ticks(&window, clock, zoom),
            hover: self.mouse.and_then(|x| self.hover(x, &window, clock, horizon, width)),
            held: self.is_held(),
        }
    }

    fn ticks(&self, window: &Window, clock: Clock, zoom: Zoom) -> Vec<Tick> {
        let step = match zoom {
            Zoom::Minute => 10.0,
            Zoom::TenMinutes => 60.0,
            Zoom::Hour => 600.0,
        };
        let mut tick = (window.start / step).ceil().max(0.0) * step;
        let mut ticks = Vec::new();
        while tick <= window.start + window.span {
            let time = match clock {
                Clock::Elapsed => Some(tick),
                Clock::Host => self.at(tick, step / 2.0).and_then(|moment| moment.host),
            };
            if let Some(time) = time {
                ticks.push(Tick { x: window.x(tick), text: text::clock(time) });
            }
            tick += step;
        }
        ticks
    }

    fn hover(&self, x: f32, window: &Window, clock: Clock, horizon: Horizon, width: f64) -> Option<Hover> {
        let moment = self.at(window.start + f64::from(x) * window.span, width.max(1.0))?;
        let time = match clock {
            Clock::Elapsed => text::clock(moment.elapsed),
            Clock::Host => moment.host.map_or_else(|| text::NOTHING.to_owned(), text::clock),
        };
        let mood = moment.moods.filter(|_| sounding(moment.state)).map(|moods| *moods.on(horizon));
        let told = match mood {
            Some(Mood { valence, arousal, class, confidence, .. }) => format!(
                "{}   valence {}   arousal {}   {}",
                class.name(),
                text::signed(valence),
                text::signed(arousal),
                text::percent(confidence)
            ),
            None => moment.state.name().to_owned(),
        };
        Some(Hover {
            x: window.x(moment.elapsed),
            values: mood.map(|mood| (mood.valence, mood.arousal)),
            text: format!("{time}   {told}"),
        })
    }

    /// The moment nearest to a time, no further from it than `reach` seconds.
    fn at(&self, elapsed: f64, reach: f64) -> Option<&Moment> {
        let after = self.moments.partition_point(|moment| moment.elapsed < elapsed);
        let near = [after.checked_sub(1), Some(after)];
        let near = near.into_iter().flatten().filter_map(|index| self.moments.get(index));
        let distance = |moment: &&Moment| (moment.elapsed - elapsed).abs();
        near.min_by(|one, other| distance(one).total_cmp(&distance(other)))
            .filter(|moment| distance(moment) <= reach)
    }
}

/// The part of the past that is shown.
struct Window {
    start: f64,
    span: f64,
}

impl Window {
    fn x(&self, elapsed: f64) -> f32 {
        ((elapsed - self.start) / self.span) as f32
    }
}

/// What a column gathers.
#[derive(Default)]
struct Sum {
    count: f32,
    valence: f32,
    arousal: f32,
    confidence: f32,
    classes: [u32; MoodClass::ALL.len()],
}

impl Sum {
    fn add(&mut self, moment: &Moment, horizon: Horizon) {
        let Some(moods) = moment.moods.filter(|_| sounding(moment.state)) else { return };
        let mood = moods.on(horizon);
        self.count += 1.0;
        self.valence += mood.valence;
        self.arousal += mood.arousal;
        self.confidence += mood.confidence;
        self.classes[usize::from(mood.class.index())] += 1;
    }

    fn column(&self, x: f32) -> Column {
        let mean = |sum: f32| sum / self.count;
        let values = (self.count > 0.0).then(|| (mean(self.valence), mean(self.arousal)));
        Column { x, values, confidence: if self.count > 0.0 { mean(self.confidence) } else { 0.0 } }
    }

    /// The one that lasted longest.
    fn class(&self) -> Option<MoodClass> {
        let most = *self.classes.iter().max()?;
        MoodClass::ALL.into_iter().find(|class| most > 0 && self.classes[usize::from(class.index())] == most)
    }
}

#[cfg(test)]
mod tests {
    use engine::mood::State;

    use super::{super::made_up, *};

    fn browser(count: usize) -> Browser {
        let mut browser = Browser::default();
        browser.extend(&made_up::moments(count));
        browser
    }

    #[test]
    fn a_minute_has_a_column_for_each_update_up_to_the_right_edge() {
        let view = browser(500).view(Zoom::Minute, Clock::Elapsed, Horizon::Now);
        assert_eq!(view.columns.len(), 120);
        assert!(view.columns.is_sorted_by(|one, next| one.x < next.x));
        assert!(view.columns[0].x < 0.01 && view.columns[119].x > 0.99);
        let newest = made_up::moment(499).moods.unwrap().now;
        assert_eq!(view.columns[119].values, Some((newest.valence, newest.arousal)));
    }

    #[test]
    fn curves_keep_their_form_as_time_goes_on() {
        let mut browser = browser(3000);
        let before = browser.view(Zoom::TenMinutes, Clock::Elapsed, Horizon::Now);
        browser.extend(&[made_up::moment(3000), made_up::moment(3001)]);
        let after = browser.view(Zoom::TenMinutes, Clock::Elapsed, Horizon::Now);
        let values = |view: &HistoryView| view.columns.iter().map(|column| column.values).collect::<Vec<_>>();
        assert_eq!(values(&before)[1..], values(&after)[..599]);
    }

    #[test]
    fn an_hour_is_kept_and_no_more() {
        let browser = browser(20_000);
        assert_eq!(browser.moments.len(), KEPT);
        let view = browser.view(Zoom::Hour, Clock::Elapsed, Horizon::Now);
        assert_eq!(view.columns.len(), 600);
    }

    #[test]
    fn silence_leaves_a_gap_in_curves_and_ribbon() {
        let mut moments = made_up::moments(120);
        moments[50..60].iter_mut().for_each(|moment| moment.state = State::Silent);
        let mut browser = Browser::default();
        browser.extend(&moments);
        let view = browser.view(Zoom::Minute, Clock::Elapsed, Horizon::Now);
        assert_eq!(view.columns.iter().filter(|column| column.values.is_none()).count(), 10);
        let silent: Vec<_> = view.ribbon.iter().filter(|stretch| stretch.class.is_none()).collect();
        assert_eq!(silent.len(), 1);
        assert!((silent[0].to - silent[0].from - 10.0 / 120.0).abs() < 1e-3);
    }

    #[test]
    fn the_ribbon_has_no_holes() {
        let view = browser(900).view(Zoom::Minute, Clock::Elapsed, Horizon::Section);
        assert!(view.ribbon.windows(2).all(|pair| (pair[0].to - pair[1].from).abs() < 1e-3));
        assert!(view.ribbon.windows(2).all(|pair| pair[0].class != pair[1].class));
    }

    #[test]
    fn the_mouse_reads_the_moment_under_it() {
        let mut browser = browser(120);
        browser.point_at(Some(0.5));
        let view = browser.view(Zoom::Minute, Clock::Elapsed, Horizon::Now);
        let hover = view.hover.unwrap();
        let mood = made_up::moment(59).moods.unwrap().now;
        assert!((hover.x - 0.5).abs() < 0.01);
        assert!(hover.text.starts_with("0:30   "), "{}", hover.text);
        assert!(hover.text.contains(&text::signed(mood.valence)), "{}", hover.text);
        browser.point_at(None);
        assert_eq!(browser.view(Zoom::Minute, Clock::Elapsed, Horizon::Now).hover, None);
    }

    #[test]
    fn times_are_elapsed_or_the_hosts() {
        let browser = browser(240);
        let times = |clock| {
            let ticks = browser.view(Zoom::Minute, clock, Horizon::Now).ticks;
            ticks.into_iter().map(|tick| tick.text).collect::<Vec<_>>()
        };
        assert_eq!(times(Clock::Elapsed), ["1:00", "1:10", "1:20", "1:30", "1:40", "1:50", "2:00"]);
        assert_eq!(times(Clock::Host), ["1:30", "1:40", "1:50", "2:00", "2:10", "2:20", "2:30"]);
    }

    #[test]
    fn held_it_stands_still_and_then_catches_up() {
        let mut browser = browser(240);
        let before = browser.view(Zoom::Minute, Clock::Elapsed, Horizon::Now);
        browser.toggle_hold();
        browser.extend(&(240..300).map(made_up::moment).collect::<Vec<_>>());
        let held = browser.view(Zoom::Minute, Clock::Elapsed, Horizon::Now);
        assert_eq!(HistoryView { held: false, ..held }, before);
        browser.toggle_hold();
        assert_ne!(browser.view(Zoom::Minute, Clock::Elapsed, Horizon::Now), before);
    }

    #[test]
    fn cleared_it_is_empty() {
        let mut browser = browser(240);
        browser.clear();
        let view = browser.view(Zoom::Minute, Clock::Host, Horizon::Now);
        assert!(view.empty && view.columns.is_empty() && view.ribbon.is_empty());
    }
}
