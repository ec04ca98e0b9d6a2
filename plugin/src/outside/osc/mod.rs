//! Values as OSC messages, to one receiver for each instance.
//!
//! What is sent stands in `docs/osc.md`. The [settings] are the session's; the [messages] are made of what the audio
//! thread has [said](super::Said); the publisher sends them at the asked rate to a [target], whose name is looked up
//! elsewhere. All of it is *immediate*: receivers act when a bundle comes.

mod lookup;
mod messages;
mod numbers;
mod publisher;
mod settings;
mod target;

use std::net::SocketAddr;

pub use self::{
    messages::bundles,
    settings::{OscError, OscSettings, Part, Parts, RATES},
};
pub(super) use self::{
    numbers::Number,
    publisher::{Link, Sender},
};
use super::Fault;

/// What OSC is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OscPhase {
    /// It is switched off.
    #[default]
    Off,
    /// It is on, and there is nothing to be sent: the instance isn't active, or has said nothing yet.
    Waiting,
    /// The host renders: nothing goes out.
    Rendering,
    /// The receiver's name is being looked up.
    LookingUp,
    /// Bundles go out.
    Sending,
    /// Bundles don't arrive, as far as can be known, or the name isn't known: [`OscStatus::fault`] says why. It is tried
    /// on and on.
    Failing,
}

/// What an editor shows of OSC.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OscStatus {
    /// What it is doing.
    pub phase: OscPhase,
    /// Where bundles go, once the name is known.
    pub target: Option<SocketAddr>,
    /// Datagrams that were sent since it was switched on.
    pub sent: u64,
    /// Datagrams that couldn't be sent since then.
    pub failed: u64,
    /// What went wrong last, also if it is well again.
    pub fault: Option<Fault>,
}
