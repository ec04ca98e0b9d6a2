//! What the main thread sees of instances that play, and what they tell of themselves at the end.

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::Result;
use engine::{
    record::{
        History,
        table::{Columns, FileCells, Format, update_row},
    },
    telemetry::Stage,
};
use host::Instance;
use report::Report;

use super::rig;
use crate::profile::{
    figures::{Case, Memory},
    moods::{MoodSum, Moods},
    pool::Pool,
    spread::Spread,
};

/// The worker's last updates come within this.
const LAST_UPDATES: Duration = Duration::from_secs(2);
/// Minutes of audio after which an instance takes no more memory, as long as it hears no more than its first page of
/// history holds; and where it hears more, with the pages of the hour and of the newest ten minutes.
const SETTLED_MINUTES: f64 = 0.2;
const PAGE_MINUTES: f64 = 10.0;
const HOUR_SETTLED_MINUTES: f64 = PAGE_MINUTES * History::HOUR_PAGES as f64 + 1.0;

/// What the main thread saw while it played.
#[derive(Default)]
pub struct Looks {
    /// Minutes of audio, bytes.
    bytes: Vec<(f64, u64)>,
    peak: u64,
    moods: MoodSum,
    /// Index of the next update.
    pub next: u64,
    pool: Pool,
}

impl Looks {
    /// Takes what is new of the first instance, which has heard so many minutes.
    ///
    /// # Errors
    /// If it tells nothing.
    pub fn look(&mut self, instance: &Instance, minutes: Option<f64>) -> Result<Report> {
        let report = instance.report(self.next)?;
        let (bytes, peak) = rig::memory(&report)?;
        self.bytes.extend(minutes.map(|minutes| (minutes, bytes)));
        self.peak = peak;
        self.next = report.first_update + report.updates.len() as u64;
        add(&mut self.moods, &report);
        self.pool.look(report.history.as_ref());
        Ok(report)
    }
}

/// Waits for the last updates, and notes what the instances tell of themselves.
///
/// # Errors
/// If an instance tells nothing.
pub fn tell(instances: &mut [Instance], mut looks: Looks, case: &mut Case) -> Result<()> {
    let step = models::STEP_HOPS as f64 * models::HOP_SECONDS;
    let expected = (case.audio_seconds / step) as u64;
    let patience = Instant::now();
    while looks.next < expected && patience.elapsed() < LAST_UPDATES {
        thread::sleep(Duration::from_millis(10));
        instances.iter_mut().for_each(Instance::idle);
        looks.look(&instances[0], None)?;
    }
    let minutes = case.audio_seconds / 60.0;
    let settled = if minutes <= PAGE_MINUTES { SETTLED_MINUTES } else { HOUR_SETTLED_MINUTES };
    case.memory = Memory::of_looks(looks.peak, &looks.bytes, "minute of audio", settled);
    case.pool = looks.pool;
    let moods = looks.moods.finish();
    let mut reports = Vec::new();
    for (index, instance) in instances.iter().enumerate() {
        let report = instance.report(if index == 0 { looks.next } else { 0 })?;
        if index > 0 && moods_of(&report).agree(&moods).is_none_or(|(_, same)| !same) {
            case.other_moods += 1;
        }
        reports.push(report);
    }
    case.moods = Some(moods);
    for (place, stage) in Stage::ALL.into_iter().enumerate() {
        let spread = Spread::of_stage(reports.iter().filter_map(|report| report.stages.get(place)));
        case.push(stage.name(), spread);
    }
    for report in &reports {
        case.counters = case.counters.plus(report.counters);
        let Some(anomalies) = &report.anomalies else { continue };
        case.anomalies += anomalies.count;
        case.newest_anomalies.extend(anomalies.newest.iter().rev().take(3).cloned());
    }
    case.newest_anomalies.truncate(8);
    Ok(())
}

fn moods_of(report: &Report) -> Moods {
    let mut moods = MoodSum::default();
    add(&mut moods, report);
    moods.finish()
}

/// Adds the updates of a report as rows of `analyze`.
fn add(moods: &mut MoodSum, report: &Report) {
    let (names, file) = (Columns::Updates.names(), FileCells::default());
    for update in &report.updates {
        moods.add(&update_row(Format::Csv, &names, &file, &update.into()));
    }
}
