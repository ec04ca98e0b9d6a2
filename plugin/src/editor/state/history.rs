//! The past as curves: which part of it is shown, in columns of equal time.

use std::collections::VecDeque;

use engine::mood::{Horizon, Mood, MoodClass};

use super::{plane::sounding, source::Moment, text};
use crate::session::settings::{Clock, Zoom};

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

    /// Gives up all but the newest moments, so many of them, and the memory for the others.
    pub fn shrink(&mut self, room: usize) {
        if self.moments.len() > room {
            self.moments.drain(..self.moments.len() - room);
            self.moments.shrink_to_fit();
        }
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
mod tests;
