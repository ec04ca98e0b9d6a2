//! One feature frame.

use models::FEATURES;

/// What is known of one hop of audio (20 ms) and the windows that end with it (40 ms, and 200 ms for pitch classes).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// The mel bands, 0.5·log10(band power + floor), lowest band first; a full-scale sine in a band's centre gives
    /// about 0. Then the octave from A on, three places a semitone: 0 if nothing there rises over its neighbourhood,
    /// seldom over 2.5.
    pub features: [f32; FEATURES],
    /// Mean square of the hop, of the loudest channel; 1 is a full-scale square wave.
    pub level: f32,
    /// The gate for silence is closed.
    pub silent: bool,
    /// Which hop of its stream it is, from 1 on. With a first hop sound begins anew: what came before must not be
    /// pooled with what follows.
    pub hop: u64,
    /// Where its stream began, in seconds since the last reset.
    pub begun: f64,
}

impl Frame {
    /// A frame of nothing.
    pub const EMPTY: Self = Self { features: [0.0; FEATURES], level: 0.0, silent: false, hop: 0, begun: 0.0 };
}
