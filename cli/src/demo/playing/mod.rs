//! Music through an instance at 48 kHz stereo, in blocks of 512.
//!
//! Three threads, as in a DAW: a [feed](music) that decodes, the [audio thread](audio_thread) that calls the
//! plug-in, and the main thread that [watches](session) parameters and reports.

mod audio_thread;
mod music;
mod session;

pub use music::Music;
pub use session::{LiveMood, Played, play};

/// Hertz.
pub const SAMPLE_RATE: u32 = 48_000;
/// Frames; the last block of a stream is shorter.
pub const BLOCK_FRAMES: usize = 512;
