//! The project checked for macOS: its Rust is compiled as far as the types go.
//!
//! Nothing is linked, and the VST3 is left out: both need Apple's SDK, which Apple's machines alone may have.

use anyhow::Result;

use super::{cargo, variable};
use crate::project::{Project, run};

/// Rust's name for macOS on Apple's processors.
const TARGET: &str = "aarch64-apple-darwin";

/// What needs no SDK: the plug-in without its VST3, the window and the engine, with what these stand on.
const CHECKED: [&str; 8] = [
    "--package",
    "ai-mixtapes",
    "--package",
    "ai-mixtapes-window",
    "--package",
    "ai-mixtapes-engine",
    "--no-default-features",
    "--lib",
];

/// Checks what can be checked.
pub fn command(project: &Project) -> Result<()> {
    // Build scripts compile C and assembly without headers of the system's, so that any folder does for the SDK.
    run(cargo(project, "check", TARGET)?
        .args(CHECKED)
        .env(variable("CC", TARGET), "clang")
        .env(variable("AR", TARGET), "llvm-ar")
        .env("SDKROOT", "/"))
}
