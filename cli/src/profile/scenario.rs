//! The named scenarios, and how long each takes.

use std::fmt;

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// Instances of the cases of [`Scenario::Crowd`].
const CROWD: [usize; 5] = [1, 8, 16, 32, 64];
/// No case of most scenarios is shorter, in seconds: the first updates, and those after the last block.
const SHORTEST: f64 = 2.0;

/// What the plug-in is put through. A new one is a variant, its share, its words, and its arm in [`super::work`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scenario {
    /// A mix bus: 48 kHz, blocks of 512.
    Bus,
    /// Blocks of 64.
    Tight,
    /// 192 kHz.
    Hires,
    /// 1, 8, 16, 32 and 64 instances on one transport.
    Crowd,
    /// All macros, controllers and notes in use.
    Macros,
    /// Up to 24 h of audio, as fast as it goes.
    Long,
    /// Up to 10,000 activations of 1,000 instances.
    Churn,
    /// The editor is open, under Xvfb.
    Editor,
    /// Every core is busy with other work.
    Starved,
    /// Memory becomes scarce, and is there again.
    Pressure,
    /// Whole files through `analyze`, on one core.
    Collection,
}

impl Scenario {
    /// All of them, in the report's order.
    pub fn all() -> &'static [Self] {
        Self::value_variants()
    }

    /// Its part of the time of a whole run, in thousandths. A percentile needs ten samples beyond it: a bus gets the
    /// time of 1,000 updates, blocks of 64 that of 10,000 hops.
    fn share(self) -> f64 {
        match self {
            Self::Bus => 310.0,
            Self::Tight => 125.0,
            Self::Hires => 40.0,
            Self::Crowd => 110.0,
            Self::Macros => 40.0,
            Self::Long => 150.0,
            Self::Churn => 50.0,
            Self::Editor => 40.0,
            Self::Starved => 30.0,
            Self::Pressure => 75.0,
            Self::Collection => 30.0,
        }
    }

    /// What is done, in a line.
    pub fn about(self) -> &'static str {
        match self {
            Self::Bus => "48 kHz, blocks of 512, in real time",
            Self::Tight => "48 kHz, blocks of 64, in real time",
            Self::Hires => "192 kHz, blocks of 512, in real time",
            Self::Crowd => "48 kHz, blocks of 512, all instances on one audio thread, in real time",
            Self::Macros => {
                "as bus, with eight macros in write, eight controllers of 14 bits, notes and programs"
            }
            Self::Long => "48 kHz, blocks of 512, as fast as it goes, 24 h of audio at most",
            Self::Churn => {
                "instances made, each activated ten times for one block, and destroyed, beside one that stays"
            }
            Self::Editor => "as bus, with the editor open at 960 x 600 under Xvfb",
            Self::Starved => "as bus, while every core is busy with other work",
            Self::Pressure => {
                "as long, while memory becomes scarce by the system's words and by a budget, and is there again"
            }
            Self::Collection => "whole files (WAV, 32 bits) through analyze, one job",
        }
    }

    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// No case is shorter, in seconds.
    fn shortest(self) -> f64 {
        // What is scarce is so for half a minute at least.
        if self == Self::Pressure { 60.0 } else { SHORTEST }
    }

    fn cases(self, seconds: f64) -> Vec<Plan> {
        let counts = if self == Self::Crowd { &CROWD[..] } else { &[1] };
        let seconds = (seconds / counts.len() as f64).max(self.shortest());
        counts.iter().map(|instances| Plan { scenario: self, instances: *instances, seconds }).collect()
    }
}

/// One case of a scenario, which has a process of its own.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Of which scenario.
    pub scenario: Scenario,
    /// How many instances there are.
    pub instances: usize,
    /// How long it is to take.
    pub seconds: f64,
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.scenario.name())?;
        if self.scenario == Scenario::Crowd { write!(f, " {}", self.instances) } else { Ok(()) }
    }
}

/// The cases of the chosen scenarios (of all if none is chosen), of a whole run of so many minutes; `exactly`: those that
/// are chosen take so long together.
pub fn plan(chosen: &[Scenario], minutes: f64, exactly: bool) -> Vec<Plan> {
    let all = Scenario::all().iter().copied();
    let chosen: Vec<_> = all.filter(|scenario| chosen.is_empty() || chosen.contains(scenario)).collect();
    let total = |scenarios: &[Scenario]| scenarios.iter().map(|scenario| scenario.share()).sum::<f64>();
    let whole = total(if exactly { &chosen } else { Scenario::all() });
    let seconds = |scenario: Scenario| minutes * 60.0 * scenario.share() / whole;
    chosen.iter().flat_map(|scenario| scenario.cases(seconds(*scenario))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(plans: &[Plan]) -> f64 {
        plans.iter().map(|plan| plan.seconds).sum()
    }

    #[test]
    fn a_whole_run_takes_as_long_as_it_should() {
        let plans = plan(&[], 20.0, false);
        assert!((seconds(&plans) - 1200.0).abs() < 1.0);
        let names: Vec<_> = plans.iter().map(Plan::to_string).collect();
        assert_eq!(names[..5], ["bus", "tight", "hires", "crowd 1", "crowd 8"]);
        assert_eq!(plans.len(), Scenario::all().len() + CROWD.len() - 1);
    }

    #[test]
    fn what_is_chosen_takes_its_part_or_all_the_time() {
        let chosen = [Scenario::Crowd, Scenario::Bus, Scenario::Bus];
        let part = plan(&chosen, 20.0, false);
        assert_eq!(part.len(), 6);
        assert_eq!(part[0].scenario, Scenario::Bus, "in the report's order, each once");
        assert!((seconds(&part) - 0.42 * 1200.0).abs() < 1.0);
        assert!((seconds(&plan(&chosen, 20.0, true)) - 1200.0).abs() < 1.0);
        assert!(plan(&[Scenario::Bus], 0.001, true)[0].seconds >= SHORTEST);
    }

    #[test]
    fn a_bus_and_tight_blocks_get_the_samples_that_their_percentiles_need() {
        let plans = plan(&[], super::super::WHOLE_MINUTES, false);
        assert!(plans[0].seconds * 2.0 >= 1_000.0, "{:?}", plans[0]);
        assert!(plans[1].seconds * 50.0 >= 10_000.0, "{:?}", plans[1]);
    }
}
