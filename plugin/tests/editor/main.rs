//! The editor, drawn to memory from moods that nobody has heard: what is seen, and what a user's hands do.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fits;
mod hands;
mod idle;
mod outside;
mod pictures;
mod routing;
mod shown;
