//! A headless CLAP host at 48 kHz stereo, in blocks of 512.
//!
//! Three threads, as in a DAW: a [feed](music) that decodes, the [audio thread](audio_thread) that calls the
//! plug-in, and the main thread that [watches](session) parameters and reports.

mod audio_thread;
mod bundle;
mod handlers;
mod music;
mod report;
mod session;

pub use bundle::Bundle;
pub use music::Music;
pub use session::{LiveMood, Played};

/// Hertz.
pub const SAMPLE_RATE: u32 = 48_000;
/// Frames; the last block of a stream is shorter.
pub const BLOCK_FRAMES: usize = 512;

/// How fast the host goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// As fast as it can: the plug-in is told that it renders offline.
    Offline,
    /// A block when its time has come.
    Realtime,
}

impl Pace {
    /// As users call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Offline => "offline",
            Self::Realtime => "realtime",
        }
    }
}
