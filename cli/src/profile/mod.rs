//! `ai-mixtapes profile`: named scenarios through the plug-in, and the performance report.
//!
//! ```text
//! scenario ─► child: one process a case ─► work: host, plug-in ─► figures ─► document ─► results, agreements
//!                                                                              └─► markdown, plots, compare
//! ```
//! [`scenario`] says what there is and for how long, [`work`] does a case, [`figures`] is what it gives. A [`document`]
//! holds all of it; [`results`] sets it beside the targets, [`compare`] beside an older one. What [`peers`] take was
//! measured elsewhere, and is quoted.

mod child;
mod compare;
mod document;
mod figures;
mod machine;
mod markdown;
mod moods;
mod peers;
mod plots;
mod pool;
mod results;
mod scenario;
mod spread;
mod work;

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, ensure};
use serde::de::DeserializeOwned;

use self::{
    document::{Document, Failure, agreements, crowd},
    machine::Machine,
    peers::Peers,
    plots::Plot,
    results::{Table, rows},
    scenario::{Plan, Scenario, plan},
};
use crate::{
    logs::date_time,
    say::{print, say},
};

/// A whole run, and a quick one.
const WHOLE_MINUTES: f64 = 27.0;
const QUICK_MINUTES: f64 = 4.0;

/// What the command line says.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// What the plug-in is put through; may be given several times [default: everything].
    #[arg(long = "scenario", value_name = "NAME", num_args = 1.., value_enum)]
    scenarios: Vec<Scenario>,
    /// How long all of it may take together, in minutes; with more time percentiles reach further, and "long" is longer
    /// [default: 27 for everything, their part of it for some].
    #[arg(long, value_name = "N", conflicts_with = "quick", value_parser = minutes)]
    minutes: Option<f64>,
    /// Everything in five minutes.
    #[arg(long)]
    quick: bool,
    /// Write the report as JSON to standard output, in place of a summary.
    #[arg(long)]
    json: bool,
    /// Set an older profile.json beside it.
    #[arg(long, value_name = "OLD.json")]
    against: Option<PathBuf>,
    /// Quote what `cargo xtask bench --json` has measured beside what others have.
    #[arg(long, value_name = "BENCH.json")]
    bench: Option<PathBuf>,
    /// Folder for what is written.
    #[arg(long, value_name = "DIR", default_value = "profile-out")]
    out: PathBuf,
    /// The bundled plug-in. `cargo xtask profile` names the one that it has built; another one may be named after it.
    #[arg(long, value_name = "PATH.clap", hide = true, overrides_with = "plugin")]
    plugin: PathBuf,
    /// What it was built of, and how.
    #[arg(long, hide = true)]
    commit: Option<String>,
    #[arg(long, hide = true)]
    build: Option<String>,
    /// Do this case, and write its figures to standard output: what the others run.
    #[arg(long, value_name = "JSON", hide = true, value_parser = case)]
    case: Option<Plan>,
}

fn minutes(text: &str) -> Result<f64, String> {
    let minutes: f64 = text.parse().map_err(|_| "expected a number of minutes".to_owned())?;
    let fits = minutes > 0.0 && minutes <= 7.0 * 24.0 * 60.0;
    if fits { Ok(minutes) } else { Err("expected more than 0 minutes, and a week at most".to_owned()) }
}

fn case(json: &str) -> Result<Plan, serde_json::Error> {
    serde_json::from_str(json)
}

/// Runs the scenarios and writes the report; false if one failed, or heard what others didn't.
///
/// # Errors
/// If there is nothing to be measured, or the report can't be read or written.
pub fn run(options: &Options) -> Result<bool> {
    if let Some(plan) = options.case {
        let case = work::run(&options.plugin, plan)?;
        print(&serde_json::to_string(&case)?).context("cannot write to standard output")?;
        return Ok(true);
    }
    ensure!(
        options.plugin.exists(),
        "cannot load the plug-in {}: there is no such file",
        options.plugin.display()
    );
    let before = options.against.as_deref().map(read_report).transpose()?;
    let bench = "what `cargo xtask bench --json` prints";
    let peers = options.bench.as_deref().map(|path| read(path, bench)).transpose()?;
    let minutes = options.minutes.unwrap_or(if options.quick { QUICK_MINUTES } else { WHOLE_MINUTES });
    let plans = plan(&options.scenarios, minutes, options.minutes.is_some());
    let document = measure(options, &plans, peers);
    let plots = plots::draw(&document);
    let text = markdown::write(&document, &plots, before.as_ref());
    let written = write(&options.out, &document, &plots, &text)
        .with_context(|| format!("cannot write to {}", options.out.display()))?;
    let output =
        if options.json { serde_json::to_string(&document)? + "\n" } else { summary(&document, &written) };
    print(&output).context("cannot write to standard output")?;
    for agreement in document.disagreements() {
        say(format_args!(
            "error: {} heard other moods than {}",
            agreement.case,
            agreement.with.as_deref().unwrap_or("itself")
        ));
    }
    Ok(document.failures.is_empty() && document.disagreements().next().is_none())
}

/// Does all cases, whatever becomes of those before.
fn measure(options: &Options, plans: &[Plan], peers: Option<Peers>) -> Document {
    let (began, now) = (Instant::now(), SystemTime::now());
    let (mut cases, mut failures) = (Vec::new(), Vec::new());
    for plan in plans {
        say(format_args!("{plan}: {:.0} s", plan.seconds));
        match child::run(&options.plugin, *plan) {
            Ok(case) => cases.push(case),
            Err(error) => {
                let error = format!("{error:#}");
                say(format_args!("error: {plan}: {error}"));
                failures.push(Failure { case: plan.to_string(), error });
            }
        }
    }
    let minutes = began.elapsed().as_secs_f64() / 60.0;
    let whole = options.scenarios.is_empty() && failures.is_empty();
    let crowd = crowd(&cases);
    let mut document = Document {
        version: Document::VERSION,
        product_version: env!("CARGO_PKG_VERSION").to_owned(),
        commit: options.commit.clone(),
        build: options.build.clone(),
        date: date_time(now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64()) + " UTC",
        minutes,
        machine: Machine::here(),
        results: rows(&cases, whole.then_some(minutes), peers.as_ref()),
        agreements: agreements(&cases),
        crowd,
        cases,
        peers,
        failures,
    };
    let times = document.cases.iter_mut().flat_map(|case| &mut case.times).chain(&mut document.crowd);
    // They were for pooling.
    times.for_each(|times| times.spread.buckets.clear());
    document
}

fn read_report(path: &Path) -> Result<Document> {
    let document: Document = read(path, "a profile.json of this version")?;
    ensure!(document.version == Document::VERSION, "{} is of version {}", path.display(), document.version);
    Ok(document)
}

/// Reads JSON that is to be what `expected` says.
fn read<T: DeserializeOwned>(path: &Path, expected: &str) -> Result<T> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_str(&text)
        .with_context(|| format!("expected {expected}, got something else: {}", path.display()))
}

fn write(folder: &Path, document: &Document, plots: &[Plot], text: &str) -> Result<Vec<PathBuf>> {
    fs::create_dir_all(folder)?;
    let json = serde_json::to_string(document)? + "\n";
    let files = [("profile.json", json.as_str()), ("profile.md", text)].into_iter();
    let files = files.chain(plots.iter().map(|plot| (plot.file, plot.svg.as_str())));
    let write = |(name, content): (&str, &str)| {
        let path = folder.join(name);
        fs::write(&path, content)?;
        Ok(path)
    };
    files.map(write).collect()
}

/// What is printed for people: the goals, and where the rest is.
fn summary(document: &Document, written: &[PathBuf]) -> String {
    let mut lines = vec![format!("\n{:<62} {:<28} {}", "Goals", "goal", "now")];
    for row in document.results.iter().filter(|row| row.table == Table::Goals) {
        let Some(measured) = &row.measured else { continue };
        let verdict = if row.met == Some(false) { "  NOT MET" } else { "" };
        lines.push(format!("  {:<60} {:<28} {measured}{verdict}", row.what, row.target));
    }
    lines.push("\nWritten:".to_owned());
    lines.extend(written.iter().map(|path| format!("  {}", path.display())));
    lines.join("\n") + "\n"
}
