//! One feature frame.

use models::BANDS;

/// What is known of one hop of audio (20 ms) and the window that ends with it (40 ms).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// 0.5·log10(band power + floor), lowest band first; a full-scale sine in a band's centre gives about 0.
    pub bands: [f32; BANDS],
    /// Mean square of the hop, of the loudest channel; 1 is a full-scale square wave.
    pub level: f32,
    /// The gate for silence is closed.
    pub silent: bool,
    /// Sound begins anew here: what came before must not be pooled with what follows.
    pub restart: bool,
}

impl Frame {
    /// A frame of nothing.
    pub const EMPTY: Self = Self { bands: [0.0; BANDS], level: 0.0, silent: false, restart: false };
}
