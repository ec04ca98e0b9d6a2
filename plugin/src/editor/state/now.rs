//! The mood at this moment, as values and words.

use engine::mood::{Confidence, Horizon, Mood, MoodClass, Moods, State};

use super::{source::Glance, text};

/// One value of both horizons.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// As of now; none where there is no mood.
    pub now: Option<f32>,
    /// Of the section.
    pub section: Option<f32>,
    /// The first as text.
    pub now_text: String,
    /// The second as text.
    pub section_text: String,
}

impl Reading {
    fn new(moods: Option<&Moods>, value: impl Fn(&Mood) -> f32, text: impl Fn(f32) -> String) -> Self {
        let [now, section] =
            [Horizon::Now, Horizon::Section].map(|horizon| moods.map(|moods| value(moods.on(horizon))));
        let written = |value: Option<f32>| value.map_or_else(|| text::NOTHING.to_owned(), &text);
        Self { now, section, now_text: written(now), section_text: written(section) }
    }
}

/// What the *Now* view shows.
#[derive(Clone, Debug, PartialEq)]
pub struct NowView {
    /// The class on the horizon that drives the outputs; none where there is no mood.
    pub class: Option<MoodClass>,
    /// The class's name.
    pub class_text: String,
    /// How sure that is, in words.
    pub sureness: &'static str,
    /// [-1, 1].
    pub valence: Reading,
    /// [-1, 1].
    pub arousal: Reading,
    /// [-1, 1].
    pub tension: Reading,
    /// [0, 1].
    pub confidence: Reading,
}

impl NowView {
    /// Of the newest moods. Without sound nothing is sure.
    pub fn new(glance: &Glance, moods: Option<&Moods>) -> Self {
        let driving = moods.map(|moods| moods.on(glance.horizon));
        let state = glance.state;
        let confidence = |mood: &Mood| state.confidence(mood.confidence, mood.confidence);
        Self {
            class: driving.map(|mood| mood.class),
            class_text: driving.map_or_else(|| text::NOTHING.to_owned(), |mood| mood.class.name().to_owned()),
            sureness: driving.map_or("", |mood| sureness(confidence(mood))),
            valence: Reading::new(moods, |mood| mood.valence, text::signed),
            arousal: Reading::new(moods, |mood| mood.arousal, text::signed),
            tension: Reading::new(moods, |mood| mood.tension, text::signed),
            confidence: Reading::new(moods, confidence, text::percent),
        }
    }
}

fn sureness(confidence: f32) -> &'static str {
    match confidence {
        c if Confidence::is_low(c) => "unsure",
        c if c < 0.6 => "likely",
        c if c < 0.8 => "quite sure",
        _ => "sure",
    }
}

/// The state, in words.
#[derive(Clone, Debug, PartialEq)]
pub struct StateView {
    /// Its name, for the header.
    pub name: &'static str,
    /// What it means for the outputs, or why it is so.
    pub meaning: String,
    /// Something is wrong.
    pub alarm: bool,
    /// Outputs move.
    pub live: bool,
}

impl StateView {
    /// Of a state.
    pub fn new(glance: &Glance) -> Self {
        let state = glance.state;
        let meaning = match state {
            State::Bypassed => "Analysis is off, outputs stay where they are",
            State::Degraded(reason) => reason.describe(),
            State::Loading => "The mood model is being loaded, outputs stay where they are",
            State::Frozen => "Held: outputs stay where they are, analysis goes on",
            State::Stalled => "The host sends no audio, outputs stay where they are",
            State::Silent => "Silence, outputs stay where they are",
            State::NoMusic => "No music in this sound, outputs stay where they are",
            State::Warming => "Listening in, less than 2 s of sound so far",
            State::Live => "Listening",
        };
        let reason = glance.reason.as_deref().filter(|_| matches!(state, State::Degraded(_)));
        Self {
            name: if state == State::NoMusic { "no music" } else { state.name() },
            meaning: sentence(reason.unwrap_or(meaning)),
            alarm: matches!(state, State::Degraded(_)),
            live: state.moves_outputs(),
        }
    }
}

/// With a capital at its beginning.
fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use engine::mood::Reason;

    use super::{super::made_up, *};

    #[test]
    fn without_a_mood_there_are_dashes_and_no_class() {
        let view = NowView::new(&made_up::glance(State::Warming), None);
        assert_eq!((view.class, view.class_text.as_str()), (None, "–"));
        assert_eq!((view.valence.now, view.valence.now_text.as_str()), (None, "–"));
    }

    #[test]
    fn the_class_is_that_of_the_horizon_that_drives_the_outputs() {
        let mut moods = made_up::moods(0.5, 0.5, 0.9);
        moods.section.class = MoodClass::Tense;
        let glance = Glance { horizon: Horizon::Section, ..made_up::glance(State::Live) };
        assert_eq!(NowView::new(&glance, Some(&moods)).class_text, "Tense");
        let glance = Glance { horizon: Horizon::Now, ..glance };
        let view = NowView::new(&glance, Some(&moods));
        assert_eq!((view.class_text.as_str(), view.sureness), ("Energetic", "sure"));
        assert_eq!((view.valence.now_text.as_str(), view.confidence.now_text.as_str()), ("+0.50", "90 %"));
    }

    #[test]
    fn nothing_is_sure_in_silence() {
        let moods = made_up::moods(0.5, 0.5, 0.9);
        let view = NowView::new(&made_up::glance(State::Silent), Some(&moods));
        assert_eq!((view.confidence.now, view.sureness), (Some(0.0), "unsure"));
    }

    #[test]
    fn every_state_says_what_it_means() {
        for state in made_up::STATES {
            let view = StateView::new(&made_up::glance(state));
            assert_eq!(view.name.replace(' ', "_"), state.name());
            assert!(view.meaning.starts_with(char::is_uppercase), "{}", view.meaning);
            assert_eq!(view.live, state.moves_outputs());
        }
    }

    #[test]
    fn a_degraded_state_gives_the_reason_that_is_known() {
        let glance = Glance {
            reason: Some("the mood model could not be loaded: no such file".into()),
            ..made_up::glance(State::Degraded(Reason::NoModel))
        };
        let view = StateView::new(&glance);
        assert_eq!(view.meaning, "The mood model could not be loaded: no such file");
        assert!(view.alarm);
    }
}
