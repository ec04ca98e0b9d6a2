//! Music that is made, not stored: plucked strings over four chords, calm and lively by turns. The model takes it for
//! music, as it should, and noise and bare tones for none.

use std::f64::consts::TAU;

/// Seconds from one note to the next, of a chord, and of a calm or lively part.
const STEP: f64 = 0.25;
const CHORD: f64 = 1.5;
const PART: f64 = 3.0;
/// A note has died away after so many seconds.
const NOTE: f64 = 1.5;
/// C, G, A minor and F, in hertz.
const CHORDS: [[f64; 4]; 4] = [
    [261.63, 329.63, 392.00, 523.25],
    [196.00, 246.94, 293.66, 392.00],
    [220.00, 261.63, 329.63, 440.00],
    [174.61, 220.00, 261.63, 349.23],
];

/// So many seconds of it, which are other ones for another `seed`. Without `drums` it is one continuous signal,
/// whatever the rate.
pub fn tune(seconds: f64, rate: f64, seed: u64, drums: bool) -> Vec<f32> {
    let mut sound = vec![0.0; (seconds * rate) as usize];
    let mut noise = noise(seed as u32 + 1);
    for step in 0..(seconds / STEP).ceil() as usize {
        let time = step as f64 * STEP;
        let chord = CHORDS[((time / CHORD) as u64 + seed) as usize % 4];
        let lively = ((time / PART) as u64 + seed) % 2 == 1;
        let first = ((time * rate).ceil() as usize).min(sound.len());
        let last = (first + (NOTE * rate) as usize).min(sound.len());
        // Where the note begins between two samples.
        let since = first as f64 / rate - time;
        let mut pluck = |hz, gain, bright| add_pluck(&mut sound[first..last], rate, since, hz, gain, bright);
        if lively || step % 2 == 0 {
            let octave = if step % 8 < 4 { 1.0 } else { 2.0 };
            pluck(chord[step % 4] * octave, 0.10, if lively { 2.0 } else { 1.0 });
        }
        if step % 4 == 0 {
            pluck(chord[0] / 2.0, 0.16, 0.7);
            chord.iter().for_each(|hz| pluck(*hz, 0.03, 1.2));
        }
        if drums && lively {
            add_hit(&mut sound[first..last], rate, &mut noise, if step % 4 == 2 { 0.12 } else { 0.06 });
        }
    }
    sound
}

/// A string that is plucked `since` seconds before the first sample, its harmonics dying away the sooner the higher.
fn add_pluck(sound: &mut [f32], rate: f64, since: f64, hz: f64, gain: f64, bright: f64) {
    for harmonic in (1..=12).map(f64::from).take_while(|harmonic| harmonic * hz < 9_000.0_f64.min(rate / 2.2))
    {
        let (turn, fall) = (TAU * hz * harmonic, 1.5 + 0.9 * harmonic / bright);
        let at = |time: f64| (turn * time).sin() * (-fall * time).exp();
        let (mut now, mut before) = (at(since), at(since - 1.0 / rate));
        let decay = (-fall / rate).exp();
        let (turns, falls) = (2.0 * decay * (turn / rate).cos(), decay * decay);
        let gain = gain / harmonic.powf(1.1);
        for (index, place) in sound.iter_mut().enumerate() {
            let attack = ((since + index as f64 / rate) * 400.0).min(1.0);
            *place += (gain * attack * now) as f32;
            (now, before) = (turns * now - falls * before, now);
        }
    }
}

fn add_hit(sound: &mut [f32], rate: f64, noise: &mut impl FnMut() -> f64, gain: f64) {
    for (index, place) in sound.iter_mut().enumerate() {
        *place += (gain * (-(index as f64) / rate * 30.0).exp() * noise()) as f32;
    }
}

fn noise(mut state: u32) -> impl FnMut() -> f64 {
    move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(state >> 8) / f64::from(1 << 23) - 1.0
    }
}
