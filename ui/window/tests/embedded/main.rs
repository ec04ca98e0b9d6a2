//! An editor in a host's window, on an X server of the test's own.

#![cfg(target_os = "linux")]

mod hands;
#[path = "../support/mod.rs"]
mod support;

use std::{
    rc::Rc,
    sync::atomic::Ordering,
    thread,
    time::{Duration, Instant},
};

use nice_plug::{
    editor::{EditorHandle, dpi::NativeSize},
    prelude::Editor,
};
use support::{
    panel::{Panel, SIZE},
    rig::{LIMITS, Rig},
    x::{Desk, wait_for},
};
use window::{Asked, Picture, RecordingHost, Screen};

/// Red, green and blue of what is behind the message of a failure.
const MESSAGE: [u8; 3] = [0x20, 0x22, 0x26];

fn expected(rig: &Rig, size: (f32, f32), scale: f64) -> Picture {
    let host = RecordingHost::new();
    let panel = Panel::new(&rig.shared, host as Rc<dyn window::Host>);
    let mut screen = Screen::new(panel, size, scale).expect("a size that a screen can have");
    screen.picture()
}

#[test]
fn it_shows_what_a_screen_shows() {
    let Some(desk) = Desk::open() else { return };
    let rig = Rig::shown(&desk);
    let picture = expected(&rig, SIZE, 1.0);
    wait_for("the same picture", || desk.picture(rig.parent) == picture);
    assert_eq!(desk.size(desk.child(rig.parent).expect("the editor")), (300, 120));
    assert_eq!(rig.editor.size(), NativeSize::new(300, 120));

    rig.shared.set_level(80);
    let picture = expected(&rig, SIZE, 1.0);
    wait_for("the meter's new level", || desk.picture(rig.parent) == picture);
}

#[test]
fn a_host_resizes_it() {
    let Some(desk) = Desk::open() else { return };
    let rig = Rig::shown(&desk);
    let open = rig.editor();
    let adjusted = open.handle.adjust_size(NativeSize::new(5000, 50), &open.window);
    assert_eq!(adjusted, Some(NativeSize::new(800, 100)));
    assert!(rig.editor.resize_hint().can_resize);

    rig.set_size(400, 200);
    assert_eq!(rig.size.get(), (400.0, 200.0));
    assert_eq!(rig.editor.size(), NativeSize::new(400, 200));
    let child = desk.child(rig.parent).expect("the editor");
    assert_eq!(desk.size(child), (400, 200));
    let resize = x11rb::protocol::xproto::ConfigureWindowAux::new().width(400).height(200);
    x11rb::protocol::xproto::ConnectionExt::configure_window(&desk.connection, rig.parent, &resize)
        .expect("sent")
        .check()
        .expect("done");
    let picture = expected(&rig, (400.0, 200.0), 1.0);
    wait_for("the picture in its new size", || desk.picture(rig.parent) == picture);
    assert_eq!(rig.log.take(), [], "the host knows already");
}

#[test]
fn the_editor_asks_the_host_for_another_size() {
    let Some(desk) = Desk::open() else { return };
    let rig = Rig::shown(&desk);
    rig.shared.wish.store(500, Ordering::Relaxed);
    wait_for("the host's new size", || {
        rig.idle();
        rig.size.get() == (500.0, SIZE.1)
    });
    assert_eq!(rig.log.take(), [Asked::Resize(500.0, SIZE.1)]);
    assert_eq!(desk.size(desk.child(rig.parent).expect("the editor")), (500, 120));
}

#[test]
fn nothing_happens_where_the_host_refuses_another_size() {
    let Some(desk) = Desk::open() else { return };
    let rig = Rig::shown(&desk);
    rig.agrees.store(false, Ordering::Relaxed);
    rig.shared.wish.store(500, Ordering::Relaxed);
    wait_for("the host's answer", || {
        rig.idle();
        !rig.log.get().is_empty()
    });
    assert_eq!(rig.log.take(), [Asked::Resize(500.0, SIZE.1)]);
    thread::sleep(Duration::from_millis(100));
    rig.idle();
    assert_eq!(rig.log.take(), []);
    assert_eq!(rig.size.get(), SIZE);
    assert_eq!(desk.size(desk.child(rig.parent).expect("the editor")), (300, 120));
}

#[test]
fn a_loaded_state_brings_its_size() {
    let Some(desk) = Desk::open() else { return };
    let rig = Rig::shown(&desk);
    rig.size.set(640.0, 200.0);
    rig.editor().handle.state_changed();
    wait_for("the size of the state", || {
        rig.idle();
        desk.size(desk.child(rig.parent).expect("the editor")) == (640, 200)
    });
    assert_eq!(rig.log.take(), [Asked::Resize(640.0, 200.0)]);
}

#[test]
fn the_hosts_scale_makes_pixels_not_room() {
    let Some(desk) = Desk::open() else { return };
    let mut rig = Rig::closed();
    rig.parent = desk.window(600, 240);
    rig.open(Some(2.0));
    assert_eq!(rig.editor.size(), NativeSize::new(600, 240));
    rig.show(&desk);
    let picture = expected(&rig, SIZE, 2.0);
    wait_for("the picture at twice the size", || desk.picture(rig.parent) == picture);

    let open = rig.editor();
    open.handle.set_fallback_scale_factor(1.5, &open.window).expect("another scale");
    assert_eq!(rig.editor.size(), NativeSize::new(450, 180));
    assert_eq!(rig.size.get(), SIZE);
    let child = desk.child(rig.parent).expect("the editor");
    assert_eq!(desk.size(child), (450, 180));
    let picture = expected(&rig, SIZE, 1.5);
    wait_for("the picture at one and a half", || desk.picture(child) == picture);
}

#[test]
fn two_editors_at_once_both_get_their_news() {
    let Some(desk) = Desk::open() else { return };
    let (left, right) = (Rig::shown(&desk), Rig::shown(&desk));
    for level in 30..40 {
        left.shared.set_level(level);
        right.shared.set_level(level + 40);
        thread::sleep(Duration::from_millis(20));
    }
    for rig in [&left, &right] {
        let picture = expected(rig, SIZE, 1.0);
        wait_for("the last level", || desk.picture(rig.parent) == picture);
    }
}

#[test]
fn nothing_is_drawn_when_hidden_and_all_when_shown_again() {
    let Some(desk) = Desk::open() else { return };
    let rig = Rig::shown(&desk);
    for by_host in [true, false] {
        if by_host {
            rig.hide(true)
        } else {
            desk.map(rig.parent, false)
        }
        // It looks every quarter of a second whether it can be seen.
        thread::sleep(Duration::from_millis(400));
        let (draws, updates) = (rig.shared.draws(), rig.shared.updates());
        for level in 60..70 {
            rig.shared.set_level(level);
            thread::sleep(Duration::from_millis(20));
        }
        assert_eq!((rig.shared.draws(), rig.shared.updates()), (draws, updates), "by host: {by_host}");
        if by_host {
            rig.hide(false)
        } else {
            desk.map(rig.parent, true)
        }
        wait_for("the picture again", || desk.picture(rig.parent) == expected(&rig, SIZE, 1.0));
        rig.shared.set_level(10);
        wait_for("the next level", || desk.picture(rig.parent) == expected(&rig, SIZE, 1.0));
    }
}

#[test]
fn a_picture_is_drawn_on_news_only_and_thirty_times_a_second_at_most() {
    let Some(desk) = Desk::open() else { return };
    let rig = Rig::shown(&desk);
    thread::sleep(Duration::from_millis(300));
    let draws = rig.shared.draws();
    let updates = rig.shared.updates();
    thread::sleep(Duration::from_millis(500));
    assert_eq!(rig.shared.draws(), draws, "nothing changed");
    assert!(rig.shared.updates() > updates);

    let (start, draws) = (Instant::now(), rig.shared.draws());
    let mut level = 0;
    while start.elapsed() < Duration::from_millis(600) {
        level = (level + 1) % 100;
        rig.shared.set_level(level);
        thread::sleep(Duration::from_millis(2));
    }
    let frames = start.elapsed().as_secs_f64() * 34.0 + 2.0;
    let drawn = (rig.shared.draws() - draws) as f64;
    assert!(drawn > 1.0 && drawn <= frames, "{drawn} pictures, {frames} at most");
}

#[test]
fn a_panic_stays_in_the_window_and_is_shown() {
    let Some(desk) = Desk::open() else { return };
    let rig = Rig::shown(&desk);
    rig.shared.fuse.store(0, Ordering::Relaxed);
    wait_for("the background of the message", || desk.picture(rig.parent).rgba.starts_with(&MESSAGE));
    let updates = rig.shared.updates();
    thread::sleep(Duration::from_millis(200));
    assert_eq!(rig.shared.updates(), updates, "the broken content is gone");
    // The host goes on with it as before, and the next opening starts anew.
    rig.set_size(400, 200);
    rig.shared.fuse.store(u32::MAX, Ordering::Relaxed);
    let mut rig = rig;
    rig.open = None;
    assert!(desk.child(rig.parent).is_none());
    rig.open(Some(1.0));
    rig.show(&desk);
    let picture = expected(&rig, (400.0, 200.0), 1.0);
    assert_eq!(rig.size.get(), (400.0, 200.0));
    // The parent has kept its size and shows what fits.
    wait_for("the panel", || desk.picture(rig.parent) == crop(&picture, 300, 120));
}

fn crop(picture: &Picture, width: u32, height: u32) -> Picture {
    let row = picture.width as usize * 4;
    let rows = picture.rgba.chunks_exact(row).take(height as usize);
    let rgba = rows.flat_map(|row| row[..width as usize * 4].to_vec()).collect();
    Picture { width, height, rgba }
}

#[test]
fn a_content_that_cannot_be_built_leaves_a_message_and_the_host_alone() {
    let Some(desk) = Desk::open() else { return };
    let mut rig = Rig::closed();
    rig.parent = desk.window(SIZE.0 as u16, SIZE.1 as u16);
    rig.shared.fuse.store(0, Ordering::Relaxed);
    rig.open(Some(1.0));
    let open = rig.editor();
    let parent = nice_plug::prelude::ParentWindowHandle::XlibWindow(rig.parent.into());
    open.handle.set_parent(parent, &open.window).expect("a parent");
    open.handle.show(&open.window).expect("to be shown");
    wait_for("the background of the message", || {
        desk.child(rig.parent).is_some() && desk.picture(rig.parent).rgba.starts_with(&MESSAGE)
    });
    assert_eq!(rig.shared.updates(), 0);
}

#[test]
fn it_opens_within_the_limits_whatever_a_state_says() {
    let Some(desk) = Desk::open() else { return };
    let mut rig = Rig::closed();
    rig.size.set(5.0, 9000.0);
    rig.parent = desk.window(200, 600);
    rig.open(None);
    assert_eq!(rig.size.get(), (LIMITS.min.0, LIMITS.max.1));
    assert_eq!(rig.editor.size(), NativeSize::new(200, 600));
}
