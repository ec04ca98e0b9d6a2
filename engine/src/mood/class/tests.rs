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
fn what_is_no_number_is_neutral_and_keeps_a_tracked_class() {
    assert_eq!(cross().classify(f32::NAN, 0.5), MoodClass::Neutral);
    let mut tracker = ClassTracker::new(cross());
    tracker.update(0.8, 0.0);
    assert_eq!(tracker.update(f32::NAN, 0.9), MoodClass::Happy);
}

#[test]
fn a_class_is_left_only_beyond_the_hysteresis() {
    let mut tracker = ClassTracker::new(cross());
    assert_eq!(tracker.update(0.5, 0.49), MoodClass::Happy);
    // 0.049 and 0.051 beyond the diagonal that is their border.
    let beyond = |distance: f32| 0.5 + distance * 2.0_f32.sqrt();
    assert_eq!(tracker.update(0.5, beyond(0.049)), MoodClass::Happy);
    assert_eq!(tracker.update(0.5, beyond(0.051)), MoodClass::Energetic);
    assert_eq!(tracker.update(beyond(0.049), 0.5), MoodClass::Energetic);
    assert_eq!(tracker.update(beyond(0.051), 0.5), MoodClass::Happy);
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
        assert_eq!(tracker.update(valence, 0.0), class, "{valence}");
    }
}

#[test]
fn a_jump_over_the_centre_changes_the_class_at_once() {
    let mut tracker = ClassTracker::new(cross());
    tracker.update(0.5, 0.0);
    assert_eq!(tracker.update(-0.5, 0.0), MoodClass::Melancholic);
}

#[test]
fn a_point_that_trembles_on_a_border_does_not_flicker() {
    let mut tracker = ClassTracker::new(cross());
    let classes = (0..100).map(|step| {
        let tremble = if step % 2 == 0 { 0.03 } else { -0.03 };
        tracker.update(0.5, 0.5 + tremble)
    });
    let mut classes = classes.collect::<Vec<_>>();
    classes.dedup();
    assert_eq!(classes.len(), 1, "{classes:?}");
}

#[test]
fn after_a_reset_a_class_has_no_past() {
    let mut tracker = ClassTracker::new(cross());
    tracker.update(0.5, 0.49);
    tracker.reset();
    assert_eq!(tracker.update(0.5, 0.51), MoodClass::Energetic);
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
            let class = tracker.update(valence, arousal);
            let around = (0..360).map(|degrees| {
                let (sin, cos) = (degrees as f32).to_radians().sin_cos();
                table.classify(valence + 0.051 * cos, arousal + 0.051 * sin)
            });
            prop_assert!(table.classify(valence, arousal) == class || around.into_iter().any(|near| near == class));
        }
    }
}
