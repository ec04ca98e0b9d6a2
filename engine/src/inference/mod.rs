//! From feature frames to moods. No threads here: a worker calls it, or whoever reads a file.
//!
//! A [`Listener`] hears one stream of frames and gives an update every half second, with the model of a
//! [`ModelSource`].

mod calibrate;
mod change;
mod listener;
mod music;
mod recent;
mod source;

pub use listener::Listener;
pub(crate) use listener::UpdateTimes;
pub(crate) use source::Served;
pub use source::{MODEL_VARIABLE, ModelName, ModelSource, ModelStatus, Refusal};
