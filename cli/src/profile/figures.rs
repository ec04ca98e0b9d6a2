//! What one case gave.

use engine::telemetry::slope;
use report::{AnomalyReport, CountersReport};
use serde::{Deserialize, Serialize};

use super::{
    moods::Moods,
    pool::{Held, Pool},
    scenario::Plan,
    spread::Spread,
};

/// Points of a curve in the report, at most.
const POINTS: usize = 200;

/// What came of a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// What was planned.
    pub plan: Plan,
    /// Hertz.
    pub sample_rate: u32,
    /// Frames.
    pub block_frames: usize,
    /// How long it took.
    pub seconds: f64,
    /// Audio that each instance heard meanwhile.
    pub audio_seconds: f64,
    /// What took how long, of all instances together.
    pub times: Vec<Times>,
    /// Of all instances.
    pub counters: CountersReport,
    /// Blocks whose sound was altered.
    pub altered_blocks: u64,
    /// Events that the instances sent.
    pub events: u64,
    /// Processor time.
    pub cpu: Cpu,
    /// Memory.
    pub memory: Memory,
    /// Pages of the first instance's history.
    #[serde(default)]
    pub pool: Pool,
    /// What memory was held as it became scarce, and later.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<Held>,
    /// What was not as it should be: how often, and the newest of it.
    pub anomalies: u64,
    /// As above.
    pub newest_anomalies: Vec<AnomalyReport>,
    /// What the first instance heard, where it heard music.
    pub moods: Option<Moods>,
    /// Instances that heard the same music otherwise than the first.
    pub other_moods: usize,
    /// What else is to be said.
    pub remarks: Vec<String>,
}

/// How long one thing took.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Times {
    /// A [stage](engine::telemetry::Stage), or a name of [`what`].
    pub what: String,
    /// Each time.
    pub spread: Spread,
}

/// What is measured beside the plug-in's stages.
pub mod what {
    /// One process call, as its host sees it.
    pub const PROCESS: &str = "process";
    /// The calls of all instances for one block.
    pub const BLOCK: &str = "block";
    /// The first process call of an instance.
    pub const FIRST_BLOCK: &str = "first block";
    /// Loading the bundle and listing what is in it.
    pub const SCAN: &str = "scan";
    /// Making an instance, up to its first use.
    pub const INSTANTIATE: &str = "instantiate";
    /// Activating one.
    pub const ACTIVATE: &str = "activate";
    /// From the first activation until the model is there.
    pub const LOAD: &str = "load model";
    /// Deactivating and destroying one.
    pub const DESTROY: &str = "destroy";
    /// All files, from the start of the program to its end.
    pub const FILES: &str = "all files";
}

/// Processor time while it played, in seconds; none where the system doesn't say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cpu {
    /// Of the host and all of the plug-in.
    pub process: Option<f64>,
    /// Of the audio thread, the host's part of it included.
    pub audio_thread: Option<f64>,
    /// Of everything else on the machine.
    pub others: Option<f64>,
}

/// Bytes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    /// The most that the plug-in's module had allocated.
    pub peak: u64,
    /// What it had at the end, its instances still there.
    pub end: u64,
    /// How fast that grew.
    pub growth: Option<Growth>,
    /// What of the process lay in memory before the bundle was loaded, the music included, and at most.
    pub resident_before: Option<u64>,
    /// As above.
    pub resident_peak: Option<u64>,
    /// What the module had over time: [`Growth::per`], bytes.
    pub curve: Vec<(f64, u64)>,
}

/// The slope of the bytes in use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Growth {
    /// Bytes.
    pub slope: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// For each of what.
    pub per: String,
    /// From so many of them on: what is taken once, as the pages of the first hour, is no growth.
    pub from: f64,
    /// By so many looks.
    pub looks: usize,
}

impl Memory {
    /// Of looks at the bytes in use, in the order of `per`, in which time is told; growth counts after `settled` of it,
    /// if the looks span one of it from there.
    pub fn of_looks(peak: u64, looks: &[(f64, u64)], per: &str, settled: f64) -> Self {
        let spans = looks.last().is_some_and(|(at, _)| *at >= settled + 1.0);
        let later = || looks.iter().filter(|(at, _)| spans && *at >= settled);
        let first = later().next().map_or(0.0, |(_, bytes)| *bytes as f64);
        // From the first look on: what is far greater than its differences loses them.
        let found = slope(|| later().map(|(at, bytes)| (*at, *bytes as f64 - first)));
        let growth = found.map(|(slope, standard_error)| {
            let per = per.to_owned();
            Growth { slope, standard_error, per, from: settled, looks: later().count() }
        });
        let every = looks.len().div_ceil(POINTS).max(1);
        let end = looks.last().map_or(0, |(_, bytes)| *bytes);
        let curve = looks.iter().copied().step_by(every).collect();
        Self { peak, end, growth, curve, ..Self::default() }
    }
}

impl Case {
    /// One that has only begun.
    pub fn new(plan: Plan, sample_rate: u32, block_frames: usize) -> Self {
        Self {
            plan,
            sample_rate,
            block_frames,
            seconds: 0.0,
            audio_seconds: 0.0,
            times: Vec::new(),
            counters: CountersReport::default(),
            altered_blocks: 0,
            events: 0,
            cpu: Cpu::default(),
            memory: Memory::default(),
            pool: Pool::default(),
            held: Vec::new(),
            anomalies: 0,
            newest_anomalies: Vec::new(),
            moods: None,
            other_moods: 0,
            remarks: Vec::new(),
        }
    }

    /// How long something took, if it was measured.
    pub fn time(&self, what: &str) -> Option<&Spread> {
        self.times.iter().find(|times| times.what == what).map(|times| &times.spread)
    }

    /// Notes how long something took, if it happened.
    pub fn push(&mut self, what: &str, spread: Spread) {
        if spread.count > 0 {
            self.times.push(Times { what: what.to_owned(), spread });
        }
    }

    /// How long a block lasts, in microseconds.
    pub fn block_us(&self) -> f64 {
        self.block_frames as f64 / f64::from(self.sample_rate) * 1e6
    }

    /// Cores that one instance kept busy, with its host.
    pub fn cores_each(&self) -> Option<f64> {
        self.cpu.process.map(|process| process / self.seconds.max(1e-9) / self.plan.instances.max(1) as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_is_what_comes_after_all_is_there() {
        // 10 MB at once, then 1,000 bytes a minute.
        let looks =
            (0..600_u32).map(|look| (f64::from(look) / 60.0, 10_000_000 + 1_000 * u64::from(look) / 60));
        let looks: Vec<_> = std::iter::once((0.0, 0)).chain(looks).collect();
        let memory = Memory::of_looks(11_000_000, &looks, "minute", 1.0);
        let growth = memory.growth.unwrap();
        assert!((growth.slope - 1_000.0).abs() < 1.0 && growth.standard_error < 1.0, "{growth:?}");
        assert_eq!((growth.looks, memory.end, memory.peak), (540, 10_009_983, 11_000_000));
        assert!(memory.curve.len() <= POINTS && memory.curve[0] == (0.0, 0));
        assert_eq!(Memory::of_looks(1, &looks[..110], "minute", 1.0).growth, None, "less than a minute");
    }
}
