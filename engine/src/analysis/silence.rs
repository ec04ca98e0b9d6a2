//! When the input counts as silent.

/// Mean square of -60 dBFS: under it a hop is quiet.
pub const SILENCE_MEAN_SQUARE: f32 = 1e-6;
/// -54 dBFS: the first sample of this amplitude ends a silence.
pub(super) const SOUND_AMPLITUDE: f32 = 1.995_262_3e-3;
/// Quiet hops after which the gate closes: 1 s.
const QUIET_HOPS: u32 = 50;

/// Closes after 1 s under -60 dBFS. It opens where a new stream begins, with a new gate.
#[derive(Clone, Copy, Debug, Default)]
pub struct SilenceGate {
    quiet_hops: u32,
}

impl SilenceGate {
    /// Takes the mean square of one hop's loudest channel and says whether the gate is closed.
    pub fn push(&mut self, mean_square: f32) -> bool {
        if !self.closed() {
            self.quiet_hops = if mean_square < SILENCE_MEAN_SQUARE { self.quiet_hops + 1 } else { 0 };
        }
        self.closed()
    }

    /// Whether it is closed.
    pub fn closed(&self) -> bool {
        self.quiet_hops >= QUIET_HOPS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean_square(dbfs: f32) -> f32 {
        10f32.powf(dbfs / 10.0)
    }

    #[test]
    fn silence_needs_a_whole_second_under_minus_60() {
        let mut gate = SilenceGate::default();
        assert!((0..49).all(|_| !gate.push(mean_square(-60.1))));
        assert!(!gate.push(mean_square(-59.9)));
        assert!((0..49).all(|_| !gate.push(0.0)));
        assert!(gate.push(0.0));
    }

    #[test]
    fn once_closed_it_stays_closed_whatever_a_hop_holds() {
        let mut gate = SilenceGate::default();
        assert!((0..50).any(|_| gate.push(0.0)));
        assert!(gate.push(mean_square(-54.1)));
    }

    #[test]
    fn a_sample_that_ends_a_silence_has_minus_54() {
        assert!((20.0 * SOUND_AMPLITUDE.log10() + 54.0).abs() < 1e-5);
    }
}
