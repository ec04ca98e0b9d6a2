//! What was measured, for people or for programs.

use std::{io, time::Duration};

use serde_json::{Value, json};

use super::scenario::{Scenario, Timed};
use crate::{say, system::peak_kib};

/// Writes the report to standard output. `idle` is the peak before any model was loaded.
///
/// # Errors
/// If it can't be written although somebody reads it.
pub fn print(scenarios: &[Scenario], idle: Option<u64>, as_json: bool) -> io::Result<()> {
    let text = if as_json {
        let models: Vec<_> = scenarios.iter().map(model).collect();
        json!({ "models": models, "idle_kib": idle, "peak_kib": peak_kib() }).to_string() + "\n"
    } else {
        table(scenarios)
    };
    say::print(&text)
}

fn model(scenario: &Scenario) -> Value {
    let all = |value: fn(&Timed) -> Value| -> Vec<Vec<Value>> {
        scenario.rounds.iter().map(|round| round.iter().map(value).collect()).collect()
    };
    json!({
        "model": scenario.name,
        "refused": scenario.refusal(),
        "load_ms": scenario.load.as_secs_f64() * 1e3,
        "rounds_us": all(|timed| microseconds(timed.time).into()),
        "interrupted": all(|timed| timed.interrupted.into()),
    })
}

fn table(scenarios: &[Scenario]) -> String {
    let mut text = String::from(
        "| one update with | median, µs | medians of the rounds, µs | p99, µs |\n|---|---|---|---|\n",
    );
    for scenario in scenarios {
        let name = &scenario.name;
        let medians: Vec<f64> = scenario.rounds.iter().map(|round| quantile(&times(round), 0.5)).collect();
        let all = times(&scenario.rounds.concat());
        text += &match scenario.refusal() {
            Some(reason) => format!("| {name} | refused: {reason} | | |\n"),
            None => format!(
                "| {name} | {:.0} | {:.0}–{:.0} | {:.0} |\n",
                quantile(&all, 0.5),
                medians.iter().copied().fold(f64::INFINITY, f64::min),
                medians.iter().copied().fold(0.0, f64::max),
                quantile(&all, 0.99),
            ),
        };
    }
    text
}

fn times(updates: &[Timed]) -> Vec<Duration> {
    updates.iter().map(|timed| timed.time).collect()
}

fn microseconds(time: Duration) -> f64 {
    time.as_nanos() as f64 / 1e3
}

/// In microseconds: the time that `share` of the times don't exceed, NaN if there are none.
fn quantile(times: &[Duration], share: f64) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.max(1) - 1).copied().map_or(f64::NAN, microseconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_is_one_of_the_times() {
        let times: Vec<_> = (1..=100).rev().map(Duration::from_micros).collect();
        assert_eq!([0.5, 0.99, 1.0].map(|share| quantile(&times, share)), [50.0, 99.0, 100.0]);
        assert!(quantile(&[], 0.5).is_nan());
    }
}
