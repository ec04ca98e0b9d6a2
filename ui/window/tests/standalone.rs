//! An editor in a window of its own.

#![cfg(target_os = "linux")]

mod support;

use std::{rc::Rc, sync::Arc, thread};

use nice_plug::editor::EditorHandle;
use support::{
    panel::{Panel, Shared},
    rig::{LIMITS, context},
    x::{Desk, wait_for},
};
use window::{Host, RecordingHost, Screen, WindowEditor, WindowHandle, WindowSize};
use x11rb::{
    connection::Connection,
    protocol::xproto::{ClientMessageEvent, ConfigureWindowAux, ConnectionExt, EventMask},
};

#[test]
fn it_runs_until_it_is_closed() {
    let Some(desk) = Desk::open() else { return };
    let shared = Shared::new();
    let size = WindowSize::new(330.0, 120.0);
    let (panel, inner) = (Arc::clone(&shared), size.clone());
    let running = thread::spawn(move || {
        let editor = WindowEditor::new(inner, LIMITS, {
            let panel = Arc::clone(&panel);
            move |host| Box::new(Panel::new(&panel, host))
        })
        .titled("A panel");
        let context = context(&panel);
        let open = nice_plug::prelude::Editor::spawn(&editor, None, false, None, context, None);
        let open = open.expect("a window");
        WindowHandle::run_until_closed(open.window).expect("no error");
    });

    wait_for("the first picture", || shared.draws() > 0);
    let window = desk.find(330).expect("the window");
    let picture = |size| {
        let panel = Panel::new(&shared, RecordingHost::new() as Rc<dyn Host>);
        Screen::new(panel, size, 1.0).expect("a size that a screen can have").picture()
    };
    wait_for("the panel", || desk.picture(window) == picture((330.0, 120.0)));

    // The user pulls at its edge.
    let resize = ConfigureWindowAux::new().width(360).height(140);
    desk.connection.configure_window(window, &resize).expect("sent").check().expect("done");
    wait_for("the panel in its new size", || desk.picture(window) == picture((360.0, 140.0)));
    assert_eq!(size.get(), (360.0, 140.0));

    // The panel asks for another size, and there is no host to refuse it.
    shared.wish.store(400, std::sync::atomic::Ordering::Relaxed);
    wait_for("the size that the panel wants", || desk.size(window) == (400, 120));

    let atom = |name: &str| {
        let cookie = desk.connection.intern_atom(false, name.as_bytes()).expect("sent");
        cookie.reply().expect("an atom").atom
    };
    let close = [atom("WM_DELETE_WINDOW"), 0, 0, 0, 0];
    let close = ClientMessageEvent::new(32, window, atom("WM_PROTOCOLS"), close);
    desk.connection.send_event(false, window, EventMask::NO_EVENT, close).expect("sent");
    desk.connection.flush().expect("sent");
    running.join().expect("no panic");
    assert!(desk.find(400).is_none());
}
