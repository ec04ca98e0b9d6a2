//! What a start, a stop, a reset, an activation, a bounce and a restored session mean for the outputs.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::sync::Arc;

use engine::{
    inference::ModelSource,
    mood::State,
    outputs::{Mapping, Outputs},
    runtime::{BlockInfo, Controls, Instance, KeptOutputs, Setup, Tell},
};
use support::{at_once, instance, keep, music, play, render, silence};

const RATE: f64 = 48_000.0;

fn held() -> Controls {
    Controls { mapping: Mapping { hold: true, ..at_once().mapping }, ..at_once() }
}

#[test]
fn a_render_tells_the_outputs_with_its_first_sample_whatever_they_are() {
    let (instance, mut side) = instance(RATE);
    let events = render(&mut side, &music(3.0, RATE), &[512], &at_once(), true);
    assert_eq!(events[0], (0, Outputs::default()), "a new stream too");
    assert_eq!(instance.monitor().state(), State::Live);
    side.reset();
    let events = render(&mut side, &silence(0.1, RATE), &[512], &at_once(), true);
    assert_eq!(events, [(0, Outputs::default())]);
    assert_eq!(instance.monitor().state(), State::Warming);
}

#[test]
fn outputs_are_told_with_a_start_and_once_more_after_a_second() {
    let (_instance, mut side) = instance(RATE);
    for (samples, expected) in [(120_000, vec![0, 48_000]), (40_000, vec![0])] {
        side.reset();
        let mut told = Vec::new();
        for start in (0..samples).step_by(1_000) {
            side.process(&[[0.0; 1_000]; 2], &at_once(), BlockInfo::default(), |offset, _, tell| {
                told.extend((tell == Tell::All).then_some(start + offset));
            });
        }
        assert_eq!(told, expected);
    }
}

/// A live instance that has heard music, and the values that it has then.
fn heard_live() -> (Instance, engine::runtime::AudioSide, Outputs) {
    let (instance, mut side) = instance(RATE);
    play(&mut side, &music(1.2, RATE), 480, RATE, BlockInfo::default());
    let outputs = side.outputs();
    assert_ne!(outputs.valence, 0.0);
    (instance, side, outputs)
}

fn same_values(one: &Outputs, other: &Outputs) -> bool {
    let values = |outputs: &Outputs| (outputs.valence, outputs.arousal, outputs.tension, outputs.class);
    values(one) == values(other)
}

#[test]
fn live_outputs_stay_over_a_reset_and_an_activation_until_there_is_something_new() {
    for activate in [false, true] {
        let (mut instance, mut side, before) = heard_live();
        if activate {
            side = instance.activate(Setup { sample_rate: RATE, channels: 2 });
        } else {
            side.reset();
        }
        let events = play(&mut side, &music(0.8, RATE), 480, RATE, BlockInfo::default());
        let effect = ((0.5 + engine::runtime::EFFECT_SECONDS) * RATE) as u64;
        let (early, late): (Vec<_>, Vec<_>) = events.iter().partition(|(at, _)| *at < effect);
        assert!(early.iter().all(|(_, outputs)| same_values(outputs, &before)), "{early:?}");
        assert_eq!((early[0].0, early[0].1.confidence), (0, before.confidence));
        assert!(!late.is_empty(), "then they follow");
    }
}

#[test]
fn a_stop_and_start_is_no_new_stream_even_around_every_block() {
    let signal = music(4.0, RATE);
    let expected = {
        let (_instance, mut side) = instance(RATE);
        render(&mut side, &signal, &[480], &at_once(), true)
    };
    let (_instance, mut side) = instance(RATE);
    let mut events = Vec::new();
    for start in (0..signal[0].len()).step_by(480) {
        side.start();
        let parts = signal.each_ref().map(|channel| &channel[start..start + 480]);
        side.process(&parts, &at_once(), BlockInfo::OFFLINE, |offset, outputs, tell| {
            keep(&mut events, start as u64 + u64::from(offset), outputs, tell);
        });
    }
    assert_eq!(events, expected);
}

#[test]
fn a_bounce_begins_from_nothing_and_leaves_the_live_values_as_they_were() {
    let signal = music(2.0, RATE);
    let expected = {
        let (_instance, mut side) = instance(RATE);
        render(&mut side, &signal, &[512], &at_once(), true)
    };
    for activate in [false, true] {
        let (mut instance, mut side, before) = heard_live();
        let mut turn = |mut side: engine::runtime::AudioSide| {
            if activate {
                return instance.activate(Setup { sample_rate: RATE, channels: 2 });
            }
            side.start();
            side
        };
        side = turn(side);
        assert_eq!(render(&mut side, &signal, &[512], &at_once(), true), expected, "{activate}");
        side = turn(side);
        let events = play(&mut side, &music(0.1, RATE), 480, RATE, BlockInfo::default());
        assert_eq!(events.len(), 1);
        assert!(same_values(&events[0].1, &before), "{:?} {before:?}", events[0]);
    }
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
fn what_the_user_froze_survives_an_activation_and_a_bounce() {
    for frozen in [held(), Controls { bypass: true, ..at_once() }] {
        for (first, second) in [(true, true), (false, true), (true, false), (false, false)] {
            let (mut instance, mut side) = instance(RATE);
            if first {
                render(&mut side, &music(3.0, RATE), &[512], &at_once(), true);
            } else {
                play(&mut side, &music(1.2, RATE), 480, RATE, BlockInfo::default());
            }
            render(&mut side, &music(0.1, RATE), &[512], &frozen, first);
            let before = side.outputs();
            assert_ne!(before.valence, 0.0);
            let mut side = instance.activate(Setup { sample_rate: RATE, channels: 2 });
            let events = render(&mut side, &music(2.0, RATE), &[512], &frozen, second);
            assert_eq!(events, [(0, before)], "{first} {second}");
        }
    }
}

#[test]
fn what_a_session_brings_back_is_there_with_the_next_block_and_the_next_activation() {
    let frozen = Outputs { valence: 0.45, confidence: 0.8, state: State::Frozen, ..Outputs::default() };
    let kept = Arc::new(KeptOutputs::default());
    kept.restore(&frozen);
    let mut instance = Instance::new(&ModelSource::Builtin, Arc::clone(&kept));
    for offline in [true, false] {
        let mut side = instance.activate(Setup { sample_rate: RATE, channels: 2 });
        let events = render(&mut side, &music(0.7, RATE), &[512], &held(), offline);
        assert_eq!(events, [(0, frozen)], "a new day");
        let other = Outputs { valence: -0.25, ..frozen };
        kept.restore(&other);
        let events = render(&mut side, &music(0.7, RATE), &[512], &held(), offline);
        assert_eq!(
            events.iter().map(|(_, outputs)| *outputs).collect::<Vec<_>>(),
            [other],
            "another session"
        );
        kept.restore(&frozen);
    }
}
