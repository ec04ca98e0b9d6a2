//! Where a stream is, counted in samples.

use crate::analysis::HopGrid;

/// Ticks from an update's position to its effect: 140 ms. It must hold a played block of 4,096 samples (93 ms at
/// 44.1 kHz) or the updates of many instances at once, and with the work itself stay under 150 ms.
const EFFECT_TICKS: u64 = 14;
/// Ticks of a hop.
const HOP_TICKS: u64 = 2;
/// Seconds of one tick: output values may change on a grid of 10 ms.
pub(super) const TICK_SECONDS: f64 = models::HOP_SECONDS / HOP_TICKS as f64;
/// Seconds from the end of the audio that an update speaks of to the sample at which it takes effect.
pub const EFFECT_SECONDS: f64 = EFFECT_TICKS as f64 * TICK_SECONDS;

/// The samples since the last reset, and the grid of output ticks since the stream began.
#[derive(Clone, Copy, Debug)]
pub(super) struct StreamClock {
    grid: HopGrid,
    position: u64,
    /// Where the stream began.
    begun: u64,
    /// Number of the next tick of the stream.
    tick: u64,
}

impl StreamClock {
    pub fn new(sample_rate: f64) -> Self {
        Self { grid: HopGrid::new(sample_rate), position: 0, begun: 0, tick: 0 }
    }

    /// Seconds that so many samples last.
    pub fn seconds(&self, samples: usize) -> f64 {
        samples as f64 / self.grid.sample_rate()
    }

    /// Samples since the last reset.
    pub fn position(&self) -> u64 {
        self.position
    }

    pub fn advance(&mut self, samples: usize) {
        self.position += samples as u64;
    }

    /// Samples until the next tick; 0 if it is due.
    pub fn until_tick(&self) -> u64 {
        (self.begun + self.grid.tick(self.tick)).saturating_sub(self.position)
    }

    /// The tick that was due is made.
    pub fn pass_tick(&mut self) {
        self.tick += 1;
    }

    /// A new stream begins here: the first tick is due.
    pub fn begin(&mut self) {
        (self.begun, self.tick) = (self.position, 0);
    }

    /// A new stream begins, and samples count from 0.
    pub fn reset(&mut self) {
        (self.position, self.begun, self.tick) = (0, 0, 0);
    }

    /// The sample at which an update takes effect that speaks of the first `hops` hops of the stream.
    pub fn due(&self, hops: u64) -> u64 {
        self.begun + self.grid.tick(hops * HOP_TICKS + EFFECT_TICKS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_effect_falls_on_a_tick_of_its_stream_at_any_rate() {
        for rate in [8_000.0, 11_025.0, 44_100.0, 48_000.0, 768_000.0, 12_345.6] {
            let mut clock = StreamClock::new(rate);
            clock.advance(777);
            clock.begin();
            let due = clock.due(25);
            let exact = 777.0 + (0.5 + EFFECT_SECONDS) * rate;
            assert!((due as f64 - exact).abs() <= 0.5 + 1e-6, "{rate}: {due} {exact}");
            while clock.position() < due {
                clock.advance(clock.until_tick() as usize);
                clock.pass_tick();
            }
            assert_eq!(clock.position(), due, "{rate}");
        }
    }

    #[test]
    fn the_whole_way_stays_under_what_the_pipeline_must() {
        let limit = crate::telemetry::Stage::Pipeline.floor_target().unwrap();
        assert!(EFFECT_SECONDS < limit.as_secs_f64() && EFFECT_SECONDS > 4_096.0 / 44_100.0);
        let visible = crate::telemetry::Stage::Visible.target().as_secs_f64();
        assert!((visible - EFFECT_SECONDS).abs() < 1e-9, "until then it must have come");
    }
}
