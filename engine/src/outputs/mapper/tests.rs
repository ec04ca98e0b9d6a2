mod driving;
mod properties;

use super::*;
use crate::mood::Mood;

const TICK: f64 = 0.01;
const AT_ONCE: Mapping = Mapping { attack_seconds: 0.0, release_seconds: 0.0, ..DEFAULT };
const DEFAULT: Mapping = Mapping {
    horizon: Horizon::Now,
    hold: false,
    valence: Correction { offset: 0.0, range: 1.0 },
    arousal: Correction { offset: 0.0, range: 1.0 },
    attack_seconds: 0.5,
    release_seconds: 0.5,
    drive: Drive::NOTHING,
};

fn mood(valence: f32, arousal: f32, class: MoodClass) -> Mood {
    Mood { valence, arousal, tension: -valence, quadrants: [0.25; 4], class, confidence: 0.8 }
}

/// An update whose mood is (v, a) now and its opposite over the section.
fn update(state: State, v: f32, a: f32) -> Update {
    let now = mood(v, a, MoodClass::Happy);
    let section = Mood { confidence: 0.6, ..mood(-v, -a, MoodClass::Melancholic) };
    Update::new(25, state, Some(Moods { now, section }))
}

/// A mapper in which this update has taken effect.
fn following(state: State, v: f32, a: f32) -> OutputMapper {
    let mut mapper = OutputMapper::new(TICK);
    mapper.set_update(&update(state, v, a));
    mapper
}

/// A mapper at (0.2, 0.4) whose target has gone to (1, -1) in `state`.
fn overtaken_by(state: State) -> OutputMapper {
    let mut mapper = following(State::Live, 0.2, 0.4);
    mapper.tick(&DEFAULT, false, None);
    mapper.set_update(&update(state, 1.0, -1.0));
    mapper
}

fn values(outputs: Outputs) -> [f32; 3] {
    [outputs.valence, outputs.arousal, outputs.tension]
}

#[test]
fn before_any_update_outputs_are_neutral_without_confidence_and_warming() {
    let outputs = OutputMapper::new(TICK).tick(&DEFAULT, false, None);
    let expected = Outputs {
        valence: 0.0,
        arousal: 0.0,
        tension: 0.0,
        confidence: 0.0,
        class: MoodClass::Neutral,
        state: State::Warming,
        macros: [0.0; MACROS],
        routes: [0.0; ROUTES],
    };
    assert_eq!((outputs, Outputs::default()), (expected, expected));
}

#[test]
fn the_first_values_are_taken_at_once() {
    let outputs = following(State::Warming, 0.8, -0.6).tick(&DEFAULT, false, None);
    assert_eq!(values(outputs), [0.8, -0.6, -0.8]);
    assert_eq!(outputs.class, MoodClass::Happy);
}

#[test]
fn the_horizon_chooses_values_class_and_confidence() {
    let mut mapper = following(State::Live, 0.8, -0.6);
    let section = Mapping { horizon: Horizon::Section, ..AT_ONCE };
    let outputs = mapper.tick(&section, false, None);
    assert_eq!(values(outputs), [-0.8, 0.6, 0.8]);
    assert_eq!((outputs.class, outputs.confidence), (MoodClass::Melancholic, 0.6));
    assert_eq!(mapper.tick(&AT_ONCE, false, None).class, MoodClass::Happy);
}

#[test]
fn offset_and_range_correct_valence_and_arousal_alone() {
    let mapping = Mapping {
        valence: Correction { offset: 0.25, range: 0.5 },
        arousal: Correction { offset: -0.5, range: 2.0 },
        ..AT_ONCE
    };
    let outputs = following(State::Live, 0.5, 0.5).tick(&mapping, false, None);
    assert_eq!(values(outputs), [0.5, 0.5, -0.5]);
}

#[test]
fn outputs_are_clamped_to_their_range() {
    let far = Correction { offset: 1.0, range: 2.0 };
    let mapping = Mapping { valence: far, arousal: Correction { offset: -1.0, ..far }, ..AT_ONCE };
    let outputs = following(State::Live, 0.9, -0.9).tick(&mapping, false, None);
    assert_eq!(values(outputs)[..2], [1.0, -1.0]);
}

#[test]
fn rising_takes_the_attack_and_falling_the_release_in_seconds() {
    let mapping = Mapping { attack_seconds: 0.2, release_seconds: 0.8, ..DEFAULT };
    let mut mapper = following(State::Live, 0.0, 0.0);
    mapper.tick(&mapping, false, None);
    mapper.set_update(&update(State::Live, 1.0, -1.0));
    let after =
        |mapper: &mut OutputMapper, ticks| (0..ticks).map(|_| mapper.tick(&mapping, false, None)).last();
    let reached = 1.0 - (-1.0_f32).exp();
    let outputs = after(&mut mapper, 20).unwrap();
    assert!((outputs.valence - reached).abs() < 1e-5, "{outputs:?}");
    let outputs = after(&mut mapper, 60).unwrap();
    assert!((outputs.arousal + reached).abs() < 1e-5, "{outputs:?}");
}

#[test]
fn a_time_constant_of_zero_is_at_once() {
    let outputs = overtaken_by(State::Live).tick(&AT_ONCE, false, None);
    assert_eq!(values(outputs), [1.0, -1.0, -1.0]);
}

#[test]
fn a_change_of_horizon_or_correction_glides() {
    let low = Correction { offset: 0.0, range: 0.0 };
    let changes = [Mapping { horizon: Horizon::Section, ..DEFAULT }, Mapping { valence: low, ..DEFAULT }];
    for mapping in changes {
        let mut mapper = following(State::Live, 0.5, 0.5);
        let before = mapper.tick(&DEFAULT, false, None).valence;
        let after = mapper.tick(&mapping, false, None).valence;
        assert!(after < before && after > before - 0.05, "{before} {after}");
    }
}

#[test]
fn live_outputs_arrive_and_then_rest() {
    let mut mapper = overtaken_by(State::Live);
    let mut outputs = Outputs::default();
    for _ in 0..1000 {
        outputs = mapper.tick(&DEFAULT, false, None);
    }
    assert_eq!(values(outputs), [1.0, -1.0, -1.0]);
    assert_eq!(mapper.tick(&DEFAULT, false, None), outputs);
}

#[test]
fn warming_moves_with_at_most_half_the_confidence() {
    let outputs = overtaken_by(State::Warming).tick(&AT_ONCE, false, None);
    assert_eq!((outputs.valence, outputs.confidence, outputs.state), (1.0, 0.5, State::Warming));
}

#[test]
fn silence_no_music_and_faults_freeze_values_and_class_without_confidence() {
    for state in [State::Silent, State::NoMusic, State::Degraded(Reason::ModelOutput)] {
        let mut mapper = overtaken_by(state);
        let section = Mapping { horizon: Horizon::Section, ..AT_ONCE };
        for _ in 0..10 {
            let outputs = mapper.tick(&section, false, None);
            assert_eq!(values(outputs), [0.2, 0.4, -0.2]);
            assert_eq!((outputs.class, outputs.confidence), (MoodClass::Happy, 0.0));
            assert_eq!(outputs.state, state);
        }
    }
}

#[test]
fn hold_freezes_values_class_and_confidence_and_then_glides_on() {
    let mut mapper = overtaken_by(State::Live);
    let hold = Mapping { hold: true, horizon: Horizon::Section, ..DEFAULT };
    for _ in 0..10 {
        let outputs = mapper.tick(&hold, false, None);
        assert_eq!(values(outputs), [0.2, 0.4, -0.2]);
        assert_eq!((outputs.class, outputs.confidence), (MoodClass::Happy, 0.8));
        assert_eq!(outputs.state, State::Frozen);
    }
    let released = mapper.tick(&DEFAULT, false, None).valence;
    assert!(released > 0.2 && released < 0.3, "{released}");
}

#[test]
fn bypass_freezes_values_and_confidence() {
    let mut mapper = overtaken_by(State::Live);
    let outputs = mapper.tick(&AT_ONCE, true, None);
    assert_eq!(values(outputs), [0.2, 0.4, -0.2]);
    assert_eq!((outputs.confidence, outputs.state), (0.8, State::Bypassed));
}

#[test]
fn freezing_what_has_no_confidence_gives_it_none() {
    let hold = Mapping { hold: true, ..DEFAULT };
    let mut mapper = overtaken_by(State::Silent);
    mapper.tick(&DEFAULT, false, None);
    assert_eq!(mapper.tick(&hold, false, None).confidence, 0.0);
    assert_eq!(mapper.tick(&DEFAULT, true, None).confidence, 0.0);
}

#[test]
fn the_state_is_the_first_that_holds() {
    let hold = Mapping { hold: true, ..DEFAULT };
    let stuck = Some(Hindrance::Degraded(Reason::WorkerStuck));
    let mut mapper = overtaken_by(State::Degraded(Reason::NoModel));
    assert_eq!(mapper.tick(&hold, true, stuck).state, State::Bypassed);
    assert_eq!(mapper.tick(&hold, false, stuck).state, State::Frozen);
    assert_eq!(mapper.tick(&DEFAULT, false, stuck).state, State::Degraded(Reason::WorkerStuck));
    let loading = Some(Hindrance::Loading);
    assert_eq!(mapper.tick(&DEFAULT, false, loading).state, State::Degraded(Reason::NoModel));
    assert_eq!(overtaken_by(State::Live).tick(&DEFAULT, false, loading).state, State::Loading);
    let mut mapper = overtaken_by(State::Silent);
    assert_eq!(mapper.tick(&hold, false, None).state, State::Frozen);
    assert_eq!(mapper.tick(&DEFAULT, false, None).state, State::Silent);
}

#[test]
fn an_update_without_a_mood_changes_the_state_alone() {
    let mut mapper = following(State::Live, 0.5, 0.5);
    let before = mapper.tick(&DEFAULT, false, None);
    mapper.set_update(&Update::new(50, State::Silent, None));
    let after = mapper.tick(&DEFAULT, false, None);
    assert_eq!(after, Outputs { confidence: 0.0, state: State::Silent, ..before });
}

#[test]
fn what_is_no_number_leaves_outputs_where_they_are() {
    let mut mapper = overtaken_by(State::Live);
    mapper.set_update(&update(State::Live, f32::NAN, f32::NAN));
    assert_eq!(values(mapper.tick(&AT_ONCE, false, None)), [0.2, 0.4, -0.2]);
    let settings = Correction { offset: f32::NAN, range: f32::INFINITY };
    let mapping = Mapping { valence: settings, arousal: settings, attack_seconds: f32::NAN, ..AT_ONCE };
    mapper.set_update(&update(State::Live, 0.0, 0.0));
    assert_eq!(values(mapper.tick(&mapping, false, None)), [0.2, 0.4, 0.0]);
    let first = following(State::Live, f32::NAN, f32::INFINITY).tick(&DEFAULT, false, None);
    assert_eq!(values(first), [0.0, 1.0, 0.0]);
}

#[test]
fn a_new_stream_is_warming_with_its_values_kept_and_a_reset_forgets_them() {
    let mut mapper = following(State::Live, 0.5, 0.5);
    let before = mapper.tick(&DEFAULT, false, None);
    mapper.begin_stream();
    let after = mapper.tick(&DEFAULT, false, None);
    assert_eq!(after, Outputs { state: State::Warming, ..before }, "confidence too");
    mapper.set_update(&update(State::Warming, -0.5, 0.5));
    let gliding = mapper.tick(&DEFAULT, false, None);
    assert!(gliding.valence < 0.5 && gliding.valence > 0.4 && gliding.confidence == 0.5, "{gliding:?}");
    mapper.reset();
    assert_eq!(mapper.tick(&DEFAULT, false, None), Outputs::default());
}

#[test]
fn a_stream_that_begins_with_speech_leaves_outputs_where_they_are() {
    let mut mapper = following(State::Live, 0.2, 0.4);
    let before = mapper.tick(&AT_ONCE, false, None);
    mapper.begin_stream();
    mapper.set_update(&Update { music: 0.0, ..update(State::Warming, 1.0, -1.0) });
    assert_eq!(values(mapper.tick(&AT_ONCE, false, None)), values(before));
}

#[test]
fn what_was_once_is_restored_within_its_range_and_left_gliding() {
    let mut mapper = OutputMapper::new(TICK);
    let kept = Outputs {
        valence: 0.75,
        arousal: f32::NAN,
        tension: -7.0,
        confidence: 2.0,
        class: MoodClass::Happy,
        state: State::Live,
        macros: [2.0, -1.0, f32::NAN, 0.5, 0.5, 0.5, 0.5, 0.5],
        routes: [0.25; ROUTES],
    };
    mapper.restore(&kept);
    let hold = Mapping { hold: true, ..DEFAULT };
    let outputs = mapper.tick(&hold, false, None);
    assert_eq!(values(outputs), [0.75, 0.0, -1.0]);
    assert_eq!(outputs.macros, [1.0, 0.0, 0.0, 0.5, 0.5, 0.5, 0.5, 0.5]);
    assert_eq!(outputs.routes, kept.routes);
    assert_eq!((outputs.class, outputs.confidence, outputs.state), (MoodClass::Happy, 1.0, State::Frozen));
    mapper.set_update(&update(State::Live, -0.75, 0.0));
    assert!((0.7..0.75).contains(&mapper.tick(&DEFAULT, false, None).valence));
}

#[test]
fn a_tick_allocates_nothing() {
    let mut mapper = following(State::Live, 0.5, 0.5);
    let next = update(State::Warming, -0.5, 1.0);
    assert_no_alloc::assert_no_alloc(|| {
        mapper.tick(&DEFAULT, false, None);
        mapper.set_update(&next);
        mapper.tick(&DEFAULT, false, Some(Hindrance::Degraded(Reason::SampleRate)));
        mapper.restore(&Outputs::default());
        mapper.reset();
    });
}
