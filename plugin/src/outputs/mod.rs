//! What the plug-in says: [read-only parameters](Output), [macros](moved), values as [MIDI controllers](cc), the class
//! as [notes], what is [owed] to the host for all of it, the [queue] that brings it there in order, and what becomes of
//! [edits] in a VST3 host.
//!
//! What goes out where is one table, the [routing], and what the user wants at once a [desk]; [`Ways`] does what they
//! say, tick by tick.

pub mod cc;
pub mod desk;
pub mod edits;
pub mod moved;
pub mod notes;
pub mod owed;
pub mod queue;
mod readonly;
pub mod routing;
pub mod thin;
mod ways;

pub use readonly::Output;
pub use ways::{Piece, Ways};
