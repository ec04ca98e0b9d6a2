//! What the engine's work costs: how long each stage took, what was counted, and what was not as it should be.
//!
//! Whoever does the work writes; the audio thread with relaxed atomics and nothing else. Anybody else may read at
//! any time, by way of the instance's [`Monitor`].

mod anomaly;
mod counters;
mod growth;
mod histogram;
mod load;
mod monitor;
mod newest;
mod timings;

pub use anomaly::{Anomaly, Cause};
pub use counters::{Counters, Counts};
pub use growth::GrowthWatch;
pub use histogram::{Histogram, Timing};
pub use load::DspLoad;
pub use monitor::Monitor;
pub use newest::{NEWEST, NewestDurations};
pub use timings::{Stage, Timings};
