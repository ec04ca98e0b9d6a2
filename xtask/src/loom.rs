//! The checks of `engine/atoms` by loom, which tries every order in which threads can get at what they share.

use std::env;

use anyhow::Result;

use crate::project::{Project, run};

/// What is checked, and what puts loom's atomics into the place of the standard library's.
const PACKAGE: &str = "ai-mixtapes-atoms";
const FLAGS: &str = "--cfg loom";

/// Builds it with the flags, in a folder of its own, since else everything would be built anew with them and then once
/// more without; and runs its tests.
pub fn command(project: &Project) -> Result<()> {
    let flags = env::var("RUSTFLAGS").map_or_else(|_| FLAGS.to_owned(), |more| format!("{more} {FLAGS}"));
    run(project
        .cargo()
        .args(["test", "--package", PACKAGE, "--lib"])
        .env("RUSTFLAGS", flags)
        .env("CARGO_TARGET_DIR", project.target.join("loom")))
}
