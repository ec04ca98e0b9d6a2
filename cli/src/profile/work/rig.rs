//! The bundle and its instances, and how long they take to be there.

use std::{
    path::Path,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use host::{Bundle, Idle, Instance, LogSeverity};
use report::Report;

use crate::{
    profile::{
        figures::{Case, what},
        spread::Spread,
    },
    say::say,
};

/// A model that isn't there by then doesn't come.
const PATIENCE: Duration = Duration::from_secs(60);

/// Loads the bundle, and lists what is in it as a host that scans does.
pub fn scan(plugin: &Path, case: &mut Case) -> Result<Bundle> {
    let began = Instant::now();
    let bundle = Bundle::load(plugin, c"AI-Mixtapes profile")?;
    ensure!(!bundle.plugins()?.is_empty(), "there is no plug-in in the bundle");
    case.push(what::SCAN, Spread::of(&[began.elapsed()]));
    Ok(bundle)
}

/// A new instance.
pub fn create(bundle: &Bundle) -> Result<Instance> {
    let log = |severity, line: &str| {
        if severity >= LogSeverity::Warning {
            say(format_args!("plug-in: {severity}: {line}"));
        }
    };
    Ok(bundle.create(log)?)
}

/// Does `work`, and adds how long it took.
pub fn timed<T>(times: &mut Vec<Duration>, work: impl FnOnce() -> T) -> T {
    let began = Instant::now();
    let done = work();
    times.push(began.elapsed());
    done
}

/// Activates all instances, and waits until each has its model.
pub fn activate(instances: &mut [Instance], rate: u32, block: usize, case: &mut Case) -> Result<Vec<Idle>> {
    let (mut times, began) = (Vec::new(), Instant::now());
    let activated = instances
        .iter_mut()
        .map(|instance| timed(&mut times, || instance.activate(rate.into(), block as u32)));
    let idles = activated.collect::<Result<_, _>>()?;
    for instance in instances {
        loop {
            instance.idle();
            let report = instance.report(u64::MAX)?;
            if report.model.is_some() {
                break;
            }
            ensure!(began.elapsed() < PATIENCE, "the model isn't loaded after a minute: {}", state(&report));
            thread::sleep(Duration::from_millis(2));
        }
    }
    case.push(what::ACTIVATE, Spread::of(&times));
    case.push(what::LOAD, Spread::of(&[began.elapsed()]));
    Ok(idles)
}

/// What the module has allocated now and had at most, by an instance's report.
pub fn memory(report: &Report) -> Result<(u64, u64)> {
    let memory = report.memory.as_ref().context("the plug-in doesn't tell of its memory")?;
    Ok((memory.bytes_in_use, memory.peak_bytes))
}

fn state(report: &Report) -> String {
    report.reason.clone().unwrap_or_else(|| report.state.clone())
}
