//! What is known of the engine at work: how long each stage took, what was counted, and the report on both.
//!
//! Whoever does the work writes, with relaxed atomics and nothing else, so the audio thread can; anybody may read
//! at any time.

mod counters;
mod histogram;
mod monitor;
pub mod report;
mod timings;

pub use counters::Counters;
pub use histogram::{Histogram, Timing};
pub use monitor::Monitor;
pub(crate) use monitor::STALL;
pub use report::{CountersReport, ModelReport, MoodReport, Report, StageReport, UpdateReport};
pub use timings::{Stage, Timings};
