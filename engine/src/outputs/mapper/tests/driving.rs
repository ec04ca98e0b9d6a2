//! Macros and routes, which stay where outputs stay.

use super::*;
use crate::outputs::{Feed, Macro, Source, Tap};

/// A mapping whose first macro and route follow a source at once.
fn driving(source: Source) -> Mapping {
    let mut mapping = AT_ONCE;
    mapping.drive.macros[0] = Macro { rise_seconds: 0.0, fall_seconds: 0.0, ..Macro::of(source) };
    mapping.drive.routes[0] = Some(Feed::Tap(Tap::new(source)));
    mapping
}

#[test]
fn macros_and_routes_follow_the_mood_and_stay_where_outputs_do() {
    let mapping = driving(Source::Arousal);
    for (state, moves) in [
        (State::Live, true),
        (State::Warming, true),
        (State::Silent, false),
        (State::NoMusic, false),
        (State::Degraded(Reason::NoModel), false),
    ] {
        let mut mapper = following(State::Live, 0.0, 0.5);
        let before = mapper.tick(&mapping, false, None);
        assert_eq!((before.macros[0], before.routes[0]), (0.75, 0.75));
        mapper.set_update(&update(state, 0.0, -0.5));
        let after = mapper.tick(&mapping, false, None);
        let expected = if moves { 0.25 } else { 0.75 };
        assert_eq!((after.macros[0], after.routes[0]), (expected, expected), "{state:?}");
    }
}

#[test]
fn what_the_user_froze_stays_even_where_a_macro_is_set() {
    let mut mapper = following(State::Live, 0.0, 0.5);
    mapper.tick(&driving(Source::Arousal), false, None);
    let frozen = Mapping { hold: true, ..AT_ONCE };
    let moved = Drive { set: [0.9; MACROS], ..driving(Source::Arousal).drive };
    let outputs = mapper.tick(&Mapping { drive: moved, ..frozen }, false, None);
    assert_eq!((outputs.macros[0], outputs.macros[1]), (0.75, 0.0));
    assert_eq!(mapper.tick(&Mapping { drive: moved, ..AT_ONCE }, true, None).macros, outputs.macros);
    assert_eq!(mapper.tick(&Mapping { drive: moved, ..AT_ONCE }, false, None).macros[1], 0.9);
}

#[test]
fn a_change_is_told_for_a_tenth_of_a_second_and_does_not_rest_before() {
    let mapping = driving(Source::Change);
    let mut mapper = following(State::Live, 0.0, 0.0);
    assert_eq!(mapper.tick(&mapping, false, None).macros[0], 0.0);
    assert!(mapper.rests());
    mapper.set_update(&Update { change: true, ..update(State::Live, 0.0, 0.0) });
    for tick in 0..20 {
        assert_eq!(mapper.rests(), tick >= 10, "{tick}");
        let outputs = mapper.tick(&mapping, false, None);
        let expected = if tick < 10 { 1.0 } else { 0.0 };
        assert_eq!((outputs.macros[0], outputs.routes[0]), (expected, expected), "{tick}");
    }
}
