//! How far it is, on standard error.

use std::io::{IsTerminal, stderr};

use indicatif::{ProgressBar, ProgressStyle};

/// A bar where somebody watches, a line for each file elsewhere.
pub struct Progress {
    bar: Option<ProgressBar>,
    files: usize,
    ended: usize,
}

impl Progress {
    /// Of so many files.
    pub fn new(files: usize) -> Self {
        let bar = stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template("{bar:30} {pos}/{len} files, {elapsed}  {wide_msg}");
            ProgressBar::new(files as u64).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        Self { bar, files, ended: 0 }
    }

    /// A file is analysed up to here.
    pub fn position(&self, name: &str, seconds: f64) {
        if let Some(bar) = &self.bar {
            bar.set_message(format!("{name} {seconds:.0} s"));
        }
    }

    /// A line that stays.
    pub fn say(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| eprintln!("{line}")),
            None => eprintln!("{line}"),
        }
    }

    /// A file is done: its length in seconds, or why it failed.
    pub fn ended(&mut self, name: &str, ended: Result<f64, String>) {
        self.ended += 1;
        match ended {
            Err(error) => self.say(&format!("error: {name}: {error}")),
            Ok(seconds) if self.bar.is_none() => {
                self.say(&format!("[{}/{}] {name} ({seconds:.1} s)", self.ended, self.files));
            }
            Ok(_) => {}
        }
        if let Some(bar) = &self.bar {
            bar.inc(1);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
