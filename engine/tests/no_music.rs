//! Noise, applause and speech between two pieces of music: outputs stay, and afterwards all is as if nothing had been.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::{f64::consts::TAU, path::Path, sync::Arc};

use engine::{
    mood::{ClassTable, State, Summary, Update},
    outputs::Outputs,
    runtime::{EFFECT_SECONDS, FileAnalysis},
};
use models::{Contract, Model};
use support::{at_once, instance, render};
use tune::tune;

const RATE: f64 = 48_000.0;
/// Seconds of music before, of what interrupts it, and of music after.
const BEFORE: f64 = 10.0;
const SOUND: f64 = 10.0;
const AFTER: f64 = 8.0;
/// An interruption may move a value by so much.
const MOST: f32 = 0.15;

fn samples(seconds: f64) -> usize {
    (seconds * RATE) as usize
}

fn noise(seed: u32) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(state >> 8) / f64::from(1 << 23) - 1.0
    }
}

fn white() -> Vec<f32> {
    let mut noise = noise(1);
    (0..samples(SOUND)).map(|_| (0.2 * noise()) as f32).collect()
}

/// 3 dB less for each octave: three one-poles in parallel.
fn pink() -> Vec<f32> {
    let (mut noise, mut poles) = (noise(2), [0.0; 3]);
    let sample = |_| {
        let input = noise();
        for (pole, (keep, take)) in poles.iter_mut().zip([(0.99765, 0.099), (0.963, 0.2965), (0.57, 1.0527)])
        {
            *pole = keep * *pole + take * input;
        }
        (0.08 * (poles.iter().sum::<f64>() + 0.1848 * input)) as f32
    };
    (0..samples(SOUND)).map(sample).collect()
}

/// An audience of 400 in a hall: each pair of hands has its own pace, loudness and hollow.
fn applause() -> Vec<f32> {
    const PEOPLE: u32 = 400;
    let mut sound = vec![0.0_f64; samples(SOUND)];
    for person in 0..PEOPLE {
        let mut random = noise(1_000 + person);
        let mut between = |low: f64, high: f64| low + (high - low) * (0.5 + 0.5 * random());
        let (pause, near) = (1.0 / between(2.5, 5.0), between(-0.8, 0.8).exp());
        let (hollow, fall) = (between(700.0_f64.ln(), 2_600.0_f64.ln()).exp(), between(0.002, 0.008));
        let mut hands = noise(7_000 + person);
        let mut time = between(0.0, pause);
        while time < SOUND {
            let first = samples(time);
            // Noise through a resonance.
            let (turn, width) = (TAU * hollow / RATE, (-TAU * 0.35 * hollow / RATE).exp());
            let (mut now, mut before) = (0.0, 0.0);
            for (index, place) in sound[first..].iter_mut().take(samples(0.03)).enumerate() {
                let envelope = (-(index as f64) / RATE / fall).exp();
                let next = hands() * envelope + 2.0 * width * turn.cos() * now - width * width * before;
                (now, before) = (next, now);
                *place += 0.002 * near * (next + 0.25 * hands() * envelope);
            }
            time += pause * between(0.85, 1.15);
        }
    }
    // The hall: echoes at times that have nothing in common.
    for (delay, gain) in [(0.0297, 0.5), (0.0411, 0.45), (0.0637, 0.4), (0.0893, 0.35), (0.131, 0.3)] {
        let delay = samples(delay);
        for index in delay..sound.len() {
            sound[index] += gain * 0.5 * sound[index - delay];
        }
    }
    sound.into_iter().map(|sample| sample as f32).collect()
}

/// See the fixtures' README.
fn speech() -> Vec<f32> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/speech.wav");
    let mut reader = hound::WavReader::open(path).unwrap();
    let rate = f64::from(reader.spec().sample_rate);
    let read: Vec<f64> =
        reader.samples::<i16>().map(|sample| f64::from(sample.unwrap()) / 32_768.0).collect();
    let sample = |index: usize| {
        let place = index as f64 * rate / RATE;
        let (at, share) = (place as usize, place.fract());
        (0.7 * (read[at] * (1.0 - share) + read[at + 1] * share)) as f32
    };
    (0..samples(SOUND)).map(sample).collect()
}

/// Music, `sound`, and the music goes on, `shift` seconds off the grid of updates.
fn interrupted(sound: &[f32], shift: f64, seed: u64) -> [Vec<f32>; 2] {
    let music = tune(BEFORE + shift + AFTER, RATE, seed, true);
    let (before, after) = music.split_at(samples(BEFORE + shift));
    let channel = [before, sound, after].concat();
    [channel.clone(), channel]
}

fn hear(signal: &[Vec<f32>; 2]) -> Vec<(u64, Outputs)> {
    let (_instance, mut side) = instance(RATE);
    render(&mut side, signal, &[512], &at_once(), true)
}

/// The outputs at a time.
fn at(events: &[(u64, Outputs)], seconds: f64) -> Outputs {
    events.iter().take_while(|(sample, _)| *sample <= (seconds * RATE) as u64).last().unwrap().1
}

fn distance(one: &Outputs, other: &Outputs) -> f32 {
    let values = |outputs: &Outputs| [outputs.valence, outputs.arousal, outputs.tension];
    values(one).iter().zip(values(other)).map(|(one, other)| (one - other).abs()).fold(0.0, f32::max)
}

#[test]
fn what_is_no_music_moves_nothing_and_leaves_no_trace() {
    let undisturbed = |seed, shift| {
        let music = tune(BEFORE + shift + AFTER, RATE, seed, true);
        hear(&[music.clone(), music])
    };
    for (name, sound) in
        [("white noise", white()), ("pink noise", pink()), ("applause", applause()), ("speech", speech())]
    {
        for (seed, shift) in [(0, 0.0), (1, 0.13), (2, 0.31)] {
            let (cut, back) = (BEFORE + shift, BEFORE + shift + SOUND);
            let (events, alone) = (hear(&interrupted(&sound, shift, seed)), undisturbed(seed, shift));
            // What the last update of the music says.
            let before = at(&events, cut + EFFECT_SECONDS - 0.01);
            for step in 0..=(SOUND / 0.1) as usize {
                let outputs = at(&events, cut + EFFECT_SECONDS + step as f64 * 0.1);
                let moved = distance(&outputs, &before);
                assert!(moved <= MOST, "{name} {seed}: by {moved} after {} s", step as f64 * 0.1);
            }
            let during = at(&events, cut + 3.0);
            assert_eq!((during.state, during.confidence), (State::NoMusic, 0.0), "{name} {seed}");
            assert_eq!(during.class, before.class, "{name} {seed}");
            for later in [2.0, 3.0, 5.0, 7.0] {
                let (outputs, expected) = (at(&events, back + later), at(&alone, cut + later));
                let off = distance(&outputs, &expected);
                assert!(off <= 0.1, "{name} {seed}: off by {off} {later} s after it");
                assert_eq!(outputs.state, State::Live, "{name} {seed}");
            }
        }
    }
}

fn updates(signal: &[Vec<f32>; 2]) -> Vec<Update> {
    let model = Arc::new(Model::builtin().unwrap());
    let mut updates = Vec::new();
    FileAnalysis::new(model, RATE, 2).unwrap().process(signal, |_, update| updates.push(*update));
    updates
}

#[test]
fn a_files_summary_has_nothing_of_what_is_no_music() {
    let summary = |updates: &[Update]| {
        let mut summary = Summary::new();
        updates.iter().for_each(|update| summary.add(update));
        (summary.state(), summary.finish(&ClassTable::new(&Contract::builtin().unwrap()).unwrap()))
    };
    let signal = interrupted(&applause(), 0.0, 0);
    let heard = updates(&signal);
    let shut: Vec<_> = heard.iter().filter(|update| update.music <= 0.0).collect();
    assert!(shut.len() >= 18, "{}", shut.len());
    assert_ne!(shut[0].state, State::NoMusic, "the first one changes nothing");
    let music: Vec<_> = heard.iter().copied().filter(|update| update.music > 0.0).collect();
    assert_eq!(summary(&heard), summary(&music));
    assert_eq!(summary(&heard).0, State::Live);
    let (state, mood) = summary(&updates(&[pink(), pink()]));
    assert_eq!((state, mood), (State::NoMusic, None), "a file without music");
}

#[test]
fn after_applause_at_the_start_music_warms_up_like_any() {
    let applause = applause();
    let music = tune(4.0, RATE, 0, true);
    let channel = [&applause[..], &music].concat();
    let events = hear(&[channel.clone(), channel]);
    assert_eq!(at(&events, SOUND).state, State::NoMusic);
    assert_eq!(at(&events, SOUND + 1.2).state, State::Warming);
    assert_eq!(at(&events, SOUND + 3.5).state, State::Live);
}

#[test]
fn music_after_noise_or_silence_is_a_beginning_and_no_change() {
    let [before, after] = [0, 3].map(|seed| tune(BEFORE, RATE, seed, seed > 0));
    let silence = vec![0.0; samples(SOUND)];
    for (name, sound) in [("white noise", white()), ("silence", silence)] {
        let channel = [&before[..], &sound, &after].concat();
        let heard = updates(&[channel.clone(), channel]);
        let told = heard.iter().filter(|update| update.change).map(Update::seconds);
        let told: Vec<_> = told.filter(|at| (BEFORE..BEFORE + SOUND + 2.5).contains(at)).collect();
        assert!(told.is_empty(), "{name}: {told:?}");
    }
}
