//! Where anomalies are noted.

use std::{
    array,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use atoms::Ring;

use super::{Anomaly, Cause, KINDS};

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
pub struct Anomalies {
    /// Seconds that were heard, as the bits of a float; nanoseconds since 1970; kind; number.
    kept: Ring<KEPT, 4>,
    counts: [AtomicU64; KINDS],
    /// When one of each kind was last kept, in nanoseconds since 1970.
    last_kept: [AtomicU64; KINDS],
}

impl Default for Anomalies {
    fn default() -> Self {
        let zeros = || array::from_fn(|_| AtomicU64::new(0));
        Self { kept: Ring::default(), counts: zeros(), last_kept: zeros() }
    }
}

impl Anomalies {
    /// Counts an anomaly, and keeps it unless one of its kind was kept just now; `heard_seconds`
    /// were heard by then.
    pub fn note(&self, heard_seconds: f64, at: SystemTime, cause: Cause) {
        let (kind, number) = cause.pack();
        self.counts[kind].fetch_add(1, Ordering::Relaxed);
        let since_1970 = at.duration_since(UNIX_EPOCH).unwrap_or_default();
        let at = u64::try_from(since_1970.as_nanos()).unwrap_or(u64::MAX);
        let last = self.last_kept[kind].load(Ordering::Relaxed);
        if last != 0 && at.abs_diff(last) < PAUSE {
            return;
        }
        self.last_kept[kind].store(at, Ordering::Relaxed);
        self.kept.push([heard_seconds.to_bits(), at, kind as u64, number]);
    }

    /// How many there were.
    pub fn count(&self) -> u64 {
        self.counts.iter().map(|count| count.load(Ordering::Relaxed)).sum()
    }

    /// Those that are kept, newest last.
    pub fn newest(&self) -> Vec<Anomaly> {
        let anomaly = |[heard, at, kind, number]: [u64; 4]| {
            Some(Anomaly {
                elapsed_seconds: f64::from_bits(heard),
                at: UNIX_EPOCH + Duration::from_nanos(at),
                cause: Cause::unpack(kind as usize, number)?,
            })
        };
        self.kept.read().filter_map(anomaly).collect()
    }

    /// Forgets all.
    pub fn reset(&self) {
        self.kept.reset();
        self.counts.iter().chain(&self.last_kept).for_each(|number| number.store(0, Ordering::Relaxed));
    }
}
