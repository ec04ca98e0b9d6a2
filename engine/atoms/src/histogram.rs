//! Durations in a fixed log-scale histogram.

use std::{array, time::Duration};

use crate::sync::{AtomicU64, Ordering, fence};

/// Buckets of each factor of two; for loom, to which each is a load more, there are three in all.
const SUBDIVISIONS: usize = 1 << SUBDIVISION_BITS;
const SUBDIVISION_BITS: u32 = if cfg!(loom) { 0 } else { 4 };
/// From 2^40 ns (18 minutes) on there is one bucket only.
const HIGHEST_BIT: u32 = if cfg!(loom) { 1 } else { 40 };
/// Under 16 ns each nanosecond has a bucket.
const BUCKETS: usize = (HIGHEST_BIT - SUBDIVISION_BITS + 1) as usize * SUBDIVISIONS + 1;

/// A histogram of durations that is written by one thread and read by any, at any time.
///
/// Each factor of two from 16 ns to 18 minutes is divided into 16 buckets of equal width, so a quantile is within
/// 1/32 (3.2 %) of the exact one; minimum and maximum are exact.
///
/// Writing is wait-free, and with a second writer durations would get lost. A reader that reads while a duration is
/// being written sees it counted or not counted; what it sees counted lies between the minimum and the maximum that
/// it sees.
// Not `hdrhistogram`: it records by `&mut` alone, and its recorders for threads allocate where they hand over.
#[derive(Debug)]
pub struct Histogram {
    buckets: [AtomicU64; BUCKETS],
    /// Nanoseconds; `u64::MAX` while there is nothing.
    min: AtomicU64,
    /// Nanoseconds.
    max: AtomicU64,
    /// Resets that were asked for, and those that the writer has made.
    resets: AtomicU64,
    resets_made: AtomicU64,
}

/// What a histogram says. All zero if nothing was recorded.
///
/// Of *n* durations in rising order the median is the ⌈n/2⌉th, the 99th percentile the ⌈0.99·n⌉th: durations that
/// occurred, up to the width of a bucket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timing {
    /// How many durations were recorded.
    pub count: u64,
    /// The shortest, exact to the nanosecond.
    pub min: Duration,
    /// Within 1/32.
    pub median: Duration,
    /// The 99th percentile, within 1/32.
    pub p99: Duration,
    /// The longest, exact to the nanosecond.
    pub max: Duration,
}

/// What a reader has seen of a histogram that isn't empty.
struct Seen {
    counts: [u64; BUCKETS],
    /// Nanoseconds.
    min: u64,
    /// Nanoseconds.
    max: u64,
}

impl Default for Histogram {
    fn default() -> Self {
        Self {
            buckets: array::from_fn(|_| AtomicU64::new(0)),
            min: AtomicU64::new(u64::MAX),
            max: AtomicU64::new(0),
            resets: AtomicU64::new(0),
            resets_made: AtomicU64::new(0),
        }
    }
}

impl Histogram {
    /// An empty histogram.
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts a duration. Allocates nothing, never waits; for the one thread that writes.
    pub fn record(&self, duration: Duration) {
        let resets = self.resets.load(Ordering::Relaxed);
        if resets != self.resets_made.load(Ordering::Relaxed) {
            self.clear();
            self.resets_made.store(resets, Ordering::Release);
        }
        let nanos = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
        if nanos < self.min.load(Ordering::Relaxed) {
            self.min.store(nanos, Ordering::Relaxed);
        }
        if nanos > self.max.load(Ordering::Relaxed) {
            self.max.store(nanos, Ordering::Relaxed);
        }
        if let Some(bucket) = self.buckets.get(bucket_of(nanos)) {
            let count = bucket.load(Ordering::Relaxed);
            // Released, so that who sees it counted sees the extremes that it belongs to.
            bucket.store(count.wrapping_add(1), Ordering::Release);
        }
    }

    /// Count, extremes and quantiles, as of now.
    pub fn summary(&self) -> Timing {
        let Some(Seen { counts, min, max }) = self.seen() else { return Timing::default() };
        let count = counts.iter().sum::<u64>();
        let ranked = |rank| Duration::from_nanos(middle_of(bucket_of_rank(&counts, rank)).max(min).min(max));
        Timing {
            count,
            min: Duration::from_nanos(min),
            median: ranked(count.div_ceil(2)),
            p99: ranked(count - count / 100),
            max: Duration::from_nanos(max),
        }
    }

    /// The buckets that aren't empty, in rising order: the middle of each, and how many durations lie in it.
    pub fn buckets(&self) -> Vec<(Duration, u64)> {
        let Some(Seen { counts, .. }) = self.seen() else { return Vec::new() };
        let filled = counts.iter().enumerate().filter(|(_, count)| **count > 0);
        filled.map(|(bucket, count)| (Duration::from_nanos(middle_of(bucket)), *count)).collect()
    }

    /// What there is as of now; none if that is nothing.
    fn seen(&self) -> Option<Seen> {
        let made = self.resets_made.load(Ordering::Acquire);
        let counts: [u64; BUCKETS] = array::from_fn(|index| self.buckets[index].load(Ordering::Acquire));
        let (min, max) = (self.min.load(Ordering::Relaxed), self.max.load(Ordering::Relaxed));
        fence(Ordering::Acquire);
        // Until the writer has cleared it all, what is there is of before the reset.
        let reset = self.resets.load(Ordering::Relaxed) != made;
        (!reset && counts.iter().any(|count| *count > 0)).then_some(Seen { counts, min, max })
    }

    /// Forgets all durations. At any time, by any thread: the writer clears before it writes again, and until then
    /// a reader finds nothing.
    pub fn reset(&self) {
        self.resets.fetch_add(1, Ordering::Relaxed);
    }

    fn clear(&self) {
        // Behind the request, so that who finds something cleared finds the request too.
        fence(Ordering::Release);
        for bucket in &self.buckets {
            bucket.store(0, Ordering::Relaxed);
        }
        self.min.store(u64::MAX, Ordering::Relaxed);
        self.max.store(0, Ordering::Relaxed);
    }
}

/// The bucket of a duration: one for each nanosecond under 16, then its highest bit and the four that follow.
fn bucket_of(nanos: u64) -> usize {
    if nanos < SUBDIVISIONS as u64 {
        return nanos as usize;
    }
    let highest = nanos.ilog2();
    if highest >= HIGHEST_BIT {
        return BUCKETS - 1;
    }
    let shift = highest - SUBDIVISION_BITS;
    shift as usize * SUBDIVISIONS + (nanos >> shift) as usize
}

/// The middle of a bucket, in nanoseconds; of the last one, which has no end, the beginning.
fn middle_of(bucket: usize) -> u64 {
    if bucket < SUBDIVISIONS {
        return bucket as u64;
    }
    let shift = bucket / SUBDIVISIONS - 1;
    let leading = (bucket % SUBDIVISIONS + SUBDIVISIONS) as u64;
    let width = 1_u64 << shift;
    let middle = if bucket == BUCKETS - 1 { 0 } else { width / 2 };
    leading * width + middle
}

/// The bucket in which the duration of this rank (from 1) lies.
fn bucket_of_rank(counts: &[u64], rank: u64) -> usize {
    let mut seen = 0;
    let reached = counts.iter().position(|count| {
        seen += count;
        seen >= rank
    });
    reached.unwrap_or(BUCKETS - 1)
}

#[cfg(all(test, not(loom)))]
mod tests;
