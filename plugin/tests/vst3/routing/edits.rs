//! What a macro writes: gestures for the component handler, which clap-wrapper brings while a window is open.

use super::{Studio, arousal};
use crate::{host::Host, x::Desk};

/// An instance that writes, with its window open.
fn writing(host: &Host, desk: &Desk) -> Studio {
    let mut studio = Studio::new(host, &arousal("write"), 9);
    studio.start();
    studio.open(desk);
    studio
}

#[test]
fn what_is_written_with_the_editor_open_are_gestures_with_the_values_of_the_changes() {
    let Some(desk) = Desk::open() else { return };
    let host = Host::start();
    let mut studio = writing(&host, &desk);
    studio.play(6.0);
    studio.listen(0.1);
    studio.turn();
    let (values, open) = studio.edits();
    let told: Vec<_> = studio.told().into_iter().map(|(_, value)| value).collect();
    assert!(!open && values.len() > 4, "{values:?}");
    // What a start tells once more is written by no hand.
    let written = told.windows(values.len()).any(|window| *window == values[..]);
    assert!(written && told.len() <= values.len() + 4, "{values:?} of {told:?}");
    assert_eq!(studio.plugin.value("Macro 1"), *told.last().unwrap());
    studio.stop();
}

/// As hosts do it, who send edits back by their own way.
#[test]
fn edits_that_come_back_change_nothing() {
    let Some(desk) = Desk::open() else { return };
    let host = Host::start();
    let mut closed = Studio::new(&host, &arousal("write"), 9);
    closed.start();
    closed.play(4.0);
    closed.stop();
    let mut studio = writing(&host, &desk);
    studio.echo = Some(0.03);
    studio.play(4.0);
    studio.turn();
    assert_eq!(studio.changes_told, closed.changes_told);
    studio.stop();
    assert!(studio.edits().0.len() > 4);
}

/// It was open before, and closed in the middle of a gesture.
#[test]
fn an_editor_that_is_opened_after_ten_minutes_brings_nothing_of_them() {
    const SECONDS: f64 = 600.0;
    let Some(desk) = Desk::open() else { return };
    let host = Host::start();
    let mut studio = writing(&host, &desk);
    studio.play_into_a_gesture();
    studio.play(0.5);
    studio.close();
    assert!(!studio.edits().1, "closing ends what goes on");
    studio.heard.clear();
    studio.play(SECONDS);
    assert!(studio.told().len() as f64 > SECONDS, "it has moved all the while");
    assert_eq!(studio.edits(), (Vec::new(), false));
    studio.open(&desk);
    assert_eq!(studio.edits(), (Vec::new(), false), "before anything new has come");
    let before = studio.told().len();
    studio.play(3.0);
    studio.listen(0.1);
    studio.turn();
    let (values, open) = studio.edits();
    let told: Vec<_> = studio.told()[before..].iter().map(|(_, value)| *value).collect();
    assert!(!open && values.len() > 1, "{values:?}");
    assert!(told.windows(values.len()).any(|window| *window == values[..]), "{values:?} of {told:?}");
    studio.stop();
}

/// It renders, say, and shows how far it is. clap-wrapper has room for 8,192 edits, and overwrites what is too many.
#[test]
fn a_host_whose_run_loop_stands_still_gets_whole_gestures_and_later_ones_again() {
    let Some(desk) = Desk::open() else { return };
    let host = Host::start();
    let mut studio = writing(&host, &desk);
    studio.busy = true;
    studio.play(900.0);
    studio.turn();
    let (values, open) = studio.edits();
    let told = studio.told().len();
    assert!(!open && (500..1_000).contains(&values.len()) && told > 1_000, "{} of {told}", values.len());
    studio.busy = false;
    studio.play_into_a_gesture();
    studio.stop();
    studio.turn();
    let (later, open) = studio.edits();
    assert!(!open && later.len() > values.len());
}

#[test]
fn no_gesture_stays_open_when_the_editor_is_closed_in_the_middle_of_it() {
    let Some(desk) = Desk::open() else { return };
    let host = Host::start();
    let mut studio = writing(&host, &desk);
    for sounds in [true, false, true, false] {
        studio.play_into_a_gesture();
        studio.close();
        assert!(!studio.edits().1, "and ended with the window");
        if sounds {
            studio.play(0.5);
        }
        studio.open(&desk);
        assert!(!studio.edits().1);
    }
    studio.stop();
}

#[test]
fn no_gesture_stays_open_when_the_host_deactivates_in_the_middle_of_it() {
    let Some(desk) = Desk::open() else { return };
    let host = Host::start();
    for (says, closes, turns) in [
        (true, false, true),
        (true, false, false),
        (true, true, true),
        (false, false, true),
        (false, true, false),
    ] {
        let mut studio = writing(&host, &desk);
        studio.play_into_a_gesture();
        studio.play(0.2);
        if turns {
            studio.turn();
        }
        if closes {
            studio.close();
        }
        if says {
            studio.plugin.set_processing(false);
        }
        studio.plugin.deactivate();
        studio.turn();
        assert!(!studio.edits().1, "says: {says}, closes: {closes}, turns: {turns}");
        let before = studio.edits().0.len();
        studio.start();
        studio.turn();
        studio.play(2.6);
        studio.listen(0.1);
        studio.turn();
        let (values, open) = studio.edits();
        assert!(!open && (values.len() > before) != closes, "says: {says}, closes: {closes}: {values:?}");
        assert_eq!(studio.sounding().len(), 1);
        studio.stop();
    }
}
