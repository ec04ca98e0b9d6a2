//! What was heard, update by update.

use engine::{
    mood::{Mood, Update},
    record::{
        Entry,
        table::{MoodCells, UpdateCells},
    },
};
use serde::{Deserialize, Serialize};

/// What was detected at one update.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UpdateReport {
    /// Rises by one from update to update as long as the instance lives.
    pub index: u64,
    /// Seconds since the last reset at which its audio ends.
    pub seconds: f64,
    /// Seconds of audio that the instance had heard in all streams by its end; none if that isn't known.
    #[serde(default)]
    pub elapsed_seconds: Option<f64>,
    /// Seconds of the host's timeline at its end; none if they aren't known.
    #[serde(default)]
    pub host_seconds: Option<f64>,
    /// Name of the [state](engine::mood::State) that the audio was in.
    pub state: String,
    /// The mood of the moment, if one was ever heard.
    pub now: Option<MoodReport>,
    /// The mood of the section, if one was ever heard.
    pub section: Option<MoodReport>,
}

impl UpdateReport {
    /// The report on the `index`th update of an instance.
    pub fn new(index: u64, update: &Update) -> Self {
        Self {
            index,
            seconds: update.seconds(),
            elapsed_seconds: None,
            host_seconds: None,
            state: update.state.name().to_owned(),
            now: update.moods.map(|moods| MoodReport::from(&moods.now)),
            section: update.moods.map(|moods| MoodReport::from(&moods.section)),
        }
    }
}

impl From<&Entry> for UpdateReport {
    fn from(entry: &Entry) -> Self {
        Self {
            elapsed_seconds: Some(entry.elapsed_seconds),
            host_seconds: entry.host_seconds,
            ..Self::new(entry.index, &entry.update)
        }
    }
}

/// A [`Mood`], its class by name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "Mood defines each field")]
pub struct MoodReport {
    pub valence: f32,
    pub arousal: f32,
    pub tension: f32,
    pub quadrants: [f32; 4],
    pub class: String,
    pub confidence: f32,
}

impl From<&Mood> for MoodReport {
    fn from(mood: &Mood) -> Self {
        let Mood { valence, arousal, tension, quadrants, class, confidence } = *mood;
        Self { valence, arousal, tension, quadrants, class: class.name().to_owned(), confidence }
    }
}

/// For tables.
impl<'a> From<&'a UpdateReport> for UpdateCells<'a> {
    fn from(update: &'a UpdateReport) -> Self {
        Self {
            seconds: update.seconds,
            state: &update.state,
            now: update.now.as_ref().map(MoodCells::from),
            section: update.section.as_ref().map(MoodCells::from),
        }
    }
}

impl<'a> From<&'a MoodReport> for MoodCells<'a> {
    fn from(mood: &'a MoodReport) -> Self {
        let MoodReport { valence, arousal, tension, quadrants, class, confidence } = mood;
        Self {
            valence: *valence,
            arousal: *arousal,
            tension: *tension,
            quadrants: *quadrants,
            class,
            confidence: *confidence,
        }
    }
}
