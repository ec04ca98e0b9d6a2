//! What is known of the engine at work: how long each stage took, what was counted, what was not as it should be,
//! the history of the moods, and the report on all of it.
//!
//! Whoever does the work writes; the audio thread with relaxed atomics and nothing else. Anybody else may read at
//! any time, by way of the instance's [`Monitor`].

mod anomaly;
mod counters;
mod export;
mod growth;
mod histogram;
mod history;
mod load;
mod monitor;
mod recent;
pub mod report;
pub mod table;
mod timings;

pub use anomaly::{Anomaly, Cause};
pub use counters::Counters;
pub use export::write_history;
pub use growth::GrowthWatch;
pub use histogram::{Histogram, Timing};
pub use history::{Entry, History, HistoryUsage};
pub use load::DspLoad;
pub use monitor::{ModelStatus, Monitor};
pub use recent::{RECENT, Recent};
pub use report::{
    AnomaliesReport, AnomalyReport, CountersReport, LoadReport, ModelReport, MoodReport, Report, StageReport,
    UpdateReport,
};
pub use timings::{Stage, Timings};
