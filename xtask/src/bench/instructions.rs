//! `cargo xtask bench --instructions`: the audio thread's paths, counted.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result, bail};

use super::{
    baseline::{Baseline, Change, Combination, Counts, MOST_CHANGE},
    callgrind, selection,
};
use crate::{
    bundle,
    project::{Profile, Project},
    setup::Purpose,
};

/// The counts that are stored.
const BASELINE: &str = "engine/benches/instructions.json";

/// A path, the benchmark that walks it, and what a unit of it is.
const PATHS: [(&str, &str, &str); 6] = [
    ("process-64", "paths", "the engine's process, a block of 64"),
    ("process-512", "paths", "the same, a block of 512"),
    ("hop", "paths", "the analysis of a hop"),
    ("outputs", "paths", "a tick of the outputs, 8 macros and 8 routes"),
    ("routed", "routing", "all that a block of 64 tells the host then"),
    ("hand-over", "paths", "a frame handed over and taken"),
];
const BENCHMARKS: [&str; 4] = ["--bench", "paths", "--bench", "routing"];
/// Rounds of the two runs; the first has the start and what happens only once.
const FEW: u64 = 1;
const MANY: u64 = 4;

/// Counts, and holds the counts against those stored for this combination of compiler, processor and libraries, or
/// stores them. For another combination it only tells.
pub fn count(project: &Project, profile: Profile, update: bool) -> Result<()> {
    if !cfg!(target_os = "linux") {
        bail!("instructions are counted by valgrind, on Linux only");
    }
    bundle::ensure(profile, &[Purpose::Counts])?;
    let built = project.build_targets(profile, &selection(profile, &BENCHMARKS), &["paths", "routing"])?;
    let program = |name: &str| &built[usize::from(name == "routing")];
    let folder = project.target.join("instructions");
    fs::create_dir_all(&folder)?;
    let combination = combination(profile, program("paths"), &folder)?;
    let mut counts = Counts::new();
    for (path, benchmark, _) in PATHS {
        eprintln!("counting {path}");
        counts.insert(path.to_owned(), one(program(benchmark), path, &folder)?);
    }
    let file = project.root.join(BASELINE);
    let mut baseline = Baseline::read(&file)?;
    let changes = baseline.compare(&combination, &counts);
    print!("{}", table(&counts, changes.as_deref(), &combination));
    if update {
        baseline.store(combination, counts);
        baseline.write(&file)?;
        println!("\nStored in {BASELINE}.");
        return Ok(());
    }
    let failing: Vec<_> = changes.iter().flatten().filter(|change| change.fails()).collect();
    if !failing.is_empty() {
        let paths: Vec<_> = failing.iter().map(|change| change.path.as_str()).collect();
        let most = MOST_CHANGE * 100.0;
        bail!(
            "instructions changed by over {most:.0} %: {}. If that is meant: cargo xtask bench --instructions \
             --update{}",
            paths.join(", "),
            if profile == Profile::Dev { " --dev" } else { "" }
        );
    }
    Ok(())
}

/// Instructions of one unit: what more rounds take.
fn one(program: &Path, path: &str, folder: &Path) -> Result<f64> {
    let run = |rounds: u64| callgrind::run(program, &[path, &rounds.to_string()], folder);
    let (few, many) = (run(FEW)?, run(MANY)?);
    let units = field(&many.output, "units").context("no units")?;
    let units: u64 = units.parse().with_context(|| format!("{units} is no number of units"))?;
    per_unit(few.instructions, many.instructions, units)
}

fn per_unit(few: u64, many: u64, units: u64) -> Result<f64> {
    match many.checked_sub(few) {
        Some(more) if more > 0 && units > 0 => {
            // A hundredth is enough, and the file stays short.
            Ok((more as f64 / ((MANY - FEW) * units) as f64 * 100.0).round() / 100.0)
        }
        _ => bail!("{MANY} rounds of {units} took {many} instructions, {FEW} took {few}"),
    }
}

/// What the counts depend on.
fn combination(profile: Profile, paths: &Path, folder: &Path) -> Result<Combination> {
    let version = |program: &str, option: &str| -> Result<String> {
        let output =
            Command::new(program).arg(option).output().with_context(|| format!("can't run {program}"))?;
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    // Of the processor that valgrind lets it see.
    let about = callgrind::run(paths, &["about"], folder)?.output;
    let said = |name: &str| field(&about, name).map(str::to_owned).with_context(|| format!("no {name}"));
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".into());
    Ok(Combination::from([
        ("compiler".into(), version(&rustc, "--version")?),
        ("profile".into(), profile.name().into()),
        ("processor features".into(), said("features")?),
        ("libc".into(), said("libc")?),
        ("valgrind".into(), version("valgrind", "--version")?),
    ]))
}

/// What follows a name at the beginning of a line.
fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))
}

/// Markdown.
fn table(counts: &Counts, changes: Option<&[Change]>, combination: &Combination) -> String {
    let mut lines = vec!["| path | instructions | stored | change |\n|---|---|---|---|".to_owned()];
    for (path, _, unit) in PATHS {
        let now = counts.get(path).map_or(String::new(), |count| format!("{count:.0}"));
        let change = changes.unwrap_or_default().iter().find(|change| change.path == path);
        let stored =
            change.and_then(|change| change.stored).map_or(String::new(), |stored| format!("{stored:.0}"));
        let share = change.and_then(Change::share);
        let share = share.map_or(String::new(), |share| format!("{:+.1} %", share * 100.0));
        lines.push(format!("| {unit} (`{path}`) | {now} | {stored} | {share} |"));
    }
    let combination: Vec<_> = combination.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    lines.push(format!("\n{}.", combination.join("; ")));
    if changes.is_none() {
        lines.push("Nothing is stored for this combination, so nothing can fail.".to_owned());
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_takes_what_more_rounds_take() {
        assert_eq!(per_unit(1_000_000, 1_000_000 + 3 * 200 * 50, 200).unwrap(), 50.0);
        assert!(per_unit(10, 9, 200).is_err());
        assert!(per_unit(9, 10, 0).is_err());
    }

    #[test]
    fn a_field_is_a_whole_word() {
        let text = "unitsfoo 3\nunits 200\nlibc glibc 2.36\n";
        assert_eq!(field(text, "units"), Some("200"));
        assert_eq!(field(text, "libc"), Some("glibc 2.36"));
        assert_eq!(field(text, "valgrind"), None);
    }

    #[test]
    fn the_table_says_what_has_changed_or_that_nothing_is_stored() {
        let counts = Counts::from([("hop".into(), 110.0)]);
        let combination = Combination::from([("libc".into(), "glibc 2.36".into())]);
        let change = Change { path: "hop".into(), now: Some(110.0), stored: Some(100.0) };
        let changed = table(&counts, Some(&[change]), &combination);
        assert!(changed.contains("(`hop`) | 110 | 100 | +10.0 % |"), "{changed}");
        assert!(changed.contains("libc: glibc 2.36."), "{changed}");
        assert!(table(&counts, None, &combination).contains("nothing can fail"));
    }

    #[test]
    fn the_stored_counts_are_those_of_the_paths() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        assert_ne!(Baseline::read(&root.join(BASELINE)).unwrap(), Baseline::default());
    }
}
