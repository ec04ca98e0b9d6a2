//! `cargo xtask test`: every test, with the bundles where the tests of real hosts look for them.

use std::{
    env::consts,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::{
    bundle::{self, PROGRAM, TESTED},
    project::{Profile, Project, run},
    setup::{self, PYTHON, Purpose},
};

/// The folder of the tests in Python: scripts, and the packages that they need.
const PYTHON_TESTS: &str = "plugin/tests";

/// Sets up, builds, and runs all tests to the end even if one fails.
pub fn command(project: &Project) -> Result<()> {
    setup::ensure(&[Purpose::Build, Purpose::Standalone, Purpose::Test])?;
    let bundles = bundle::plugin(project, Profile::Dev)?;
    let program = project.built(Profile::Dev, &format!("{PROGRAM}{}", consts::EXE_SUFFIX));
    let in_rust = run(project
        .cargo()
        .args(["test", "--no-fail-fast"])
        .args(TESTED)
        .env("AI_MIXTAPES_CLAP", &bundles.clap)
        .env("AI_MIXTAPES_STANDALONE", &program)
        // The built-in model, even where the user has one of their own.
        .env("AI_MIXTAPES_MODEL", ""));
    let in_python = pedalboard(project, &bundles.vst3);
    let failures: Vec<_> =
        [in_rust, in_python].into_iter().filter_map(Result::err).map(|error| format!("{error:#}")).collect();
    if !failures.is_empty() {
        bail!("{}", failures.join("\n"));
    }
    Ok(())
}

/// Loads the VST3 in pedalboard, a host in Python.
fn pedalboard(project: &Project, vst3: &Path) -> Result<()> {
    let tests = project.root.join(PYTHON_TESTS);
    let python = environment(&project.target.join("python-tests"), &tests.join("requirements.txt"))?;
    run(Command::new(python).arg(tests.join("pedalboard_host.py")).arg(vst3))
}

/// A virtual environment with what `requirements` lists; made anew when the list has changed. Gives its Python.
fn environment(folder: &Path, requirements: &Path) -> Result<PathBuf> {
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let wanted = fs::read(requirements).with_context(|| format!("can't read {}", requirements.display()))?;
    let installed = folder.join("requirements.txt");
    if fs::read(&installed).is_ok_and(|list| list == wanted) {
        return Ok(python);
    }
    run(Command::new(PYTHON).args(["-m", "venv", "--clear"]).arg(folder))?;
    run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "--requirement"]).arg(requirements))?;
    fs::write(installed, wanted)?; // last: a broken installation is then made anew
    Ok(python)
}
