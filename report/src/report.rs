//! All that an instance tells of itself, as a plain tree of values.

use std::fmt;

use engine::{
    inference::ModelName,
    runtime::EFFECT_SECONDS,
    telemetry::{Counts, Monitor},
};
use serde::{Deserialize, Deserializer, Serialize};

use crate::{AnomaliesReport, HistoryReport, LoadReport, MemoryReport, StageReport, UpdateReport};

/// All that an instance tells of itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Version of this format: [`Report::VERSION`].
    pub version: u32,
    /// Version of the product that wrote it.
    pub product_version: String,
    /// Hertz; NaN (in JSON null) if the host said nothing sensible.
    #[serde(deserialize_with = "number_or_null")]
    pub sample_rate: f64,
    /// Channels of the host's blocks.
    pub channels: u32,
    /// Seconds from the end of the audio that an update speaks of to the sample at which it takes effect.
    #[serde(default)]
    pub effect_seconds: Option<f64>,
    /// Name of the [state](engine::mood::State).
    pub state: String,
    /// Why it is degraded, where it is.
    pub reason: Option<String>,
    /// The model that is served, as soon as there is one.
    #[serde(default)]
    pub model: Option<ModelReport>,
    /// Why the model that was asked for is not served, if it was refused.
    #[serde(default)]
    pub model_refusal: Option<String>,
    /// What was counted.
    pub counters: CountersReport,
    /// All stages, in the order of the data's way.
    pub stages: Vec<StageReport>,
    /// The share of the audio thread's time.
    #[serde(default)]
    pub dsp_load: Option<LoadReport>,
    /// What was not as it should be.
    #[serde(default)]
    pub anomalies: Option<AnomaliesReport>,
    /// What memory the loaded module takes, if whoever reports watches it.
    #[serde(default)]
    pub memory: Option<MemoryReport>,
    /// The pages of the history.
    #[serde(default)]
    pub history: Option<HistoryReport>,
    /// Index of the first of `updates`.
    pub first_update: u64,
    /// Updates without a gap, as far as they were asked for and kept.
    pub updates: Vec<UpdateReport>,
}

impl Report {
    /// The version of the format that is written here. Fields may be added within a version.
    pub const VERSION: u32 = 1;

    /// Everything that `monitor` knows, with the updates from index `since_update` on as far as they are kept.
    pub fn of(monitor: &Monitor, since_update: u64) -> Self {
        let (sample_rate, channels) = monitor.setup();
        let mut newer = Vec::new();
        let next = monitor.history().read_since(since_update, &mut newer);
        let model = monitor.model();
        Self {
            version: Self::VERSION,
            product_version: env!("CARGO_PKG_VERSION").to_owned(),
            sample_rate,
            channels: channels as u32,
            effect_seconds: Some(EFFECT_SECONDS),
            state: monitor.state().name().to_owned(),
            reason: monitor.reason(),
            model: model.served.as_ref().map(ModelReport::from),
            model_refusal: model.refusal.clone(),
            counters: monitor.counts().into(),
            stages: StageReport::all(monitor.timings()),
            dsp_load: Some(LoadReport::from(monitor.dsp_load())),
            anomalies: Some(AnomaliesReport::new(monitor.anomaly_count(), &monitor.anomalies())),
            memory: None,
            history: Some(monitor.history().usage().into()),
            first_update: newer.first().map_or(since_update.max(next), |entry| entry.index),
            updates: newer.iter().map(UpdateReport::from).collect(),
        }
    }
}

/// [`ModelName`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "ModelName defines each field")]
pub struct ModelReport {
    pub name: Option<String>,
    pub folder: Option<String>,
}

impl From<&ModelName> for ModelReport {
    fn from(model: &ModelName) -> Self {
        let ModelName { name, folder } = model.clone();
        Self { name, folder }
    }
}

impl fmt::Display for ModelReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        ModelName { name: self.name.clone(), folder: self.folder.clone() }.fmt(f)
    }
}

/// [`Counts`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "Counts defines each field")]
pub struct CountersReport {
    pub updates: u64,
    pub late_updates: u64,
    #[serde(default)]
    pub dropped_updates: u64,
    pub dropped_frames: u64,
    pub process_calls: u64,
    pub allocations_in_process: u64,
    pub degraded: u64,
    #[serde(default)]
    pub overlapping_calls: u64,
    #[serde(default)]
    pub missing_calls: u64,
    #[serde(default)]
    pub rate_surprises: u64,
    #[serde(default)]
    pub cleanups: u64,
    #[serde(default)]
    pub cleanup_bytes: u64,
}

impl From<Counts> for CountersReport {
    fn from(counts: Counts) -> Self {
        let Counts {
            updates,
            late_updates,
            dropped_updates,
            dropped_frames,
            process_calls,
            allocations_in_process,
            degraded,
            overlapping_calls,
            missing_calls,
            rate_surprises,
            cleanups,
            cleanup_bytes,
        } = counts;
        Self {
            updates,
            late_updates,
            dropped_updates,
            dropped_frames,
            process_calls,
            allocations_in_process,
            degraded,
            overlapping_calls,
            missing_calls,
            rate_surprises,
            cleanups,
            cleanup_bytes,
        }
    }
}

impl CountersReport {
    /// Of two instances together.
    pub fn plus(self, other: Self) -> Self {
        Self {
            updates: self.updates + other.updates,
            late_updates: self.late_updates + other.late_updates,
            dropped_updates: self.dropped_updates + other.dropped_updates,
            dropped_frames: self.dropped_frames + other.dropped_frames,
            process_calls: self.process_calls + other.process_calls,
            allocations_in_process: self.allocations_in_process + other.allocations_in_process,
            degraded: self.degraded + other.degraded,
            overlapping_calls: self.overlapping_calls + other.overlapping_calls,
            missing_calls: self.missing_calls + other.missing_calls,
            rate_surprises: self.rate_surprises + other.rate_surprises,
            cleanups: self.cleanups + other.cleanups,
            cleanup_bytes: self.cleanup_bytes + other.cleanup_bytes,
        }
    }
}

/// JSON has no word for NaN, and writers put null there.
fn number_or_null<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or(f64::NAN))
}
