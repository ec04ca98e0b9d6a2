//! What is seen while it plays, on standard error.

use std::{
    io::{IsTerminal, stderr},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressStyle};

use super::playing::LiveMood;
use crate::say::say;

const STYLE: &str = "{prefix} {bar:32} {percent:>3} %  {wide_msg}";

/// A bar with the mood where somebody watches; elsewhere a line that says what is playing.
pub struct LiveView {
    bar: Option<ProgressBar>,
}

impl LiveView {
    /// For music of so many seconds, if that is known.
    pub fn new(name: &str, seconds: Option<f64>) -> Self {
        if !stderr().is_terminal() {
            say(format_args!("playing {name}"));
            return Self { bar: None };
        }
        let bar = match seconds {
            Some(seconds) => ProgressBar::new((seconds * 10.0) as u64).with_style(
                ProgressStyle::with_template(STYLE).unwrap_or_else(|_| ProgressStyle::default_bar()),
            ),
            None => ProgressBar::new_spinner(),
        };
        bar.enable_steady_tick(Duration::from_millis(200));
        Self { bar: Some(bar.with_prefix(name.to_owned())) }
    }

    /// Shows where the music is, in seconds, and the mood that the plug-in shows its host.
    pub fn show(&self, position: f64, mood: &LiveMood) {
        let Some(bar) = &self.bar else { return };
        bar.set_position((position * 10.0) as u64);
        bar.set_message(format!(
            "{:<11} valence {:+.2}  arousal {:+.2}  confidence {:.0} %",
            mood.class,
            mood.valence,
            mood.arousal,
            mood.confidence * 100.0
        ));
    }
}

impl Drop for LiveView {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
