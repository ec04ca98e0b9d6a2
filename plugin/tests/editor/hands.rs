//! What a user's hands do, and what the host and the session hear of it.

use std::sync::Arc;

use ai_mixtapes::{
    editor::state::made_up::MadeUp,
    session::{
        params::HorizonChoice,
        settings::{COMPACT, FULL, Page, Panel, Settings, Theme, Zoom},
    },
};
use nice_plug::prelude::Params;
use vizia_core::prelude::{Code, Key, Modifiers};
use window::{Host, ParamHandle, Picture, RecordingHost};

use crate::shown::{Shown, show};

fn shown() -> Shown {
    let mut shown = show(MadeUp::new(300), Settings::default(), 1.0);
    shown.screen.picture();
    shown
}

/// With the page of the routing.
fn routing() -> Shown {
    let mut shown = show(MadeUp::new(300), Settings { page: Page::Routing, ..Settings::default() }, 1.0);
    shown.screen.picture();
    shown
}

#[test]
fn a_drag_is_one_gesture_and_moves_as_far_as_the_mouse() {
    let mut shown = shown();
    let (x, y, width, _) = shown.screen.bounds("valence_offset").unwrap();
    shown.screen.mouse_move(x + width / 2.0, y + 5.0);
    shown.screen.press();
    shown.screen.mouse_move(x + width * 0.75, y + 40.0);
    shown.screen.mouse_move(x + width * 2.0, y + 40.0);
    shown.screen.release();
    let told = shown.told();
    assert_eq!(
        (told.first().unwrap().as_str(), told.last().unwrap().as_str()),
        ("[valence_offset", "valence_offset]")
    );
    assert_eq!(told.len(), 4, "{told:?}");
    let quarter: f32 = told[1].split_once('=').unwrap().1.parse().unwrap();
    assert!((quarter - 0.75).abs() < 0.03, "{quarter}");
    assert_eq!(told[2], "valence_offset=1.000");
}

#[test]
fn shift_makes_a_drag_fine_and_a_double_click_brings_the_default_back() {
    let mut shown = shown();
    let (x, y) = shown.middle("smoothing");
    let before = shown.params.smoothing.value();
    shown.screen.hold(Modifiers::SHIFT);
    shown.screen.mouse_move(x, y);
    shown.screen.press();
    shown.screen.mouse_move(x + 20.0, y);
    shown.screen.release();
    shown.screen.hold(Modifiers::empty());
    let after = shown.params.smoothing.value();
    assert!(after > before && after < before + 0.25, "{before} {after}");
    shown.screen.picture();
    shown.screen.click(x, y);
    shown.screen.click(x, y);
    assert!((shown.params.smoothing.value() - before).abs() < 1e-5);
}

#[test]
fn the_wheel_and_the_arrow_keys_go_in_steps() {
    let mut shown = routing();
    let (x, y) = shown.middle("cc_channel");
    shown.screen.mouse_move(x, y);
    shown.screen.wheel(1.0);
    assert_eq!(shown.params.midi.channel.value(), 2);
    shown.screen.picture();
    shown.click("cc_channel");
    shown.screen.key(Code::ArrowRight, Key::ArrowRight);
    assert_eq!(shown.params.midi.channel.value(), 3);
    let told = shown.told();
    let begun = told.iter().filter(|told| told.starts_with('[')).count();
    assert_eq!(begun, told.iter().filter(|told| told.ends_with(']')).count(), "{told:?}");
}

#[test]
fn a_value_can_be_written() {
    let mut shown = shown();
    shown.enter("smoothing", "2.5");
    assert!((shown.params.smoothing.value() - 2.5).abs() < 1e-5);
    assert_eq!(shown.told().len(), 3);
}

#[test]
fn a_value_can_be_written_as_people_write_it() {
    let mut shown = shown();
    for (id, text) in [
        ("smoothing", "0,25 S"),
        ("valence_offset", "−0,25"),
        ("valence_range", "1,5\u{a0}x"),
        ("cc_valence", "CC74"),
        ("cc_arousal", "off"),
    ] {
        match id {
            "cc_valence" => shown.click("page-Routing"),
            "cc_arousal" => shown.click("route-2"),
            _ => {}
        }
        shown.enter(id, text);
        assert_eq!(shown.screen.bounds(&format!("{id}-refusal")), None, "{text}");
    }
    let params = &shown.params;
    let values = [&params.smoothing, &params.taste.valence_offset, &params.taste.valence_range]
        .map(|param| (param.value() * 100.0).round());
    assert_eq!(values, [25.0, -25.0, 150.0]);
    assert_eq!([params.midi.valence.value(), params.midi.arousal.value()], [74, 0]);
}

#[test]
fn what_is_no_value_changes_nothing_and_the_reason_stands_beside_it() {
    let mut shown = shown();
    for text in ["soon", "1,234.5", "20 s"] {
        shown.enter("smoothing", text);
        assert_eq!(shown.told(), [""; 0], "{text}");
        let reason = shown.screen.bounds("smoothing-refusal").expect("a reason");
        let field = shown.screen.bounds("smoothing-text").unwrap();
        assert!(
            reason.0 + reason.2 <= field.0 && (reason.1 - field.1).abs() < field.3,
            "{reason:?} {field:?}"
        );
    }
    shown.enter("smoothing", "2,5");
    assert_eq!(shown.screen.bounds("smoothing-refusal"), None, "it goes when all is well");
    assert_eq!(shown.told().len(), 3);
}

#[test]
fn switches_turn_parameters_on_and_off() {
    let mut shown = shown();
    shown.click("hold");
    assert!(shown.params.hold.value());
    assert_eq!(shown.told(), ["[hold", "hold=1.000", "hold]"]);
    shown.click("hold");
    assert!(!shown.params.hold.value());
    shown.click("horizon-1");
    assert_eq!(shown.told().last().unwrap(), "horizon]");
    assert_eq!(shown.params.horizon.value(), HorizonChoice::Section);
}

#[test]
fn what_the_host_automates_is_shown() {
    let mut shown = shown();
    let before = shown.screen.picture();
    assert!(shown.screen.picture() == before, "nothing moves by itself");
    let param = ParamHandle::find(&(shown.params.clone() as Arc<dyn Params>), "arousal_range").unwrap();
    RecordingHost::default().set(&param, 0.9);
    assert!(shown.screen.picture() != before);
    assert_eq!(shown.told(), [""; 0], "the host is not told what it said itself");
}

#[test]
fn choices_are_kept_in_the_session() {
    let mut shown = shown();
    for id in ["zoom-60 min", "panel-Timing", "theme", "page-Outside"] {
        shown.click(id);
    }
    let kept = shown.params.editor.get();
    assert_eq!((kept.zoom, kept.panel, kept.theme), (Zoom::Hour, Panel::Timing, Theme::Contrast));
    assert_eq!(kept.page, Page::Outside);
}

#[test]
fn the_small_window_is_asked_for_and_the_large_one_comes_back() {
    let mut shown = shown();
    shown.click("mode");
    assert_eq!(shown.told(), [format!("{}x{}", COMPACT.0, COMPACT.1)]);
    shown.resize(COMPACT);
    shown.click("mode");
    assert_eq!(shown.told(), [format!("{}x{}", FULL.0, FULL.1)]);
}

#[test]
fn the_mouse_reads_the_past() {
    let mut shown = shown();
    let before = shown.screen.picture();
    let (x, y) = shown.middle("chart");
    shown.screen.mouse_move(x, y);
    let read = shown.screen.picture();
    assert!(!alike(&read, &before));
    shown.screen.mouse_move(5.0, 5.0);
    assert!(alike(&shown.screen.picture(), &before));
}

/// Whether no pixel is far from the other picture's: what is drawn again in part is rounded otherwise.
fn alike(one: &Picture, other: &Picture) -> bool {
    one.rgba.len() == other.rgba.len() && one.rgba.iter().zip(&other.rgba).all(|(a, b)| a.abs_diff(*b) < 8)
}

impl Shown {
    /// The host gives the window another size.
    fn resize(&mut self, size: (f32, f32)) {
        self.params.editor.size().set(size.0, size.1);
        self.screen.resize(size, 1.0).unwrap();
        self.screen.picture();
    }
}
