//! How many instructions a program takes, by valgrind's callgrind.

use std::{
    ffi::OsStr,
    fs,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

/// What a run under callgrind says.
pub struct Run {
    /// Instructions of the program's first thread.
    pub instructions: u64,
    /// What it wrote on standard output.
    pub output: String,
}

/// Runs a program; its other threads are counted apart.
pub fn run(program: &Path, arguments: &[impl AsRef<OsStr>], folder: &Path) -> Result<Run> {
    let out = folder.join("callgrind.out");
    let mut command = Command::new("valgrind");
    command
        .args(["--tool=callgrind", "--quiet", "--separate-threads=yes"])
        .arg(format!("--callgrind-out-file={}", out.display()))
        .arg(program)
        .args(arguments)
        .env("AI_MIXTAPES_MODEL", "")
        .stdin(Stdio::null())
        .stderr(Stdio::piped());
    let ran = command.output().context("can't run valgrind")?;
    if !ran.status.success() {
        bail!(
            "{} under valgrind: {}\n{}",
            program.display(),
            ran.status,
            String::from_utf8_lossy(&ran.stderr)
        );
    }
    // The first thread's file; the one without a number is empty.
    let file = folder.join("callgrind.out-01");
    let text = fs::read_to_string(&file).with_context(|| format!("can't read {}", file.display()))?;
    let instructions = total(&text).with_context(|| format!("in {}", file.display()))?;
    Ok(Run { instructions, output: String::from_utf8_lossy(&ran.stdout).into_owned() })
}

/// The instructions that a file of callgrind's sums up.
fn total(text: &str) -> Result<u64> {
    let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    let events = field("events:").context("no events are named")?;
    let place = events.split_whitespace().position(|event| event == "Ir");
    let place = place.with_context(|| format!("no instructions (Ir) among {events}"))?;
    let totals = field("totals:").or_else(|| field("summary:")).context("no totals")?;
    let total = totals.split_whitespace().nth(place).with_context(|| format!("too few totals: {totals}"))?;
    total.parse().with_context(|| format!("{total} is no count"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# callgrind format\nversion: 1\ncreator: callgrind-3.19.0\npid: 7\npart: 1\nthread: 1\n\n\
                        positions: line\nevents: Ir\n\nob=(1) /usr/bin/x\nfl=(1) ???\nfn=(1) main\n0 5\n\
                        calls=1 0\n0 37\n\ntotals: 4242\n";

    #[test]
    fn the_total_is_that_of_instructions() {
        assert_eq!(total(FILE).unwrap(), 4242);
        let more = FILE.replace("events: Ir", "events: Dr Ir").replace("totals: 4242", "totals: 1 17");
        assert_eq!(total(&more).unwrap(), 17);
        let older = FILE.replace("totals:", "summary:");
        assert_eq!(total(&older).unwrap(), 4242);
    }

    #[test]
    fn a_file_that_is_none_is_refused_with_the_reason() {
        for (text, reason) in [
            (String::new(), "no events"),
            (FILE.replace("events: Ir", "events: Dr"), "no instructions"),
            (FILE.replace("totals: 4242", ""), "no totals"),
            (FILE.replace("4242", "many"), "many is no count"),
            (FILE.replace("totals: 4242", "totals:"), "too few"),
        ] {
            let error = format!("{:#}", total(&text).unwrap_err());
            assert!(error.contains(reason), "{error}");
        }
    }
}
