//! What the stories about whole streams share.

#![allow(dead_code, reason = "each story uses a part of it")]

use std::f32::consts::TAU;

use engine::{
    inference::ModelSource,
    live::{AudioSide, Controls, Host, Instance, Setup},
    mood::{Mapping, Outputs},
};

/// A stereo instance of the built-in model, activated.
pub fn instance(rate: f64) -> (Instance, AudioSide) {
    let mut instance = Instance::new(&ModelSource::Builtin);
    let side = instance.activate(Setup { sample_rate: rate, channels: 2 });
    (instance, side)
}

/// Controls without smoothing.
pub fn at_once() -> Controls {
    let mapping = Mapping { attack_seconds: 0.0, release_seconds: 0.0, ..Mapping::default() };
    Controls { bypass: false, mapping }
}

/// Deterministic stereo music of changing character: chords and a beat, busier and brighter every other 3 s.
pub fn music(seconds: f64, rate: f64) -> [Vec<f32>; 2] {
    let mut seed = 1u32;
    let mut noise = move || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as f32 / (1 << 23) as f32 - 1.0
    };
    let sample = |i: usize| {
        let t = i as f64 / rate;
        let busy = (t / 3.0) as usize % 2 == 1;
        let chord = if busy { [220.0, 277.2, 329.6, 880.0] } else { [110.0, 130.8, 164.8, 220.0] };
        let beat = (t * if busy { 4.0 } else { 1.0 }).fract() as f32;
        let tones: f32 = chord.iter().map(|hz| (TAU * (hz * t).fract() as f32).sin()).sum();
        let hit = noise() * (-beat * 20.0).exp() * if busy { 0.5 } else { 0.1 };
        (0.12 * tones * (-beat).exp() + hit, 0.1 * tones + hit)
    };
    (0..(seconds * rate) as usize).map(sample).unzip::<_, _, Vec<_>, Vec<_>>().into()
}

/// Feeds a signal in blocks of these sizes, over and over, and gives the output values with their samples.
pub fn render(
    side: &mut AudioSide,
    signal: &[Vec<f32>; 2],
    blocks: &[usize],
    controls: &Controls,
    offline: bool,
) -> Vec<(u64, Outputs)> {
    let (mut events, mut start) = (Vec::new(), 0);
    for block in blocks.iter().cycle() {
        if start == signal[0].len() {
            return events;
        }
        let end = (start + block).min(signal[0].len());
        let parts = signal.each_ref().map(|channel| &channel[start..end]);
        side.process(&parts, controls, Host { offline, ..Host::LIVE }, |offset, outputs| {
            events.push((start as u64 + u64::from(offset), *outputs));
        });
        start = end;
    }
    events
}
