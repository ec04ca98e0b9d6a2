//! All that is known after a file was played.

use engine::record::table::FileCells;
use host::Pace;
use report::Report;

use super::{
    mix::{self, ComposedSection},
    playing::{Played, SAMPLE_RATE},
};
use crate::{
    audio::Source,
    say::printable,
    sections::{MoodSection, mood_sections},
};

/// What came of one file.
pub struct Results {
    /// The file, as the user named it, and what decoded it.
    pub file: FileCells,
    /// Its name without folders.
    pub title: String,
    /// Seconds of music.
    pub seconds: f64,
    /// How it was played.
    pub pace: Pace,
    /// Seconds of music for each second that it took.
    pub speed: f64,
    /// Samples that didn't pass as they should.
    pub altered_samples: u64,
    /// Events that the plug-in sent to its host.
    pub output_events: u64,
    /// The plug-in's own report, with all updates.
    pub report: Report,
    /// What was heard.
    pub sections: Vec<MoodSection>,
    /// What was played, where that is known.
    pub composed: Vec<ComposedSection>,
}

impl Results {
    /// Puts together what is known.
    pub fn new(source: &Source, file: FileCells, pace: Pace, mut played: Played) -> Self {
        // Hundreds of numbers that nobody reads there.
        played.report.stages.iter_mut().for_each(|stage| stage.buckets.clear());
        let seconds = played.streamed.frames as f64 / f64::from(SAMPLE_RATE);
        let (title, composed) = match source {
            Source::File(path) => {
                (path.file_name().map(|name| printable(&name.to_string_lossy()).into_owned()), Vec::new())
            }
            Source::Embedded { .. } => (Some("AI-Mixtapes demo mix".to_owned()), mix::sections()),
        };
        Self {
            title: title.unwrap_or_else(|| source.shown()),
            file,
            seconds,
            pace,
            speed: seconds / played.took.as_secs_f64().max(1e-9),
            altered_samples: played.streamed.altered_samples,
            output_events: played.streamed.output_events,
            sections: mood_sections(&played.report.updates),
            report: played.report,
            composed,
        }
    }
}
