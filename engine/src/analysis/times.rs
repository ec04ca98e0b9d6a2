//! What the analysis takes.

use std::{ops::AddAssign, time::Duration};

/// Time that the stages of the analysis took.
#[derive(Clone, Copy, Debug, Default)]
pub struct HopTimes {
    /// Taking samples in and windowing them.
    pub buffer: Duration,
    /// The Fourier transforms, and the low-pass before that of the pitch classes.
    pub fft: Duration,
    /// Band energies, pitch classes, level and silence.
    pub features: Duration,
}

impl AddAssign for HopTimes {
    fn add_assign(&mut self, more: Self) {
        self.buffer += more.buffer;
        self.fft += more.fft;
        self.features += more.features;
    }
}
