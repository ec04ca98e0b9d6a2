//! What the mood drives, as VST3 hosts get it: macros as changes and as a hand's edits, the class as notes.

mod edits;
mod studio;

use vst3::Steinberg::Vst::RestartFlags_;

use self::studio::{BLOCK, RATE, Studio, macro_in_state};
use crate::host::{Asked, Change, Host};

/// The first macro follows arousal fast in one of the modes, and the class is a note.
fn arousal(mode: &str) -> String {
    format!(
        r#"{{"macros":[{{"source":"arousal","mode":"{mode}","rise":0.25,"fall":0.25}}],"notes":{{"on":true}}}}"#
    )
}

#[test]
fn a_macro_that_follows_is_told_in_changes_without_a_hand_and_is_what_the_host_reads() {
    let host = Host::start();
    let mut studio = Studio::new(&host, &arousal("follow"), 9);
    studio.start();
    studio.play(3.0);
    let told = studio.told();
    assert!(told.len() > 3, "{told:?}");
    assert!(told.iter().all(|(_, value)| (0.0..=1.0).contains(value)), "{told:?}");
    assert_eq!(studio.plugin.value("Macro 1"), told.last().unwrap().1);
    assert_eq!(studio.plugin.value("Macro 2"), 0.0);
    studio.stop();
    let rescan = Asked::Restart(RestartFlags_::kParamValuesChanged);
    assert!(studio.heard.iter().all(|asked| *asked == rescan), "{:?}", studio.heard);
    // Who reads all values again reads where the mood has moved it.
    let state = studio.plugin.save().unwrap();
    studio.plugin.hand_on(studio.id, 0.0);
    studio.plugin.restore(&state);
    assert!((studio.plugin.value("Macro 1") - told.last().unwrap().1).abs() < 0.01);
}

/// One point a block, as clap-wrapper takes it from VST3 hosts.
#[test]
fn what_was_written_plays_back_within_a_block() {
    let host = Host::start();
    let mut writing = Studio::new(&host, &arousal("write"), 9);
    writing.start();
    writing.play(6.0);
    writing.stop();
    let points = writing.told();
    assert!(points.len() > 4, "{points:?}");
    // The lane as the host has it at a sample: straight lines between its points.
    let lane = |sample: usize| {
        let next = points.partition_point(|(at, _)| *at <= sample);
        let before = points[next.saturating_sub(1)];
        points.get(next).map_or(before.1, |after| {
            let share = sample.saturating_sub(before.0) as f64 / (after.0 - before.0).max(1) as f64;
            before.1 + share * (after.1 - before.1)
        })
    };
    let mut playing = Studio::new(&host, &arousal("read"), 9);
    playing.start();
    for block in 0..600 {
        let sample = block * BLOCK;
        playing.changes = vec![Change { sample: 0, id: playing.id, value: lane(sample) }];
        playing.play(BLOCK as f64 / RATE);
        let value = macro_in_state(&playing.plugin);
        assert!((value - lane(sample)).abs() < 1e-6, "block {block}: {value}, written {}", lane(sample));
    }
    playing.stop();
    assert_eq!(playing.told(), [], "what is only read is told by nobody");
    assert!(!playing.heard.iter().any(|asked| matches!(asked, Asked::Begin(_) | Asked::Perform(..))));
}

/// VST3 hosts bring a plug-in's edits to its processor, late by their own way.
#[test]
fn a_host_that_sends_our_own_values_back_changes_nothing() {
    let host = Host::start();
    let hear = |mode, echoes| {
        let mut studio = Studio::new(&host, &arousal(mode), 9);
        studio.echo = echoes;
        studio.start();
        studio.play(4.0);
        studio.stop();
        studio.changes_told
    };
    for mode in ["follow", "write"] {
        let expected = hear(mode, None);
        assert!(expected.len() > 10);
        assert_eq!(hear(mode, Some(0.03)), expected, "{mode}");
    }
}

#[test]
fn the_class_is_a_note_that_never_hangs() {
    let host = Host::start();
    let mut studio = Studio::new(&host, &arousal("follow"), 8);
    studio.start();
    studio.play(2.0);
    studio.stop();
    assert_eq!(studio.sounding().len(), 1, "in the middle of one");
    // The host begins anew: what sounded ends with the first block, or before it where no sound comes.
    for flushes in [false, true] {
        studio.start();
        if flushes {
            studio.flush();
            assert_eq!(studio.sounding(), [], "flushed");
        }
        studio.play(1.0);
        assert_eq!(studio.sounding().len(), 1, "flushes: {flushes}");
        studio.stop();
    }
    studio.start();
    studio.silence(3.0);
    studio.stop();
    assert_eq!(studio.sounding(), []);
}
