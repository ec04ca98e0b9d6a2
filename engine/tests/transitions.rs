//! What the user, the host or the sound itself does in the middle of a stream.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::time::{Duration, Instant};

use engine::{
    live::{Controls, Host},
    mood::{Mapping, Outputs, State},
};
use support::{at_once, instance, music, render};

const RATE: f64 = 48_000.0;

fn held() -> Controls {
    Controls { mapping: Mapping { hold: true, ..at_once().mapping }, ..at_once() }
}

fn silence(seconds: f64) -> [Vec<f32>; 2] {
    let channel = vec![0.0; (seconds * RATE) as usize];
    [channel.clone(), channel]
}

#[test]
fn silence_freezes_the_outputs_and_sound_after_it_warms_up_again() {
    let mut signal = music(4.0, RATE);
    let again = music(4.0, RATE);
    for (channel, again) in signal.iter_mut().zip(&again) {
        channel.resize(channel.len() + 3 * 48_000, 0.0);
        channel.extend(again);
    }
    let (_instance, mut side) = instance(RATE);
    let events = render(&mut side, &signal, &[512], &at_once(), true);
    let state_at = |seconds: f64| {
        let sample = (seconds * RATE) as u64;
        events.iter().take_while(|(at, _)| *at <= sample).last().unwrap().1
    };
    assert_eq!(state_at(1.0).state, State::Warming);
    assert_eq!(state_at(3.9).state, State::Live);
    let silent = state_at(5.6);
    assert_eq!((silent.state, silent.confidence), (State::Silent, 0.0));
    assert_eq!(state_at(6.9).valence, silent.valence);
    let warming = state_at(7.7);
    assert_eq!(warming.state, State::Warming);
    assert!(warming.confidence <= 0.5);
    assert_eq!(state_at(10.0).state, State::Live);
    // Nothing of before the silence is pooled with what follows.
    assert_eq!(state_at(7.6).valence, state_at(0.6).valence);
}

#[test]
fn hold_freezes_and_bypass_stops_but_both_keep_the_values() {
    let signal = music(3.0, RATE);
    let (instance, mut side) = instance(RATE);
    render(&mut side, &signal, &[512], &at_once(), true);
    let before = side.outputs();
    assert_ne!(before.valence, 0.0);
    render(&mut side, &signal, &[512], &held(), true);
    let frozen = side.outputs();
    assert_eq!(
        (frozen.state, frozen.valence, frozen.confidence),
        (State::Frozen, before.valence, before.confidence)
    );
    assert_eq!(instance.monitor().report(0).updates.len(), 12, "analysis goes on");
    let bypass = Controls { bypass: true, ..at_once() };
    render(&mut side, &signal, &[512], &bypass, true);
    let bypassed = side.outputs();
    assert_eq!((bypassed.state, bypassed.valence), (State::Bypassed, before.valence));
    assert_eq!(instance.monitor().report(0).updates.len(), 12, "analysis has stopped");
    render(&mut side, &signal, &[512], &at_once(), true);
    assert_eq!(instance.monitor().report(0).updates.len(), 18);
}

#[test]
fn a_host_that_stops_calling_shows_as_stalled_and_sound_begins_anew() {
    let signal = music(3.0, RATE);
    let (instance, mut side) = instance(RATE);
    render(&mut side, &signal, &[512], &at_once(), true);
    let monitor = instance.monitor();
    assert_ne!(monitor.state(), State::Stalled);
    std::thread::sleep(Duration::from_millis(2_200));
    assert_eq!(monitor.state(), State::Stalled);
    let block = signal.each_ref().map(|channel| &channel[..24_000]);
    side.process(&block, &at_once(), Host::LIVE, |_, _| {});
    assert_ne!(monitor.state(), State::Stalled);
    let due = Instant::now() + Duration::from_secs(5);
    while monitor.report(6).updates.is_empty() && Instant::now() < due {
        std::thread::sleep(Duration::from_millis(5));
    }
    let updates = monitor.report(6).updates;
    assert_eq!((updates[0].seconds, updates[0].state.as_str()), (0.5, "warming"));
}

#[test]
fn after_a_reset_the_first_sample_tells_the_outputs_whatever_they_are() {
    let (instance, mut side) = instance(RATE);
    let events = render(&mut side, &music(3.0, RATE), &[512], &at_once(), true);
    assert_eq!(events[0], (0, Outputs::default()), "a new stream too");
    assert_eq!(instance.monitor().state(), State::Live);
    side.reset();
    let events = render(&mut side, &silence(0.1), &[512], &at_once(), true);
    assert_eq!(events, [(0, Outputs::default())]);
    assert_eq!(instance.monitor().state(), State::Warming);
}

#[test]
fn what_the_user_froze_survives_a_reset() {
    for frozen in [held(), Controls { bypass: true, ..at_once() }] {
        let (_instance, mut side) = instance(RATE);
        render(&mut side, &music(3.0, RATE), &[512], &at_once(), true);
        render(&mut side, &music(0.1, RATE), &[512], &frozen, true);
        let before = side.outputs();
        assert_ne!(before.valence, 0.0);
        side.reset();
        let events = render(&mut side, &music(2.0, RATE), &[512], &frozen, true);
        assert_eq!(events, [(0, before)], "told once more, and unchanged");
    }
}

#[test]
fn a_held_instance_settles_in_silence_and_not_before() {
    let (_instance, mut side) = instance(RATE);
    render(&mut side, &music(3.0, RATE), &[512], &held(), true);
    assert!(!side.settled());
    render(&mut side, &silence(2.0), &[512], &held(), true);
    assert!(side.settled());
}

#[test]
fn blocks_of_more_than_two_seconds_are_no_stall() {
    let signal = music(2.2, RATE);
    let (instance, mut side) = instance(RATE);
    side.process(&signal, &at_once(), Host::LIVE, |_, _| {});
    std::thread::sleep(Duration::from_millis(2_100));
    side.process(&signal, &at_once(), Host::LIVE, |_, _| {});
    let due = Instant::now() + Duration::from_secs(5);
    while instance.monitor().report(0).updates.len() < 8 && Instant::now() < due {
        std::thread::sleep(Duration::from_millis(5));
    }
    let seconds: Vec<_> = instance.monitor().report(0).updates.iter().map(|update| update.seconds).collect();
    assert_eq!(seconds, [0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0]);
}

#[test]
fn frames_that_the_worker_misses_are_counted_and_the_stream_goes_on() {
    // 6 s in one block: the ring holds 4 s.
    let (instance, mut side) = instance(RATE);
    side.process(&music(6.0, RATE), &at_once(), Host::LIVE, |_, _| {});
    let monitor = instance.monitor();
    let due = Instant::now() + Duration::from_secs(5);
    while monitor.report(0).updates.len() < 8 && Instant::now() < due {
        std::thread::sleep(Duration::from_millis(5));
    }
    let report = monitor.report(0);
    assert_eq!(report.counters.dropped_frames, 100);
    let states: Vec<_> =
        report.updates.iter().map(|update| (update.seconds, update.state.as_str())).collect();
    let warming = [2.5, 3.0, 3.5].map(|seconds| (seconds, "warming"));
    let live = [4.0, 4.5, 5.0, 5.5, 6.0].map(|seconds| (seconds, "live"));
    assert_eq!(states, [&warming[..], &live].concat(), "what was missed is not pooled with what follows");
}
