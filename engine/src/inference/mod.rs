//! From feature frames to moods, on the worker thread.
//!
//! A [`Listener`] hears one stream of frames and gives an update every half second. The [`Worker`] is the thread that
//! serves the listeners of all instances, with the model of a [`ModelSource`]; beyond 16 of them there is a second one.

mod calibrate;
mod listener;
mod music;
mod port;
mod recent;
mod source;
mod worker;

pub use listener::Listener;
pub(crate) use port::{Gate, Port, TimedFrame, TimedUpdate};
#[cfg(test)]
pub(crate) use source::Served;
pub use source::{MODEL_VARIABLE, ModelSource, Refusal};
pub(crate) use worker::{Worker, WorkerRemote};
