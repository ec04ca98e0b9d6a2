//! The systems that this one isn't: what the project compiles for there, and what of it runs here.
//!
//! | system | the whole workspace | its tests |
//! |---|---|---|
//! | [`windows`] | is built and linked | the engine's and the models' run under [`wine`] |
//! | [`macos`] | is checked, without what needs Apple's headers | |
//!
//! Cargo keeps each system's outputs in a folder of its own. What else is fetched or made lies in the target folder
//! too; only the standard library goes to where rustup keeps it, if there is a rustup.

mod built;
mod macos;
mod rust_source;
mod standard;
mod windows;
mod wine;

use std::process::Command;

use anyhow::Result;

use crate::{bundle::TESTED, project::Project};

/// Builds and checks for the other systems, as far as this one can. Each failure is one outcome.
pub fn command(project: &Project) -> Vec<Result<()>> {
    if cfg!(windows) {
        // The tools of the other systems are Unix's. Whoever develops on Windows builds and tests for it anyway.
        eprintln!("builds for other systems than Windows are left out: they are made on Linux and macOS");
        return Vec::new();
    }
    let mut outcomes = vec![windows::command(project)];
    if cfg!(not(target_os = "macos")) {
        outcomes.push(macos::command(project));
    }
    outcomes
}

/// A cargo command for a target, in the profile of such builds, with a standard library to build on.
fn cargo(project: &Project, verb: &str, target: &str) -> Result<Command> {
    let standard = standard::ensure(project, target)?;
    let mut command = project.cargo();
    command.args([verb, "--profile", "portable", "--target", target]);
    standard.equip(&mut command);
    Ok(command)
}

/// A variable that build scripts and cargo read for one target only: `CC` becomes `CC_x86_64_pc_windows_gnu`.
fn variable(name: &str, target: &str) -> String {
    format!("{name}_{}", target.replace('-', "_"))
}

/// What is built for a system that has it all: what the tests here are built from.
fn everything() -> Vec<&'static str> {
    [&TESTED[..], &["--lib", "--bins", "--tests"]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_of_one_target() {
        assert_eq!(variable("CC", "x86_64-pc-windows-gnu"), "CC_x86_64_pc_windows_gnu");
    }
}
