//! What the user, the host or the sound itself does in the middle of a stream.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::{sync::Arc, time::Duration};

use engine::{
    mood::State,
    outputs::{Mapping, Outputs},
    record::Entry,
    runtime::{BlockInfo, Controls, FileAnalysis},
};
use models::Model;
use support::{at_once, entries, entries_of, instance, music, render, silence};

const RATE: f64 = 48_000.0;

fn held() -> Controls {
    Controls { mapping: Mapping { hold: true, ..at_once().mapping }, ..at_once() }
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
    let warming = state_at(7.8);
    assert_eq!(warming.state, State::Warming);
    assert!(warming.confidence <= 0.5);
    assert_eq!(state_at(10.0).state, State::Live);
    // Nothing of before the silence is pooled with what follows. (A stream begins with its first loud sample.)
    assert!((state_at(7.8).valence - state_at(0.8).valence).abs() < 2e-3);
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
    entries_of(&instance.monitor(), 12); // analysis goes on
    let bypass = Controls { bypass: true, ..at_once() };
    render(&mut side, &signal, &[512], &bypass, true);
    let bypassed = side.outputs();
    assert_eq!((bypassed.state, bypassed.valence), (State::Bypassed, before.valence));
    assert_eq!(entries(&instance.monitor()).len(), 12, "analysis has stopped");
    render(&mut side, &signal, &[512], &at_once(), true);
    entries_of(&instance.monitor(), 18);
}

#[test]
fn a_host_that_stops_calling_shows_as_stalled_and_then_goes_on() {
    let signal = music(3.0, RATE);
    let (instance, mut side) = instance(RATE);
    render(&mut side, &signal, &[512], &at_once(), true);
    let monitor = instance.monitor();
    assert_ne!(monitor.state(), State::Stalled);
    std::thread::sleep(Duration::from_millis(2_200));
    assert_eq!(monitor.state(), State::Stalled);
    let block = signal.each_ref().map(|channel| &channel[..24_000]);
    side.process(&block, &at_once(), BlockInfo::OFFLINE, |_, _, _| {});
    assert_ne!(monitor.state(), State::Stalled);
    let update = entries_of(&monitor, 7).pop().unwrap().update;
    assert_eq!((update.seconds(), update.state), (3.5, State::Live), "a pause without silence");
}

/// Music, silence of so many samples, and other music, which begins with a click.
fn broken_by_silence(silent: usize) -> [Vec<f32>; 2] {
    let (mut signal, again) = (music(2.25, RATE), music(5.0, RATE));
    for (channel, again) in signal.iter_mut().zip(&again) {
        channel.extend(vec![0.0; silent]);
        channel.push(0.5);
        channel.extend(&again[148_000..]);
    }
    signal
}

#[test]
fn after_silence_a_render_a_live_take_a_sleeping_host_and_a_file_say_the_same() {
    let (silent, after) = (100_001, 108_000 + 100_001);
    let signal = broken_by_silence(silent);
    let mut file = Vec::new();
    let model = Arc::new(Model::builtin().unwrap());
    FileAnalysis::new(model, RATE, 2).unwrap().process(&signal, |_, update| file.push(*update));
    let moods: Vec<_> = file.iter().filter(|update| update.begun > 0.0).collect();
    assert_eq!(moods.len(), 3);
    assert!((moods[0].begun - (after as f64 / RATE)).abs() < 1e-9, "{}", moods[0].begun * RATE);

    let told = |events: Vec<(u64, Outputs)>| -> Vec<_> {
        events.into_iter().filter(|(at, _)| *at >= after).map(|(at, outputs)| (at - after, outputs)).collect()
    };
    let expected = {
        let (instance, mut side) = instance(RATE);
        let events = render(&mut side, &signal, &[512], &at_once(), true);
        let rows = entries_of(&instance.monitor(), file.len());
        let seconds = |entry: &Entry| entry.update.seconds();
        assert!(rows.iter().map(seconds).eq(file.iter().map(|update| update.seconds())));
        told(events)
    };
    assert!(expected.iter().any(|(_, outputs)| outputs.valence == moods[2].moods.unwrap().now.valence));
    for block in [64, 4_096, 400_000] {
        let (_instance, mut side) = instance(RATE);
        assert_eq!(told(render(&mut side, &signal, &[block], &at_once(), true)), expected, "{block}");
    }
    // This host lets it sleep for a while.
    let (_instance, mut side) = instance(RATE);
    let (before, slept) = (108_000 + 73_000, 20_011);
    let [awake, woken] = [0..before, before + slept..signal[0].len()]
        .map(|part| signal.each_ref().map(|channel| channel[part.clone()].to_vec()));
    render(&mut side, &awake, &[480], &at_once(), true);
    assert!(side.settled());
    let events = render(&mut side, &woken, &[512], &at_once(), true);
    let shift = after - (before + slept) as u64;
    let events: Vec<_> = events.into_iter().map(|(at, outputs)| (at.wrapping_sub(shift), outputs)).collect();
    assert_eq!(events, expected, "it slept");
}

#[test]
fn a_held_instance_settles_in_silence_and_not_before() {
    let (_instance, mut side) = instance(RATE);
    render(&mut side, &music(3.0, RATE), &[512], &held(), true);
    assert!(!side.settled());
    render(&mut side, &silence(2.0, RATE), &[512], &held(), true);
    assert!(side.settled());
}

#[test]
fn blocks_of_more_than_two_seconds_are_no_stall() {
    let signal = music(2.2, RATE);
    let (instance, mut side) = instance(RATE);
    side.process(&signal, &at_once(), BlockInfo::default(), |_, _, _| {});
    std::thread::sleep(Duration::from_millis(2_100));
    side.process(&signal, &at_once(), BlockInfo::default(), |_, _, _| {});
    let entries = entries_of(&instance.monitor(), 8);
    let seconds: Vec<_> = entries.iter().map(|entry| entry.update.seconds()).collect();
    assert_eq!(seconds, [0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0]);
}
