//! States that nobody saved.

use host::{
    Take, What,
    rig::Rig,
    signals::{Noise, music},
};

use super::RATE;
use crate::states::{fixture, framed};

#[test]
fn ten_thousand_states_do_no_harm() {
    let whole = fixture("format-2.json");
    let mut noise = Noise(21);
    let mut rig = Rig::load();
    let (initial, fresh) = (rig.save(), rig.values());
    let pieces = [
        "-1",
        "0",
        "1e9",
        "null",
        "0.5",
        "\\\"change\\\"",
        "\\\"write\\\"",
        "true",
        "[]",
        "{}",
        "9",
        "\\\"\\\"",
    ];
    let mut taken = 0;
    for round in 0..10_000 {
        let mut spoilt = whole.clone();
        for _ in 0..1 + noise.bits() % 3 {
            // A value somewhere becomes another one, or a byte another byte.
            let colons: Vec<_> = spoilt.match_indices(':').map(|(at, _)| at + 1).collect();
            let begin = colons[noise.bits() as usize % colons.len()];
            let length = spoilt[begin..].find([',', '}', ']']).unwrap_or(0);
            let piece = pieces[noise.bits() as usize % pieces.len()];
            spoilt.replace_range(begin..begin + length, piece);
        }
        if rig.restore(&framed(spoilt.as_bytes())) {
            taken += 1;
            for (listed, (_, value)) in rig.list().iter().zip(rig.values()) {
                assert!((listed.range.0..=listed.range.1).contains(&value), "{} = {value}", listed.name);
            }
            let saved = rig.save();
            assert!(rig.restore(&saved), "{spoilt}");
            assert_eq!(rig.save(), saved, "{spoilt}");
            if taken % 20 == 0 {
                rig.set_offline(true);
                let print = rig
                    .play(&Take { playing: Some(true), ..Take::new(RATE, 777) }, &music(RATE, 0.7, 2, round));
                let finite = |what: &What| !matches!(what, What::Value { value, .. } if !value.is_finite());
                assert!(print.events.iter().all(|event| finite(&event.what)), "{spoilt}");
            }
            assert!(rig.restore(&initial));
        }
        assert_eq!(rig.values(), fresh, "{spoilt}");
    }
    assert!(taken > 300, "{taken} of 10,000 were whole");
}
