//! Whether memory is scarce: by what the system tells, and by a budget of the user's.

#[cfg(test)]
mod tests;

use std::time::{Duration, Instant};

use crate::record::{Pressure, PressureLevel, PressureSource};

/// From which share of the time on pressure is moderate, in which some work waits for memory, in percent; and critical,
/// in which all work does.
const STALLED: (f64, f64) = (10.0, 10.0);
/// It goes on until less than such a part of that is left.
const STALLED_STILL: f64 = 0.5;
/// From which part of the budget on pressure is moderate, and critical.
const USED: (f64, f64) = (0.9, 1.0);
/// It goes on until less than such a part of that is used.
const USED_STILL: f64 = 0.9;
/// So long nothing may speak for a level before the next lower one comes.
const CALM: Duration = Duration::from_secs(30);

/// The environment variable that names a file to read instead of the system's, in the form of Linux's
/// `/proc/pressure/memory`.
pub const STALL_VARIABLE: &str = "AI_MIXTAPES_PRESSURE";
/// The one that says how much memory the plug-in's module may take, for all of its instances, in megabytes; by default
/// any.
///
/// An environment variable and no setting of a session: a session is one instance's, and the memory is all instances'.
pub const BUDGET_VARIABLE: &str = "AI_MIXTAPES_MEMORY_MB";

/// How long work waited for memory in the last ten seconds, as Linux tells it (pressure stall information).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Stalled {
    /// Percent of the time in which some work waited.
    pub some: f64,
    /// Percent of the time in which all work did.
    pub full: f64,
}

impl Stalled {
    /// Reads the text of `/proc/pressure/memory`; none if it is something else.
    pub fn parse(text: &str) -> Option<Self> {
        let share = |kind: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(kind))?;
            let share = line.split_whitespace().find_map(|field| field.strip_prefix("avg10="))?;
            share.parse::<f64>().ok().filter(|share| (0.0..=100.0).contains(share))
        };
        Some(Self { some: share("some ")?, full: share("full ")? })
    }
}

/// What there is to be judged at a time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Need {
    /// What the system tells, if it does.
    pub stalled: Option<Stalled>,
    /// Bytes that are in use.
    pub bytes_in_use: u64,
    /// Bytes that the user allows, if they do.
    pub budget: Option<u64>,
}

impl Need {
    /// The level that is reached, if each threshold is multiplied so, for the system's words and for the budget.
    fn level(&self, (of_system, of_budget): (f64, f64)) -> Pressure {
        let level = |critical: bool, moderate: bool| match (critical, moderate) {
            (true, _) => PressureLevel::Critical,
            (_, true) => PressureLevel::Moderate,
            _ => PressureLevel::None,
        };
        let system = self.stalled.map_or(PressureLevel::None, |Stalled { some, full }| {
            level(full >= STALLED.1 * of_system, some >= STALLED.0 * of_system)
        });
        let budget = self.budget.map_or(PressureLevel::None, |budget| {
            let used = self.bytes_in_use as f64 / budget as f64;
            level(used >= USED.1 * of_budget, used >= USED.0 * of_budget)
        });
        if system >= budget {
            Pressure { level: system, source: PressureSource::System }
        } else {
            Pressure { level: budget, source: PressureSource::Budget }
        }
    }
}

/// Judges how scarce memory is, look by look: at once when it becomes scarcer, step by step when that is over.
/// Allocates nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct PressureWatch {
    now: Pressure,
    /// Since when nothing has spoken for the level.
    calm_since: Option<Instant>,
}

impl PressureWatch {
    /// How scarce memory is at `now`.
    pub fn look(&mut self, now: Instant, need: &Need) -> Pressure {
        let reached = need.level((1.0, 1.0));
        if reached.level > self.now.level {
            (self.now, self.calm_since) = (reached, None);
        }
        let still = need.level((STALLED_STILL, USED_STILL));
        if still.level >= self.now.level {
            self.calm_since = None;
            return self.now;
        }
        let since = *self.calm_since.get_or_insert(now);
        if now.saturating_duration_since(since) >= CALM {
            self.calm_since = Some(now);
            self.now = match self.now.level {
                PressureLevel::Critical => Pressure { level: PressureLevel::Moderate, ..self.now },
                PressureLevel::Moderate | PressureLevel::None => Pressure::default(),
            };
        }
        self.now
    }
}
