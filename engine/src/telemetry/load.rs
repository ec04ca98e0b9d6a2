//! How much of the audio thread's time is ours.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use super::{Histogram, Timing};

/// A second of processing for each second of audio.
const FULL: Duration = Duration::from_secs(1);

/// The share of each block's duration that its processing took, written by the audio thread and read by any.
#[derive(Debug, Default)]
pub(super) struct LoadMeter {
    /// Time that a second of audio would take.
    shares: Histogram,
    /// The newest of them, in nanoseconds.
    last: AtomicU64,
}

/// The share of a block's duration that its processing takes: 1 is all of it, more is a drop-out.
///
/// A block here is what one call hands over. A host's block that the plug-in framework cuts at events is several,
/// and a short piece in which a hop ends has a higher share than the whole block would have.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct DspLoad {
    /// Blocks that were measured.
    pub blocks: u64,
    /// The newest block's.
    pub last: f64,
    /// Within 1/32.
    pub median: f64,
    /// The 99th percentile, within 1/32.
    pub p99: f64,
    /// The highest.
    pub max: f64,
}

impl LoadMeter {
    /// A block that lasts `block` took `spent`. Allocates nothing, never waits; audio thread.
    pub fn record(&self, spent: Duration, block: Duration) {
        if block.is_zero() {
            return;
        }
        let share = FULL.mul_f64((spent.as_secs_f64() / block.as_secs_f64()).min(1e6));
        self.shares.record(share);
        self.last.store(share.as_nanos() as u64, Ordering::Relaxed);
    }

    pub fn load(&self) -> DspLoad {
        let Timing { count, median, p99, max, .. } = self.shares.summary();
        if count == 0 {
            return DspLoad::default();
        }
        let last = Duration::from_nanos(self.last.load(Ordering::Relaxed));
        let [last, median, p99, max] = [last, median, p99, max].map(|share| share.as_secs_f64());
        DspLoad { blocks: count, last, median, p99, max }
    }

    pub fn reset(&self) {
        self.shares.reset();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64) -> bool {
        (found - expected).abs() <= expected / 32.0
    }

    #[test]
    fn the_load_is_the_time_taken_for_the_time_played() {
        let meter = LoadMeter::default();
        assert_eq!(meter.load(), DspLoad::default());
        let block = Duration::from_millis(10);
        assert_no_alloc::assert_no_alloc(|| {
            (0..99).for_each(|_| meter.record(Duration::from_micros(100), block));
            meter.record(Duration::from_millis(15), block);
        });
        let load = meter.load();
        assert_eq!((load.blocks, load.last, load.max), (100, 1.5, 1.5));
        assert!(near(load.median, 0.01) && near(load.p99, 0.01), "{load:?}");
    }

    #[test]
    fn an_empty_block_has_no_load_and_a_reset_forgets() {
        let meter = LoadMeter::default();
        meter.record(Duration::from_micros(3), Duration::ZERO);
        assert_eq!(meter.load(), DspLoad::default());
        meter.record(Duration::from_secs(3), Duration::from_nanos(1));
        assert_eq!(meter.load().max, 1e6);
        meter.reset();
        assert_eq!(meter.load(), DspLoad::default());
    }
}
