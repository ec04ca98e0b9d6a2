//! Hosts that play, render, say so or don't: what is heard depends on the samples only.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::{
    thread,
    time::{Duration, Instant},
};

use engine::{outputs::Outputs, record::Entry, runtime::BlockInfo, telemetry::Stage};
use support::{at_once, entries_of, instance, keep, music, render};

const RATE: f64 = 48_000.0;
const SECONDS: f64 = 6.3;
const UPDATES: usize = 12;

/// What a host does between its blocks.
type Pause = fn(played: f64, begun: Instant);

fn never(_: f64, _: Instant) {}

/// Comes with a whole burst at once, when it is due.
fn bursts(played: f64, begun: Instant, burst: f64) {
    let due = (played / burst).floor() * burst;
    thread::sleep((begun + Duration::from_secs_f64(due)).saturating_duration_since(Instant::now()));
}

/// The rows and events of a host that pauses like this, and what it waited at most in one block.
fn hear(block: usize, offline: bool, pause: Pause) -> (Vec<Entry>, Vec<(u64, Outputs)>, Duration) {
    let signal = music(SECONDS, RATE);
    let (instance, mut side) = instance(RATE);
    // Nobody waits for a model that loads, but a host that says that it renders.
    render(&mut side, &music(0.7, RATE), &[480], &at_once(), true);
    side.reset();
    let (mut events, begun, mut longest) = (Vec::new(), Instant::now(), Duration::ZERO);
    let host = BlockInfo { offline, ..BlockInfo::default() };
    for start in (0..signal[0].len()).step_by(block) {
        let end = (start + block).min(signal[0].len());
        pause(end as f64 / RATE, begun);
        let parts = signal.each_ref().map(|channel| &channel[start..end]);
        let came = Instant::now();
        side.process(&parts, &at_once(), host, |offset, outputs, tell| {
            keep(&mut events, start as u64 + u64::from(offset), outputs, tell);
        });
        longest = longest.max(came.elapsed());
    }
    let rows = entries_of(&instance.monitor(), 1 + UPDATES).split_off(1);
    let rows = rows.into_iter().map(|row| Entry { elapsed_seconds: 0.0, ..row }).collect();
    (rows, events, longest)
}

#[test]
fn a_render_is_the_same_with_the_flag_and_without_in_blocks_of_any_size() {
    let (rows, events, _) = hear(512, true, never);
    for block in [64, 512, 4_096, 8_192, 32_768, (SECONDS * RATE) as usize] {
        for offline in [true, false] {
            let (found, told, _) = hear(block, offline, never);
            assert_eq!(found, rows, "{block} {offline}");
            if offline {
                assert_eq!(told, events, "{block}");
            }
        }
    }
}

#[test]
fn a_render_at_half_the_pace_of_the_clock_and_a_host_that_prefetches_hear_the_same() {
    let (rows, events, _) = hear(512, true, never);
    let half: Pause = |played, begun| {
        thread::sleep(
            (begun + Duration::from_secs_f64(2.0 * played)).saturating_duration_since(Instant::now()),
        );
    };
    let (slow, told, _) = hear(4_096, true, half);
    assert_eq!((slow, told), (rows.clone(), events));
    for pause in [|played, begun| bursts(played, begun, 0.2), |played, begun| bursts(played, begun, 0.6)] {
        assert_eq!(hear(512, false, pause).0, rows);
    }
}

#[test]
fn a_host_that_plays_with_the_flag_left_on_is_not_held_up_once_it_is_known() {
    let signal = music(4.0, RATE);
    let (instance, mut side) = instance(RATE);
    // A host that has waited for a model to load makes up for it, and that is no pace of the clock.
    render(&mut side, &music(0.7, RATE), &[480], &at_once(), true);
    side.reset();
    support::play(&mut side, &signal, 480, RATE, BlockInfo::OFFLINE);
    // From then on its blocks count as those of a live host.
    let monitor = instance.monitor();
    entries_of(&monitor, 1 + 8);
    assert!((100..=200).contains(&monitor.dsp_load().blocks), "{:?}", monitor.dsp_load());
    assert_eq!(monitor.timings().summary(Stage::Pipeline).count, 1 + 8);
}
