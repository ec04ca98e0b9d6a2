//! The part of a track that is music, and not an encoder's delay or padding.

use std::ops::Range;

/// What is kept, in seconds of the track.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edit {
    /// Where it begins.
    pub begin: f64,
    /// How long it is, where that is said.
    pub length: Option<f64>,
}

impl Edit {
    /// Which of a packet's samples are kept, of `frames` that begin at `seconds`.
    pub fn keeps(&self, seconds: f64, rate: u32, frames: usize) -> Range<usize> {
        let at = |edge: f64| ((edge - seconds) * f64::from(rate)).round().clamp(0.0, frames as f64) as usize;
        let end = self.length.map_or(frames, |length| at(self.begin + length));
        at(self.begin).min(end)..end
    }
}

/// Leaves out all but these samples; false if that is all.
pub fn keep(music: Range<usize>, planes: &mut [Vec<f32>]) -> bool {
    for plane in planes {
        plane.truncate(music.end);
        plane.drain(..music.start);
    }
    !music.is_empty()
}
