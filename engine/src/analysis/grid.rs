//! Where hops, updates and ticks lie in the stream of samples.

use models::HOP_SECONDS;

/// Output values may change on a grid of half hops (10 ms).
const TICKS_PER_HOP: f64 = 2.0;

/// The time grid of one sample rate. Positions are samples since the stream began.
///
/// Hops are fixed in time, so at odd rates their lengths differ by a sample; the grid never drifts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HopGrid {
    sample_rate: f64,
}

impl HopGrid {
    /// The grid at `sample_rate` hertz.
    pub fn new(sample_rate: f64) -> Self {
        Self { sample_rate }
    }

    /// In hertz.
    pub fn sample_rate(&self) -> f64 {
        self.sample_rate
    }

    /// Sample at which the first `hops` hops have ended.
    pub fn hop(&self, hops: u64) -> u64 {
        self.sample(hops as f64)
    }

    /// Sample of output tick `tick`; tick 2k lies on the end of hop k.
    pub fn tick(&self, tick: u64) -> u64 {
        self.sample(tick as f64 / TICKS_PER_HOP)
    }

    fn sample(&self, hops: f64) -> u64 {
        (hops * HOP_SECONDS * self.sample_rate + 0.5).floor() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hops_are_whole_samples_at_the_usual_rates() {
        for (rate, hop) in [(44_100.0, 882), (48_000.0, 960), (96_000.0, 1920), (192_000.0, 3840)] {
            for k in [0, 1, 7, 25, 1_000_003] {
                assert_eq!(HopGrid::new(rate).hop(k), k * hop);
            }
        }
    }

    #[test]
    fn an_odd_rate_never_drifts() {
        let grid = HopGrid::new(11_025.0);
        assert_eq!((grid.hop(1), grid.hop(2), grid.hop(3)), (221, 441, 662));
        assert_eq!(grid.hop(50 * 3600), 11_025 * 3600);
    }

    #[test]
    fn every_second_tick_is_the_end_of_a_hop() {
        for rate in [8_000.0, 12_345.6, 44_100.0, 768_000.0] {
            let grid = HopGrid::new(rate);
            assert!((0..10_000).all(|k| grid.tick(2 * k) == grid.hop(k)));
        }
    }
}
