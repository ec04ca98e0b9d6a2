//! What the mood can drive things with: one list, for macros, controllers and whatever else leaves the plug-in.

use super::Correction;
use crate::mood::{Horizon, Mood, MoodClass, Moods, Quadrant};

/// One thing that the mood says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// [-1, 1], after the user's correction.
    Valence,
    /// [-1, 1], after the user's correction.
    Arousal,
    /// [-1, 1].
    Tension,
    /// [0, 1].
    Confidence,
    /// Arousal on [0, 1]. People read it as 1 to 10, the scale that DJs know.
    Energy,
    /// Its probability, [0, 1].
    Quadrant(Quadrant),
    /// 1 while the class holds, else 0.
    Class(MoodClass),
    /// 1 for a tenth of a second when the music has moved to another place, else 0.
    Change,
}

/// Each source with the key that sessions know it by, **for ever**, and its name for people.
const SOURCES: [(Source, &str, &str); 16] = [
    (Source::Valence, "valence", "Valence"),
    (Source::Arousal, "arousal", "Arousal"),
    (Source::Tension, "tension", "Tension"),
    (Source::Confidence, "confidence", "Confidence"),
    (Source::Energy, "energy", "Energy"),
    (Source::Quadrant(Quadrant::Q1), "q1", "Q1, pleasant and excited"),
    (Source::Quadrant(Quadrant::Q2), "q2", "Q2, unpleasant and excited"),
    (Source::Quadrant(Quadrant::Q3), "q3", "Q3, unpleasant and calm"),
    (Source::Quadrant(Quadrant::Q4), "q4", "Q4, pleasant and calm"),
    (Source::Class(MoodClass::Neutral), "neutral", "Neutral"),
    (Source::Class(MoodClass::Energetic), "energetic", "Energetic"),
    (Source::Class(MoodClass::Happy), "happy", "Happy"),
    (Source::Class(MoodClass::Relaxed), "relaxed", "Relaxed"),
    (Source::Class(MoodClass::Melancholic), "melancholic", "Melancholic"),
    (Source::Class(MoodClass::Tense), "tense", "Tense"),
    (Source::Change, "change", "Change"),
];

impl Source {
    /// All of them, in the order that people choose from.
    pub fn all() -> impl Iterator<Item = Self> {
        SOURCES.into_iter().map(|(source, ..)| source)
    }

    /// The source that sessions know by this key.
    pub fn from_key(key: &str) -> Option<Self> {
        SOURCES.into_iter().find(|(_, known, _)| *known == key).map(|(source, ..)| source)
    }

    /// What sessions know it by.
    pub fn key(self) -> &'static str {
        self.listed().1
    }

    /// What people know it by.
    pub fn name(self) -> &'static str {
        self.listed().2
    }

    /// Least and greatest value.
    pub fn range(self) -> [f32; 2] {
        match self {
            Self::Valence | Self::Arousal | Self::Tension => [-1.0, 1.0],
            Self::Confidence | Self::Energy | Self::Quadrant(_) | Self::Class(_) | Self::Change => [0.0, 1.0],
        }
    }

    /// Whether it knows only on and off, so that there is nothing to smooth.
    pub fn is_gate(self) -> bool {
        matches!(self, Self::Class(_) | Self::Change)
    }

    /// Where a route stands before anything was heard, [0, 1].
    pub(super) fn neutral(self) -> f32 {
        match self {
            Self::Valence | Self::Arousal | Self::Tension | Self::Energy => 0.5,
            Self::Confidence | Self::Quadrant(_) | Self::Class(_) | Self::Change => 0.0,
        }
    }

    fn listed(self) -> (Self, &'static str, &'static str) {
        // A test makes sure that all are in the list.
        SOURCES.into_iter().find(|(source, ..)| *source == self).unwrap_or(SOURCES[0])
    }

    /// Its value in a mood.
    fn of(self, mood: &Mood, heard: &Heard<'_>) -> f32 {
        match self {
            Self::Valence => heard.valence.apply(mood.valence) as f32,
            Self::Arousal => heard.arousal.apply(mood.arousal) as f32,
            Self::Tension => mood.tension,
            Self::Confidence => mood.confidence,
            Self::Energy => (heard.arousal.apply(mood.arousal) as f32 + 1.0) / 2.0,
            Self::Quadrant(quadrant) => mood.quadrants[quadrant as usize],
            Self::Class(class) => f32::from(u8::from(mood.class == class)),
            Self::Change => f32::from(u8::from(heard.change)),
        }
    }
}

/// A source, and the mood that it is taken of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tap {
    /// What is taken.
    pub source: Source,
    /// From 0 (*now*) to 1 (*section*), in between a blend of the two; none takes what the user's horizon says.
    pub blend: Option<f32>,
}

/// What there is to be taken at a tick.
#[derive(Clone, Copy, Debug)]
pub(super) struct Heard<'a> {
    pub moods: &'a Moods,
    pub horizon: Horizon,
    pub valence: Correction,
    pub arousal: Correction,
    pub change: bool,
}

/// What moves values at a tick.
#[derive(Clone, Copy, Debug)]
pub(super) enum Sounding<'a> {
    /// What is heard.
    Music(Heard<'a>),
    /// Nothing; only pulses end.
    Nothing,
}

impl Sounding<'_> {
    /// The value that a tap moves to; none where it stays, for want of music or of confidence.
    pub fn of(&self, tap: Tap, confidence: f32) -> Option<f32> {
        match self {
            // A mood whose confidence is no number is none to follow.
            Self::Music(heard) => (tap.confidence(heard) >= confidence).then(|| tap.value(heard)),
            Self::Nothing => (tap.source == Source::Change).then_some(0.0),
        }
    }
}

impl Tap {
    /// A source on the user's horizon.
    pub fn new(source: Source) -> Self {
        Self { source, blend: None }
    }

    /// Its value, within the source's range; NaN if that is what was heard.
    fn value(self, heard: &Heard<'_>) -> f32 {
        self.mixed(heard, |mood| self.source.of(mood, heard))
    }

    /// How sure the mood is that it is taken of.
    fn confidence(self, heard: &Heard<'_>) -> f32 {
        self.mixed(heard, |mood| mood.confidence)
    }

    fn mixed(self, heard: &Heard<'_>, of: impl Fn(&Mood) -> f32) -> f32 {
        match self.blend {
            None => of(heard.moods.on(heard.horizon)),
            Some(blend) if blend <= 0.0 => of(&heard.moods.now),
            Some(blend) if blend >= 1.0 => of(&heard.moods.section),
            Some(blend) => {
                let [now, section] = [&heard.moods.now, &heard.moods.section].map(of);
                now + blend * (section - now)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn moods() -> Moods {
        let now = Mood {
            valence: 0.5,
            arousal: -0.5,
            tension: 0.25,
            quadrants: [0.1, 0.2, 0.3, 0.4],
            class: MoodClass::Relaxed,
            confidence: 0.8,
        };
        let section = Mood { valence: -0.5, class: MoodClass::Tense, confidence: 0.4, ..now };
        Moods { now, section }
    }

    fn heard(moods: &Moods) -> Heard<'_> {
        let (valence, arousal) = Default::default();
        Heard { moods, horizon: Horizon::Section, valence, arousal, change: true }
    }

    #[test]
    fn each_source_has_a_key_and_a_name_of_its_own() {
        let all: HashSet<_> = Source::all().collect();
        let every = [
            &[Source::Valence, Source::Arousal, Source::Tension, Source::Confidence, Source::Energy][..],
            &Quadrant::ALL.map(Source::Quadrant),
            &MoodClass::ALL.map(Source::Class),
            &[Source::Change],
        ];
        assert_eq!(every.concat().into_iter().collect::<HashSet<_>>(), all);
        assert_eq!(all.len(), SOURCES.len());
        for source in all {
            assert_eq!(Source::from_key(source.key()), Some(source));
        }
        assert_eq!(Source::all().map(Source::name).collect::<HashSet<_>>().len(), SOURCES.len());
        assert_eq!(Source::from_key("loudness"), None);
    }

    #[test]
    fn each_says_what_the_mood_says() {
        let moods = moods();
        for (source, expected) in [
            (Source::Valence, 0.5),
            (Source::Arousal, -0.5),
            (Source::Tension, 0.25),
            (Source::Confidence, 0.8),
            (Source::Energy, 0.25),
            (Source::Quadrant(Quadrant::Q3), 0.3),
            (Source::Class(MoodClass::Relaxed), 1.0),
            (Source::Class(MoodClass::Tense), 0.0),
            (Source::Change, 1.0),
        ] {
            let value = Tap { source, blend: Some(0.0) }.value(&heard(&moods));
            assert!((value - expected).abs() < 1e-6, "{source:?}: {value}");
        }
    }

    #[test]
    fn it_is_taken_of_now_of_the_section_or_of_what_lies_between() {
        let moods = moods();
        for (blend, valence, confidence) in
            [(None, -0.5, 0.4), (Some(0.0), 0.5, 0.8), (Some(0.25), 0.25, 0.7), (Some(1.0), -0.5, 0.4)]
        {
            let tap = Tap { source: Source::Valence, blend };
            assert!((tap.value(&heard(&moods)) - valence).abs() < 1e-6, "{blend:?}");
            assert!((tap.confidence(&heard(&moods)) - confidence).abs() < 1e-6, "{blend:?}");
        }
    }

    #[test]
    fn the_users_correction_counts() {
        let moods = moods();
        let correction = Correction { offset: 0.5, range: 2.0 };
        let heard = Heard { valence: correction, arousal: correction, ..heard(&moods) };
        let of = |source| Tap { source, blend: Some(0.0) }.value(&heard);
        assert_eq!([Source::Valence, Source::Arousal, Source::Energy].map(of), [1.0, -0.5, 0.25]);
    }
}
