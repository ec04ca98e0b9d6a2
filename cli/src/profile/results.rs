//! Targets and results: those of the report that the product began as, and its goals.

use report::CountersReport;
use serde::{Deserialize, Serialize};

use super::{
    figures::{Case, Growth, what},
    peers::Peers,
    pool,
    scenario::Scenario,
    spread::Spread,
};
use crate::units::{duration, megabytes, times};

/// A line of one of the tables.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Which table.
    pub table: Table,
    /// What is measured.
    pub what: String,
    /// What the ancestor's report says; empty among the goals.
    pub ancestor: String,
    /// What it should be.
    pub target: String,
    /// What it is; none if it wasn't measured.
    pub measured: Option<String>,
    /// Whether the target is met, where that can be said.
    pub met: Option<bool>,
}

/// The two tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Table {
    /// The targets and figures of the report that the product began as.
    Ancestor,
    /// Today's goals.
    Goals,
}

/// What was measured, in words, and whether it meets its target.
pub type Measured = Option<(String, Option<bool>)>;

/// All rows; what wasn't measured is open.
pub fn rows(cases: &[Case], minutes: Option<f64>, peers: Option<&Peers>) -> Vec<Row> {
    let found = Cases(cases);
    let ancestor = |what: &str, ancestor: &str, target: &str, measured| {
        row(Table::Ancestor, what, ancestor, target, measured)
    };
    let goal = |what: &str, target: &str, measured| row(Table::Goals, what, "", target, measured);
    vec![
        ancestor("whole pipeline, from block to mood", "125 ms", "150 ms", found.p99("pipeline", 150e3)),
        ancestor("FFT, a hop", "35 ms", "50 ms", found.p99("fft", 50e3)),
        ancestor("inference, an update", "8 ms", "10 ms", found.p99("inference", 10e3)),
        ancestor("buffer management, a hop", "3 ms", "5 ms", found.p99("buffer", 5e3)),
        ancestor("memory growth", "3.2 MB/min", "5 MB/min", found.growth(|growth| growth.slope <= 5e6)),
        ancestor("peak memory", "85 MB", "100 MB", found.peak(Scenario::Bus, 100e6)),
        ancestor("active buffers: pages of history, at most", "8–10", "10", pool::most(cases)),
        ancestor("cleanups", "every 60 s", "every 60 s", pool::cleanups(cases)),
        ancestor("anomalies, of all cases", "reported", "reported", found.anomalies()),
        goal("whole pipeline, p99", "5 ms", found.p99("pipeline", 5e3)),
        goal("FFT + features a hop, in real time, median / p99 of both added", "20 / 60 µs", found.hop()),
        goal("inference an update, p99", "1 ms", found.p99("inference", 1e3)),
        goal(
            "an update, beside ONNX Runtime",
            "1.2 times its time",
            peers.and_then(|peers| peers.update(1.2)),
        ),
        goal("buffer management a hop, p99", "5 µs", found.p99("buffer", 5.0)),
        goal("process() share of a block of 64 at 48 kHz, p99.9", "5 %", found.share(5.0)),
        goal(
            "growth over 24 h of audio",
            "0 within twice its error",
            found.growth(|growth| growth.slope.abs() <= 2.0 * growth.standard_error),
        ),
        goal("peak heap, one instance", "8 MB", found.peak(Scenario::Bus, 8e6)),
        goal("peak heap, each further instance", "0.8 MB", found.further(|case| Some(case.memory.peak))),
        goal("peak heap that an open editor adds", "24 MB", found.editor()),
        goal("pool of history pages", "3 in normal use, 10 at most", pool::pages(cases)),
        goal("whole files, one core", "300 times real time", found.files(300.0)),
        goal(
            "whole files, beside librosa's mel + ONNX Runtime",
            "3.5 times as fast",
            peers.and_then(|peers| peers.files("librosa file", 3.5)),
        ),
        goal(
            "whole files, beside Essentia's mel + a network like musicnn",
            "5 times as fast",
            peers.and_then(|peers| peers.files("Essentia file", 5.0)),
        ),
        goal("scan / instantiate / first block", "1 / 3 / 1 ms", found.start()),
        goal("64 instances: of a core each", "0.5 %", found.crowd_share(0.5)),
        goal("64 instances: late updates", "none", found.late()),
        goal("64 instances: resident memory each", "0.8 MB", found.further(|case| case.memory.resident_peak)),
        goal(
            "this report",
            "under 30 minutes",
            minutes.map(|took| (format!("{took:.1} minutes"), Some(took < 30.0))),
        ),
    ]
}

fn row(table: Table, what: &str, ancestor: &str, target: &str, measured: Measured) -> Row {
    let (measured, met) = measured.map_or((None, None), |(words, met)| (Some(words), met));
    let [what, ancestor, target] = [what, ancestor, target].map(str::to_owned);
    Row { table, what, ancestor, target, measured, met }
}

/// The 99th percentile in words, or what stands for it.
pub fn p99(spread: &Spread) -> String {
    percentile(spread, spread.p99_us, "p99")
}

fn percentile(spread: &Spread, told: Option<f64>, name: &str) -> String {
    match told {
        Some(us) => format!("{} ({name} of {})", duration(us), spread.count),
        None => format!("{} (greatest of {})", duration(spread.max_us), spread.count),
    }
}

/// Growth in words.
pub fn growth(growth: &Growth) -> String {
    let Growth { slope, standard_error, per, .. } = growth;
    format!("{:+.2} ± {:.2} kB per {per}", slope / 1e3, standard_error / 1e3)
}

struct Cases<'a>(&'a [Case]);

impl Cases<'_> {
    fn of(&self, scenario: Scenario) -> Option<&Case> {
        self.0.iter().find(|case| case.plan.scenario == scenario)
    }

    fn crowd(&self, instances: usize) -> Option<&Case> {
        let mut crowd = self.0.iter().filter(|case| case.plan.scenario == Scenario::Crowd);
        crowd.find(|case| case.plan.instances == instances)
    }

    /// A stage on a bus, under so many microseconds.
    fn p99(&self, stage: &str, limit_us: f64) -> Measured {
        let spread = self.of(Scenario::Bus)?.time(stage)?;
        Some((p99(spread), Some(spread.worst_of_99() < limit_us)))
    }

    fn hop(&self) -> Measured {
        let bus = self.of(Scenario::Bus)?;
        let (fft, features) = (bus.time("fft")?, bus.time("features")?);
        let median = fft.median_us + features.median_us;
        let p99 = fft.worst_of_99() + features.worst_of_99();
        let second = if fft.p99_us.is_some() { "p99" } else { "greatest" };
        let words = format!("{median:.0} / {p99:.0} µs ({second} of {} hops)", fft.count);
        Some((words, Some(median < 20.0 && p99 < 60.0)))
    }

    fn share(&self, limit_percent: f64) -> Measured {
        let tight = self.of(Scenario::Tight)?;
        let process = tight.time(what::PROCESS)?;
        let percent = process.worst_of_999() / tight.block_us() * 100.0;
        let of = match process.p999_us {
            Some(_) => format!("p99.9 of {} blocks", process.count),
            None => format!("greatest of {} blocks", process.count),
        };
        Some((format!("{percent:.1} % ({of})"), Some(percent < limit_percent)))
    }

    fn growth(&self, meets: impl Fn(&Growth) -> bool) -> Measured {
        let long = self.of(Scenario::Long)?;
        let found = long.memory.growth.as_ref()?;
        let hours = long.audio_seconds / 3600.0;
        Some((format!("{}, over {hours:.1} h of audio", growth(found)), Some(meets(found))))
    }

    fn peak(&self, scenario: Scenario, limit: f64) -> Measured {
        let peak = self.of(scenario)?.memory.peak as f64;
        Some((megabytes(peak), Some(peak < limit)))
    }

    /// What each instance more takes, from one to 64.
    fn further(&self, bytes: impl Fn(&Case) -> Option<u64>) -> Measured {
        let (one, all) = (self.crowd(1)?, self.crowd(64)?);
        let more = bytes(all)? as f64 - bytes(one)? as f64;
        let each = more / (all.plan.instances - one.plan.instances) as f64;
        Some((megabytes(each), Some(each < 0.8e6)))
    }

    fn editor(&self) -> Measured {
        let more = self.of(Scenario::Editor)?.memory.peak as f64 - self.of(Scenario::Bus)?.memory.peak as f64;
        Some((megabytes(more), Some(more < 24e6)))
    }

    fn anomalies(&self) -> Measured {
        (!self.0.is_empty()).then(|| {
            let count = self.0.iter().map(|case| case.anomalies).sum::<u64>();
            (format!("{count}, each with its time and cause"), None)
        })
    }

    fn files(&self, limit: f64) -> Measured {
        let collection = self.of(Scenario::Collection)?;
        let speed = collection.audio_seconds / collection.seconds.max(1e-9);
        Some((format!("{} times real time", times(speed)), Some(speed > limit)))
    }

    fn start(&self) -> Measured {
        let bus = self.of(Scenario::Bus)?;
        let [scan, make, block] = [what::SCAN, what::INSTANTIATE, what::FIRST_BLOCK]
            .map(|what| bus.time(what).map(|time| time.max_us / 1e3));
        let (scan, make, block) = (scan?, make?, block?);
        let words = format!("{scan:.1} / {make:.1} / {block:.2} ms");
        Some((words, Some(scan < 1.0 && make < 3.0 && block < 1.0)))
    }

    fn crowd_share(&self, limit_percent: f64) -> Measured {
        let percent = self.crowd(64)?.cores_each()? * 100.0;
        Some((format!("{percent:.2} %"), Some(percent < limit_percent)))
    }

    fn late(&self) -> Measured {
        let CountersReport { late_updates, updates, .. } = self.crowd(64)?.counters;
        Some((format!("{late_updates} of {updates}"), Some(late_updates == 0)))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::profile::scenario::Plan;

    fn case(scenario: Scenario, instances: usize) -> Case {
        Case::new(Plan { scenario, instances, seconds: 60.0 }, 48_000, 64)
    }

    fn found(rows: &[Row], what: &str) -> (Option<String>, Option<bool>) {
        let row = rows.iter().find(|row| row.what == what).unwrap();
        (row.measured.clone(), row.met)
    }

    #[test]
    fn what_was_not_measured_is_open() {
        let rows = rows(&[], None, None);
        assert!(rows.iter().all(|row| row.met.is_none()));
        assert_eq!(found(&rows, "whole pipeline, p99"), (None, None));
    }

    #[test]
    fn a_target_is_held_against_p99_or_the_greatest() {
        let spread = |count| Spread::of(&(1..=count).map(Duration::from_micros).collect::<Vec<_>>());
        let mut bus = case(Scenario::Bus, 1);
        bus.push("pipeline", spread(6_000));
        bus.push("inference", spread(900));
        let rows = rows(&[bus], Some(31.0), None);
        let (words, met) = found(&rows, "whole pipeline, p99");
        assert!(words.unwrap().ends_with("ms (p99 of 6000)") && met == Some(false));
        assert_eq!(
            found(&rows, "inference an update, p99"),
            (Some("900.0 µs (greatest of 900)".into()), Some(true))
        );
        assert_eq!(found(&rows, "this report").1, Some(false));
    }

    #[test]
    fn each_further_instance_is_told_from_one_and_from_64() {
        let (mut one, mut all) = (case(Scenario::Crowd, 1), case(Scenario::Crowd, 64));
        (one.memory.peak, all.memory.peak) = (5_000_000, 5_000_000 + 63 * 500_000);
        (all.counters.updates, all.counters.late_updates) = (640, 3);
        (all.seconds, all.cpu.process) = (10.0, Some(3.2));
        let rows = rows(&[one, all], None, None);
        assert_eq!(found(&rows, "peak heap, each further instance"), (Some("0.50 MB".into()), Some(true)));
        assert_eq!(found(&rows, "64 instances: late updates"), (Some("3 of 640".into()), Some(false)));
        assert_eq!(found(&rows, "64 instances: of a core each").0.unwrap(), "0.50 %");
    }

    #[test]
    fn growth_within_twice_its_error_is_none() {
        let mut long = case(Scenario::Long, 1);
        let growth = |slope| Growth {
            slope,
            standard_error: 100.0,
            per: "minute of audio".into(),
            from: 1.0,
            looks: 9,
        };
        for (slope, met) in [(150.0, true), (-150.0, true), (300.0, false)] {
            long.memory.growth = Some(growth(slope));
            let rows = rows(&[long.clone()], None, None);
            assert_eq!(found(&rows, "growth over 24 h of audio").1, Some(met), "{slope}");
            assert_eq!(found(&rows, "memory growth").1, Some(true));
        }
    }
}
