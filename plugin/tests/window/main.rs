//! The plug-in's window on a real desktop: embedded by a CLAP host that plays on, and of the standalone program.
//!
//! A program of its own, since threads and memory are counted, and since there is one pointer.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[allow(dead_code, reason = "the rest is for the stories in `editor`")]
#[path = "../editor/shown.rs"]
mod shown;
#[allow(dead_code, reason = "the other half of the desk is for the tests of windows in general")]
#[path = "../../../ui/window/tests/support/x.rs"]
mod x;

mod coming;
mod embedded;
mod open;
mod standalone;
