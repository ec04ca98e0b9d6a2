//! What `cargo xtask bench --json` has measured beside what others have, for the report to quote.

use serde::{Deserialize, Serialize};

use super::results::Measured;
use crate::units::{duration, times};

/// All that it measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Peers {
    /// Of pairs.
    pub rows: Vec<Pair>,
    /// Cargo's profile of what is ours.
    pub profile: String,
    /// Of all ways in turns.
    pub rounds: u64,
    /// What was measured.
    pub commit: Option<String>,
}

/// Our way to do something, and another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// What both do, or what comes nearest.
    pub what: String,
    /// What one would take instead.
    pub instead: String,
    /// The names of the two ways, ours first.
    pub ways: [String; 2],
    /// Microseconds.
    pub ours_us: Option<Figures>,
    /// Microseconds.
    pub instead_us: Option<Figures>,
    /// Of the other's time by ours, round by round.
    pub ratio: Option<Figures>,
    /// Why there is nothing else.
    pub not_measured: Option<String>,
}

/// The least, the middle and the greatest of some rounds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// The least.
    pub min: f64,
    /// The middle.
    pub median: f64,
    /// The greatest.
    pub max: f64,
}

impl Peers {
    /// How long an update takes, in times of ONNX Runtime's.
    pub fn update(&self, limit: f64) -> Measured {
        let Figures { min, median, max } = self.ratio(["tract update", "ONNX Runtime update"])?;
        let words = format!("{:.2} times its time ({:.2}–{:.2})", 1.0 / median, 1.0 / max, 1.0 / min);
        Some((words, Some(1.0 / median <= limit)))
    }

    /// How fast whole files are heard, in times of another way.
    pub fn files(&self, other: &str, least: f64) -> Measured {
        let Figures { min, median, max } = self.ratio(["analyze", other])?;
        Some((format!("{median:.2} times as fast ({min:.2}–{max:.2})"), Some(median >= least)))
    }

    fn ratio(&self, ways: [&str; 2]) -> Option<Figures> {
        self.rows.iter().find(|pair| pair.ways == ways)?.ratio
    }
}

impl Pair {
    /// Our time, the other's, and how many times as long the other takes.
    pub fn words(&self) -> [String; 3] {
        let (Some(ours), Some(instead), Some(ratio)) = (self.ours_us, self.instead_us, self.ratio) else {
            let reason = self.not_measured.as_deref().unwrap_or("no reason is told");
            return [String::new(), String::new(), format!("not measured: {reason}")];
        };
        let Figures { min, median, max } = ratio;
        let [min, median, max] =
            [min, median, max].map(|ratio| if ratio < 10.0 { format!("{ratio:.2}") } else { times(ratio) });
        [duration(ours.median), duration(instead.median), format!("**{median}** ({min}–{max})")]
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// What `cargo xtask bench --json` prints of two pairs.
    pub const PRINTED: &str = r#"{
        "rows": [
            { "what": "an update in tract", "instead": "ONNX Runtime", "ways": ["tract update", "ONNX Runtime update"],
              "ours_us": { "min": 600.0, "median": 650.0, "max": 700.0 },
              "instead_us": { "min": 400.0, "median": 430.0, "max": 500.0 },
              "ratio": { "min": 0.5, "median": 0.8, "max": 1.0 } },
            { "what": "a whole file", "instead": "librosa", "ways": ["analyze", "librosa file"],
              "not_measured": "there is no Python" }
        ],
        "profile": "release", "rounds": 11, "file_seconds": 180, "commit": null, "architecture": "x86_64", "cores": 2
    }"#;

    #[test]
    fn what_was_measured_is_held_against_the_goals() {
        let peers: Peers = serde_json::from_str(PRINTED).unwrap();
        let words = "1.25 times its time (1.00–2.00)".to_owned();
        assert_eq!(peers.update(1.2), Some((words.clone(), Some(false))));
        assert_eq!(peers.update(1.3), Some((words, Some(true))));
        assert_eq!(peers.files("librosa file", 3.5), None);
    }

    #[test]
    fn a_pair_has_its_times_or_a_reason() {
        let peers: Peers = serde_json::from_str(PRINTED).unwrap();
        assert_eq!(peers.rows[0].words(), ["650.0 µs", "430.0 µs", "**0.80** (0.50–1.00)"]);
        assert_eq!(peers.rows[1].words()[2], "not measured: there is no Python");
    }
}
