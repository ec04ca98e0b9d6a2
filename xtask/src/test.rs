//! `cargo xtask test`: every test, with the bundles where the tests of real hosts look for them.

use std::{
    env::consts,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Result, bail};

use crate::{
    bench,
    bundle::{self, Bundles, PROGRAM, TESTED},
    loom, portable, program,
    project::{Profile, Project, run},
    python::environment,
    setup::{self, Purpose},
    vst3_suite,
};

/// How much is tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// What a commit must pass.
    Quick,
    /// That, what takes long, loom's checks, a trace, the VST3 SDK's own suite, instruction counts, what needs a DAW, and
    /// what is for other systems.
    Hosts,
    /// Only what is for other systems.
    Portable,
}

/// The test programs whose ignored tests are those that take long. In the others they die by intention.
const LONG: [&str; 8] = ["--test", "life", "--test", "window", "--test", "odd_files", "--test", "outside"];

/// The folder of the tests in Python: scripts, and the packages that they need.
const PYTHON_TESTS: &str = "plugin/tests";
/// The scripts among them that are quick, and those that need a DAW. Each is called with the VST3.
const QUICK_SCRIPTS: [&str; 1] = ["pedalboard_host.py"];
const HOST_SCRIPTS: [&str; 3] =
    ["hosts/pedalboard_editor.py", "hosts/ardour_editor.py", "hosts/ardour_macros.py"];

/// Sets up, builds, and runs all tests to the end even if one fails.
pub fn command(project: &Project, extent: Extent) -> Result<()> {
    if extent != Extent::Quick {
        // At once, not after half an hour of tests.
        setup::ensure(&[Purpose::Build, Purpose::Vst3, Purpose::Portable])?;
    }
    let mut outcomes = match extent {
        Extent::Quick | Extent::Hosts => here(project, extent == Extent::Hosts)?,
        Extent::Portable => Vec::new(),
    };
    if extent != Extent::Quick {
        outcomes.extend(portable::command(project));
    }
    let failures: Vec<_> =
        outcomes.into_iter().filter_map(Result::err).map(|error| format!("{error:#}")).collect();
    if !failures.is_empty() {
        bail!("{}", failures.join("\n"));
    }
    Ok(())
}

/// The tests for this system, those that take long or need a DAW too if `all`.
fn here(project: &Project, all: bool) -> Result<Vec<Result<()>>> {
    bundle::ensure(Profile::Dev, &[Purpose::Test, Purpose::Screen])?;
    if all {
        setup::ensure(&[Purpose::Hosts])?;
    }
    let bundles = bundle::plugin(project, Profile::Dev)?;
    let mut outcomes = vec![run(cargo_test(project, &bundles).args(["--no-fail-fast"]))];
    if all {
        let ignored = ["--no-fail-fast", "--", "--ignored", "--nocapture"];
        let python = python_environment(project)?;
        let mut long = cargo_test(project, &bundles);
        outcomes.push(run(long.env("AI_MIXTAPES_PYTHON", python).args(LONG).args(ignored)));
        outcomes.push(loom::command(project));
        outcomes.push(program::check_trace(project));
        if cfg!(target_os = "linux") {
            outcomes.push(vst3_suite::command(project, &bundles.vst3));
            outcomes.push(bench::instructions(project, Profile::Dev, false));
        }
    }
    let scripts = QUICK_SCRIPTS.iter().chain(if all { &HOST_SCRIPTS[..] } else { &[] });
    outcomes.extend(scripts.map(|script| in_python(project, script, &bundles.vst3)));
    Ok(outcomes)
}

/// `cargo test` of everything, with the real bundle and the real program for those tests that want them.
fn cargo_test(project: &Project, bundles: &Bundles) -> Command {
    let mut command = project.cargo();
    command
        .arg("test")
        .args(TESTED)
        .env("AI_MIXTAPES_CLAP", &bundles.clap)
        .env("AI_MIXTAPES_VST3", &bundles.vst3)
        .env(
            "AI_MIXTAPES_STANDALONE",
            project.built(Profile::Dev, &format!("{PROGRAM}{}", consts::EXE_SUFFIX)),
        )
        // The built-in model, even where the user has one of their own.
        .env("AI_MIXTAPES_MODEL", "");
    command
}

/// Runs a script on the VST3.
fn in_python(project: &Project, script: &str, vst3: &Path) -> Result<()> {
    let tests = project.root.join(PYTHON_TESTS);
    let python = python_environment(project)?;
    run(Command::new(python).arg(tests.join(script)).arg(vst3).env("AI_MIXTAPES_MODEL", ""))
}

/// The Python that has what the tests need.
fn python_environment(project: &Project) -> Result<PathBuf> {
    let requirements = project.root.join(PYTHON_TESTS).join("requirements.txt");
    environment(&project.target.join("python-tests"), &requirements)
}
