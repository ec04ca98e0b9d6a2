//! What the plug-in says: [read-only parameters](Output), two of them as [MIDI](cc), and the [queue] that brings all of
//! it to the host in order.

pub mod cc;
pub mod queue;
mod readonly;

pub use readonly::Output;
