use proptest::prelude::*;

use super::*;

/// Neutral within 0.2, hysteresis 0.05, and the four regions of this list in the contract's order.
fn contract(regions: &[(&str, f32, f32)]) -> Contract {
    let mut contract = Contract::builtin().unwrap();
    contract.classes.neutral_radius = 0.2;
    contract.classes.hysteresis = 0.05;
    contract.classes.regions = regions
        .iter()
        .map(|(name, from, to)| models::Region { name: (*name).into(), from: *from, to: *to })
        .collect();
    contract
}

const CROSS: [(&str, f32, f32); 4] = [
    ("Happy", -45.0, 45.0),
    ("Energetic", 45.0, 135.0),
    ("Melancholic", 135.0, 225.0),
    ("Relaxed", 225.0, 315.0),
];

/// A mood at a point, of no quadrant.
fn at(valence: f32, arousal: f32) -> Mood {
    Mood { valence, arousal, tension: 0.0, quadrants: [0.25; 4], class: MoodClass::Neutral, confidence: 0.5 }
}

/// A mood at a point, whose most likely quadrant is this one.
fn within(quadrant: Quadrant, valence: f32, arousal: f32) -> Mood {
    let mut quadrants = [0.2; 4];
    quadrants[quadrant as usize] = 0.4;
    Mood { quadrants, ..at(valence, arousal) }
}

/// The quadrant that all of a class's region in the built-in contract lies in.
fn quadrant_of(class: MoodClass) -> Option<Quadrant> {
    match class {
        MoodClass::Neutral => None,
        MoodClass::Energetic | MoodClass::Happy => Some(Quadrant::Q1),
        MoodClass::Tense => Some(Quadrant::Q2),
        MoodClass::Melancholic => Some(Quadrant::Q3),
        MoodClass::Relaxed => Some(Quadrant::Q4),
    }
}

fn builtin() -> ClassTable {
    ClassTable::builtin().unwrap()
}

fn cross() -> ClassTable {
    ClassTable::new(&contract(&CROSS)).unwrap()
}

fn refusal(regions: &[(&str, f32, f32)]) -> ClassTableError {
    ClassTable::new(&contract(regions)).unwrap_err()
}

#[test]
fn each_class_is_a_region_of_the_plane() {
    let table = ClassTable::new(&Contract::builtin().unwrap()).unwrap();
    let points = [
        (0.05, -0.05, MoodClass::Neutral),
        (0.1, 0.8, MoodClass::Energetic),
        (0.8, 0.3, MoodClass::Happy),
        (0.4, -0.6, MoodClass::Relaxed),
        (-0.5, -0.5, MoodClass::Melancholic),
        (-0.5, 0.5, MoodClass::Tense),
    ];
    for (valence, arousal, class) in points {
        assert_eq!(table.classify(valence, arousal), class, "({valence}, {arousal})");
    }
}

#[test]
fn a_border_belongs_to_the_region_that_begins_there_and_the_rim_of_the_centre_to_its_direction() {
    let quarters = [
        ("Happy", 0.0, 90.0),
        ("Tense", 90.0, 180.0),
        ("Melancholic", 180.0, 270.0),
        ("Relaxed", 270.0, 360.0),
    ];
    let table = ClassTable::new(&contract(&quarters)).unwrap();
    assert_eq!(table.classify(0.5, 0.0), MoodClass::Happy);
    assert_eq!(table.classify(0.0, 0.5), MoodClass::Tense);
    assert_eq!(table.classify(-0.5, 0.0), MoodClass::Melancholic);
    assert_eq!(table.classify(0.0, -0.5), MoodClass::Relaxed);
    assert_eq!(table.classify(0.2, 0.0), MoodClass::Happy);
    assert_eq!(table.classify(0.199, 0.0), MoodClass::Neutral);
}

#[test]
fn the_built_in_regions_end_at_the_axes() {
    for (class, from, to) in builtin().sectors() {
        let begin = first_degree(quadrant_of(class).unwrap()) as f32;
        assert!(begin <= from && to <= begin + 90.0, "{class:?} from {from} to {to}");
    }
}

#[test]
fn a_point_across_an_axis_from_its_quadrant_counts_as_if_it_lay_on_the_axis() {
    let cases = [
        (Quadrant::Q4, -0.05, -0.5, MoodClass::Relaxed),
        (Quadrant::Q3, 0.05, -0.5, MoodClass::Melancholic),
        (Quadrant::Q1, 0.5, -0.05, MoodClass::Happy),
        (Quadrant::Q1, -0.05, 0.5, MoodClass::Energetic),
        (Quadrant::Q2, 0.05, 0.5, MoodClass::Tense),
        (Quadrant::Q1, 0.1, -0.1, MoodClass::Neutral),
    ];
    for (quadrant, valence, arousal, class) in cases {
        assert_eq!(builtin().class_of(&within(quadrant, valence, arousal)), class, "{quadrant:?} {class:?}");
    }
}

#[test]
fn a_class_outside_of_the_most_likely_quadrant_is_left_at_once() {
    let mut tracker = ClassTracker::new(builtin());
    assert_eq!(tracker.update(&within(Quadrant::Q4, 0.01, -0.5)), MoodClass::Relaxed);
    assert_eq!(tracker.update(&within(Quadrant::Q3, 0.01, -0.5)), MoodClass::Melancholic);
    assert_eq!(tracker.update(&within(Quadrant::Q4, -0.01, -0.5)), MoodClass::Relaxed);
}

#[test]
fn regions_of_an_own_contract_may_cross_the_axes() {
    let mut tracker = ClassTracker::new(cross());
    assert_eq!(tracker.update(&within(Quadrant::Q1, 0.5, 0.2)), MoodClass::Happy);
    assert_eq!(tracker.update(&within(Quadrant::Q4, 0.5, 0.2)), MoodClass::Happy);
    // Within the hysteresis of the border at -45°.
    assert_eq!(tracker.update(&within(Quadrant::Q4, 0.5, -0.52)), MoodClass::Happy);
    assert_eq!(tracker.update(&within(Quadrant::Q4, 0.5, -0.6)), MoodClass::Relaxed);
}

#[test]
fn what_is_no_number_is_neutral_and_keeps_a_tracked_class() {
    assert_eq!(cross().classify(f32::NAN, 0.5), MoodClass::Neutral);
    let mut tracker = ClassTracker::new(cross());
    tracker.update(&at(0.8, 0.0));
    assert_eq!(tracker.update(&at(f32::NAN, 0.9)), MoodClass::Happy);
}

#[test]
fn a_class_is_left_only_beyond_the_hysteresis() {
    let mut tracker = ClassTracker::new(cross());
    assert_eq!(tracker.update(&at(0.5, 0.49)), MoodClass::Happy);
    // 0.049 and 0.051 beyond the diagonal that is their border.
    let beyond = |distance: f32| 0.5 + distance * 2.0_f32.sqrt();
    assert_eq!(tracker.update(&at(0.5, beyond(0.049))), MoodClass::Happy);
    assert_eq!(tracker.update(&at(0.5, beyond(0.051))), MoodClass::Energetic);
    assert_eq!(tracker.update(&at(beyond(0.049), 0.5)), MoodClass::Energetic);
    assert_eq!(tracker.update(&at(beyond(0.051), 0.5)), MoodClass::Happy);
}

#[test]
fn the_centre_is_entered_and_left_only_beyond_the_hysteresis() {
    let mut tracker = ClassTracker::new(cross());
    let steps = [
        (0.19, MoodClass::Neutral),
        (0.24, MoodClass::Neutral),
        (0.26, MoodClass::Happy),
        (0.16, MoodClass::Happy),
        (0.14, MoodClass::Neutral),
    ];
    for (valence, class) in steps {
        assert_eq!(tracker.update(&at(valence, 0.0)), class, "{valence}");
    }
}

#[test]
fn a_jump_over_the_centre_changes_the_class_at_once() {
    let mut tracker = ClassTracker::new(cross());
    tracker.update(&at(0.5, 0.0));
    assert_eq!(tracker.update(&at(-0.5, 0.0)), MoodClass::Melancholic);
}

#[test]
fn a_point_that_trembles_on_a_border_does_not_flicker() {
    let mut tracker = ClassTracker::new(cross());
    let classes = (0..100).map(|step| {
        let tremble = if step % 2 == 0 { 0.03 } else { -0.03 };
        tracker.update(&at(0.5, 0.5 + tremble))
    });
    let mut classes = classes.collect::<Vec<_>>();
    classes.dedup();
    assert_eq!(classes.len(), 1, "{classes:?}");
}

#[test]
fn after_a_reset_a_class_has_no_past() {
    let mut tracker = ClassTracker::new(cross());
    tracker.update(&at(0.5, 0.49));
    tracker.reset();
    assert_eq!(tracker.update(&at(0.5, 0.51)), MoodClass::Energetic);
}

#[test]
fn regions_have_the_names_of_classes_each_once() {
    let mut regions = CROSS;
    regions[1].0 = "Joyful";
    let error = refusal(&regions);
    assert_eq!(error, ClassTableError::Name("Joyful".into()));
    assert!(error.to_string().contains("Energetic, Happy, Relaxed, Melancholic, Tense"), "{error}");
    regions[1].0 = "Neutral";
    assert_eq!(refusal(&regions), ClassTableError::Name("Neutral".into()));
    regions[1].0 = "Happy";
    assert_eq!(refusal(&regions), ClassTableError::Twice("Happy"));
}

#[test]
fn gaps_and_overlaps_are_refused() {
    assert_eq!(refusal(&[]), ClassTableError::Gap { from: 0.0, to: 360.0 });
    let mut regions = CROSS;
    regions[1].2 = 130.0;
    assert_eq!(refusal(&regions), ClassTableError::Gap { from: 130.0, to: 135.0 });
    regions[1].2 = 140.0;
    assert_eq!(refusal(&regions), ClassTableError::Overlap { first: "Energetic", second: "Melancholic" });
    let mut regions = CROSS;
    regions[3].2 = 320.0;
    assert_eq!(refusal(&regions), ClassTableError::Overlap { first: "Relaxed", second: "Happy" });
    assert_eq!(refusal(&CROSS[..3]), ClassTableError::Gap { from: 225.0, to: 315.0 });
}

#[test]
fn borders_and_sizes_that_make_no_sense_are_refused() {
    for (from, to) in [(45.0, 45.0), (45.0, -45.0), (0.0, 361.0), (f32::NAN, 45.0), (0.0, f32::INFINITY)] {
        assert!(matches!(refusal(&[("Happy", from, to)]), ClassTableError::Span { name: "Happy", .. }));
    }
    for wrong in [-0.1, 1.1, f32::NAN] {
        let mut radius = contract(&CROSS);
        radius.classes.neutral_radius = wrong;
        let field = |error| matches!(error, ClassTableError::Size { field, .. } if field == "neutral_radius");
        assert!(field(ClassTable::new(&radius).unwrap_err()));
        let mut hysteresis = contract(&CROSS);
        hysteresis.classes.hysteresis = wrong;
        assert!(!field(ClassTable::new(&hysteresis).unwrap_err()));
    }
}

proptest! {
    #[test]
    fn a_tracked_class_is_that_of_the_point_or_within_the_hysteresis_of_it(
        path in prop::collection::vec((-1.0_f32..1.0, -1.0_f32..1.0), 1..50),
    ) {
        let table = cross();
        let mut tracker = ClassTracker::new(table.clone());
        for (valence, arousal) in path {
            let class = tracker.update(&at(valence, arousal));
            let around = (0..360).map(|degrees| {
                let (sin, cos) = (degrees as f32).to_radians().sin_cos();
                table.classify(valence + 0.051 * cos, arousal + 0.051 * sin)
            });
            prop_assert!(table.classify(valence, arousal) == class || around.into_iter().any(|near| near == class));
        }
    }

    #[test]
    fn class_and_most_likely_quadrant_never_contradict_each_other(
        moods in prop::collection::vec((-1.0_f32..1.0, -1.0_f32..1.0, prop::array::uniform4(0.0_f32..1.0)), 1..20),
    ) {
        let table = builtin();
        let mut tracker = ClassTracker::new(table.clone());
        for (valence, arousal, quadrants) in moods {
            let mood = Mood { quadrants, ..at(valence, arousal) };
            for class in [tracker.update(&mood), table.class_of(&mood)] {
                let quadrant = quadrant_of(class);
                prop_assert!(quadrant.is_none() || quadrant == Quadrant::likeliest(&quadrants), "{class:?} {mood:?}");
            }
        }
    }
}
