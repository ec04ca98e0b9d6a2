//! How many instances on one transport are on time: `cargo bench -p ai-mixtapes --bench instances`.
//!
//! A headless host plays music in real time through the built plug-in, all instances on one audio thread, as on one
//! bus of a host; *busy* has every core compute beside it. All instances hear the same half seconds, so all updates
//! fall due at once. What is counted are updates that came after they should have taken effect.
//!
//! `-- SECONDS` says how long each row plays, 20 if it is left out.

#![allow(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use std::{env, thread, time::Duration};

use engine::runtime::EFFECT_SECONDS;
use host::{
    Pace,
    beside::with_every_core_busy,
    rack::{self, Loop},
    rig::Rig,
    signals::music,
};
use report::{Report, StageReport};

const RATE: f64 = 48_000.0;
const COUNTS: [usize; 4] = [1, 16, 32, 64];
const BLOCKS: [usize; 3] = [64, 512, 4_096];

fn main() {
    let seconds = env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(20.0);
    println!("updates take effect {:.0} ms after their audio; {seconds} s a row", EFFECT_SECONDS * 1e3);
    println!(
        "{:>9} {:>6} {:>6}   {:>14}   {:>9} {:>9}",
        "instances", "block", "", "late updates", "pipeline", "p99"
    );
    for busy in [false, true] {
        for block in BLOCKS {
            for count in COUNTS {
                let work = || play(count, block, seconds);
                let reports = if busy { with_every_core_busy(work) } else { work() };
                show(count, block, busy, &reports);
            }
        }
    }
}

fn show(count: usize, block: usize, busy: bool, reports: &[Report]) {
    let sum = |of: fn(&Report) -> u64| reports.iter().map(of).sum::<u64>();
    let (late, updates) = (sum(|report| report.counters.late_updates), sum(|report| report.counters.updates));
    let pipelines =
        reports.iter().map(|report| report.stages.iter().find(|stage| stage.stage == "pipeline").unwrap());
    let worst = |of: fn(&StageReport) -> f64| pipelines.clone().map(of).fold(0.0, f64::max) / 1e3;
    println!(
        "{count:>9} {block:>6} {:>6}   {late:>6} of {updates:>5}   {:>6.1} ms {:>6.1} ms",
        if busy { "busy" } else { "quiet" },
        worst(|stage| stage.median_us),
        worst(|stage| stage.p99_us)
    );
}

/// Plays music through so many instances; their reports.
fn play(count: usize, block: usize, seconds: f64) -> Vec<Report> {
    let mut rigs: Vec<_> = (0..count).map(|_| Rig::load()).collect();
    let idles: Vec<_> = rigs.iter_mut().map(|rig| rig.activate(RATE, block as u32)).collect();
    // The model is loaded with the first one.
    thread::sleep(Duration::from_secs(1));
    let signal = music(RATE, seconds, 2, 5);
    let music = Loop { rate: RATE, signal: &signal, block, pace: Pace::Realtime };
    let last = (signal[0].len() / block * block) as u64;
    let play = || rack::stream(idles, music, |called| called.frames < last).unwrap();
    let idles = thread::scope(|scope| scope.spawn(play).join()).unwrap();
    thread::sleep(Duration::from_millis(500));
    let reports = rigs.iter().map(|rig| rig.report().unwrap()).collect();
    for (rig, idle) in rigs.iter_mut().zip(idles) {
        rig.deactivate(idle);
    }
    reports
}
