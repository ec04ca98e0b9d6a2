//! One mood for a whole file.

use super::{ClassTable, Mood, MoodClass, State, Update};

/// Gathers a file's updates into the mean of their moods.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Valence, arousal, tension, the four quadrants and confidence, each times its weight.
    sums: [f64; 8],
    weights: f64,
    /// Something was there that is no music; there was silence; the music lasted for longer than warming does.
    no_music: bool,
    silent: bool,
    live: bool,
}

impl Summary {
    /// A summary of nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds what was heard; updates that heard no music (silence, speech, a model that failed) have no part.
    pub fn add(&mut self, update: &Update) {
        self.no_music |=
            update.state == State::NoMusic || (update.state.moves_outputs() && update.music <= 0.0);
        self.silent |= update.state == State::Silent;
        let Some((mood, weight)) = Self::part(update) else { return };
        self.live |= update.state == State::Live;
        let [q1, q2, q3, q4] = mood.quadrants;
        let values = [mood.valence, mood.arousal, mood.tension, q1, q2, q3, q4, mood.confidence];
        for (sum, value) in self.sums.iter_mut().zip(values) {
            *sum += weight * f64::from(value);
        }
        self.weights += weight;
    }

    /// The mean mood, its class that of the mean without hysteresis; none if there was no music in it.
    pub fn finish(&self, classes: &ClassTable) -> Option<Mood> {
        if self.weights <= 0.0 {
            return None;
        }
        let [valence, arousal, tension, q1, q2, q3, q4, confidence] =
            self.sums.map(|sum| (sum / self.weights) as f32);
        let quadrants = [q1, q2, q3, q4];
        let mean = Mood { valence, arousal, tension, quadrants, class: MoodClass::Neutral, confidence };
        Some(Mood { class: classes.class_of(&mean), ..mean })
    }

    /// What the mood is worth: *live*; *warming* where less than 2 s of sound were heard; and where there is no mood,
    /// *no music* or *silent*.
    pub fn state(&self) -> State {
        match self {
            Self { live: true, .. } => State::Live,
            Self { weights, .. } if *weights > 0.0 => State::Warming,
            Self { no_music: true, .. } => State::NoMusic,
            Self { silent: true, .. } => State::Silent,
            _ => State::Warming,
        }
    }

    /// The rule: which mood of an update counts, and how much. Every update that heard music counts the same, with the
    /// mood of its section.
    fn part(update: &Update) -> Option<(Mood, f64)> {
        let moods = update.moods.filter(|_| update.state.moves_outputs() && update.music > 0.0)?;
        Some((moods.section, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mood::{Moods, Reason, State};

    fn table() -> ClassTable {
        ClassTable::new(&models::Contract::builtin().unwrap()).unwrap()
    }

    fn update(state: State, valence: f32, arousal: f32) -> Update {
        let section = Mood {
            valence,
            arousal,
            tension: 0.5,
            quadrants: [0.5, 0.25, 0.125, 0.125],
            class: MoodClass::Tense,
            confidence: 0.5 + valence / 4.0,
        };
        let now = Mood { valence: -valence, arousal: -arousal, ..section };
        Update::new(25, state, Some(Moods { now, section }))
    }

    fn summary(updates: &[Update]) -> Option<Mood> {
        let mut summary = Summary::new();
        updates.iter().for_each(|update| summary.add(update));
        summary.finish(&table())
    }

    #[test]
    fn a_summary_is_the_mean_over_what_was_heard() {
        let mood = summary(&[update(State::Warming, 0.0, 0.25), update(State::Live, 1.0, 0.75)]).unwrap();
        assert_eq!((mood.valence, mood.arousal, mood.tension), (0.5, 0.5, 0.5));
        assert_eq!(mood.quadrants, [0.5, 0.25, 0.125, 0.125]);
        assert_eq!(mood.confidence, 0.625);
    }

    #[test]
    fn what_was_not_heard_has_no_part_in_a_summary() {
        let heard = update(State::Live, 0.5, 0.25);
        let deaf = [State::Silent, State::NoMusic, State::Degraded(Reason::ModelOutput)];
        let mut updates = deaf.map(|state| update(state, -1.0, -1.0)).to_vec();
        updates.push(Update { moods: None, ..heard });
        updates.push(Update { music: 0.0, ..update(State::Live, -1.0, -1.0) });
        updates.push(heard);
        assert_eq!(summary(&updates), summary(&[heard]));
        assert!(summary(&[heard]).is_some());
    }

    #[test]
    fn a_file_that_is_silent_throughout_has_no_mood() {
        assert_eq!(summary(&[]), None);
        assert_eq!(summary(&[update(State::Silent, 0.5, 0.5)]), None);
    }

    #[test]
    fn a_summary_says_what_it_is_worth() {
        let state = |updates: &[Update]| {
            let mut summary = Summary::new();
            updates.iter().for_each(|update| summary.add(update));
            summary.state()
        };
        let [live, warming, silent] =
            [State::Live, State::Warming, State::Silent].map(|s| update(s, 0.5, 0.5));
        let speech = Update { music: 0.0, ..warming };
        assert_eq!(state(&[silent, speech, warming, live]), State::Live);
        assert_eq!(state(&[silent, speech, warming]), State::Warming);
        assert_eq!(state(&[silent, speech]), State::NoMusic);
        assert_eq!(state(&[silent]), State::Silent);
        assert_eq!(state(&[]), State::Warming);
    }

    #[test]
    fn the_class_of_a_summary_is_that_of_its_mean_without_hysteresis() {
        // Within the hysteresis of the centre, where a tracker would keep what it had.
        let border = models::Contract::builtin().unwrap().classes.neutral_radius;
        let mood = summary(&[update(State::Live, border + 0.01, 0.0)]).unwrap();
        assert_eq!(mood.class, MoodClass::Happy);
        let mood = summary(&[update(State::Live, border - 0.01, 0.0)]).unwrap();
        assert_eq!(mood.class, MoodClass::Neutral);
    }
}
