//! How far it is, on standard error.

use std::io::{IsTerminal, stderr, stdout};

use indicatif::{ProgressBar, ProgressStyle};

use crate::say::say;

/// How it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    /// A bar, where somebody watches.
    Bar,
    /// Somebody watches the rows themselves: a bar would be drawn over them.
    Rows,
    /// A line for each file.
    Lines,
}

impl Manner {
    /// By whether standard error and standard output are terminals.
    fn new(stderr: bool, stdout: bool) -> Self {
        match (stderr, stdout) {
            (true, false) => Self::Bar,
            (true, true) => Self::Rows,
            (false, _) => Self::Lines,
        }
    }
}

/// Tells how many files are done, and what is wrong with them.
pub struct Progress {
    manner: Manner,
    bar: ProgressBar,
    files: usize,
    ended: usize,
}

impl Progress {
    /// Of so many files.
    pub fn new(files: usize) -> Self {
        let manner = Manner::new(stderr().is_terminal(), stdout().is_terminal());
        let bar = if manner == Manner::Bar {
            let style = ProgressStyle::with_template("{bar:30} {pos}/{len} files, {elapsed}  {wide_msg}");
            ProgressBar::new(files as u64).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        } else {
            ProgressBar::hidden()
        };
        Self { manner, bar, files, ended: 0 }
    }

    /// A file is analysed up to here.
    pub fn position(&self, name: &str, seconds: f64) {
        self.bar.set_message(format!("{name} {seconds:.0} s"));
    }

    /// A line that stays.
    pub fn say(&self, line: &str) {
        self.bar.suspend(|| say(line));
    }

    /// A file is done: its length in seconds, or why it failed.
    pub fn ended(&mut self, name: &str, ended: Result<f64, String>) {
        self.ended += 1;
        match ended {
            Err(error) => self.say(&format!("error: {name}: {error}")),
            Ok(seconds) if self.manner == Manner::Lines => {
                self.say(&format!("[{}/{}] {name} ({seconds:.1} s)", self.ended, self.files));
            }
            Ok(_) => {}
        }
        self.bar.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_never_drawn_over_rows() {
        assert_eq!(Manner::new(true, false), Manner::Bar);
        assert_eq!(Manner::new(true, true), Manner::Rows);
        assert_eq!(Manner::new(false, true), Manner::Lines);
        assert_eq!(Manner::new(false, false), Manner::Lines);
    }
}
