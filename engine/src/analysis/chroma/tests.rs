use std::f64::consts::TAU;

use models::Contract;

use super::*;

const OCTAVE: usize = 12;
const FINE: usize = PLACES / OCTAVE;
const RATES: [f64; 6] = [8_000.0, 11_025.0, 44_100.0, 48_000.0, 96_000.0, 768_000.0];

/// The places of the octave that half a second of a signal, a function of seconds, ends with.
fn heard(rate: f64, channels: &[&dyn Fn(f64) -> f64]) -> Vec<f32> {
    let (history, hop) = ((0.04 * rate).round() as usize, (0.02 * rate).round() as usize);
    let (terms, mut room) = (Contract::builtin().unwrap().front_end.chroma, Room::default());
    let mut chroma = Chroma::new(&terms, rate, channels.len(), history, &mut room);
    let mut out = vec![0.0; PLACES];
    for end in (1..=25).map(|hops| hops * hop) {
        let line = |signal: &&dyn Fn(f64) -> f64| -> Vec<f32> {
            let first = end as i64 - history as i64;
            (first..end as i64).map(|i| if i < 0 { 0.0 } else { signal(i as f64 / rate) as f32 }).collect()
        };
        let lines: Vec<_> = channels.iter().map(line).collect();
        chroma.hop(&lines, end as u64, &mut room, &mut out);
    }
    out
}

/// The strongest of the semitones at concert pitch.
fn strongest(places: &[f32], count: usize) -> Vec<usize> {
    let mut order: Vec<_> = (0..OCTAVE).collect();
    order.sort_by(|a, b| places[b * FINE].total_cmp(&places[a * FINE]));
    order.truncate(count);
    order.sort_unstable();
    order
}

#[test]
fn a_chord_has_its_pitch_classes_at_every_rate_and_level() {
    // C, E and G: three, seven and ten semitones over A.
    let chord = |time: f64| [523.25, 329.63, 783.99].iter().map(|hz| (TAU * hz * time).sin()).sum::<f64>();
    for rate in RATES {
        for gain in [0.3, 0.003] {
            let classes = heard(rate, &[&|time| gain * chord(time)]);
            assert_eq!(strongest(&classes, 3), [3, 7, 10], "{rate} Hz: {classes:?}");
            assert!(classes[3 * FINE] > 8.0 * classes[4 * FINE], "{rate} Hz: {classes:?}");
        }
    }
}

/// How much alike the octave is to itself 1 to 6 semitones higher, as the built-in model hears it.
fn intervals(places: &[f32]) -> Vec<f32> {
    let mean = places.iter().sum::<f32>() / PLACES as f32;
    let alike = |semitones: usize| -> f32 {
        let over = (0..PLACES).map(|place| places[(place + semitones * FINE) % PLACES] - mean);
        places.iter().zip(over).map(|(here, there)| (here - mean) * there).sum()
    };
    (1..=OCTAVE / 2).map(|semitones| alike(semitones) / alike(0)).collect()
}

#[test]
fn a_chord_in_any_tuning_has_the_same_intervals_at_every_rate() {
    let chord = |time: f64, cents: f64| {
        let tuned = (cents / 1_200.0).exp2();
        [261.63, 329.63, 392.0, 523.25].iter().map(|hz| (TAU * tuned * hz * time).sin()).sum::<f64>()
    };
    let expected = intervals(&heard(48_000.0, &[&|time| 0.1 * chord(time, 0.0)]));
    for rate in RATES {
        for cents in [-50.0, -32.0, 0.0, 17.0, 33.0, 50.0, 80.0, 133.0] {
            let found = intervals(&heard(rate, &[&|time| 0.1 * chord(time, cents)]));
            let alike = found.iter().zip(&expected).all(|(found, expected)| (found - expected).abs() < 0.1);
            assert!(alike, "{rate} Hz, {cents} cents: {found:?} {expected:?}");
        }
    }
}

#[test]
fn what_lies_over_the_notes_drowns_none_of_them() {
    for rate in RATES {
        let tones = |time: f64| 0.01 * (TAU * 440.0 * time).sin() + 0.3 * (TAU * 3_500.0 * time).sin();
        let classes = heard(rate, &[&tones]);
        assert_eq!(strongest(&classes, 1), [0], "{rate} Hz: {classes:?}");
    }
}

#[test]
fn what_lies_under_the_notes_moves_them_little() {
    let chord = |time: f64| 0.1 * ((TAU * 440.0 * time).sin() + (TAU * 659.26 * time).sin());
    let alone = heard(48_000.0, &[&chord]);
    for below in [|time: f64| 0.5 * (TAU * 55.0 * time).sin(), |_: f64| 0.1] {
        let both = heard(48_000.0, &[&|time| chord(time) + below(time)]);
        assert!([0, 7 * FINE].iter().all(|&class| both[class] > 0.8 * alone[class]), "{alone:?} {both:?}");
    }
}

#[test]
fn pitch_classes_are_finite_and_not_negative_at_any_rate_and_level() {
    for rate in RATES.into_iter().chain([12_345.6, 88_200.0, 3_072_000.0]) {
        for level in [1_000.0, 1.0, 1e-19] {
            let classes = heard(rate, &[&|time| level * (TAU * 300.0 * time).sin(), &|_| 0.0]);
            assert!(classes.iter().all(|class| (0.0..10.0).contains(class)), "{rate} Hz: {classes:?}");
        }
    }
}

#[test]
fn channels_in_anti_phase_sound_as_one_does() {
    let tone = |time: f64| 0.3 * (TAU * 440.0 * time).sin();
    let (one, both) = (heard(48_000.0, &[&tone]), heard(48_000.0, &[&tone, &|time| -tone(time)]));
    assert!(one.iter().zip(&both).all(|(one, both)| (one - both).abs() < 1e-4), "{one:?} {both:?}");
}

#[test]
fn silence_has_no_pitch() {
    assert_eq!(heard(48_000.0, &[&|_| 0.0]), [0.0; PLACES]);
}
