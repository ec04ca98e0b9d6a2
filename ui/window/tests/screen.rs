//! Panels without a window: what is drawn and when, and what a hand on a control tells the host.

mod support;

use std::{rc::Rc, sync::Arc, sync::atomic::Ordering};

use support::panel::{FADER, FIELD, Panel, SIZE, Shared};
use vizia_core::prelude::{Code, Key, Modifiers};
use window::{Asked, Host, RecordingHost, Screen};

fn screen(shared: &Arc<Shared>) -> (Screen, Rc<RecordingHost>) {
    let host = RecordingHost::new();
    let panel = Panel::new(shared, Rc::clone(&host) as Rc<dyn Host>);
    let mut screen = Screen::new(panel, SIZE, 1.0).expect("a size that a screen can have");
    screen.picture();
    (screen, host)
}

fn begin() -> Asked {
    Asked::Begin("gain".into())
}

fn end() -> Asked {
    Asked::End("gain".into())
}

/// The values of a gesture: a beginning, values, an end.
fn gesture(asked: &[Asked]) -> Vec<f32> {
    assert_eq!(asked.first(), Some(&begin()), "{asked:?}");
    assert_eq!(asked.last(), Some(&end()), "{asked:?}");
    let value = |asked: &Asked| match asked {
        Asked::Set(id, value) if id == "gain" => *value,
        other => panic!("expected a value of the gain, got {other:?}"),
    };
    asked[1..asked.len() - 1].iter().map(value).collect()
}

#[test]
fn nothing_is_drawn_when_nothing_changes() {
    let shared = Shared::new();
    let (mut screen, _) = screen(&shared);
    let draws = shared.draws();
    for _ in 0..30 {
        assert!(!screen.update());
    }
    assert_eq!(shared.draws(), draws);
    assert!(shared.updates() >= 30);
}

#[test]
fn news_are_drawn_at_the_next_update() {
    let shared = Shared::new();
    let (mut screen, _) = screen(&shared);
    let before = screen.picture();
    shared.set_level(75);
    assert!(screen.update());
    screen.draw();
    assert!(!screen.update());
    let after = screen.picture();
    assert_ne!(before, after);
    // The meter stands at the right of the field and is a hundred pixels high.
    let pixel = |picture: &window::Picture, x: u32, y: u32| {
        let at = ((y * picture.width + x) * 4) as usize;
        picture.rgba[at..at + 4].to_vec()
    };
    assert_eq!(pixel(&after, 230, 60), [70, 200, 120, 255]);
    assert_ne!(pixel(&before, 230, 60), [70, 200, 120, 255]);
}

#[test]
fn two_screens_on_one_thread_lose_no_update() {
    let (left, right) = (Shared::new(), Shared::new());
    let (mut first, _) = screen(&left);
    let (mut second, _) = screen(&right);
    // In either order, and with both changed before either looks.
    for level in 26..60 {
        left.set_level(level);
        right.set_level(level + 30);
        if level % 2 == 0 {
            assert!(first.update() && second.update());
        } else {
            assert!(second.update() && first.update());
        }
        first.draw();
        second.draw();
    }
    let heard = |shared: &Shared| shared.heard.load(Ordering::Relaxed);
    assert_eq!((heard(&left), heard(&right)), (35, 35));
    assert_eq!(first.picture(), picture_at(59));
    assert_eq!(second.picture(), picture_at(89));
}

#[test]
fn a_screen_leaves_nothing_behind_for_the_next() {
    let (left, right) = (Shared::new(), Shared::new());
    let (mut first, _) = screen(&left);
    left.set_level(50);
    first.update();
    drop(first);
    let (mut second, _) = screen(&right);
    right.set_level(60);
    assert!(second.update());
    second.draw();
    assert_eq!(second.picture(), picture_at(60));
}

fn picture_at(level: u32) -> window::Picture {
    let shared = Shared::new();
    shared.set_level(level);
    screen(&shared).0.picture()
}

#[test]
fn a_drag_is_one_gesture() {
    let shared = Shared::new();
    let (mut screen, host) = screen(&shared);
    screen.mouse_move(FADER.0, FADER.1);
    screen.press();
    for step in 1..=12 {
        screen.mouse_move(FADER.0, FADER.1 - step as f32);
    }
    // Beyond the edge of the window it goes on.
    screen.mouse_move(FADER.0, FADER.1 - 96.0);
    screen.release();
    let values = gesture(&host.take());
    assert_eq!(values.len(), 13);
    assert!((values[11] - 0.55).abs() < 1e-4, "{values:?}");
    assert!((values[12] - 0.9).abs() < 1e-4, "{values:?}");
    screen.mouse_move(FADER.0, FADER.1);
    assert_eq!(host.take(), []);
}

#[test]
fn shift_makes_a_drag_fine_and_changes_nothing_by_itself() {
    let shared = Shared::new();
    let (mut screen, host) = screen(&shared);
    screen.mouse_move(FADER.0, FADER.1);
    screen.press();
    screen.mouse_move(FADER.0, FADER.1 - 24.0);
    screen.hold(Modifiers::SHIFT);
    screen.mouse_move(FADER.0, FADER.1 - 48.0);
    screen.release();
    let values = gesture(&host.take());
    assert!((values[0] - 0.6).abs() < 1e-4 && (values[1] - 0.61).abs() < 1e-4, "{values:?}");
}

#[test]
fn a_double_click_sets_the_default() {
    let shared = Shared::new();
    let (mut screen, host) = screen(&shared);
    shared.gain().set(&*host, 0.9);
    host.take();
    screen.click(FADER.0, FADER.1);
    screen.click(FADER.0, FADER.1);
    // The first click is a gesture in which nothing moved.
    assert_eq!(host.take(), [begin(), end(), begin(), Asked::Set("gain".into(), 0.5), end()]);
    assert_eq!(shared.gain().value(), 0.5);
}

#[test]
fn the_wheel_goes_in_steps_that_shift_makes_fine() {
    let shared = Shared::new();
    let (mut screen, host) = screen(&shared);
    screen.mouse_move(FADER.0, FADER.1);
    screen.wheel(2.0);
    assert_eq!(gesture(&host.take()), [0.55]);
    screen.hold(Modifiers::SHIFT);
    screen.wheel(-1.0);
    let values = gesture(&host.take());
    assert!((values[0] - 0.5475).abs() < 1e-6, "{values:?}");
}

#[test]
fn a_gesture_ends_with_the_window() {
    let shared = Shared::new();
    let (mut screen, host) = screen(&shared);
    screen.mouse_move(FADER.0, FADER.1);
    screen.press();
    drop(screen);
    assert_eq!(host.take(), [begin(), end()]);
}

#[test]
fn a_text_field_has_the_keyboard_until_escape() {
    let shared = Shared::new();
    let (mut screen, _) = screen(&shared);
    assert!(!screen.takes_text());
    screen.click(FIELD.0, FIELD.1);
    assert!(screen.takes_text());
    screen.key(Code::Escape, Key::Escape);
    assert!(!screen.takes_text());
}

#[test]
fn a_click_beside_a_text_field_ends_it() {
    let shared = Shared::new();
    let (mut screen, _) = screen(&shared);
    screen.click(FIELD.0, FIELD.1);
    screen.click(FADER.0, FADER.1);
    screen.click(FADER.0, FADER.1 + 200.0);
    assert!(!screen.takes_text());
}

#[test]
fn a_screen_has_the_size_in_physical_pixels() {
    let shared = Shared::new();
    let (mut screen, _) = screen(&shared);
    screen.resize(SIZE, 2.0).expect("a size that a screen can have");
    let picture = screen.picture();
    assert_eq!((picture.width, picture.height), (600, 240));
    assert_eq!(picture.rgba.len(), 600 * 240 * 4);
    assert!(screen.resize((0.0, 10.0), 1.0).is_err());
    assert!(screen.resize((1e9, 10.0), 1.0).is_err());
    assert_eq!(screen.picture(), picture);
}
