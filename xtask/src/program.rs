//! `cargo xtask demo`, `analyze`, `report` and `profile`: builds the program `ai-mixtapes` and becomes it.

use std::{
    collections::BTreeSet,
    ffi::OsString,
    fs,
    io::{self, Write},
    path::Path,
    process::{Command, ExitCode, Stdio},
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::{
    bundle::{self, CLI},
    project::{Profile, Project, run},
    setup::{self, Purpose},
};

/// What the program says when it is asked for help; it need not be built for that. Its tests compare.
const DEMO_HELP: &str = include_str!("../../cli/help/demo.txt");
const ANALYZE_HELP: &str = include_str!("../../cli/help/analyze.txt");
const REPORT_HELP: &str = include_str!("../../cli/help/report.txt");
const PROFILE_HELP: &str = include_str!("../../cli/help/profile.txt");

/// Where the plug-in reads where its trace is to be written, if it was built to write one.
const TRACE_VARIABLE: &str = "AI_MIXTAPES_TRACE";
/// What runs in any host without a window.
const SPANS: [&str; 11] = [
    "process",
    "hop",
    "transforms",
    "pitch classes",
    "bands",
    "publish",
    "outputs",
    "update",
    "encoder",
    "gate",
    "heads",
];

/// Bundles the plug-in and lets the program play music through that bundle; `trace` is a file for what runs when in it.
pub fn demo(project: &Project, trace: Option<&Path>, arguments: &[OsString]) -> Result<ExitCode> {
    if wants_help(arguments) {
        return Ok(print_help(DEMO_HELP));
    }
    setup::ensure(&[Purpose::Build])?;
    let clap = match trace {
        None => bundle::clap(project, &[])?,
        Some(_) => bundle::traced_clap(project, Profile::Release)?,
    };
    become_cli(project, Profile::Release, |cli| {
        let cli = cli.arg("demo").arg("--plugin").arg(&clap).args(arguments);
        trace.iter().fold(cli, |cli, file| cli.env(TRACE_VARIABLE, file))
    })
}

/// Has the plug-in of the tests' build write a trace of the demo mix, and looks whether all that works is in it.
pub fn check_trace(project: &Project) -> Result<()> {
    let clap = bundle::traced_clap(project, Profile::Dev)?;
    let out = project.target.join("trace");
    let file = out.join("trace.json");
    fs::create_dir_all(&out)?;
    let mut command = Command::new(bundle::cli(project, Profile::Dev));
    command.arg("demo").arg("--plugin").arg(clap).arg("--out").arg(&out).env(TRACE_VARIABLE, &file);
    run(command.env("AI_MIXTAPES_MODEL", "").stdout(Stdio::null()))?;
    let events: Vec<Value> = serde_json::from_slice(&fs::read(&file)?).context("a trace that is no JSON")?;
    let begun: BTreeSet<_> =
        events.iter().filter(|event| event["ph"] == "B").filter_map(|event| event["name"].as_str()).collect();
    let missing: Vec<_> = SPANS.iter().filter(|name| !begun.contains(*name)).collect();
    ensure!(missing.is_empty(), "the trace of the demo mix has no {missing:?}, only {begun:?}");
    Ok(())
}

/// Bundles the plug-in, and lets the program measure that bundle.
pub fn measure(project: &Project, profile: Profile, arguments: &[OsString]) -> Result<ExitCode> {
    if wants_help(arguments) {
        return Ok(print_help(PROFILE_HELP));
    }
    bundle::ensure(profile, &[Purpose::Screen])?;
    let bundles = bundle::plugin(project, profile)?;
    let commit = project.commit();
    let commit = commit.iter().flat_map(|commit| ["--commit", commit]);
    become_cli(project, profile, |cli| {
        cli.args(["profile", "--build", profile.name()]).args(commit.clone());
        cli.arg("--plugin").arg(&bundles.clap).args(arguments)
    })
}

/// Lets the program analyse files.
pub fn analyze(project: &Project, arguments: &[OsString]) -> Result<ExitCode> {
    hand_on(project, "analyze", ANALYZE_HELP, arguments)
}

/// Lets the program draw session logs.
pub fn report(project: &Project, arguments: &[OsString]) -> Result<ExitCode> {
    hand_on(project, "report", REPORT_HELP, arguments)
}

/// Lets the program do what needs no plug-in.
fn hand_on(project: &Project, command: &str, help: &str, arguments: &[OsString]) -> Result<ExitCode> {
    if wants_help(arguments) {
        return Ok(print_help(help));
    }
    setup::ensure(&[Purpose::Build])?;
    bundle::build_played(project, &[])?;
    become_cli(project, Profile::Release, |cli| cli.arg(command).args(arguments))
}

/// Whether help is asked for; what follows `--` are files.
fn wants_help(arguments: &[OsString]) -> bool {
    arguments.iter().take_while(|word| *word != "--").any(|word| word == "--help" || word == "-h")
}

/// The program's help, in the words by which it was called here.
fn print_help(help: &str) -> ExitCode {
    // Whoever reads it may have seen enough.
    let _ = io::stdout().write_all(help.replace(&format!("{CLI} "), "cargo xtask ").as_bytes());
    ExitCode::SUCCESS
}

/// Runs the program in the caller's current folder; its exit code is ours.
fn become_cli(
    project: &Project,
    profile: Profile,
    prepare: impl Fn(&mut Command) -> &mut Command,
) -> Result<ExitCode> {
    let path = bundle::cli(project, profile);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_needs_no_project() {
        let nowhere = Project { root: "/nowhere".into(), target: "/nowhere".into() };
        let words = |line: &str| line.split_whitespace().map(OsString::from).collect::<Vec<_>>();
        demo(&nowhere, None, &words("--realtime --help")).unwrap();
        analyze(&nowhere, &words("a.wav -h")).unwrap();
        report(&nowhere, &words("--help")).unwrap();
        measure(&nowhere, Profile::Dev, &words("--quick -h")).unwrap();
        assert!(!wants_help(&words("a.wav -- --help")));
    }

    #[test]
    fn help_is_in_the_words_of_this_command() {
        assert!(DEMO_HELP.contains(&format!("{CLI} demo ")));
        assert!(ANALYZE_HELP.contains(&format!("{CLI} analyze ")));
        assert!(REPORT_HELP.contains(&format!("{CLI} report ")));
        assert!(PROFILE_HELP.contains(&format!("{CLI} profile ")));
    }
}
