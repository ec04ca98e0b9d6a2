//! The newest durations of a stage, as a curve shows them.

use std::{array, time::Duration};

use crate::sync::{AtomicU64, Ordering};

/// Durations that are kept; for loom, to which each is a load more, as few as can be overwritten.
pub const NEWEST: usize = if cfg!(loom) { 2 } else { 64 };

/// A ring of the last [`NEWEST`] durations, written by one thread and read by any, at any time.
///
/// A reader that reads while a duration is being written may find it, or the one that it replaces, twice or not at
/// all: good enough for a curve that is redrawn a few times a second.
#[derive(Debug)]
pub struct NewestDurations {
    /// Nanoseconds; duration `i` lies at `i % NEWEST`.
    nanos: [AtomicU64; NEWEST],
    /// Durations ever recorded.
    count: AtomicU64,
    /// Those before this one are forgotten.
    forgotten: AtomicU64,
}

impl Default for NewestDurations {
    fn default() -> Self {
        Self {
            nanos: array::from_fn(|_| AtomicU64::new(0)),
            count: AtomicU64::new(0),
            forgotten: AtomicU64::new(0),
        }
    }
}

impl NewestDurations {
    /// Keeps a duration. Allocates nothing, never waits; for the one thread that writes.
    pub fn record(&self, duration: Duration) {
        let count = self.count.load(Ordering::Relaxed);
        let nanos = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
        self.nanos[count as usize % NEWEST].store(nanos, Ordering::Relaxed);
        self.count.store(count + 1, Ordering::Release);
    }

    /// The newest duration, if there is one.
    pub fn last(&self) -> Option<Duration> {
        let count = self.count.load(Ordering::Acquire);
        (count > self.forgotten.load(Ordering::Relaxed)).then(|| self.get(count - 1))
    }

    /// The newest durations, oldest first, at the beginning of `into`.
    pub fn read<'a>(&self, into: &'a mut [Duration; NEWEST]) -> &'a [Duration] {
        let count = self.count.load(Ordering::Acquire);
        let first = self.forgotten.load(Ordering::Relaxed).max(count.saturating_sub(NEWEST as u64));
        let mut found = 0;
        for (duration, index) in into.iter_mut().zip(first..count) {
            *duration = self.get(index);
            found += 1;
        }
        &into[..found]
    }

    /// Forgets all durations. At any time, by any thread.
    pub fn reset(&self) {
        // Never less than another reset has forgotten.
        self.forgotten.fetch_max(self.count.load(Ordering::Acquire), Ordering::Relaxed);
    }

    fn get(&self, index: u64) -> Duration {
        Duration::from_nanos(self.nanos[index as usize % NEWEST].load(Ordering::Relaxed))
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use std::thread;

    use super::*;

    fn micros(newest: &NewestDurations) -> Vec<u64> {
        let mut buffer = [Duration::ZERO; NEWEST];
        newest.read(&mut buffer).iter().map(|duration| duration.as_micros() as u64).collect()
    }

    #[test]
    fn the_last_64_are_kept_in_their_order() {
        let newest = NewestDurations::default();
        assert_eq!((newest.last(), micros(&newest)), (None, vec![]));
        for count in 1..=200 {
            newest.record(Duration::from_micros(count));
            let first = (count + 1).saturating_sub(NEWEST as u64).max(1);
            assert_eq!(micros(&newest), (first..=count).collect::<Vec<_>>());
            assert_eq!(newest.last(), Some(Duration::from_micros(count)));
        }
    }

    #[test]
    fn a_reset_forgets_what_was_and_keeps_what_comes() {
        let newest = NewestDurations::default();
        (0..100).for_each(|count| newest.record(Duration::from_micros(count)));
        newest.reset();
        assert_eq!((newest.last(), micros(&newest)), (None, vec![]));
        newest.record(Duration::from_micros(7));
        assert_eq!(micros(&newest), [7]);
    }

    #[test]
    fn recording_and_reading_allocate_nothing() {
        let newest = NewestDurations::default();
        let mut buffer = [Duration::ZERO; NEWEST];
        assert_no_alloc::assert_no_alloc(|| {
            newest.record(Duration::MAX);
            newest.read(&mut buffer);
            newest.reset();
        });
        assert_eq!(buffer[0], Duration::from_nanos(u64::MAX));
    }

    #[test]
    fn a_reader_beside_the_writer_finds_only_what_was_recorded() {
        const RECORDS: u64 = 100_000;
        let newest = NewestDurations::default();
        thread::scope(|scope| {
            scope.spawn(|| (1..=RECORDS).for_each(|count| newest.record(Duration::from_nanos(count))));
            let mut last = Duration::ZERO;
            while last < Duration::from_nanos(RECORDS) {
                let mut buffer = [Duration::ZERO; NEWEST];
                assert!(newest.read(&mut buffer).iter().all(|duration| !duration.is_zero()));
                last = newest.last().unwrap_or_default();
            }
        });
        assert_eq!(micros(&newest).len(), NEWEST);
    }
}
