//! The watchdog: what was not as it should be, when, and why.

mod list;
#[cfg(test)]
mod tests;

use std::{
    fmt,
    time::{Duration, SystemTime},
};

pub(super) use self::list::Anomalies;
use super::{CallFault, Stage};
use crate::mood::Reason;

/// Why something is an anomaly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A stage took longer than its [limit](Stage::limit).
    Slow {
        /// Which one.
        stage: Stage,
        /// So long.
        took: Duration,
    },
    /// An update came after it should have taken effect.
    LateUpdate {
        /// So long after.
        by: Duration,
    },
    /// Updates never took effect, because others came before they could.
    DroppedUpdates {
        /// How many.
        count: u64,
    },
    /// Feature frames were overwritten before the worker came.
    DroppedFrames {
        /// How many.
        count: u64,
    },
    /// The instance became degraded; a worker that doesn't answer is [`Reason::WorkerStuck`].
    Degraded(Reason),
    /// The module's memory grows faster than [`Cause::GROWTH_LIMIT`].
    MemoryGrowth {
        /// So fast.
        bytes_per_minute: u64,
    },
    /// The host called as it shouldn't.
    Call(CallFault),
}

/// Something that was not as it should be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Anomaly {
    /// When, in the seconds of [`Entry::elapsed_seconds`](super::Entry::elapsed_seconds): those of the newest
    /// update then.
    pub elapsed_seconds: f64,
    /// When, by the system's clock.
    pub at: SystemTime,
    /// What it was.
    pub cause: Cause,
}

const STAGES: usize = Stage::ALL.len();
const REASONS: usize = Reason::ALL.len();
/// Kinds of causes: each stage, each reason, the others, and each fault of the host's calls.
const KINDS: usize = CALLS + CallFault::KINDS;
const LATE_UPDATE: usize = STAGES + REASONS;
const DROPPED_UPDATES: usize = LATE_UPDATE + 1;
const DROPPED_FRAMES: usize = DROPPED_UPDATES + 1;
const MEMORY_GROWTH: usize = DROPPED_FRAMES + 1;
const CALLS: usize = MEMORY_GROWTH + 1;

impl Cause {
    /// More bytes a minute are an anomaly.
    pub const GROWTH_LIMIT: u64 = 5_000_000;

    /// The name that reports carry: *slow*, *late update*, *dropped updates*, *dropped frames*, *degraded*, *memory
    /// growth*, or that of the [fault](CallFault::name).
    pub fn name(self) -> &'static str {
        match self {
            Self::Slow { .. } => "slow",
            Self::LateUpdate { .. } => "late update",
            Self::DroppedUpdates { .. } => "dropped updates",
            Self::DroppedFrames { .. } => "dropped frames",
            Self::Degraded(_) => "degraded",
            Self::MemoryGrowth { .. } => "memory growth",
            Self::Call(fault) => fault.name(),
        }
    }

    /// Its kind, and the number that goes with it.
    fn pack(self) -> (usize, u64) {
        let nanos = |duration: Duration| u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
        match self {
            Self::Slow { stage, took } => (stage as usize, nanos(took)),
            Self::Degraded(reason) => (STAGES + reason as usize, 0),
            Self::LateUpdate { by } => (LATE_UPDATE, nanos(by)),
            Self::DroppedUpdates { count } => (DROPPED_UPDATES, count),
            Self::DroppedFrames { count } => (DROPPED_FRAMES, count),
            Self::MemoryGrowth { bytes_per_minute } => (MEMORY_GROWTH, bytes_per_minute),
            Self::Call(fault) => {
                let (kind, number) = fault.pack();
                (CALLS + kind, number)
            }
        }
    }

    fn unpack(kind: usize, number: u64) -> Option<Self> {
        let duration = Duration::from_nanos(number);
        Some(match kind {
            LATE_UPDATE => Self::LateUpdate { by: duration },
            DROPPED_UPDATES => Self::DroppedUpdates { count: number },
            DROPPED_FRAMES => Self::DroppedFrames { count: number },
            MEMORY_GROWTH => Self::MemoryGrowth { bytes_per_minute: number },
            call if call >= CALLS => Self::Call(CallFault::unpack(call - CALLS, number)?),
            stage if stage < STAGES => Self::Slow { stage: Stage::ALL[stage], took: duration },
            reason => Self::Degraded(*Reason::ALL.get(reason - STAGES)?),
        })
    }
}

/// One line for the user.
impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millis = |duration: Duration| duration.as_secs_f64() * 1e3;
        match *self {
            Self::Slow { stage, took } => {
                let (took, limit) = (millis(took), millis(stage.limit()));
                write!(f, "{} took {took:.1} ms, more than {limit} ms", stage.name())
            }
            Self::LateUpdate { by } => write!(f, "an update came {:.0} ms too late", millis(by)),
            Self::DroppedUpdates { count } => write!(f, "{count} updates came too late to take effect"),
            Self::DroppedFrames { count } => {
                write!(f, "the analysis thread missed {:.2} s of audio", count as f64 * models::HOP_SECONDS)
            }
            Self::Degraded(reason) => f.write_str(reason.describe()),
            Self::MemoryGrowth { bytes_per_minute } => {
                write!(f, "memory grows by {:.1} MB a minute", bytes_per_minute as f64 / 1e6)
            }
            Self::Call(fault) => fault.fmt(f),
        }
    }
}
