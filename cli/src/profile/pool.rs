//! The pool of history pages, and what becomes of it while memory is scarce.

use std::fmt::{self, Write};

use report::{HistoryReport, Report};
use serde::{Deserialize, Serialize};

use super::{figures::Case, results::Measured, scenario::Scenario};
use crate::units::megabytes;

/// What the plug-in may take in the scenario that makes memory scarce: more than an instance with an hour of history
/// takes, less than a session of them.
pub const BUDGET_MEGABYTES: u32 = 10;

/// Pages of one instance's history, over a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pool {
    /// The most that it had, waiting ones included.
    pub most_pages: u64,
    /// The most and the least that it was allowed, and each reason for a limit, in their order.
    pub limits: (u64, u64),
    /// As above.
    pub reasons: Vec<String>,
}

impl Pool {
    /// Takes what a report tells.
    pub fn look(&mut self, history: Option<&HistoryReport>) {
        let Some(history) = history else { return };
        let HistoryReport { used_pages, free_pages, page_limit, reason, .. } = history;
        self.most_pages = self.most_pages.max(used_pages + free_pages);
        let (most, least) = self.limits;
        let first = self.reasons.is_empty();
        self.limits = (most.max(*page_limit), if first { *page_limit } else { least.min(*page_limit) });
        if self.reasons.last() != Some(reason) {
            self.reasons.push(reason.clone());
        }
    }
}

/// What is held at a point of the scenario that makes memory scarce.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Held {
    /// What had come before it.
    pub when: String,
    /// Seconds after that.
    pub seconds: f64,
    /// How scarce memory is, and who says so.
    pub level: String,
    /// As above; none where there is enough.
    pub source: Option<String>,
    /// Pages of the history.
    pub history: HistoryReport,
    /// What the module has allocated.
    pub heap: u64,
    /// Housekeepings so far, and the bytes that they gave back.
    pub cleanups: u64,
    /// As above.
    pub cleanup_bytes: u64,
}

impl Held {
    /// What a report tells so long after `when`; none if it is of a plug-in that doesn't tell it.
    pub fn of(when: &str, seconds: f64, report: &Report) -> Option<Self> {
        let memory = report.memory.as_ref()?;
        let pressure = memory.pressure.as_ref()?;
        Some(Self {
            when: when.to_owned(),
            seconds,
            level: pressure.level.clone(),
            source: pressure.source.clone(),
            history: report.history.clone()?,
            heap: memory.bytes_in_use,
            cleanups: report.counters.cleanups,
            cleanup_bytes: report.counters.cleanup_bytes,
        })
    }
}

/// In normal use, and ever.
const NORMAL_PAGES: u64 = 3;
const MOST_PAGES: u64 = 10;
/// House is kept each minute, by a thread that looks every five seconds.
const CLEANUP_SECONDS: f64 = 66.0;

fn most_pages(cases: &[Case]) -> Option<&Case> {
    cases.iter().filter(|case| case.pool.most_pages > 0).max_by_key(|case| case.pool.most_pages)
}

/// The most pages of all cases.
pub fn most(cases: &[Case]) -> Measured {
    let most = most_pages(cases)?;
    let pages = most.pool.most_pages;
    Some((format!("{pages}, in {}", most.plan), Some(pages <= MOST_PAGES)))
}

/// The pages of normal use and the most, and between which limits they were.
pub fn pages(cases: &[Case]) -> Measured {
    let (most, bus) = (most_pages(cases)?, cases.iter().find(|case| case.plan.scenario == Scenario::Bus));
    let limits = || cases.iter().map(|case| case.pool.limits).filter(|(most, _)| *most > 0);
    let (from, to) = (limits().map(|(_, least)| least).min()?, limits().map(|(most, _)| most).max()?);
    let normal = bus.map(|bus| (bus.pool.most_pages, bus.audio_seconds / 60.0));
    let told =
        normal.map_or(String::new(), |(pages, minutes)| format!("{pages} in {minutes:.1} min of bus, "));
    let pages = most.pool.most_pages;
    let words = format!("{told}{pages} at most ({}), limits of {from} to {to}", most.plan);
    Some((words, normal.map(|(normal, _)| normal <= NORMAL_PAGES && pages <= MOST_PAGES)))
}

/// How often house was kept without need, and what was given back where there was need.
pub fn cleanups(cases: &[Case]) -> Measured {
    let calm = |case: &&Case| case.plan.instances == 1 && case.held.is_empty() && case.pool.most_pages > 0;
    let longest = cases.iter().filter(calm).max_by(|one, other| one.seconds.total_cmp(&other.seconds))?;
    let (count, seconds) = (longest.counters.cleanups, longest.seconds);
    let due = (seconds / CLEANUP_SECONDS) as u64;
    let often = match count {
        0 => format!("none in {seconds:.0} s of {}", longest.plan),
        _ => format!("every {:.0} s ({count} in {seconds:.0} s of {})", seconds / count as f64, longest.plan),
    };
    let scarce = cases.iter().find(|case| !case.held.is_empty()).map(|case| {
        let bytes = case.counters.cleanup_bytes as f64;
        format!("; {} in pressure, which gave back {}", case.counters.cleanups, megabytes(bytes))
    });
    Some((often + &scarce.unwrap_or_default(), (due > 0).then_some(count >= due)))
}

/// Writes what was held, where memory was scarce.
///
/// # Errors
/// If nothing can be written.
pub fn push_held(text: &mut String, cases: &[Case]) -> fmt::Result {
    for case in cases.iter().filter(|case| !case.held.is_empty()) {
        writeln!(text, "\n## Memory: {}\n", case.plan)?;
        writeln!(
            text,
            "| | after | pressure | history | pages, and wait | limit | reason | heap | cleanups | given back |"
        )?;
        writeln!(text, "|---|---|---|---|---|---|---|---|---|---|")?;
        for held in &case.held {
            let Held { when, seconds, level, source, history, heap, cleanups, cleanup_bytes } = held;
            let HistoryReport { entries, used_pages, free_pages, page_limit, reason, .. } = history;
            let source = source.as_ref().map_or(String::new(), |source| format!(", {source}"));
            writeln!(
                text,
                "| {when} | {seconds:.0} s | {level}{source} | {:.0} min | {used_pages}, {free_pages} | {page_limit} | {reason} \
                 | {} | {cleanups} | {} |",
                *entries as f64 / 120.0,
                megabytes(*heap as f64),
                megabytes(*cleanup_bytes as f64),
            )?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::scenario::Plan;

    fn history(used_pages: u64, page_limit: u64, reason: &str) -> HistoryReport {
        let (entries, bytes, reason) = (used_pages * 1_200, used_pages * 1_000, reason.to_owned());
        HistoryReport { entries, used_pages, free_pages: 1, bytes, page_limit, reason }
    }

    #[test]
    fn a_pool_tells_its_most_pages_and_its_limits() {
        let mut pool = Pool::default();
        pool.look(None);
        assert_eq!(pool, Pool::default());
        for (used, limit, reason) in
            [(6, 7, "an hour"), (5, 5, "pressure"), (3, 3, "pressure"), (1, 7, "an hour")]
        {
            pool.look(Some(&history(used, limit, reason)));
        }
        assert_eq!((pool.most_pages, pool.limits), (7, (7, 3)));
        assert_eq!(pool.reasons, ["an hour", "pressure", "an hour"]);
    }

    fn case(scenario: Scenario, seconds: f64, most_pages: u64, cleanups: u64) -> Case {
        let mut case = Case::new(Plan { scenario, instances: 1, seconds }, 48_000, 512);
        (case.seconds, case.audio_seconds, case.counters.cleanups) = (seconds, seconds, cleanups);
        case.pool = Pool { most_pages, limits: (7, 7), reasons: vec!["an hour".into()] };
        case
    }

    #[test]
    fn normal_use_is_a_bus_and_more_than_ten_pages_are_too_many() {
        assert_eq!((most(&[]), pages(&[]), cleanups(&[])), (None, None, None));
        let mut cases = [case(Scenario::Bus, 90.0, 1, 1), case(Scenario::Long, 60.0, 7, 0)];
        assert_eq!(most(&cases), Some(("7, in long".into(), Some(true))));
        let words = "1 in 1.5 min of bus, 7 at most (long), limits of 7 to 7";
        assert_eq!(pages(&cases), Some((words.into(), Some(true))));
        cases[0].pool.most_pages = 4;
        assert_eq!(pages(&cases).unwrap().1, Some(false));
        (cases[0].pool.most_pages, cases[1].pool.most_pages) = (3, 11);
        assert_eq!((pages(&cases).unwrap().1, most(&cases).unwrap().1), (Some(false), Some(false)));
    }

    #[test]
    fn cleanups_are_due_each_minute_and_told_of_the_longest_calm_case() {
        let told = |seconds, count| cleanups(&[case(Scenario::Bus, seconds, 1, count)]).unwrap();
        assert_eq!(told(30.0, 0), ("none in 30 s of bus".into(), None));
        assert_eq!(told(500.0, 8), ("every 62 s (8 in 500 s of bus)".into(), Some(true)));
        assert_eq!(told(500.0, 6).1, Some(false));
        let mut scarce = case(Scenario::Pressure, 900.0, 7, 9);
        let history = history(3, 3, "pressure");
        let (level, source) = ("critical".to_owned(), Some("system".to_owned()));
        let held = Held {
            when: "a while".into(),
            seconds: 5.0,
            level,
            source,
            history,
            heap: 5_000_000,
            cleanups: 2,
            cleanup_bytes: 500_000,
        };
        (scarce.held, scarce.counters.cleanup_bytes) = (vec![held], 500_000);
        let cases = [case(Scenario::Bus, 130.0, 1, 2), scarce];
        let words = "every 65 s (2 in 130 s of bus); 9 in pressure, which gave back 0.50 MB";
        assert_eq!(cleanups(&cases), Some((words.into(), Some(true))));
        let mut text = String::new();
        push_held(&mut text, &cases).unwrap();
        let row =
            "| a while | 5 s | critical, system | 30 min | 3, 1 | 3 | pressure | 5.00 MB | 2 | 0.50 MB |";
        assert!(text.contains("## Memory: pressure") && text.ends_with(&format!("{row}\n")), "{text}");
    }
}
