//! How long things took, and what was not as it should be.

use std::time::{Duration, UNIX_EPOCH};

use engine::telemetry::{Anomaly, Cause, DspLoad, Growth, Memory, Role, Stage, Timing, Timings};
use serde::{Deserialize, Serialize};

use crate::PressureReport;

/// How long a stage takes, in microseconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "Timing defines each field")]
pub struct StageReport {
    pub stage: String,
    pub count: u64,
    pub min_us: f64,
    pub median_us: f64,
    pub p99_us: f64,
    pub max_us: f64,
    /// What the 99th percentile should stay under.
    pub target_us: f64,
    /// Nanoseconds, rising, and how often the stage took so long within 1/32; for other percentiles, and those of
    /// several instances.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buckets: Vec<(u64, u64)>,
}

impl StageReport {
    /// The report on `stage`.
    pub fn new(stage: Stage, timing: Timing) -> Self {
        let microseconds = |duration: Duration| duration.as_secs_f64() * 1e6;
        Self {
            stage: stage.name().to_owned(),
            count: timing.count,
            min_us: microseconds(timing.min),
            median_us: microseconds(timing.median),
            p99_us: microseconds(timing.p99),
            max_us: microseconds(timing.max),
            target_us: microseconds(stage.target()),
            buckets: Vec::new(),
        }
    }

    /// The reports on all stages, in the order of the data's way.
    pub fn all(timings: &Timings) -> Vec<Self> {
        let nanos = |(took, count): (Duration, u64)| (took.as_nanos() as u64, count);
        let report = |stage| Self {
            buckets: timings.buckets(stage).into_iter().map(nanos).collect(),
            ..Self::new(stage, timings.summary(stage))
        };
        Stage::ALL.into_iter().map(report).collect()
    }
}

/// [`DspLoad`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "DspLoad defines each field")]
pub struct LoadReport {
    pub blocks: u64,
    pub last: f64,
    pub median: f64,
    pub p99: f64,
    pub max: f64,
}

impl From<DspLoad> for LoadReport {
    fn from(load: DspLoad) -> Self {
        let DspLoad { blocks, last, median, p99, max } = load;
        Self { blocks, last, median, p99, max }
    }
}

/// What memory the loaded module takes, for all of its instances.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MemoryReport {
    /// Bytes that are allocated now.
    pub bytes_in_use: u64,
    /// The most that ever were at a time.
    pub peak_bytes: u64,
    /// Bytes of the whole process, the host's too, that lie in memory; none where the system doesn't say.
    pub resident_bytes: Option<u64>,
    /// How fast the bytes in use grow; none before they were watched for a minute.
    pub growth: Option<GrowthReport>,
    /// How scarce memory is.
    #[serde(default)]
    pub pressure: Option<PressureReport>,
    /// Allocations so far.
    pub allocations: RolesReport<u64>,
    /// Those of the last seconds, a second; none before there are some.
    pub allocations_per_second: Option<RolesReport<f64>>,
}

/// [`Growth`] over the last minutes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GrowthReport {
    /// The slope.
    pub bytes_per_minute: f64,
    /// The slope's standard error.
    pub standard_error: f64,
    /// Over so many seconds, 300 at most.
    pub seconds: f64,
}

/// A figure for each [`Role`] of a thread.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "Role defines each field")]
pub struct RolesReport<T> {
    pub audio: T,
    pub worker: T,
    pub outside: T,
    pub other: T,
}

impl<T> From<[T; Role::COUNT]> for RolesReport<T> {
    fn from([audio, worker, outside, other]: [T; Role::COUNT]) -> Self {
        Self { audio, worker, outside, other }
    }
}

impl From<&Growth> for GrowthReport {
    fn from(growth: &Growth) -> Self {
        let Growth { bytes_per_minute, standard_error, watched, .. } = *growth;
        Self { bytes_per_minute, standard_error, seconds: watched.as_secs_f64() }
    }
}

impl From<&Memory> for MemoryReport {
    fn from(memory: &Memory) -> Self {
        let Memory {
            bytes_in_use,
            peak_bytes,
            growth,
            resident_bytes,
            allocations,
            allocations_per_second,
            ..
        } = *memory;
        Self {
            bytes_in_use,
            peak_bytes,
            resident_bytes,
            growth: growth.as_ref().map(GrowthReport::from),
            pressure: Some(memory.into()),
            allocations: allocations.into(),
            allocations_per_second: allocations_per_second.map(RolesReport::from),
        }
    }
}

/// What was not as it should be since the instance was made or its measurements were last reset.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AnomaliesReport {
    /// How often.
    pub count: u64,
    /// The newest, newest last; of one kind one in 10 s.
    pub newest: Vec<AnomalyReport>,
}

/// An [`Anomaly`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnomalyReport {
    /// Seconds of audio that the instance had heard by then.
    pub elapsed_seconds: f64,
    /// Seconds since 1970 by the system's clock.
    pub unix_seconds: f64,
    /// [Name](Cause::name) of the cause.
    pub cause: String,
    /// The stage that was slow, if that is the cause.
    pub stage: Option<String>,
    /// The cause in words.
    pub text: String,
}

impl AnomaliesReport {
    /// The report on `count` anomalies, of which these are the newest.
    pub fn new(count: u64, newest: &[Anomaly]) -> Self {
        Self { count, newest: newest.iter().map(AnomalyReport::from).collect() }
    }
}

impl From<&Anomaly> for AnomalyReport {
    fn from(anomaly: &Anomaly) -> Self {
        let Anomaly { elapsed_seconds, at, cause } = *anomaly;
        let stage = if let Cause::Slow { stage, .. } = cause { Some(stage.name().to_owned()) } else { None };
        Self {
            elapsed_seconds,
            unix_seconds: at.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64(),
            cause: cause.name().to_owned(),
            stage,
            text: cause.to_string(),
        }
    }
}
