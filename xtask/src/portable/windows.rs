//! The project built for Windows by MinGW, the GNU compilers for it.
//!
//! Users' builds are made on Windows, by Microsoft's compiler. This one tells while it is still cheap that something
//! doesn't compile or link there.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use super::{built, cargo, everything, variable, wine};
use crate::{
    project::Project,
    setup::{WINE, mingw},
};

/// Rust's name for Windows with the GNU tools.
const TARGET: &str = "x86_64-pc-windows-gnu";

/// Libraries that C and C++ ask for and that nobody names at the link: opus is compiled with checks of its stack's
/// ends, the VST3 SDK uses the registry's and COM's identifiers. In the order in which they need each other.
const LIBRARIES: [&str; 5] = ["ssp", "advapi32", "mingwex", "msvcrt", "uuid"];

/// A library by the name that clap-wrapper gives it, and MinGW's own: to Windows they are the same.
const RENAMED: (&str, &str) = ("libShell32.a", "libshell32.a");

/// Builds everything, and runs those tests that need no host and no window.
pub fn command(project: &Project) -> Result<()> {
    let mut build = cargo(project, "build", TARGET)?;
    build
        .args(everything())
        .env(variable("CC", TARGET), mingw("gcc"))
        .env(variable("CXX", TARGET), mingw("g++"))
        .env(variable("CARGO_TARGET", TARGET).to_uppercase() + "_LINKER", mingw("gcc"))
        .env("CARGO_ENCODED_RUSTFLAGS", flags(&renamed(project)?));
    let programs = built::tests(build, project, &wine::TESTED)?;
    if WINE {
        wine::test(project, &programs, &mingw("gcc"))
    } else {
        eprintln!("Wine runs nothing of Windows's on this processor: its tests are left out");
        Ok(())
    }
}

/// What rustc is told, as cargo wants it: the words apart by a character that is in none of them.
fn flags(libraries: &Path) -> String {
    let folder = format!("native={}", libraries.display());
    let link = LIBRARIES.map(|library| format!("-Clink-arg=-l{library}"));
    [vec![String::from("-L"), folder], link.to_vec()].concat().join("\u{1f}")
}

/// A folder with libraries under the names that the project asks for.
fn renamed(project: &Project) -> Result<PathBuf> {
    let folder = project.target.join("windows-libraries");
    let (wanted, name) = RENAMED;
    let library = folder.join(wanted);
    if library.exists() {
        return Ok(folder);
    }
    fs::create_dir_all(&folder).with_context(|| format!("can't make {}", folder.display()))?;
    let compiler = mingw("gcc");
    let output = Command::new(&compiler).arg(format!("-print-file-name={name}")).output();
    let output = output.with_context(|| format!("can't run {compiler}"))?;
    let found = PathBuf::from(String::from_utf8(output.stdout)?.trim_end());
    // GCC answers with the bare name if it has none.
    if !found.is_file() {
        bail!("{compiler} has no {name}: please install the whole of MinGW and run this command again");
    }
    fs::copy(&found, &library).with_context(|| format!("can't copy {}", found.display()))?;
    Ok(folder)
}
