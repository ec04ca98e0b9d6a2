//! Windows programs run by Wine.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use super::built::Program;
use crate::project::{Project, run, shown, succeeded};

/// The folders of the packages whose tests run: those that compute. Windows and hosts are tested where they are real.
pub const TESTED: [&str; 2] = ["engine", "models"];

/// Tests that can't pass under Wine, each with the reason.
const LEFT_OUT: [(&str, &str); 0] = [];

/// Where the source of [`RANDOM`] is, from the project's root.
const RANDOM_SOURCE: &str = "xtask/src/portable/process_prng.c";
/// A library of Windows that Wine has only since version 9, and that Rust's standard library takes random numbers from.
const RANDOM: &str = "bcryptprimitives.dll";

/// How long a program may take. One whose threads are in Wine's heap as it ends may never end.
const LONGEST: Duration = Duration::from_secs(600);
/// Seconds that Wine's server outlives a program. One that ends with the last program may be gone while the next calls.
const LINGERS: &str = "-p60";

/// Runs programs of tests, all to the end even if one fails.
pub fn test(project: &Project, programs: &[Program], compiler: &str) -> Result<()> {
    // A Windows of its own, which the first program sets up.
    let prefix = project.target.join("wine");
    fs::create_dir_all(&prefix)?;
    // Where it runs already, or there is none to call by itself, the programs start one.
    let _ = Command::new("wineserver").arg(LINGERS).env("WINEPREFIX", &prefix).status();
    let mut failed = Vec::new();
    for Program { home, path } in programs {
        let folder = path.parent().context("a program must be in a folder")?;
        random(project, folder, compiler)?;
        eprintln!("under Wine: {}", path.display());
        let mut command = Command::new("wine");
        // What isn't optimised keeps pace with the clock only if it has a core to itself.
        command
            .arg(path)
            .arg("--test-threads=1")
            .args(LEFT_OUT.iter().flat_map(|(name, _)| ["--skip", name]));
        command.current_dir(home).env("CARGO_MANIFEST_DIR", home).env("WINEPREFIX", &prefix);
        // Only what tests say; and no offer to fetch .NET and a browser.
        command.env("WINEDEBUG", "-all").env("WINEDLLOVERRIDES", "mscoree,mshtml=");
        // The built-in model, even where the user has one of their own.
        command.env("AI_MIXTAPES_MODEL", "");
        failed.extend(run_within(LONGEST, &mut command).err().map(|error| format!("{error:#}")));
    }
    if !failed.is_empty() {
        bail!("under Wine:\n{}", failed.join("\n"));
    }
    Ok(())
}

/// As [`run`], but a program that takes longer is ended, which is an error too.
fn run_within(longest: Duration, command: &mut Command) -> Result<()> {
    let mut program = command.spawn().with_context(|| format!("can't run {}", shown(command)))?;
    let start = Instant::now();
    loop {
        match program.try_wait()? {
            Some(status) => return succeeded(command, status),
            None if start.elapsed() < longest => thread::sleep(Duration::from_millis(100)),
            None => {
                program.kill()?;
                program.wait()?;
                bail!("{} had not ended after {longest:?}", shown(command));
            }
        }
    }
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

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_does_not_end_is_ended_and_named() {
        let run = |longest, words: &str| {
            let mut command = Command::new("sh");
            run_within(longest, command.args(["-c", words])).map_err(|error| error.to_string())
        };
        assert_eq!(run(LONGEST, "exit 0"), Ok(()));
        assert!(run(LONGEST, "exit 3").unwrap_err().contains("exit status: 3"));
        let ended = run(Duration::from_millis(200), "exec sleep 600").unwrap_err();
        assert!(ended.contains("sleep 600") && ended.contains("200ms"), "{ended}");
    }
}
