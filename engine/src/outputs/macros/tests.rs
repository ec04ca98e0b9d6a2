use assert_no_alloc::assert_no_alloc;

use super::*;
use crate::{
    mood::{Horizon, Mood, MoodClass, Moods},
    outputs::{Correction, source::Heard},
};

const TICK: f64 = 0.01;

fn moods(arousal: f32, confidence: f32) -> Moods {
    let now = Mood {
        valence: 0.0,
        arousal,
        tension: 0.0,
        quadrants: [0.25; 4],
        class: MoodClass::Happy,
        confidence,
    };
    Moods { now, section: now }
}

fn music(moods: &Moods) -> Sounding<'_> {
    let (valence, arousal) = (Correction::default(), Correction::default());
    Sounding::Music(Heard { moods, horizon: Horizon::Now, valence, arousal, change: false })
}

/// A lone macro that is set to .5, and what it has come to.
struct Lone {
    made_of: Macro,
    set: f32,
    moved: MovedMacros,
}

impl Lone {
    fn new(made_of: Macro) -> Self {
        Self { made_of, set: 0.5, moved: MovedMacros::default() }
    }

    fn tick(&mut self, sounding: Sounding<'_>) -> f32 {
        let mut macros = [Macro::UNUSED; MACROS];
        macros[2] = self.made_of;
        let mut values = [0.0; MACROS];
        assert_no_alloc(|| self.moved.tick(TICK, &macros, &[self.set; MACROS], sounding, &mut values));
        assert!(values.iter().enumerate().all(|(index, value)| index == 2 || *value == self.set));
        values[2]
    }
}

fn at_once(source: Source) -> Macro {
    Macro { rise_seconds: 0.0, fall_seconds: 0.0, ..Macro::of(source) }
}

#[test]
fn ranges_and_curve_make_a_target_of_a_value() {
    let straight = Macro { input: [-0.5, 0.5], output: [0.2, 0.6], ..Macro::of(Source::Arousal) };
    let inverted = Macro { output: [1.0, 0.0], ..Macro::of(Source::Arousal) };
    let late = Macro { curve: 0.5, ..Macro::of(Source::Energy) };
    let early = Macro { curve: -1.0, ..Macro::of(Source::Energy) };
    let threshold = Macro { input: [0.3, 0.3], ..Macro::of(Source::Energy) };
    for (made_of, value, expected) in [
        (straight, -1.0, 0.2),
        (straight, 0.25, 0.5),
        (straight, 7.0, 0.6),
        (inverted, 1.0, 0.0),
        (inverted, -0.5, 0.75),
        (late, 0.5, 0.25),
        (early, 0.5, 0.9375),
        (late, 1.0, 1.0),
        (early, 0.0, 0.0),
        (threshold, 0.2, 0.0),
        (threshold, 0.3, 1.0),
    ] {
        assert!((made_of.target(value) - expected).abs() < 1e-6, "{made_of:?} at {value}");
    }
    assert!(straight.target(f32::NAN).is_nan() && threshold.target(f32::NAN).is_nan());
}

#[test]
fn without_a_source_or_in_read_it_is_where_it_is_set() {
    let (calm, unused) = (moods(-1.0, 1.0), Macro::UNUSED);
    for made_of in [unused, Macro { mode: MacroMode::Read, ..at_once(Source::Arousal) }] {
        let mut lone = Lone::new(made_of);
        for set in [0.5, 0.75] {
            lone.set = set;
            assert_eq!(lone.tick(music(&calm)), set);
        }
    }
}

#[test]
fn it_begins_where_it_is_set_and_glides_to_what_is_heard() {
    let mut lone = Lone::new(Macro { rise_seconds: 0.1, ..Macro::of(Source::Arousal) });
    assert_eq!(lone.tick(Sounding::Nothing), 0.5);
    let wild = moods(1.0, 1.0);
    let mut before = 0.5;
    for _ in 0..200 {
        let value = lone.tick(music(&wild));
        let steepest = (1.0 - before) * (1.0 - (-TICK / 0.1).exp() as f32);
        assert!((0.0..=steepest + 1e-5).contains(&(value - before)), "{before} {value}");
        before = value;
    }
    assert_eq!(before, 1.0);
    lone.set = 0.0;
    assert_eq!(lone.tick(music(&wild)), 1.0, "what is set drives nothing");
    assert_eq!(lone.tick(Sounding::Nothing), 1.0, "where nothing is heard it stays");
    lone.made_of.mode = MacroMode::Read;
    assert_eq!(lone.tick(music(&wild)), 0.0);
}

#[test]
fn a_mood_that_is_not_sure_enough_moves_nothing() {
    let mut lone = Lone::new(Macro { gate: 0.6, ..at_once(Source::Arousal) });
    let [unsure, sure, unknown] = [0.59, 0.6, f32::NAN].map(|confidence| moods(1.0, confidence));
    assert_eq!(lone.tick(music(&unsure)), 0.5);
    assert_eq!(lone.tick(music(&unknown)), 0.5);
    assert_eq!(lone.tick(music(&sure)), 1.0);
}

#[test]
fn a_pulse_ends_whatever_is_heard() {
    let mut lone = Lone::new(at_once(Source::Change));
    let moods = moods(0.0, 1.0);
    let Sounding::Music(heard) = music(&moods) else { unreachable!() };
    assert_eq!(lone.tick(Sounding::Music(Heard { change: true, ..heard })), 1.0);
    assert_eq!(lone.tick(Sounding::Nothing), 0.0);
}

#[test]
fn what_is_no_number_leaves_it_where_it_is() {
    let mut lone = Lone::new(at_once(Source::Arousal));
    let (calm, broken) = (moods(-0.5, 1.0), moods(f32::NAN, 1.0));
    assert_eq!(lone.tick(music(&calm)), 0.25);
    assert_eq!(lone.tick(music(&broken)), 0.25);
}
