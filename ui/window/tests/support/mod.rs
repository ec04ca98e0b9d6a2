//! What the tests share: a panel to look at, a host that remembers, and an X server.

#![allow(dead_code, reason = "each test takes what it needs")]

pub mod panel;
#[cfg(target_os = "linux")]
pub mod rig;
#[cfg(target_os = "linux")]
pub mod x;
