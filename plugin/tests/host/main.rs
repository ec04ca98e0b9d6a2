//! The plug-in in a real host: the bundle is loaded, blocks go through it, and what comes out is looked at.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod audio;
mod misuse;
mod moods;
mod parameters;
mod print;
#[allow(dead_code, reason = "windows are for the stories in `window`")]
mod rig;
mod signals;
mod states;
