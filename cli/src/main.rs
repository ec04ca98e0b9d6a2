//! The command `ai-mixtapes`: hears the mood of audio files, with the engine alone or through the plug-in.

mod analyze;
mod audio;
mod bench_model;
mod caught;
mod demo;
mod logs;
mod profile;
mod say;
mod sections;
mod system;
mod timeline;
mod units;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Hears the mood of a mix.
#[derive(Debug, Parser)]
#[command(name = "ai-mixtapes", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Play music through the plug-in in a headless host, and show the mood that it hears.
    ///
    /// Writes mood.csv, mood.json and the picture timeline.svg for each file.
    // Without the plug-in, which `cargo xtask demo` names.
    #[command(override_usage = "ai-mixtapes demo [OPTIONS] [FILE]...")]
    Demo(demo::Options),
    /// Write the mood of audio files as a table to standard output, without a host.
    Analyze(analyze::Options),
    /// Draw session logs as one HTML page on standard output: the mood over time, shares of classes, the calmest and the
    /// liveliest minutes.
    Report(logs::Options),
    /// Measure what the plug-in costs: named scenarios through the bundle in a headless host, and the performance report.
    ///
    /// Writes profile.json, profile.md and its pictures.
    // Without the plug-in, which `cargo xtask profile` names.
    #[command(override_usage = "ai-mixtapes profile [OPTIONS]")]
    Profile(profile::Options),
    /// Measure what an update costs, for the scripts in models/training.
    #[command(hide = true)]
    BenchModel(bench_model::Options),
}

/// 0 if all went well, 1 if something failed, 2 (by clap) if the command line can't be understood.
fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Demo(options) => demo::run(&options),
        Command::Analyze(options) => analyze::run(&options),
        Command::Report(options) => logs::run(&options),
        Command::Profile(options) => profile::run(&options),
        Command::BenchModel(options) => bench_model::run(&options),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            say::say(format_args!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    /// `cargo xtask` shows it without building this program.
    #[test]
    fn the_help_is_what_is_written_down() {
        for (name, written) in [
            ("demo", include_str!("../help/demo.txt")),
            ("analyze", include_str!("../help/analyze.txt")),
            ("report", include_str!("../help/report.txt")),
            ("profile", include_str!("../help/profile.txt")),
        ] {
            let error = Cli::try_parse_from(["ai-mixtapes", name, "--help"]).unwrap_err();
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            let told = error.to_string();
            assert_eq!(words(written), words(&told), "help/{name}.txt should be:\n{told}");
        }
    }
}
