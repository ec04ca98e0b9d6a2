//! What a user's hands do in it: mouse, wheel and keys.

use std::{thread, time::Duration};

use nice_plug::{
    editor::EditorHandle,
    prelude::{Modifiers, VirtualKeyCode},
};
use window::Asked;

use crate::support::{
    panel::{FADER, FIELD},
    rig::Rig,
    x::{Desk, LEFT, WHEEL_UP, wait_for},
};

#[test]
fn a_drag_is_a_gesture_that_the_host_sees() {
    let Some(desk) = Desk::open() else { return };
    let rig = Rig::shown(&desk);
    desk.point(FADER.0, FADER.1);
    desk.press(LEFT);
    desk.point(FADER.0, FADER.1 - 12.0);
    // Out of the window, and down: the fader goes on as long as the button is held.
    desk.point(700.0, 300.0);
    desk.release(LEFT);
    let end = Asked::End("gain".into());
    wait_for("the end of the gesture", || rig.log.get().last() == Some(&end));
    let asked = rig.log.take();
    assert_eq!(asked[0], Asked::Begin("gain".into()));
    let values: Vec<f32> = asked
        .iter()
        .filter_map(|asked| if let Asked::Set(_, value) = asked { Some(*value) } else { None })
        .collect();
    assert!((values[0] - 0.55).abs() < 1e-4, "{values:?}");
    assert_eq!(values.last(), Some(&0.0));
    assert_eq!(asked.len(), values.len() + 2);
}

#[test]
fn the_wheel_and_a_double_click_reach_the_fader() {
    let Some(desk) = Desk::open() else { return };
    let rig = Rig::shown(&desk);
    desk.point(FADER.0, FADER.1);
    desk.click(WHEEL_UP);
    wait_for("a step of the wheel", || rig.log.get().len() == 3);
    assert_eq!(rig.log.take()[1], Asked::Set("gain".into(), 0.525));
    desk.click(LEFT);
    desk.click(LEFT);
    wait_for("the default", || rig.log.get().len() == 5);
    assert_eq!(rig.log.take()[3], Asked::Set("gain".into(), 0.5));
}

#[test]
fn shift_counts_from_the_mouse_alone() {
    let Some(desk) = Desk::open() else { return };
    let rig = Rig::shown(&desk);
    // The key goes down elsewhere: only the mouse's own events tell of it.
    desk.point(700.0, 700.0);
    desk.key_down(0xffe1, true);
    desk.point(FADER.0, FADER.1);
    desk.press(LEFT);
    desk.point(FADER.0, FADER.1 - 24.0);
    desk.release(LEFT);
    desk.key_down(0xffe1, false);
    let end = Asked::End("gain".into());
    wait_for("the end of the gesture", || rig.log.get().last() == Some(&end));
    let asked = rig.log.take();
    assert!(matches!(asked[1], Asked::Set(_, value) if (value - 0.51).abs() < 1e-4), "{asked:?}");
}

#[test]
fn keys_that_nobody_uses_go_to_the_host() {
    let Some(desk) = Desk::open() else { return };
    let rig = Rig::shown(&desk);
    desk.set_focus(rig.parent);
    desk.point(FADER.0, FADER.1);
    thread::sleep(Duration::from_millis(50));
    desk.keys();
    // Space starts a host's transport; the fader has no use for it, though the pointer is over it.
    desk.key(u32::from(b' '));
    wait_for("the key at the host", || !desk.keys().is_empty());
    desk.click(LEFT);
    desk.key(u32::from(b' '));
    wait_for("the key at the host after a click", || !desk.keys().is_empty());
}

#[test]
fn a_text_field_takes_all_keys_and_the_focus() {
    let Some(desk) = Desk::open() else { return };
    let rig = Rig::shown(&desk);
    desk.set_focus(rig.parent);
    desk.point(FIELD.0, FIELD.1);
    desk.click(LEFT);
    let child = desk.child(rig.parent).expect("the editor");
    wait_for("the focus", || desk.focus() == child);
    desk.keys();
    desk.key(u32::from(b' '));
    desk.key(u32::from(b'a'));
    wait_for("both letters", || rig.shared.text() == " a");
    let open = rig.editor();
    assert!(open.handle.on_virtual_key_from_host(VirtualKeyCode::Backspace, true, Modifiers::empty()));
    wait_for("one letter less", || rig.shared.text() == " ");
    assert!(!open.handle.on_virtual_key_from_host(VirtualKeyCode::F5, true, Modifiers::empty()));
    desk.key(0xff1b);
    wait_for("the focus back at the host", || desk.focus() == rig.parent);
    assert!(desk.keys().is_empty());
    assert!(!open.handle.on_virtual_key_from_host(VirtualKeyCode::Backspace, true, Modifiers::empty()));
}

#[test]
fn the_pointer_has_another_shape_over_a_text_field() {
    let Some(desk) = Desk::open() else { return };
    let _rig = Rig::shown(&desk);
    desk.point(250.0, 110.0);
    thread::sleep(Duration::from_millis(100));
    let before = desk.pointer();
    desk.point(FIELD.0, FIELD.1);
    wait_for("the shape over text", || desk.pointer() != before);
    let text = desk.pointer();
    desk.point(250.0, 110.0);
    wait_for("another shape beside it", || desk.pointer() != text);
}

#[test]
fn tab_goes_from_view_to_view() {
    let Some(desk) = Desk::open() else { return };
    let rig = Rig::shown(&desk);
    desk.set_focus(rig.parent);
    desk.point(250.0, 110.0);
    thread::sleep(Duration::from_millis(50));
    desk.keys();
    let tab = 0xff09;
    desk.key(tab);
    // To the text field, the only view that can have the keyboard.
    let child = desk.child(rig.parent).expect("the editor");
    wait_for("the focus", || desk.focus() == child);
    desk.key(u32::from(b'a'));
    wait_for("the letter", || rig.shared.text() == "a");
    assert!(desk.keys().is_empty());
}
