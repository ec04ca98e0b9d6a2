//! `cargo xtask demo` and `cargo xtask analyze`: builds the program `ai-mixtapes` and becomes it.

use std::{
    env::consts,
    ffi::OsString,
    path::Path,
    process::{Command, ExitCode},
};

use anyhow::{Context, Result};

use crate::{
    bundle::{self, CLI, RELEASE},
    project::{Profile, Project},
    setup::{self, Purpose},
};

/// Bundles the plug-in and lets the program play music through that bundle.
pub fn demo(project: &Project, arguments: &[OsString]) -> Result<ExitCode> {
    setup::ensure(&[Purpose::Build])?;
    let bundles = bundle::plugin(project, Profile::Release)?;
    become_cli(project, |cli| cli.arg("demo").arg("--plugin").arg(&bundles.clap).args(arguments))
}

/// Lets the program analyse files.
pub fn analyze(project: &Project, arguments: &[OsString]) -> Result<ExitCode> {
    setup::ensure(&[Purpose::Build])?;
    project.build(Profile::Release, &RELEASE)?;
    become_cli(project, |cli| cli.arg("analyze").args(arguments))
}

/// Runs the program in the caller's current folder; its exit code is ours.
fn become_cli(project: &Project, prepare: impl Fn(&mut Command) -> &mut Command) -> Result<ExitCode> {
    let path = project.built(Profile::Release, &format!("{CLI}{}", consts::EXE_SUFFIX));
    let mut command = Command::new(&path);
    prepare(&mut command);
    replace_with(&mut command, &path)
}

/// Becomes the command: it gets the signals and the exit code directly.
#[cfg(unix)]
fn replace_with(command: &mut Command, path: &Path) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    Err(command.exec()).with_context(|| format!("can't run {}", path.display()))
}

/// Runs the command and passes its exit code on.
#[cfg(not(unix))]
fn replace_with(command: &mut Command, path: &Path) -> Result<ExitCode> {
    let status = command.status().with_context(|| format!("can't run {}", path.display()))?;
    std::process::exit(status.code().unwrap_or(1));
}
