//! Where anomalies are noted.

use std::{
    array,
    sync::atomic::{AtomicU64, Ordering, fence},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

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
    /// Seconds, as the bits of a float.
    heard: AtomicU64,
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
        let index = self.next.fetch_add(1, Ordering::Relaxed);
        self.slots[index as usize % KEPT].write(index, [heard_seconds.to_bits(), at, kind as u64, number]);
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
    fn write(&self, index: u64, [heard, at, kind, number]: [u64; 4]) {
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
        self.heard.store(heard, Ordering::Relaxed);
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
        let [heard, at, kind, number] =
            [&self.heard, &self.at, &self.kind, &self.number].map(|word| word.load(Ordering::Relaxed));
        fence(Ordering::Acquire);
        if self.sequence.load(Ordering::Relaxed) != there {
            return None;
        }
        Some(Anomaly {
            elapsed_seconds: f64::from_bits(heard),
            at: UNIX_EPOCH + Duration::from_nanos(at),
            cause: Cause::unpack(kind as usize, number)?,
        })
    }
}
