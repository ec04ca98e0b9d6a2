//! `cargo xtask bench`: what we cost beside what others have, in turns, and how many instructions the audio thread's
//! paths take. What is measured stands in `engine/benches`, `host/benches` and `xtask/peers`.

mod baseline;
mod callgrind;
mod instructions;
mod pairs;
mod ratios;
mod turns;

use std::{ffi::OsString, fs, path::PathBuf, process::Command};

use anyhow::{Context, Result, bail};

pub use self::instructions::count as instructions;
use self::{
    pairs::PAIRS,
    ratios::{About, Row},
    turns::Turns,
};
use crate::{
    bundle,
    project::{Profile, Project, run},
    python,
    setup::{self, Purpose},
};

/// The packages of the programs that are measured; always built in one go with the rest, see there.
const PACKAGES: [&str; 4] = ["--package", "ai-mixtapes-engine", "--package", "ai-mixtapes-host"];
/// What is built to measure ratios beside what users have.
const TARGETS: [&str; 6] = ["--bench", "peers", "--bench", "process", "--example", "pass_through"];

/// What the command line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    profile: Profile,
    what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Ratios { quick: bool, json: bool },
    Instructions { update: bool },
}

impl Options {
    /// Reads the words after the command's name.
    pub fn parse(words: &[OsString]) -> Result<Self> {
        let mut rest: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
        let mut take = |option: &str| {
            let place = rest.iter().position(|word| word == option);
            place.map(|place| rest.remove(place)).is_some()
        };
        let profile = if take("--dev") { Profile::Dev } else { Profile::Release };
        let what = if take("--instructions") {
            What::Instructions { update: take("--update") }
        } else {
            What::Ratios { quick: take("--quick"), json: take("--json") }
        };
        match rest.first() {
            None => Ok(Self { profile, what }),
            Some(word) => bail!("bench can't do {word} here"),
        }
    }
}

/// Measures, and prints what came out.
pub fn command(project: &Project, options: Options) -> Result<()> {
    match options.what {
        What::Ratios { quick, json } => ratios(project, options.profile, quick, json),
        What::Instructions { update } => instructions(project, options.profile, update),
    }
}

/// What cargo builds to have `targets` of the workspace, so that it shares all with what is built for users or tests.
fn selection<'a>(profile: Profile, targets: &[&'a str]) -> Vec<&'a str> {
    match profile {
        Profile::Release => [&bundle::RELEASE[..], &PACKAGES, targets].concat(),
        Profile::Dev => [&bundle::TESTED[..], targets].concat(),
    }
}

/// Files on one core are so many seconds long; rounds of all ways.
const LONG: (u32, usize) = (180, 11);
const QUICK: (u32, usize) = (60, 5);

fn ratios(project: &Project, profile: Profile, quick: bool, json: bool) -> Result<()> {
    bundle::ensure(profile, &[])?;
    // Who can't have them measures what is there.
    let lacking = setup::ensure(&[Purpose::Peers]).err().map(|error| error.to_string());
    let names = ["peers", "process", "pass_through"];
    // For users they are chosen already.
    let ours = if profile == Profile::Dev { &["--lib", "--bins"][..] } else { &[] };
    let targets = [ours, &TARGETS].concat();
    let built = project.build_targets(profile, &selection(profile, &targets), &names)?;
    let bundles = bundle::built_plugin(project, profile)?;
    let [peers, process, pass_through] = &built[..] else { bail!("cargo built too little") };
    let (seconds, rounds) = if quick { QUICK } else { LONG };

    let folder = project.target.join("peers");
    fs::create_dir_all(&folder)?;
    let wave = folder.join(format!("music-{seconds}.wav"));
    run(Command::new(peers).arg("write").arg(&wave).arg(seconds.to_string()))?;
    let mut turns = Turns::new(rounds);
    turns.start(Command::new(peers).env("AI_MIXTAPES_MODEL", ""));
    turns.start(Command::new(process).arg(&bundles.clap).arg(pass_through).env("AI_MIXTAPES_MODEL", ""));
    match python_peers(project) {
        Ok((python, script)) => {
            let program = bundle::cli(project, profile);
            let mut command = Command::new(python);
            turns.start(command.arg(script).arg(program).arg(&wave).env("AI_MIXTAPES_MODEL", ""));
        }
        Err(error) => turns.cannot(format!("{error:#}")),
    }
    if let Some(lacking) = lacking {
        eprintln!("{lacking}");
    }
    turns.go();
    let rows: Vec<Row> = PAIRS.iter().map(|pair| Row::of(pair, |way| turns.of(way))).collect();
    let about = About { profile: profile.name(), rounds, seconds, commit: project.commit() };
    if json {
        println!("{}", ratios::json(&rows, &about))
    } else {
        print!("{}", ratios::table(&rows, &about))
    }
    Ok(())
}

/// The Python that has the peers, and the script.
fn python_peers(project: &Project) -> Result<(PathBuf, PathBuf)> {
    let folder = project.root.join("xtask/peers");
    let environment = project.target.join("peers").join("python");
    let python = python::environment(&environment, &folder.join("requirements.txt"));
    Ok((python.context("Python's peers can't be installed")?, folder.join("peers.py")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_come_in_any_order() {
        let parse =
            |line: &str| Options::parse(&line.split_whitespace().map(OsString::from).collect::<Vec<_>>());
        let ratios = |profile, quick, json| Options { profile, what: What::Ratios { quick, json } };
        assert_eq!(parse("").unwrap(), ratios(Profile::Release, false, false));
        assert_eq!(parse("--json --dev --quick").unwrap(), ratios(Profile::Dev, true, true));
        let what = What::Instructions { update: true };
        assert_eq!(parse("--update --instructions").unwrap(), Options { profile: Profile::Release, what });
        assert!(parse("--instructions --quick").is_err());
    }
}
