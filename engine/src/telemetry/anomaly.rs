//! The watchdog: what was not as it should be, when, and why.

use std::{
    array, fmt,
    sync::atomic::{AtomicU64, Ordering, fence},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use super::Stage;
use crate::mood::{Reason, Update};

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
/// Kinds of causes: each stage, each reason, and the other three.
const KINDS: usize = STAGES + REASONS + 3;
const LATE_UPDATE: usize = STAGES + REASONS;
const DROPPED_FRAMES: usize = LATE_UPDATE + 1;
const MEMORY_GROWTH: usize = DROPPED_FRAMES + 1;

impl Cause {
    /// More bytes a minute are an anomaly.
    pub const GROWTH_LIMIT: u64 = 5_000_000;

    /// The name that reports carry: *slow*, *late update*, *dropped frames*, *degraded* or *memory growth*.
    pub fn name(self) -> &'static str {
        match self {
            Self::Slow { .. } => "slow",
            Self::LateUpdate { .. } => "late update",
            Self::DroppedFrames { .. } => "dropped frames",
            Self::Degraded(_) => "degraded",
            Self::MemoryGrowth { .. } => "memory growth",
        }
    }

    /// Its kind, and the number that goes with it.
    fn pack(self) -> (usize, u64) {
        let nanos = |duration: Duration| u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
        match self {
            Self::Slow { stage, took } => (stage as usize, nanos(took)),
            Self::Degraded(reason) => (STAGES + reason as usize, 0),
            Self::LateUpdate { by } => (LATE_UPDATE, nanos(by)),
            Self::DroppedFrames { count } => (DROPPED_FRAMES, count),
            Self::MemoryGrowth { bytes_per_minute } => (MEMORY_GROWTH, bytes_per_minute),
        }
    }

    fn unpack(kind: usize, number: u64) -> Option<Self> {
        let duration = Duration::from_nanos(number);
        Some(match kind {
            LATE_UPDATE => Self::LateUpdate { by: duration },
            DROPPED_FRAMES => Self::DroppedFrames { count: number },
            MEMORY_GROWTH => Self::MemoryGrowth { bytes_per_minute: number },
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
            Self::DroppedFrames { count } => {
                write!(f, "the analysis thread missed {:.2} s of audio", count as f64 * models::HOP_SECONDS)
            }
            Self::Degraded(reason) => f.write_str(reason.describe()),
            Self::MemoryGrowth { bytes_per_minute } => {
                write!(f, "memory grows by {:.1} MB a minute", bytes_per_minute as f64 / 1e6)
            }
        }
    }
}

/// Anomalies that are kept.
const KEPT: usize = 32;
/// Of one kind one in so many nanoseconds is kept: a machine that is too slow would fill the list in a second.
const PAUSE: u64 = 10_000_000_000;

/// Counts anomalies and keeps the last 32; of one kind (a stage, a reason, or another cause) one in 10 s is kept
/// and all are counted.
///
/// Any thread may note and read, at any time: notes allocate nothing and wait for nobody, and a reader leaves out
/// what is being written.
#[derive(Debug)]
pub(super) struct Anomalies {
    slots: [Slot; KEPT],
    /// Number of the next one to keep; number `n` lies at `n % KEPT`.
    next: AtomicU64,
    /// Those before this one are forgotten.
    forgotten: AtomicU64,
    counts: [AtomicU64; KINDS],
    /// When one of each kind was last kept, in nanoseconds since 1970.
    last_kept: [AtomicU64; KINDS],
}

/// A place in the ring, after the manner of a sequence lock.
#[derive(Debug, Default)]
struct Slot {
    /// 2n + 1 while number n is being written, 2n + 2 when it is there.
    sequence: AtomicU64,
    heard_hops: AtomicU64,
    /// Nanoseconds since 1970.
    at: AtomicU64,
    kind: AtomicU64,
    number: AtomicU64,
}

impl Default for Anomalies {
    fn default() -> Self {
        Self {
            slots: array::from_fn(|_| Slot::default()),
            next: AtomicU64::new(0),
            forgotten: AtomicU64::new(0),
            counts: array::from_fn(|_| AtomicU64::new(0)),
            last_kept: array::from_fn(|_| AtomicU64::new(0)),
        }
    }
}

impl Anomalies {
    /// Counts an anomaly, and keeps it unless one of its kind was kept just now; `heard_hops` is what had been
    /// heard then.
    pub fn note(&self, heard_hops: u64, at: SystemTime, cause: Cause) {
        let (kind, number) = cause.pack();
        self.counts[kind].fetch_add(1, Ordering::Relaxed);
        let since_1970 = at.duration_since(UNIX_EPOCH).unwrap_or_default();
        let at = u64::try_from(since_1970.as_nanos()).unwrap_or(u64::MAX);
        let last = self.last_kept[kind].load(Ordering::Relaxed);
        if last != 0 && at.abs_diff(last) < PAUSE {
            return;
        }
        self.last_kept[kind].store(at, Ordering::Relaxed);
        let index = self.next.fetch_add(1, Ordering::Relaxed);
        self.slots[index as usize % KEPT].write(index, [heard_hops, at, kind as u64, number]);
    }

    /// How many there were.
    pub fn count(&self) -> u64 {
        self.counts.iter().map(|count| count.load(Ordering::Relaxed)).sum()
    }

    /// Those that are kept, newest last.
    pub fn newest(&self) -> Vec<Anomaly> {
        let next = self.next.load(Ordering::Acquire);
        let first = self.forgotten.load(Ordering::Relaxed).max(next.saturating_sub(KEPT as u64));
        (first..next).filter_map(|index| self.slots[index as usize % KEPT].read(index)).collect()
    }

    /// Forgets all.
    pub fn reset(&self) {
        self.forgotten.store(self.next.load(Ordering::Acquire), Ordering::Relaxed);
        self.counts.iter().chain(&self.last_kept).for_each(|number| number.store(0, Ordering::Relaxed));
    }
}

impl Slot {
    fn write(&self, index: u64, [heard_hops, at, kind, number]: [u64; 4]) {
        let before = self.sequence.load(Ordering::Relaxed);
        // Odd: a writer that fell 32 anomalies behind is still at it. Then this one is counted only.
        let free = before.is_multiple_of(2) && before <= 2 * index;
        let writing = 2 * index + 1;
        let begin =
            |()| self.sequence.compare_exchange(before, writing, Ordering::Acquire, Ordering::Relaxed).ok();
        if free.then_some(()).and_then(begin).is_none() {
            return;
        }
        fence(Ordering::Release);
        self.heard_hops.store(heard_hops, Ordering::Relaxed);
        self.at.store(at, Ordering::Relaxed);
        self.kind.store(kind, Ordering::Relaxed);
        self.number.store(number, Ordering::Relaxed);
        self.sequence.store(2 * index + 2, Ordering::Release);
    }

    fn read(&self, index: u64) -> Option<Anomaly> {
        let there = 2 * index + 2;
        if self.sequence.load(Ordering::Acquire) != there {
            return None;
        }
        let [heard_hops, at, kind, number] =
            [&self.heard_hops, &self.at, &self.kind, &self.number].map(|word| word.load(Ordering::Relaxed));
        fence(Ordering::Acquire);
        if self.sequence.load(Ordering::Relaxed) != there {
            return None;
        }
        Some(Anomaly {
            elapsed_seconds: Update::seconds_of(heard_hops),
            at: UNIX_EPOCH + Duration::from_nanos(at),
            cause: Cause::unpack(kind as usize, number)?,
        })
    }
}
