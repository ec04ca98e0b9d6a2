//! What a build has left: cargo tells it as a line of JSON for each thing.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

use crate::project::Project;

/// A program of tests.
#[derive(Debug, PartialEq, Eq)]
pub struct Program {
    /// The folder of its package, where its tests expect to run.
    pub home: PathBuf,
    /// The program itself.
    pub path: PathBuf,
}

/// Runs a build to its end; gives the programs of tests of the packages in these folders of the project.
pub fn tests(mut build: Command, project: &Project, folders: &[&str]) -> Result<Vec<Program>> {
    build.args(["--message-format", "json-render-diagnostics"]).stdout(Stdio::piped());
    let output = build.spawn().and_then(std::process::Child::wait_with_output).context("can't run cargo")?;
    if !output.status.success() {
        bail!("the build for another system failed: {}", output.status);
    }
    let homes: Vec<_> = folders.iter().map(|folder| project.root.join(folder)).collect();
    let told = String::from_utf8(output.stdout)?;
    let programs: Vec<_> = told.lines().filter_map(test_program).collect();
    let programs: Vec<_> = programs.into_iter().filter(|program| homes.contains(&program.home)).collect();
    if programs.is_empty() {
        bail!("cargo has told of no tests of {}", folders.join(", "));
    }
    Ok(programs)
}

/// The program of tests that a line tells of.
fn test_program(line: &str) -> Option<Program> {
    let manifest = text(line, "manifest_path")?;
    // The profile tells whether it was built to test.
    let path = text(line, "executable").filter(|_| line.contains("\"test\":true}"))?;
    Some(Program { home: Path::new(&manifest).parent()?.to_owned(), path: path.into() })
}

/// The first text of a name in a line of JSON, whose texts are paths of Unix. A parser would take longer to compile
/// than all the rest of this program.
fn text(line: &str, name: &str) -> Option<String> {
    let (_, rest) = line.split_once(&format!("\"{name}\":\""))?;
    rest.split_once('"').map(|(text, _)| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_of_tests_are_told_from_all_else() {
        let line = |test: bool, executable: &str| {
            let manifest = r#""manifest_path":"/p/engine/Cargo.toml","target":{"test":true}"#;
            let profile = format!(r#""profile":{{"opt_level":"0","test":{test}}}"#);
            format!(r#"{{"reason":"compiler-artifact",{manifest},{profile},"executable":{executable}}}"#)
        };
        let program = Program { home: "/p/engine".into(), path: "/t/golden-1.exe".into() };
        assert_eq!(test_program(&line(true, r#""/t/golden-1.exe""#)), Some(program));
        assert_eq!(test_program(&line(true, "null")), None);
        assert_eq!(test_program(r#"{"reason":"build-finished","success":true}"#), None);
    }
}
