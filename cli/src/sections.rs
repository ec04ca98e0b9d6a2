//! Stretches of one mood: what a listener would call the parts of a mix.

use engine::mood::{MoodClass, State};
use report::{MoodReport, UpdateReport};
use serde::Serialize;

/// What a change of mood has to be worth: a stretch that is shorter is no part of its own, and neither is one of
/// less than twice this that only interrupts another.
const CHANGE_SECONDS: f64 = 3.0;
/// Audio from one update to the next.
const STEP_SECONDS: f64 = models::STEP_HOPS as f64 * models::HOP_SECONDS;
/// All that an update can be: silence, or one of the classes.
const LABELS: usize = 1 + MoodClass::ALL.len();

/// A stretch of one mood class, or of silence.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MoodSection {
    /// Where it begins, in seconds.
    pub start: f64,
    /// Where it ends, in seconds.
    pub end: f64,
    /// Its class; none in silence.
    #[serde(serialize_with = "class_name")]
    pub class: Option<MoodClass>,
    /// Means over its updates; none in silence.
    pub mean: Option<Mean>,
}

/// Means over the section horizon of several updates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Mean {
    /// [-1, 1].
    pub valence: f32,
    /// [-1, 1].
    pub arousal: f32,
    /// [0, 1].
    pub confidence: f32,
}

fn class_name<S: serde::Serializer>(class: &Option<MoodClass>, serializer: S) -> Result<S::Ok, S::Error> {
    class.map(MoodClass::name).serialize(serializer)
}

/// The section mood of an update, if there was sound at its end.
pub fn heard(update: &UpdateReport) -> Option<&MoodReport> {
    let moves = [State::Live, State::Warming].iter().any(|state| state.name() == update.state);
    update.section.as_ref().filter(|_| moves)
}

/// A run of updates, by index.
#[derive(Clone, Copy)]
struct Run {
    class: Option<MoodClass>,
    first: usize,
    last: usize,
}

/// The sections of a stream of updates (one each half second, from its beginning).
///
/// Of all ways to cut the stream it is the one that disagrees least with the classes on the section horizon, when
/// a cut counts as much as a disagreement of 3 s.
pub fn mood_sections(updates: &[UpdateReport]) -> Vec<MoodSection> {
    let observed: Vec<_> =
        updates.iter().map(|update| heard(update).and_then(|mood| mood.class.parse().ok())).collect();
    let labels = smoothed(&observed);
    let mut runs: Vec<Run> = labels
        .into_iter()
        .enumerate()
        .map(|(index, class)| Run { class, first: index, last: index })
        .collect();
    runs.dedup_by(|next, run| {
        let same = next.class == run.class;
        run.last = if same { next.last } else { run.last };
        same
    });
    runs.into_iter().map(|run| section(run, updates)).collect()
}

/// The cheapest sequence of labels, found as Viterbi does.
fn smoothed(observed: &[Option<MoodClass>]) -> Vec<Option<MoodClass>> {
    let label = |class: Option<MoodClass>| class.map_or(0, |class| 1 + usize::from(class.index()));
    let cheapest = |costs: &[f64; LABELS]| {
        (1..LABELS).fold(0, |best, label| if costs[label] < costs[best] { label } else { best })
    };
    let mut costs = [0.0; LABELS];
    // For each update and label, the label before it.
    let mut before = Vec::with_capacity(observed.len());
    for class in observed {
        let best = cheapest(&costs);
        let change = costs[best] + CHANGE_SECONDS / STEP_SECONDS;
        let mut from = [0; LABELS];
        for (here, cost) in costs.iter_mut().enumerate() {
            from[here] = if *cost <= change { here } else { best };
            *cost = cost.min(change) + f64::from(here != label(*class));
        }
        before.push(from);
    }
    let mut here = cheapest(&costs);
    let mut labels = vec![None; observed.len()];
    for (label, from) in labels.iter_mut().zip(&before).rev() {
        *label = here.checked_sub(1).map(|index| MoodClass::ALL[index]);
        here = from[here];
    }
    labels
}

fn section(run: Run, updates: &[UpdateReport]) -> MoodSection {
    let within = &updates[run.first..=run.last];
    let start = if run.first == 0 { 0.0 } else { updates[run.first - 1].seconds };
    let mean = run.class.and_then(|_| mean(within.iter().filter_map(heard)));
    MoodSection { start, end: updates[run.last].seconds, class: run.class, mean }
}

fn mean<'a>(moods: impl Iterator<Item = &'a MoodReport>) -> Option<Mean> {
    let mut count = 0;
    let mut sum = Mean::default();
    for mood in moods {
        count += 1;
        sum.valence += mood.valence;
        sum.arousal += mood.arousal;
        sum.confidence += mood.confidence;
    }
    let per = |sum: f32| sum / count as f32;
    (count > 0).then(|| Mean {
        valence: per(sum.valence),
        arousal: per(sum.arousal),
        confidence: per(sum.confidence),
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// An update for each letter: the first letter of a class, or '-' for silence.
    pub(crate) fn updates(letters: &str) -> Vec<UpdateReport> {
        let update = |(index, letter): (usize, char)| {
            let class = MoodClass::ALL.into_iter().find(|class| class.name().starts_with(letter));
            let mood = MoodReport {
                valence: index as f32 / letters.len() as f32,
                arousal: -0.5,
                tension: 0.0,
                quadrants: [0.25; 4],
                class: class.unwrap_or_default().name().into(),
                confidence: 0.8,
            };
            UpdateReport {
                index: index as u64,
                seconds: (index + 1) as f64 / 2.0,
                elapsed_seconds: None,
                host_seconds: None,
                state: if class.is_some() { "live" } else { "silent" }.into(),
                now: Some(mood.clone()),
                section: Some(mood),
            }
        };
        letters.chars().enumerate().map(update).collect()
    }

    /// Start, end and first letter of each section.
    fn found(letters: &str) -> Vec<(f64, f64, char)> {
        let letter =
            |class: Option<MoodClass>| class.map_or('-', |class| class.name().chars().next().unwrap());
        let sections = mood_sections(&updates(letters));
        sections.iter().map(|section| (section.start, section.end, letter(section.class))).collect()
    }

    #[test]
    fn runs_of_one_class_are_sections_and_cover_everything() {
        assert_eq!(found("TTTTTTTTTTHHHHHHHH"), [(0.0, 5.0, 'T'), (5.0, 9.0, 'H')]);
        assert_eq!(found("EEEEEEEEEE--------MMMMMMMM"), [(0.0, 5.0, 'E'), (5.0, 9.0, '-'), (9.0, 13.0, 'M')]);
        assert_eq!(found(""), []);
    }

    #[test]
    fn a_short_run_belongs_to_a_neighbour() {
        assert_eq!(found("TTTTTTTTHHHTTTTTTTT"), [(0.0, 9.5, 'T')]);
        assert_eq!(found(&["TTTTTTTT", "HHHHHHHHHHHHH", "TTTTTTTT"].concat()).len(), 3);
        let between = found("TTTTTTTTEEHHHHHHHHHHHH");
        assert_eq!((between.len(), between[0].2, between[1].2), (2, 'T', 'H'));
        assert_eq!(found("RRTTTTTTTTTT"), [(0.0, 6.0, 'T')]);
        assert_eq!(found("TTTTTTTTTTRR"), [(0.0, 6.0, 'T')]);
    }

    #[test]
    fn flicker_becomes_what_it_mostly_is() {
        assert_eq!(found("THTHTHTHTHTTTTTTTT"), [(0.0, 9.0, 'T')]);
        assert_eq!(found("RR"), [(0.0, 1.0, 'R')]);
        assert_eq!(found("RH").len(), 1);
    }

    #[test]
    fn a_section_has_the_mean_of_what_was_heard() {
        let sections = mood_sections(&updates("TTTTTTTT--TTTTTTTTTT"));
        let mean = sections[0].mean.unwrap();
        let heard: f32 =
            (0..20).filter(|index| !(8..10).contains(index)).map(|index| index as f32 / 20.0).sum();
        assert!((mean.valence - heard / 18.0).abs() < 1e-6);
        assert_eq!((mean.arousal, sections.len()), (-0.5, 1));
        assert_eq!(mood_sections(&updates("----------"))[0].mean, None);
    }
}
