//! The plug-in in a VST3 host, such a one that keeps every promise and such that don't.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod audio;
mod editor;
mod host;
mod life;
mod log;
mod mono;
mod parameters;
mod routing;
#[allow(dead_code, reason = "the rest is for the stories in `editor`")]
#[path = "../editor/shown.rs"]
mod shown;
#[allow(dead_code, reason = "the other half of the desk is for the tests of windows in general")]
#[path = "../../../ui/window/tests/support/x.rs"]
mod x;
