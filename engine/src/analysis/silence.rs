//! When the input counts as silent.

/// Mean square of -60 dBFS: under it a hop is quiet.
pub const SILENCE_MEAN_SQUARE: f32 = 1e-6;
/// Mean square of -54 dBFS: from it on sound is back.
const SOUND_MEAN_SQUARE: f32 = 3.981_071_7e-6;
/// Quiet hops after which the gate closes: 1 s.
const QUIET_HOPS: u32 = 50;

/// Closes after 1 s under -60 dBFS, opens at the first hop of -54 dBFS or more.
#[derive(Clone, Copy, Debug, Default)]
pub struct SilenceGate {
    quiet_hops: u32,
    closed: bool,
}

impl SilenceGate {
    /// Takes the mean square of one hop's loudest channel and says whether the gate is closed, and whether it
    /// has just opened.
    pub fn push(&mut self, mean_square: f32) -> (bool, bool) {
        let was_closed = self.closed;
        if mean_square < SILENCE_MEAN_SQUARE {
            self.quiet_hops = (self.quiet_hops + 1).min(QUIET_HOPS);
            self.closed |= self.quiet_hops == QUIET_HOPS;
        } else {
            self.quiet_hops = 0;
            self.closed &= mean_square < SOUND_MEAN_SQUARE;
        }
        (self.closed, was_closed && !self.closed)
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
        assert!((0..49).all(|_| !gate.push(mean_square(-60.1)).0));
        assert!(!gate.push(mean_square(-59.9)).0);
        assert!((0..49).all(|_| !gate.push(0.0).0));
        assert!(gate.push(0.0).0);
    }

    #[test]
    fn silence_ends_at_minus_54_and_not_before() {
        let mut gate = SilenceGate::default();
        assert!((0..49).all(|_| !gate.push(0.0).0) && gate.push(0.0).0);
        assert_eq!(gate.push(mean_square(-54.1)), (true, false));
        assert_eq!(gate.push(mean_square(-53.9)), (false, true));
        assert_eq!(gate.push(mean_square(-53.9)), (false, false));
    }
}
