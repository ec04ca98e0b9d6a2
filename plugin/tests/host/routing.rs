//! What the mood drives: macros, controllers and notes, as hosts get them.

mod commanded;
mod fuzzed;
mod told;

use std::collections::BTreeMap;

use host::{
    Event, Print, Take, What,
    rig::{Rig, play},
    signals::music,
};
use serde_json::Value;

use super::{
    MACRO_IDS,
    states::{fixture, framed},
};

const RATE: f64 = 48_000.0;
/// A tick of the values, in seconds.
const TICK: f64 = 0.01;

/// An instance with this routing, which renders.
fn routed(routing: &str) -> Rig {
    let mut rig = Rig::load();
    let mut state: Value = serde_json::from_slice(&rig.save()[8..]).unwrap();
    state["fields"]["routing"] = routing.into();
    assert!(rig.restore(&framed(state.to_string().as_bytes())), "{routing}: {:?}", rig.log());
    rig.set_offline(true);
    rig
}

/// A routing in which everything is used, without bypass and hold.
fn full() -> String {
    let state: Value = serde_json::from_str(&fixture("format-2.json")).unwrap();
    state["fields"]["routing"].as_str().unwrap().to_owned()
}

/// The first macro in a mode follows arousal fast; its value goes to the third controller in fourteen bits.
fn arousal(mode: &str) -> String {
    format!(
        r#"{{"macros":[{{"source":"arousal","mode":"{mode}","rise":0.25,"fall":0.25}}],
            "controllers":[{{}},{{}},{{"macro":1,"number":22,"fine":true,"per_second":200}}],
            "notes":{{"on":true}}}}"#
    )
}

/// The values of a controller of fourteen bits, [0, 1], with their samples.
fn fine(print: &Print, controller: u8) -> Vec<(usize, f64)> {
    let (upper, lower) = (print.controls(controller), print.controls(controller + 32));
    assert_eq!(upper.len(), lower.len());
    upper
        .iter()
        .zip(&lower)
        .map(|((sample, _, upper), (other, _, lower))| {
            assert_eq!(sample, other);
            (*sample, f64::from(u16::from(*upper) << 7 | u16::from(*lower)) / 16_383.0)
        })
        .collect()
}

/// The value at a sample, which holds until the next one.
fn held(values: &[(usize, f64)], sample: usize) -> f64 {
    let next = values.partition_point(|(at, _)| *at <= sample);
    values[next.saturating_sub(1)].1
}

/// A live take sends these events too, if no update of it is late.
fn live(block: usize, rate: f64, input: &[Vec<f32>], expected: &[Event]) {
    let take = || {
        let mut rig = routed(&full());
        // The model is loaded when silence has been heard.
        rig.play(&Take::new(rate, 512), &vec![vec![0.0; (0.7 * rate) as usize]; 2]);
        rig.set_offline(false);
        let take = Take { playing: Some(true), paced: true, ..Take::new(rate, block) };
        let events = rig.play(&take, input).events;
        (rig.report().unwrap().counters.late_updates == 0).then_some(events)
    };
    let events = (0..8).find_map(|_| take()).expect("a take without a late update");
    let differs = events.iter().zip(expected).find(|(found, expected)| found != expected);
    assert_eq!((differs, events.len()), (None, expected.len()), "{block}");
}

#[test]
fn bounces_are_the_same_at_all_blocks_and_on_the_grid_of_ticks() {
    for rate in [44_100.0, 96_000.0] {
        let input = music(rate, 2.4, 2, 8);
        let play = |block| {
            let take = Take { playing: Some(true), ..Take::new(rate, block) };
            routed(&full()).play(&take, &input).events
        };
        let expected = play(512);
        let mut kinds = BTreeMap::new();
        for event in &expected {
            let kind = match event.what {
                What::Value { id, .. } if MACRO_IDS.contains(&id) => "macro",
                What::Value { .. } => "output",
                What::Begin(_) | What::End(_) => "gesture",
                What::Midi([status, ..]) if status & 0xf0 == 0xc0 => "program",
                What::Midi(_) => "controller",
                What::NoteOn { .. } | What::NoteOff { .. } => "note",
            };
            *kinds.entry(kind).or_insert(0) += 1;
            let off_grid = (event.sample as f64 / (rate * TICK)).fract();
            assert!(off_grid.min(1.0 - off_grid) * rate * TICK < 1.0, "{event:?}");
        }
        assert_eq!(kinds.len(), 6, "{kinds:?}");
        for block in [1, 64, 4_096] {
            let found = play(block);
            let differs = found.iter().zip(&expected).find(|(found, expected)| found != expected);
            assert_eq!((differs, found.len()), (None, expected.len()), "{block} at {rate}");
        }
    }
}

#[test]
fn a_live_take_that_is_on_time_sends_what_a_bounce_sends() {
    let input = music(RATE, 2.4, 2, 8);
    let expected = routed(&full()).play(&Take { playing: Some(true), ..Take::new(RATE, 512) }, &input).events;
    for block in [64, 512, 4_096] {
        live(block, RATE, &input, &expected);
    }
}

#[test]
fn a_macro_that_is_moved_glides_and_is_what_the_host_reads() {
    let mut rig = routed(&arousal("follow"));
    let print = rig.play(&Take::new(RATE, 512), &music(RATE, 3.0, 2, 8));
    let told = print.values(MACRO_IDS[0]);
    assert!(told.len() > 3, "{told:?}");
    assert!((rig.get(MACRO_IDS[0]) - told.last().unwrap().1).abs() < 0.01);
    assert_eq!(rig.get(MACRO_IDS[1]), 0.0);
    assert!(print.gestures(MACRO_IDS[0]).is_empty());
    let sent = fine(&print, 22);
    let steepest = 1.0 - (-TICK / 0.25_f64).exp();
    assert!(sent.windows(2).all(|pair| (pair[1].1 - pair[0].1).abs() <= steepest + 1e-4), "{sent:?}");
    // What is told is near what goes out, one tick later.
    for (sample, value) in &told[1..] {
        assert!((held(&sent, sample.saturating_sub(480)) - value).abs() < 0.01);
    }
}

#[test]
fn what_a_host_sets_drives_nothing_while_the_mood_moves_it_and_is_saved() {
    let input = music(RATE, 2.0, 2, 8);
    let hear = |changes| {
        let mut rig = routed(&arousal("follow"));
        let events = rig.play(&Take { changes, ..Take::new(RATE, 512) }, &input).events;
        (events, serde_json::from_slice::<Value>(&rig.save()[8..]).unwrap())
    };
    let (expected, fresh) = hear(Vec::new());
    let (found, saved) = hear((0..90).map(|index| (index * 1_000 + 5, MACRO_IDS[0], 0.75)).collect());
    assert_eq!(found, expected);
    assert_eq!(
        (&fresh["params"]["macro_1"]["f32"], &saved["params"]["macro_1"]["f32"]),
        (&0.0.into(), &0.75.into())
    );
    assert_eq!(fresh["fields"]["routing"], saved["fields"]["routing"]);
}

#[test]
fn states_are_the_same_however_often_they_are_saved_and_whatever_has_moved() {
    let mut rig = routed(&full());
    let before = rig.save();
    rig.play(&Take { playing: Some(true), ..Take::new(RATE, 512) }, &music(RATE, 2.0, 2, 8));
    assert_eq!(rig.save(), before);
    assert_eq!(rig.save(), before);
}

#[test]
fn what_is_written_plays_back_as_it_was() {
    let input = music(RATE, 6.0, 2, 9);
    let id = MACRO_IDS[0];
    let print = routed(&arousal("write")).play(&Take { playing: Some(true), ..Take::new(RATE, 256) }, &input);
    let (points, gestures, written) = (print.values(id), print.gestures(id), fine(&print, 22));
    assert!(points.len() > 4 && points.len() <= 6 * 30, "{points:?}");
    assert!(!gestures.is_empty(), "{points:?}");
    assert!(
        gestures.iter().enumerate().all(|(index, (_, begins))| *begins == (index % 2 == 0)),
        "{gestures:?}"
    );
    // As hosts do it: straight lines between the points, in steps of a millisecond.
    let line = |sample: usize| {
        let next = points.partition_point(|(at, _)| *at <= sample);
        let before = points[next.saturating_sub(1)];
        points.get(next).map_or(before.1, |after| {
            let share = (sample - before.0.min(sample)) as f64 / (after.0 - before.0) as f64;
            before.1 + share * (after.1 - before.1)
        })
    };
    let changes = (0..input[0].len()).step_by(48).map(|sample| (sample, id, line(sample))).collect();
    let played = routed(&arousal("read")).play(&Take { changes, ..Take::new(RATE, 512) }, &input);
    assert!(played.gestures(id).is_empty());
    let played = fine(&played, 22);
    // Points lag a tick, controllers another two: after 50 ms at most what was written is played.
    for sample in (points[0].0 + 2_400..input[0].len() - 2_400).step_by(480) {
        let wrote = held(&written, sample);
        let nearest = (0..=2_400)
            .step_by(480)
            .map(|later| (held(&played, sample + later) - wrote).abs())
            .fold(f64::INFINITY, f64::min);
        assert!(nearest <= 0.01, "{sample}: {wrote} {nearest}");
    }
}

#[test]
fn a_host_that_deactivates_in_the_middle_gets_the_end_of_all_it_has() {
    for flushes in [true, false] {
        let mut rig = routed(&arousal("write"));
        let idle = rig.activate(RATE, 512);
        let take = Take { playing: Some(true), ..Take::new(RATE, 512) };
        let (idle, print) = play(idle, &take, &music(RATE, 1.3, 2, 9));
        let gestures = print.gestures(MACRO_IDS[0]);
        assert_eq!(gestures.len() % 2, 1, "in the middle of one: {gestures:?}");
        let Some((_, What::NoteOn { channel, key, .. })) = print.notes().pop() else { panic!("no note") };
        rig.deactivate(idle);
        assert_eq!(rig.asked().flush, 1);
        let owed = [What::End(MACRO_IDS[0]), What::NoteOff { channel, key }];
        if flushes {
            assert_eq!(rig.flush(), owed);
            assert_eq!(rig.flush(), []);
        }
        let idle = rig.activate(RATE, 512);
        let (idle, print) =
            play(idle, &Take { playing: Some(false), ..take.clone() }, &music(RATE, 0.1, 2, 9));
        rig.deactivate(idle);
        let ends: Vec<_> = print
            .events
            .iter()
            .filter(|event| matches!(event.what, What::End(_) | What::NoteOff { .. }))
            .map(|event| (event.sample, event.what.clone()))
            .collect();
        let expected = if flushes { Vec::new() } else { owed.map(|what| (0, what)).to_vec() };
        assert_eq!(ends, expected);
    }
}

#[test]
fn a_host_that_stops_and_starts_around_every_block_gets_no_note_more() {
    let input = music(RATE, 2.4, 2, 8);
    let play = |restless| {
        let take = Take { playing: Some(true), restless, ..Take::new(RATE, 480) };
        routed(&full()).play(&take, &input).events
    };
    assert!(play(true) == play(false));
}

#[test]
fn a_transport_that_stops_ends_what_is_written() {
    let mut rig = routed(&arousal("write"));
    let idle = rig.activate(RATE, 512);
    let take = |playing| Take { playing: Some(playing), ..Take::new(RATE, 512) };
    let (idle, print) = play(idle, &take(true), &music(RATE, 1.3, 2, 9));
    assert_eq!(print.gestures(MACRO_IDS[0]).len() % 2, 1);
    let (idle, print) = play(idle, &take(false), &music(RATE, 1.0, 2, 9));
    assert_eq!(print.gestures(MACRO_IDS[0]), [(0, false)]);
    rig.deactivate(idle);
}

#[test]
fn the_class_is_a_note_that_never_hangs() {
    let mut rig = routed(r#"{"notes":{"on":true,"channel":3,"base":60,"program":7}}"#);
    let mut input = music(RATE, 2.0, 2, 8);
    for channel in &mut input {
        channel.extend(vec![0.0; 96_000]);
    }
    let print = rig.play(&Take::new(RATE, 512), &input);
    let notes = print.notes();
    assert!(notes.len() >= 2 && notes.len().is_multiple_of(2), "silence ends the last one: {notes:?}");
    for pair in notes.chunks(2) {
        let (What::NoteOn { channel, key, velocity }, What::NoteOff { channel: of, key: ends }) =
            (&pair[0].1, &pair[1].1)
        else {
            panic!("{notes:?}")
        };
        assert_eq!((channel, of, key), (&2, &2, ends));
        assert!((60..66).contains(key) && (1.0 / 127.0..=1.0).contains(velocity), "{pair:?}");
        let program = What::Midi([0xc2, 7 + (*key as u8 - 60), 0]);
        assert!(print.events.iter().any(|event| event.sample == pair[0].0 && event.what == program));
    }
}
