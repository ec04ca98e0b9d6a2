//! The newest durations of a stage, as a curve shows them.

use std::{
    array,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

/// Durations that are kept.
pub const RECENT: usize = 64;

/// A ring of the last [`RECENT`] durations, written by one thread and read by any, at any time.
///
/// A reader that reads while a duration is being written may find it, or the one that it replaces, twice or not at
/// all: good enough for a curve that is redrawn a few times a second.
#[derive(Debug)]
pub struct Recent {
    /// Nanoseconds; duration `i` lies at `i % RECENT`.
    nanos: [AtomicU64; RECENT],
    /// Durations ever recorded.
    count: AtomicU64,
    /// Those before this one are forgotten.
    forgotten: AtomicU64,
}

impl Default for Recent {
    fn default() -> Self {
        Self {
            nanos: array::from_fn(|_| AtomicU64::new(0)),
            count: AtomicU64::new(0),
            forgotten: AtomicU64::new(0),
        }
    }
}

impl Recent {
    /// Keeps a duration. Allocates nothing, never waits; for the one thread that writes.
    pub fn record(&self, duration: Duration) {
        let count = self.count.load(Ordering::Relaxed);
        let nanos = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
        self.nanos[count as usize % RECENT].store(nanos, Ordering::Relaxed);
        self.count.store(count + 1, Ordering::Release);
    }

    /// The newest duration, if there is one.
    pub fn last(&self) -> Option<Duration> {
        let count = self.count.load(Ordering::Acquire);
        (count > self.forgotten.load(Ordering::Relaxed)).then(|| self.get(count - 1))
    }

    /// The newest durations, oldest first, at the beginning of `into`.
    pub fn read<'a>(&self, into: &'a mut [Duration; RECENT]) -> &'a [Duration] {
        let count = self.count.load(Ordering::Acquire);
        let first = self.forgotten.load(Ordering::Relaxed).max(count.saturating_sub(RECENT as u64));
        let mut found = 0;
        for (duration, index) in into.iter_mut().zip(first..count) {
            *duration = self.get(index);
            found += 1;
        }
        &into[..found]
    }

    /// Forgets all durations. At any time, by any thread.
    pub fn reset(&self) {
        self.forgotten.store(self.count.load(Ordering::Acquire), Ordering::Relaxed);
    }

    fn get(&self, index: u64) -> Duration {
        Duration::from_nanos(self.nanos[index as usize % RECENT].load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    fn micros(recent: &Recent) -> Vec<u64> {
        let mut buffer = [Duration::ZERO; RECENT];
        recent.read(&mut buffer).iter().map(|duration| duration.as_micros() as u64).collect()
    }

    #[test]
    fn the_last_64_are_kept_in_their_order() {
        let recent = Recent::default();
        assert_eq!((recent.last(), micros(&recent)), (None, vec![]));
        for count in 1..=200 {
            recent.record(Duration::from_micros(count));
            let first = (count + 1).saturating_sub(RECENT as u64).max(1);
            assert_eq!(micros(&recent), (first..=count).collect::<Vec<_>>());
            assert_eq!(recent.last(), Some(Duration::from_micros(count)));
        }
    }

    #[test]
    fn a_reset_forgets_what_was_and_keeps_what_comes() {
        let recent = Recent::default();
        (0..100).for_each(|count| recent.record(Duration::from_micros(count)));
        recent.reset();
        assert_eq!((recent.last(), micros(&recent)), (None, vec![]));
        recent.record(Duration::from_micros(7));
        assert_eq!(micros(&recent), [7]);
    }

    #[test]
    fn recording_and_reading_allocate_nothing() {
        let recent = Recent::default();
        let mut buffer = [Duration::ZERO; RECENT];
        assert_no_alloc::assert_no_alloc(|| {
            recent.record(Duration::MAX);
            recent.read(&mut buffer);
            recent.reset();
        });
        assert_eq!(buffer[0], Duration::from_nanos(u64::MAX));
    }

    #[test]
    fn a_reader_beside_the_writer_finds_only_what_was_recorded() {
        const RECORDS: u64 = 100_000;
        let recent = Recent::default();
        thread::scope(|scope| {
            scope.spawn(|| (1..=RECORDS).for_each(|count| recent.record(Duration::from_nanos(count))));
            let mut last = Duration::ZERO;
            while last < Duration::from_nanos(RECORDS) {
                let mut buffer = [Duration::ZERO; RECENT];
                assert!(recent.read(&mut buffer).iter().all(|duration| !duration.is_zero()));
                last = recent.last().unwrap_or_default();
            }
        });
        assert_eq!(micros(&recent).len(), RECENT);
    }
}
