//! Where the project and its build outputs are, and how cargo is called on it.

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf, absolute},
    process::{Command, ExitStatus, Stdio},
};

use anyhow::{Context, Result, bail};

/// Which of cargo's profiles to build with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// Optimised, for users.
    Release,
    /// With debug assertions, for tests.
    Dev,
}

impl Profile {
    /// The arguments that choose it.
    fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Release => &["--release"],
            Self::Dev => &[],
        }
    }

    /// As cargo calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Dev => "dev",
        }
    }

    /// The folder under `target` that cargo builds into.
    fn folder(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Dev => "debug",
        }
    }
}

/// The checkout and its target folder, both absolute.
pub struct Project {
    /// The workspace's root.
    pub root: PathBuf,
    /// Cargo's target folder.
    pub target: PathBuf,
}

impl Project {
    /// The project that this program belongs to; its target folder is `CARGO_TARGET_DIR` where that is set.
    pub fn find() -> Result<Self> {
        // Cargo sets the variable when it runs us; what was compiled in is for a run by hand.
        let package = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&package).parent().context("xtask must be in a folder of the workspace")?;
        let target = match env::var_os("CARGO_TARGET_DIR").filter(|folder| !folder.is_empty()) {
            Some(folder) => absolute(folder)?,
            None => root.join("target"),
        };
        Ok(Self { root: root.to_owned(), target })
    }

    /// Cargo, to be run in the project's root on its target folder.
    pub fn cargo(&self) -> Command {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
        command.current_dir(&self.root).env("CARGO_TARGET_DIR", &self.target);
        command
    }

    /// The commit that is checked out, and whether the files are others; none without Git.
    pub fn commit(&self) -> Option<String> {
        let git = |arguments: &[&str]| {
            let output = Command::new("git").current_dir(&self.root).args(arguments).output().ok()?;
            let text = String::from_utf8(output.stdout).ok()?;
            output.status.success().then(|| text.trim().to_owned())
        };
        let commit = git(&["rev-parse", "--short=12", "HEAD"])?;
        let clean = git(&["status", "--porcelain"])?.is_empty();
        Some(if clean { commit } else { commit + " with changes" })
    }

    /// `cargo build` of what `selection` names. It speaks on standard error only.
    pub fn build(&self, profile: Profile, selection: &[&str]) -> Result<()> {
        run(self.cargo().arg("build").args(profile.arguments()).args(selection))
    }

    /// As [`build`](Self::build); the files of the targets with these `names` (programs, or else libraries).
    pub fn build_targets(
        &self,
        profile: Profile,
        selection: &[&str],
        names: &[&str],
    ) -> Result<Vec<PathBuf>> {
        let mut command = self.cargo();
        command.arg("build").args(profile.arguments()).args(selection);
        command.arg("--message-format=json-render-diagnostics").stderr(Stdio::inherit());
        let output = command.output().with_context(|| format!("can't run {}", shown(&command)))?;
        succeeded(&command, output.status)?;
        let said = String::from_utf8_lossy(&output.stdout);
        let find = |name: &&str| file_of(&said, name).with_context(|| format!("cargo built no {name}"));
        names.iter().map(find).collect()
    }

    /// A file that a build with `profile` leaves.
    pub fn built(&self, profile: Profile, file: &str) -> PathBuf {
        self.target.join(profile.folder()).join(file)
    }
}

/// The program, or else the first file, of a target in what cargo says of a build, a JSON object a line.
fn file_of(said: &str, name: &str) -> Option<PathBuf> {
    let artifacts = said.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let mut ours = artifacts.filter(|said| {
        said["reason"] == "compiler-artifact" && said["target"]["name"].as_str() == Some(name)
    });
    ours.find_map(|said| said["executable"].as_str().or(said["filenames"][0].as_str()).map(PathBuf::from))
}

/// Runs a command to its end; its failure is an error that names it.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("can't run {}", shown(command)))?;
    succeeded(command, status)
}

/// How a command ended; a failure is an error that names it.
pub fn succeeded(command: &Command, status: ExitStatus) -> Result<()> {
    if !status.success() {
        bail!("{} failed: {status}", shown(command));
    }
    Ok(())
}

/// A command line for people: the program without its folder, then its arguments.
pub fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_failed_command_is_named() {
        let error = run(Command::new("/nowhere/at-all").arg("--now")).unwrap_err();
        assert!(error.to_string().contains("at-all --now"), "{error}");
    }

    #[test]
    fn a_target_is_found_in_what_cargo_says() {
        let said = r#"{"reason":"compiler-artifact","target":{"name":"other"},"executable":"/t/other"}
{"reason":"compiler-artifact","target":{"name":"peers"},"filenames":["/t/peers-1"],"executable":"/t/peers-1"}
{"reason":"compiler-artifact","target":{"name":"lib"},"filenames":["/t/lib.so"],"executable":null}
{"reason":"build-finished","success":true}"#;
        assert_eq!(file_of(said, "peers"), Some("/t/peers-1".into()));
        assert_eq!(file_of(said, "lib"), Some("/t/lib.so".into()));
        assert_eq!(file_of(said, "none"), None);
    }

    /// The lines under a heading of the workspace's manifest.
    fn section(workspace: &str, heading: &str) -> String {
        let (_, found) = workspace.split_once(&format!("\n[{heading}]\n")).unwrap();
        found.split("\n[").next().unwrap().to_owned()
    }

    /// What a section says of a package.
    fn said_of<'a>(section: &'a str, package: &str) -> Option<&'a str> {
        section.lines().find(|line| line.split(' ').next() == Some(package))
    }

    /// A package that the profile of the tests doesn't name is built as a dependency: without its assertions.
    #[test]
    fn all_packages_of_ours_are_tested_with_their_assertions() {
        let project = Project::find().unwrap();
        let read = |folder: &str| fs::read_to_string(project.root.join(folder).join("Cargo.toml")).unwrap();
        let workspace = read("");
        let (_, members) = workspace.split_once("members = [").unwrap();
        let (members, _) = members.split_once(']').unwrap();
        let tested = section(&workspace, "profile.dev.package");
        for member in members.split('"').skip(1).step_by(2) {
            let package = read(member);
            let (_, name) = package.split_once("name = \"").unwrap();
            let (name, _) = name.split_once('"').unwrap();
            let line = said_of(&tested, name);
            assert!(line.is_some_and(|line| line.contains("debug-assertions = true")), "{name}: {line:?}");
        }
    }

    /// Cargo forgets it for a package with settings of its own: 11 MB of symbols in the plug-in.
    #[test]
    fn a_release_has_no_symbols() {
        let workspace = fs::read_to_string(Project::find().unwrap().root.join("Cargo.toml")).unwrap();
        assert!(section(&workspace, "profile.release").contains("strip = \"symbols\""));
        let packages = section(&workspace, "profile.release.package");
        for linked in ["ai-mixtapes", "ai-mixtapes-cli"] {
            let line = said_of(&packages, linked);
            assert!(line.is_none_or(|line| line.contains("strip = \"symbols\"")), "{line:?}");
        }
    }

    #[test]
    fn builds_land_in_the_target_folder() {
        let project = Project { root: "/project".into(), target: "/elsewhere".into() };
        assert_eq!(project.built(Profile::Release, "tool"), Path::new("/elsewhere/release/tool"));
        assert_eq!(project.built(Profile::Dev, "tool"), Path::new("/elsewhere/debug/tool"));
    }
}
