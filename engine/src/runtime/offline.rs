//! A file's mood without threads: the same analysis and the same model, one update after the other.

use std::sync::Arc;

use models::Model;

use crate::{
    analysis::{Analyser, AnalysisError},
    inference::Listener,
    mood::Update,
};

/// Analyses one stream of decoded audio.
pub struct FileAnalysis {
    analyser: Analyser,
    listener: Listener,
}

impl FileAnalysis {
    /// For audio of `sample_rate` hertz and `channels` channels.
    ///
    /// # Errors
    /// [`AnalysisError`] if the rate or the channel count can't be analysed.
    pub fn new(model: Arc<Model>, sample_rate: f64, channels: usize) -> Result<Self, AnalysisError> {
        Ok(Self { analyser: Analyser::new(sample_rate, channels)?, listener: Listener::new(model) })
    }

    /// Takes a block (a slice for each channel, of any length) and hands each update that falls due to `sink`,
    /// with the second of the stream at which its audio ends.
    pub fn process(&mut self, channels: &[impl AsRef<[f32]>], mut sink: impl FnMut(f64, &Update)) {
        let Self { analyser, listener } = self;
        analyser.process(channels, |frame| {
            if let Some(update) = listener.push(frame) {
                sink(update.seconds(), &update);
            }
        });
    }
}
