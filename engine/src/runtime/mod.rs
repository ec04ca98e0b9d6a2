//! All of it at work.
//!
//! One loaded plug-in is the main thread's [`Instance`], the audio thread's [`AudioSide`], and a place at a worker, a
//! thread that hears for 16 instances; `link` makes the way between the two threads. A file needs no threads:
//! [`FileAnalysis`]. Every thread of ours is started by [`thread`], and left as it says.
//!
//! Time is counted in samples. An update takes effect [`EFFECT_SECONDS`] after the audio that it speaks of, whatever
//! the block size; a stream begins with a reset and with the first sound after silence; and a host that is ahead of
//! the clock is waited for, so that a render says what a live take says.

mod audio;
mod clock;
mod frames;
mod handover;
mod instance;
mod kept;
mod link;
mod offline;
mod pace;
mod pending;
mod port;
mod remote;
#[cfg(test)]
mod tests;
pub mod thread;
mod worker;

pub use audio::AudioSide;
pub use clock::EFFECT_SECONDS;
pub use instance::Instance;
pub use kept::KeptOutputs;
pub use offline::FileAnalysis;

use crate::{
    mood::{Moods, Update},
    outputs::{Mapping, Outputs},
};

/// What an activation is for.
#[derive(Clone, Copy, Debug)]
pub struct Setup {
    /// In hertz. Rates that can't be analysed give an audio side that is degraded and analyses nothing.
    pub sample_rate: f64,
    /// Channels of the blocks to come.
    pub channels: usize,
}

/// The user's controls, read once a block.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Controls {
    /// Analysis stops and the outputs freeze.
    pub bypass: bool,
    /// From detected to output values.
    pub mapping: Mapping,
}

impl Controls {
    /// Whether the user wants outputs to stay where they are.
    fn freeze(&self) -> bool {
        self.bypass || self.mapping.hold
    }
}

/// How the host is to be told of output values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tell {
    /// Nothing: none has changed, another tick has passed.
    Nothing,
    /// What has changed.
    Changes,
    /// All of them, changed or not: with a start, and once more a second later, since some hosts don't listen yet.
    All,
}

/// One tick of an audio side: what is told of it, and why.
#[derive(Clone, Copy, Debug)]
pub struct Tick<'a> {
    /// Samples into the block.
    pub offset: u32,
    /// The output values.
    pub outputs: &'a Outputs,
    /// What has to be told of them.
    pub tell: Tell,
    /// The moods in effect, as they were detected; none if none was heard since the stream began.
    pub moods: Option<&'a Moods>,
    /// The update that takes effect here, if one does: of several that come late the last one, with the change of any.
    pub effect: Option<&'a Update>,
    /// A change of the music is being told: for a tenth of a second from its update on.
    pub pulse: bool,
    /// The host renders, whether it says so or is so far ahead of the clock that nobody can be listening.
    pub renders: bool,
}

/// What the host says of a block; by default, that it is in real time and knows no timeline.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BlockInfo {
    /// It renders offline: it may be made to wait for an update, so that a render doesn't depend on the machine.
    pub offline: bool,
    /// Where the block begins on the host's timeline, in seconds; none while the transport stands still, or if the
    /// host says nothing of it.
    pub seconds: Option<f64>,
}

impl BlockInfo {
    /// A host that renders offline, without a timeline.
    pub const OFFLINE: Self = Self { offline: true, seconds: None };
}
