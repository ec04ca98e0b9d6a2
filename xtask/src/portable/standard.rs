//! Rust's standard library for another system: rustup's, or one that cargo builds from source.

use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use super::rust_source;
use crate::project::{Project, run};

/// Where a target's standard library comes from.
#[derive(Debug, PartialEq, Eq)]
pub enum Standard {
    /// The compiler has it.
    Installed,
    /// Cargo builds it from the sources in this folder.
    Source(PathBuf),
}

impl Standard {
    /// Lets a cargo command use it.
    pub fn equip(&self, command: &mut Command) {
        if let Self::Source(folder) = self {
            // Cargo builds it on nightly, or if the compiler is told to take itself for one; and it looks for sources
            // in the compiler's own folder, or in the one that this variable names. No other says it.
            command
                .arg("-Zbuild-std=std,panic_unwind")
                .env("RUSTC_BOOTSTRAP", "1")
                .env("__CARGO_TESTS_ONLY_SRC_ROOT", folder);
        }
    }
}

/// Makes sure that there is one for `target`.
pub fn ensure(project: &Project, target: &str) -> Result<Standard> {
    if is_installed(project, target)? {
        return Ok(Standard::Installed);
    }
    eprintln!("no standard library for {target} yet: rustup is asked for it");
    // rustup may be absent or offline, or the compiler in use may be none of its.
    let added = run(Command::new("rustup").args(["target", "add", target]).current_dir(&project.root));
    if added.is_ok() && is_installed(project, target)? {
        return Ok(Standard::Installed);
    }
    let version = version(project)?;
    eprintln!("rustup gives none; it is built from the sources of Rust {version} instead");
    let source = rust_source::ensure(project, &version).with_context(|| {
        format!("no standard library for {target}: please run `rustup target add {target}` where it works")
    })?;
    Ok(Standard::Source(source))
}

/// Whether the compiler has a standard library for a target.
fn is_installed(project: &Project, target: &str) -> Result<bool> {
    let folder = rustc(project, &["--print", "target-libdir", "--target", target])?;
    Ok(holds_library(Path::new(folder.trim_end())))
}

/// Whether a folder has a compiled `std` in it. It may be there without one.
fn holds_library(folder: &Path) -> bool {
    let Ok(entries) = fs::read_dir(folder) else { return false };
    entries.flatten().any(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        name.starts_with("libstd-") && name.ends_with(".rlib")
    })
}

/// The compiler's version, as `1.95.0`.
fn version(project: &Project) -> Result<String> {
    let told = rustc(project, &["--version", "--verbose"])?;
    release(&told).map(str::to_owned).with_context(|| format!("rustc tells no release but\n{told}"))
}

/// The release in what `rustc --version --verbose` tells.
fn release(told: &str) -> Option<&str> {
    told.lines().find_map(|line| line.strip_prefix("release: "))
}

/// What the compiler that builds the project answers.
fn rustc(project: &Project, question: &[&str]) -> Result<String> {
    let program =
        env::var_os("RUSTC").filter(|path| !path.is_empty()).unwrap_or_else(|| OsString::from("rustc"));
    let output = Command::new(program).args(question).current_dir(&project.root).output();
    let output = output.context("can't run rustc")?;
    if !output.status.success() {
        bail!("rustc {} failed: {}", question.join(" "), String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8(output.stdout)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_release_is_the_version_that_sources_must_have() {
        let told =
            "rustc 1.95.0 (59807616e 2026-04-14)\nbinary: rustc\nrelease: 1.95.0\nLLVM version: 22.1.2\n";
        assert_eq!(release(told), Some("1.95.0"));
        assert_eq!(release("rustc"), None);
    }

    #[test]
    fn a_folder_without_a_library_is_none() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!holds_library(&folder.path().join("absent")));
        fs::write(folder.path().join("libstd-1.dll.a"), "").unwrap();
        assert!(!holds_library(folder.path()));
        fs::write(folder.path().join("libstd-1.rlib"), "").unwrap();
        assert!(holds_library(folder.path()));
    }

    #[test]
    fn only_what_is_built_from_source_changes_the_command() {
        let arguments = |standard: Standard| {
            let mut command = Command::new("cargo");
            standard.equip(&mut command);
            (command.get_args().count(), command.get_envs().count())
        };
        assert_eq!(arguments(Standard::Installed), (0, 0));
        assert_eq!(arguments(Standard::Source("/source".into())), (1, 2));
    }
}
