//! What holds for any settings and any moods.

use proptest::prelude::*;

use super::*;
use crate::outputs::{Feed, Macro, MacroMode, Source, Tap};

fn any_state() -> impl Strategy<Value = State> {
    prop::sample::select(vec![
        State::Degraded(Reason::NoModel),
        State::NoMusic,
        State::Silent,
        State::Warming,
        State::Live,
    ])
}

fn any_mapping() -> impl Strategy<Value = Mapping> {
    let wild = prop::num::f32::ANY;
    (prop::bool::ANY, prop::bool::weighted(0.1), wild, wild, wild, wild).prop_map(
        |(section, hold, offset, range, attack_seconds, release_seconds)| Mapping {
            horizon: if section { Horizon::Section } else { Horizon::Now },
            hold,
            valence: Correction { offset, range },
            arousal: Correction { offset: -offset, range },
            attack_seconds,
            release_seconds,
            drive: wild_drive([offset, range, attack_seconds, release_seconds]),
        },
    )
}

/// Every number in it is one of these.
fn wild_drive(wild: [f32; 4]) -> Drive {
    let mut drive = Drive { set: [wild[0]; MACROS], ..Drive::default() };
    let sources: Vec<_> = Source::all().collect();
    for (index, made_of) in drive.macros.iter_mut().enumerate() {
        let number = |offset: usize| wild[(index + offset) % wild.len()];
        let blend = (index % 2 == 0).then_some(number(3));
        *made_of = Macro {
            source: (index > 0).then_some(Tap { source: sources[2 * index], blend }),
            mode: if index == 1 { MacroMode::Read } else { MacroMode::Write },
            input: [number(0), number(1)],
            output: [number(2), number(3)],
            curve: number(1),
            rise_seconds: number(2),
            fall_seconds: number(3),
            gate: if index < 5 { 0.0 } else { number(0) },
        };
        drive.routes[index] = made_of.source.map(|tap| match index % 2 {
            0 => Feed::Macro(index as u8),
            _ => Feed::Tap(tap),
        });
    }
    drive
}

proptest! {
    #[test]
    fn whatever_comes_outputs_stay_within_their_ranges(
        steps in prop::collection::vec(
            (any_state(), prop::num::f32::ANY, prop::num::f32::ANY, any_mapping(), prop::bool::ANY),
            1..40,
        ),
    ) {
        let mut mapper = OutputMapper::new(TICK);
        for (state, v, a, mapping, bypass) in steps {
            mapper.set_update(&update(state, v, a));
            let outputs = mapper.tick(&mapping, bypass, None);
            prop_assert!(values(outputs).iter().all(|value| value.abs() <= 1.0), "{outputs:?}");
            let shares = [&[outputs.confidence][..], &outputs.macros, &outputs.routes].concat();
            prop_assert!(shares.iter().all(|share| (0.0..=1.0).contains(share)), "{outputs:?}");
        }
    }

    #[test]
    fn ticks_of_half_the_length_reach_the_same_values(
        v in -1.0_f32..1.0, a in -1.0_f32..1.0, seconds in 0.02_f32..5.0, ticks in 1_usize..300,
    ) {
        let mapping = Mapping { attack_seconds: seconds, release_seconds: seconds / 2.0, ..DEFAULT };
        let reach = |tick, count| {
            let mut mapper = OutputMapper::new(tick);
            mapper.set_update(&update(State::Live, 0.0, 0.0));
            mapper.tick(&mapping, false, None);
            mapper.set_update(&update(State::Live, v, a));
            (0..count).map(|_| mapper.tick(&mapping, false, None)).last().map(values)
        };
        let (coarse, fine) = (reach(TICK, ticks).unwrap(), reach(TICK / 2.0, 2 * ticks).unwrap());
        for (one, other) in coarse.iter().zip(fine) {
            prop_assert!((one - other).abs() < 3e-5, "{coarse:?} {fine:?}");
        }
    }
}
