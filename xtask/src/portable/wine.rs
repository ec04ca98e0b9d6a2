//! Windows programs run by Wine.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use super::built::Program;
use crate::project::{Project, run};

/// The folders of the packages whose tests run: those that compute. Windows and hosts are tested where they are real.
pub const TESTED: [&str; 2] = ["engine", "models"];

/// Tests that can't pass under Wine, each with the reason.
const LEFT_OUT: [(&str, &str); 0] = [];

/// Where the source of [`RANDOM`] is, from the project's root.
const RANDOM_SOURCE: &str = "xtask/src/portable/process_prng.c";
/// A library of Windows that Wine has only since version 9, and that Rust's standard library takes random numbers from.
const RANDOM: &str = "bcryptprimitives.dll";

/// Runs programs of tests, all to the end even if one fails.
pub fn test(project: &Project, programs: &[Program], compiler: &str) -> Result<()> {
    // A Windows of its own, which the first program sets up.
    let prefix = project.target.join("wine");
    let mut failed = Vec::new();
    for Program { home, path } in programs {
        let folder = path.parent().context("a program must be in a folder")?;
        random(project, folder, compiler)?;
        eprintln!("under Wine: {}", path.display());
        let mut command = Command::new("wine");
        command.arg(path).args(LEFT_OUT.iter().flat_map(|(name, _)| ["--skip", name]));
        command.current_dir(home).env("CARGO_MANIFEST_DIR", home).env("WINEPREFIX", &prefix);
        // Only what tests say; and no offer to fetch .NET and a browser.
        command.env("WINEDEBUG", "-all").env("WINEDLLOVERRIDES", "mscoree,mshtml=");
        // The built-in model, even where the user has one of their own.
        command.env("AI_MIXTAPES_MODEL", "");
        failed.extend(run(&mut command).err().map(|error| format!("{error:#}")));
    }
    if !failed.is_empty() {
        bail!("under Wine:\n{}", failed.join("\n"));
    }
    Ok(())
}

/// Puts the library beside the programs of a folder of tests, which nothing is shipped from.
fn random(project: &Project, folder: &Path, compiler: &str) -> Result<PathBuf> {
    let library = folder.join(RANDOM);
    if !library.exists() {
        let half = library.with_extension("half");
        let source = project.root.join(RANDOM_SOURCE);
        run(Command::new(compiler).args(["-shared", "-O1", "-o"]).arg(&half).arg(source).arg("-ladvapi32"))?;
        fs::rename(&half, &library)?;
    }
    Ok(library)
}
