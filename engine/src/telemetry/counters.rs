//! What happened how often.

use std::sync::atomic::{AtomicU64, Ordering};

use super::CallFault;

/// What was counted since the instance was made or its measurements were last reset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Updates published.
    pub updates: u64,
    /// Updates that came after they should have taken effect.
    pub late_updates: u64,
    /// Updates that never took effect, because others came before they could.
    pub dropped_updates: u64,
    /// Feature frames that were overwritten before the worker came.
    pub dropped_frames: u64,
    /// Process calls.
    pub process_calls: u64,
    /// Allocations in our code within process calls.
    pub allocations_in_process: u64,
    /// How often the instance became degraded.
    pub degraded: u64,
    /// Process calls while another thread was in one.
    pub overlapping_calls: u64,
    /// Gaps in which process calls were missing.
    pub missing_calls: u64,
    /// How often blocks were found to come at another rate than was named.
    pub rate_surprises: u64,
    /// Housekeepings.
    pub cleanups: u64,
    /// Bytes that these have given back to the system.
    pub cleanup_bytes: u64,
}

/// Counts since the instance was made or they were last reset. Any thread may count and read;
/// nothing here allocates or waits.
///
/// Counts are read one after the other, so those of a moment may differ by what happens meanwhile.
#[derive(Debug, Default)]
pub struct Counters {
    updates: AtomicU64,
    late_updates: AtomicU64,
    dropped_updates: AtomicU64,
    dropped_frames: AtomicU64,
    process_calls: AtomicU64,
    allocations_in_process: AtomicU64,
    degraded: AtomicU64,
    overlapping_calls: AtomicU64,
    missing_calls: AtomicU64,
    rate_surprises: AtomicU64,
    cleanups: AtomicU64,
    cleanup_bytes: AtomicU64,
}

impl Counters {
    /// An update was published.
    pub fn add_update(&self) {
        self.updates.fetch_add(1, Ordering::Relaxed);
    }

    /// An update came after it should have taken effect.
    pub fn add_late_update(&self) {
        self.late_updates.fetch_add(1, Ordering::Relaxed);
    }

    /// `count` updates never took effect.
    pub fn add_dropped_updates(&self, count: u64) {
        self.dropped_updates.fetch_add(count, Ordering::Relaxed);
    }

    /// `count` feature frames were overwritten before the worker came.
    pub fn add_dropped_frames(&self, count: u64) {
        self.dropped_frames.fetch_add(count, Ordering::Relaxed);
    }

    /// The host called.
    pub fn add_process_call(&self) {
        self.process_calls.fetch_add(1, Ordering::Relaxed);
    }

    /// The instance became degraded.
    pub fn add_degraded(&self) {
        self.degraded.fetch_add(1, Ordering::Relaxed);
    }

    /// The host called as it shouldn't.
    pub fn add_call_fault(&self, fault: CallFault) {
        let counter = match fault {
            CallFault::Overlapping => &self.overlapping_calls,
            CallFault::Missing { .. } => &self.missing_calls,
            CallFault::SampleRate { .. } => &self.rate_surprises,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    /// Somebody has kept house, and so many bytes were given back.
    pub fn add_cleanup(&self, bytes: u64) {
        self.cleanups.fetch_add(1, Ordering::Relaxed);
        self.cleanup_bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// `count` allocations happened in our code within a process call, as the counting allocator of the loaded
    /// module says; without such an allocator it stays at 0.
    pub fn add_allocations_in_process(&self, count: u64) {
        self.allocations_in_process.fetch_add(count, Ordering::Relaxed);
    }

    /// Counts from 0 again.
    pub fn reset(&self) {
        let Self {
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
        } = self;
        let counters = [
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
        ];
        for counter in counters {
            counter.store(0, Ordering::Relaxed);
        }
    }

    /// All counts.
    pub fn read(&self) -> Counts {
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Counts {
            updates: count(&self.updates),
            late_updates: count(&self.late_updates),
            dropped_updates: count(&self.dropped_updates),
            dropped_frames: count(&self.dropped_frames),
            process_calls: count(&self.process_calls),
            allocations_in_process: count(&self.allocations_in_process),
            degraded: count(&self.degraded),
            overlapping_calls: count(&self.overlapping_calls),
            missing_calls: count(&self.missing_calls),
            rate_surprises: count(&self.rate_surprises),
            cleanups: count(&self.cleanups),
            cleanup_bytes: count(&self.cleanup_bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn each_counter_counts_what_it_is_named_for() {
        let counters = Counters::default();
        assert_no_alloc::assert_no_alloc(|| {
            counters.add_update();
            (0..2).for_each(|_| counters.add_late_update());
            counters.add_dropped_frames(3);
            (0..4).for_each(|_| counters.add_process_call());
            counters.add_allocations_in_process(5);
            (0..6).for_each(|_| counters.add_degraded());
            counters.add_dropped_updates(7);
            (0..8).for_each(|_| counters.add_call_fault(CallFault::Overlapping));
            (0..9).for_each(|_| counters.add_call_fault(CallFault::Missing { gap: Duration::ZERO }));
            let rate = CallFault::SampleRate { named: 48_000, came: 44_100 };
            (0..10).for_each(|_| counters.add_call_fault(rate));
            (0..11).for_each(|_| counters.add_cleanup(12));
        });
        let expected = Counts {
            updates: 1,
            late_updates: 2,
            dropped_frames: 3,
            process_calls: 4,
            allocations_in_process: 5,
            degraded: 6,
            dropped_updates: 7,
            overlapping_calls: 8,
            missing_calls: 9,
            rate_surprises: 10,
            cleanups: 11,
            cleanup_bytes: 132,
        };
        assert_eq!(counters.read(), expected);
        counters.reset();
        assert_eq!(counters.read(), Counts::default());
    }

    #[test]
    fn counts_of_several_threads_add_up() {
        let counters = Counters::default();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..1000).for_each(|_| counters.add_update()));
            }
        });
        assert_eq!(counters.read().updates, 4000);
    }
}
