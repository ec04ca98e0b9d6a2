//! A headless CLAP host: what the demo, the tests and the measurements play sound through the plug-in with.
//!
//! A [`Bundle`] is loaded once and makes [`Instance`]s, as many as one likes. An instance is asked and told about its
//! parameters, layout, state, window and [report](Instance::report); activated, it gives an [`Idle`], which goes to
//! the audio thread and becomes [`Running`] there: blocks of any length and any number of channels go through it,
//! events go in and come out. [`play`] does all that for a whole signal, as its [`Take`] says, and keeps the
//! [`Print`]; a [`rack`] plays through several at a time, and [`beside`] keeps the machine busy meanwhile. A window may
//! open on a [`screen`].
//!
//! | thread | what lives there |
//! |---|---|
//! | main thread: the one that created the instance | [`Instance`], [`rig::Rig`] |
//! | on its way from the one to the other | [`Idle`] |
//! | audio thread | [`Running`], [`Clock`], [`misuse::Careless`] |
//! | any | [`Bundle`], [`Take`], [`Print`], [`Event`] |
//!
//! What fails is an [`Error`]. Two modules are for tests: [`rig`], an instance whose every failure is a panic, and
//! [`misuse`], what no host should do. [`signals`] makes what is played.

mod audio;
pub mod beside;
mod bundle;
mod error;
mod event;
mod handlers;
mod instance;
mod layout;
pub mod misuse;
mod outside;
mod pace;
mod parameters;
mod play;
pub mod rack;
mod raw;
mod report;
pub mod rig;
pub mod screen;
pub mod signals;
mod take;

pub use audio::{Idle, Running};
pub use bundle::{Bundle, Identity};
pub use clack_extensions::{gui, log::LogSeverity, params::ParamInfoFlags};
pub use clack_host::{events::io::EventBuffer, process::ProcessStatus};
pub use error::Error;
pub use event::{Event, What, push_value};
pub use handlers::Asked;
pub use instance::Instance;
pub use pace::{Clock, Pace};
pub use parameters::Parameter;
pub use play::play;
pub use take::{Print, Take};
