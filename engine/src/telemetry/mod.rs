//! What the engine's work costs: how long each stage took, what was counted, and what was not as it should be.
//!
//! Whoever does the work writes; the audio thread with relaxed atomics and nothing else. Anybody else may read at
//! any time, by way of the instance's [`Monitor`].

mod anomaly;
mod calls;
mod counters;
mod growth;
mod load;
mod memory;
mod monitor;
mod pressure;
mod timings;

pub use atoms::{Histogram, NEWEST, NewestDurations, Timing};

pub use anomaly::{Anomaly, Cause};
pub use calls::{Call, CallFault, CallWatch};
pub use counters::{Counters, Counts};
pub use growth::{Growth, GrowthWatch, slope};
pub use load::DspLoad;
pub use memory::{Memory, Role};
pub use monitor::Monitor;
pub use pressure::{BUDGET_VARIABLE, Need, PressureWatch, STALL_VARIABLE, Stalled};
pub use timings::{Stage, Timings};
