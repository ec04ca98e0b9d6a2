//! From feature frames to moods, on the worker thread.
//!
//! A [`Listener`] hears one stream of frames and gives an update every half second. The [`Worker`] is the one
//! thread that serves the listeners of all instances.

mod calibrate;
mod listener;
mod pool;
mod port;
mod worker;

pub use listener::Listener;
pub(crate) use port::{Gate, Port, TimedFrame, TimedUpdate};
pub use worker::ModelSource;
pub(crate) use worker::Worker;
