use models::CONTEXT_HOPS;

use super::*;

const WIDTH: usize = 20;
const NONE: [usize; 0] = [];

/// Numbers between 0 and 1.
fn random(mut state: u32) -> impl FnMut() -> f32 {
    move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 24) as f32
    }
}

/// A piece: where it lies, and steps around it.
struct Piece {
    sound: [f32; WIDTH],
    notes: [f32; PITCH_CLASSES],
}

impl Piece {
    fn new(seed: u32) -> Self {
        let mut random = random(seed);
        // Most are 0, as in what our encoder says.
        let mut value = || (3.0 * random() - 2.0).max(0.0);
        Self { sound: [0.0; WIDTH].map(|_| value()), notes: [0.0; PITCH_CLASSES].map(|_| value()) }
    }

    fn between(a: &Self, b: &Self, share: f32) -> Self {
        let mix = |a: f32, b: f32| a + share * (b - a);
        Self {
            sound: std::array::from_fn(|index| mix(a.sound[index], b.sound[index])),
            notes: std::array::from_fn(|index| mix(a.notes[index], b.notes[index])),
        }
    }

    /// The piece, fluctuating.
    fn step(&self, random: &mut impl FnMut() -> f32) -> ([f32; WIDTH], [f32; PITCH_CLASSES]) {
        let mut around = |value: f32| (value + 0.4 * (random() - 0.5)).max(0.0);
        (self.sound.map(&mut around), self.notes.map(&mut around))
    }
}

/// Which of these steps are changes, counted from 1.
fn changes(detector: &mut ChangeDetector, pieces: impl Iterator<Item = Piece>) -> Vec<usize> {
    let mut random = random(99);
    let heard = pieces.map(|piece| piece.step(&mut random));
    let told: Vec<_> = heard.map(|(sound, notes)| detector.hear_step(&sound, &notes)).collect();
    (1..).zip(told).filter_map(|(step, told)| told.then_some(step)).collect()
}

fn steady(seed: u32, steps: usize) -> impl Iterator<Item = Piece> {
    (0..steps).map(move |_| Piece::new(seed))
}

#[test]
fn steady_music_never_changes() {
    for seed in 0..20 {
        assert_eq!(changes(&mut ChangeDetector::new(WIDTH), steady(seed, 1_000)), NONE, "{seed}");
    }
    let mut detector = ChangeDetector::new(WIDTH);
    for value in [0.0, 1.0] {
        detector.forget();
        let same = [value; WIDTH];
        assert!((0..200).all(|_| !detector.hear_step(&same, &[value; PITCH_CLASSES])), "{value}");
    }
}

#[test]
fn another_piece_is_one_change_within_its_first_second() {
    for seed in 0..20 {
        let joined = steady(seed, 60).chain(steady(100 + seed, 60));
        let found = changes(&mut ChangeDetector::new(WIDTH), joined);
        assert!(found == [61] || found == [62], "{seed}: {found:?}");
    }
}

#[test]
fn the_scale_of_a_model_means_nothing() {
    let scaled = |scale: f32| {
        let (mut random, mut detector) = (random(5), ChangeDetector::new(WIDTH));
        let steps = steady(1, 30).chain(steady(2, 30)).map(|piece| piece.step(&mut random));
        steps.map(|(s, n)| detector.hear_step(&s.map(|value| scale * value), &n)).collect::<Vec<_>>()
    };
    assert!(scaled(1.0).contains(&true));
    assert_eq!(scaled(1e-3), scaled(1.0));
    assert_eq!(scaled(1e3), scaled(1.0));
}

#[test]
fn a_slow_drift_to_another_piece_and_back_is_a_change_or_two_each_way_at_most() {
    let (from, to) = (Piece::new(1), Piece::new(2));
    let share = |step: u32| 0.5 - 0.5 * (step as f32 / 240.0 * std::f32::consts::TAU).cos();
    // To and fro in 2 min, ten times.
    let drift = (0..2_400).map(|step| Piece::between(&from, &to, share(step)));
    let found = changes(&mut ChangeDetector::new(WIDTH), drift);
    assert!(found.len() <= 20 * 2, "{found:?}");
}

#[test]
fn after_a_change_comes_a_rest() {
    // Another piece every second.
    let flicker = (0..400).map(|step| Piece::new(step / 2));
    let found = changes(&mut ChangeDetector::new(WIDTH), steady(1_000, 40).chain(flicker));
    assert!(!found.is_empty());
    assert!(found.windows(2).all(|pair| pair[1] - pair[0] >= REST as usize), "{found:?}");
}

#[test]
fn what_begins_anew_has_not_changed() {
    let mut detector = ChangeDetector::new(WIDTH);
    assert_eq!(changes(&mut detector, steady(1, 40)), NONE);
    detector.forget();
    assert_eq!(changes(&mut detector, steady(2, 40)), NONE);
}

#[test]
fn steps_that_are_skipped_are_no_change_and_pass_the_time() {
    let mut detector = ChangeDetector::new(WIDTH);
    changes(&mut detector, steady(1, 40).chain(steady(2, 2)));
    let rest = detector.rest;
    assert!(rest > 0);
    (0..3).for_each(|_| detector.skip());
    assert_eq!(detector.rest, rest - 3);
    assert_eq!(changes(&mut detector, steady(2, 40)), NONE);
}

#[test]
fn what_is_no_number_is_not_remembered() {
    let mut detector = ChangeDetector::new(WIDTH);
    changes(&mut detector, steady(1, 30));
    let rows = detector.rows.clone();
    for wrong in [f32::NAN, f32::INFINITY] {
        assert!(!detector.hear_step(&[wrong; WIDTH], &[0.0; PITCH_CLASSES]));
        assert!(!detector.hear_step(&[0.0; WIDTH], &[wrong; PITCH_CLASSES]));
    }
    assert_eq!(detector.rows, rows);
    // What overflows says nothing, and is gone after a while.
    (0..BEFORE + NEW).for_each(|_| _ = detector.hear_step(&[f32::MAX; WIDTH], &[f32::MAX; PITCH_CLASSES]));
    changes(&mut detector, steady(1, 60));
    assert!(!changes(&mut detector, steady(2, 10)).is_empty());
}

#[test]
fn it_remembers_so_much_and_no_more() {
    let mut detector = ChangeDetector::new(WIDTH);
    changes(&mut detector, steady(1, 1_000));
    assert_eq!(detector.rows.len(), (BEFORE + NEW) * (WIDTH + PITCH_CLASSES));
    assert!(detector.rows.capacity() <= 2 * detector.rows.len());
}

#[test]
fn pitch_classes_are_those_of_the_newest_step() {
    let mut context = vec![9.0; CONTEXT_HOPS * FEATURES];
    let newest = (CONTEXT_HOPS - STEP_HOPS) * FEATURES;
    for hop in context[newest..].chunks_exact_mut(FEATURES) {
        (0..PITCH_CLASSES).for_each(|class| hop[BANDS + class] = class as f32);
    }
    for (class, mean) in pitch_classes(&context).into_iter().enumerate() {
        assert!((mean - class as f32).abs() < 1e-5);
    }
}
