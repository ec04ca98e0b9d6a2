//! `cargo xtask COMMAND`: sets the machine up, builds, bundles, installs and tests; `demo`, `analyze`, `report`
//! and `profile` are then handed to the program `ai-mixtapes`. It depends on nothing native and on none of our crates,
//! since it has to compile before anything is installed.

mod bench;
mod bundle;
mod install;
mod layout;
mod loom;
mod names;
mod portable;
mod program;
mod project;
mod python;
mod screenshot;
mod setup;
mod test;
mod vst3_suite;

use std::{
    env,
    ffi::{OsStr, OsString},
    path::PathBuf,
    process::ExitCode,
};

use anyhow::{Result, bail};

use crate::{
    project::{Profile, Project},
    setup::Purpose,
    test::Extent,
};

const USAGE: &str = "\
usage: cargo xtask COMMAND

  demo [FILE…] [ARGS…]     play music through the bundled plug-in and show its mood (without FILE: the demo mix)
  demo --trace TRACE [FILE…] [ARGS…]
                           as demo, and write what ran when in the plug-in to TRACE, for ui.perfetto.dev
  analyze FILE… [ARGS…]    the mood of files, as rows on standard output
  report LOG…              session logs as one HTML page on standard output
  profile [--dev] [ARGS…]  measure the bundled plug-in in named scenarios and write the performance report, in half an
                           hour, or five minutes with --quick (--dev: as bundle --dev)
  bench [--quick] [--json] [--dev]
                           what we cost beside FFTW, librosa, Essentia, ONNX Runtime and others, as ratios, in some
                           minutes; it installs them (--dev: the build of the tests)
  bench --instructions [--update] [--dev]
                           count the instructions of the audio thread's paths, and fail where they are not those stored
                           (--update: store them)
  bundle [--dev]           build the CLAP, the VST3 and the standalone program into target/bundled
                           (--dev: quicker to build, slower to run, without the program, into target/bundled-dev)
  install                  bundle, and copy CLAP and VST3 to where your DAW looks for them
  test [--hosts]           every test that is quick, also those in a real host
                           (--hosts: also those that take long, loom's of what threads share, the VST3 SDK's own, the
                           editor in Ardour, bench --instructions, what --portable does; it installs what they need)
  test --portable          only what other systems need: builds for Windows, runs tests under Wine, checks for macOS
  screenshot [--out DIR]   pictures of the editor as it has heard the demo mix, into target/screenshots
                           (the README's: --out plugin/pictures)
  setup                    only install what the others need, all but Ardour

`--help` after demo, analyze and profile says what ARGS can be.";

/// What the user asks for.
#[derive(Debug, PartialEq, Eq)]
enum Command {
    Demo(Option<PathBuf>, Vec<OsString>),
    Analyze(Vec<OsString>),
    Report(Vec<OsString>),
    Profile(Profile, Vec<OsString>),
    Bench(bench::Options),
    Bundle(Profile),
    Install,
    Test(Extent),
    Screenshot(Option<PathBuf>),
    Setup,
    Help,
}

impl Command {
    /// Reads the command line after the program's name. An unknown word is an error that names it.
    fn parse(mut words: impl Iterator<Item = OsString>) -> Result<Self> {
        let Some(name) = words.next() else { bail!("no command given") };
        let rest: Vec<_> = words.collect();
        let alone = |command| match rest.first() {
            None => Ok(command),
            Some(word) => bail!("{} takes no argument {}", name.display(), word.display()),
        };
        match name.to_str() {
            Some("demo") => match &rest[..] {
                [option, file, rest @ ..] if option == "--trace" => {
                    Ok(Self::Demo(Some(file.into()), rest.to_vec()))
                }
                [option] if option == "--trace" => bail!("--trace needs a file"),
                _ => Ok(Self::Demo(None, rest)),
            },
            Some("analyze") => Ok(Self::Analyze(rest)),
            Some("report") => Ok(Self::Report(rest)),
            Some("profile") => match rest.split_first() {
                Some((first, rest)) if first == "--dev" => Ok(Self::Profile(Profile::Dev, rest.to_vec())),
                _ => Ok(Self::Profile(Profile::Release, rest)),
            },
            Some("bench") => Ok(Self::Bench(bench::Options::parse(&rest)?)),
            Some("bundle") if rest == [OsStr::new("--dev")] => Ok(Self::Bundle(Profile::Dev)),
            Some("bundle") => alone(Self::Bundle(Profile::Release)),
            Some("install") => alone(Self::Install),
            Some("test") if rest == [OsStr::new("--hosts")] => Ok(Self::Test(Extent::Hosts)),
            Some("test") if rest == [OsStr::new("--portable")] => Ok(Self::Test(Extent::Portable)),
            Some("test") => alone(Self::Test(Extent::Quick)),
            Some("screenshot") => match &rest[..] {
                [option, folder] if option == "--out" => Ok(Self::Screenshot(Some(folder.into()))),
                [option] if option == "--out" => bail!("--out needs a folder"),
                _ => alone(Self::Screenshot(None)),
            },
            Some("setup") => alone(Self::Setup),
            Some("help" | "--help" | "-h") => Ok(Self::Help),
            _ => bail!("there is no command {}", name.display()),
        }
    }

    fn run(self) -> Result<ExitCode> {
        let project = Project::find()?;
        match self {
            Self::Demo(trace, arguments) => return program::demo(&project, trace.as_deref(), &arguments),
            Self::Analyze(arguments) => return program::analyze(&project, &arguments),
            Self::Report(arguments) => return program::report(&project, &arguments),
            Self::Profile(profile, arguments) => return program::measure(&project, profile, &arguments),
            Self::Bench(options) => bench::command(&project, options)?,
            Self::Bundle(profile) => bundle::command(&project, profile)?,
            Self::Install => install::command(&project)?,
            Self::Test(extent) => test::command(&project, extent)?,
            Self::Screenshot(folder) => screenshot::command(&project, folder)?,
            Self::Setup => bundle::ensure(Profile::Dev, &[Purpose::Test, Purpose::Screen])?,
            Self::Help => println!("{USAGE}"),
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn main() -> ExitCode {
    let command = match Command::parse(env::args_os().skip(1)) {
        Ok(command) => command,
        Err(error) => {
            eprintln!("error: {error}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    command.run().unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Command> {
        Command::parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn what_follows_demo_and_analyze_is_handed_over_untouched() {
        let words = |line: &str| line.split_whitespace().map(OsString::from).collect::<Vec<_>>();
        assert_eq!(parse("demo --realtime a.wav").unwrap(), Command::Demo(None, words("--realtime a.wav")));
        assert_eq!(parse("analyze --help").unwrap(), Command::Analyze(words("--help")));
        assert_eq!(parse("demo").unwrap(), Command::Demo(None, vec![]));
        let traced = Command::Demo(Some("t.json".into()), words("--realtime a.wav"));
        assert_eq!(parse("demo --trace t.json --realtime a.wav").unwrap(), traced);
        assert!(parse("demo --trace").is_err());
        assert_eq!(parse("report a.csv b.jsonl").unwrap(), Command::Report(words("a.csv b.jsonl")));
    }

    #[test]
    fn profile_measures_what_users_have_unless_told_otherwise() {
        let words = |line: &str| line.split_whitespace().map(OsString::from).collect::<Vec<_>>();
        let line = "--quick --scenario bus";
        assert_eq!(
            parse(&format!("profile {line}")).unwrap(),
            Command::Profile(Profile::Release, words(line))
        );
        assert_eq!(
            parse(&format!("profile --dev {line}")).unwrap(),
            Command::Profile(Profile::Dev, words(line))
        );
    }

    #[test]
    fn bundle_knows_two_profiles() {
        assert_eq!(parse("bundle").unwrap(), Command::Bundle(Profile::Release));
        assert_eq!(parse("bundle --dev").unwrap(), Command::Bundle(Profile::Dev));
    }

    #[test]
    fn test_goes_as_far_as_it_is_told() {
        assert_eq!(parse("test").unwrap(), Command::Test(Extent::Quick));
        assert_eq!(parse("test --hosts").unwrap(), Command::Test(Extent::Hosts));
        assert_eq!(parse("test --portable").unwrap(), Command::Test(Extent::Portable));
    }

    #[test]
    fn screenshot_may_be_told_where_to() {
        assert_eq!(parse("screenshot").unwrap(), Command::Screenshot(None));
        assert_eq!(parse("screenshot --out a/b").unwrap(), Command::Screenshot(Some("a/b".into())));
    }

    #[test]
    fn an_unknown_word_is_named() {
        for (line, word) in [
            ("bake", "bake"),
            ("test --hots", "--hots"),
            ("bundle --dev x", "--dev"),
            ("bench --fast", "--fast"),
            ("bench --update", "--update"),
            ("bench --instructions --json", "--json"),
            ("install /tmp", "/tmp"),
            ("screenshot a/b", "a/b"),
            ("screenshot --out", "--out"),
            ("screenshot --out a b", "--out"),
        ] {
            let error = parse(line).unwrap_err().to_string();
            assert!(error.contains(word), "{line}: {error}");
        }
        assert!(parse("").is_err());
    }
}
