//! The plug-in in a real host: the bundle is loaded, blocks go through it, and what comes out is looked at.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod audio;
mod misuse;
mod moods;
mod parameters;
mod states;
