//! How long things took, and what was not as it should be.

use std::time::{Duration, UNIX_EPOCH};

use engine::telemetry::{Anomaly, Cause, DspLoad, Stage, Timing, Timings};
use serde::{Deserialize, Serialize};

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
        }
    }

    /// The reports on all stages, in the order of the data's way.
    pub fn all(timings: &Timings) -> Vec<Self> {
        Stage::ALL.into_iter().map(|stage| Self::new(stage, timings.summary(stage))).collect()
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
