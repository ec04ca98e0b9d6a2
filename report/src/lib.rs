//! What an instance of AI-Mixtapes tells of itself: the [`Report`], and the private CLAP [extension] by which a host
//! of ours reads it, as JSON.
//!
//! Its parts are what the engine's types say, in words and units that other programs read: [`StageReport`],
//! [`AnomaliesReport`], [`LoadReport`], [`MemoryReport`] and [`HistoryReport`] of what it cost, [`UpdateReport`] of
//! what was heard. An [`OutsideReport`] says how OSC and the session log go.

mod cost;
pub mod extension;
mod heard;
mod outside;
mod pages;
mod report;
#[cfg(test)]
mod tests;

pub use cost::{
    AnomaliesReport, AnomalyReport, GrowthReport, LoadReport, MemoryReport, RolesReport, StageReport,
};
pub use heard::{MoodReport, UpdateReport};
pub use outside::{FaultReport, LogReport, OscReport, OutsideReport};
pub use pages::{HistoryReport, PressureReport};
pub use report::{CountersReport, ModelReport, Report};
