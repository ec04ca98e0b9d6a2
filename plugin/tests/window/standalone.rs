//! The standalone program, without a sound card.

use std::{
    env,
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
};

use x11rb::{
    connection::Connection,
    protocol::xproto::{ClientMessageEvent, ConnectionExt, EventMask, MapState},
};

use crate::{
    open::{BLANK, colours, wait_for},
    x::Desk,
};

/// The program that `cargo xtask test` names, else the one that was built with this test, if it was.
fn program() -> Option<PathBuf> {
    let built = option_env!("CARGO_BIN_EXE_ai-mixtapes-standalone").map(PathBuf::from);
    let program = env::var_os("AI_MIXTAPES_STANDALONE").map(PathBuf::from).or(built);
    if program.is_none() {
        println!("skipped: this test needs the standalone program, which the feature `standalone` builds");
    }
    program
}

/// The program with its window open and drawn.
struct Running {
    program: Child,
    window: u32,
}

impl Running {
    fn start(desk: &Desk) -> Option<Self> {
        let mut command = Command::new(program()?);
        command.args(["--backend", "dummy"]).stdin(Stdio::null());
        let program = command.spawn().unwrap();
        let mut window = None;
        wait_for("the window", || {
            window = desk.find(960);
            window.is_some()
        });
        let window = window.unwrap();
        // Not there yet to be looked at, or blank, for a moment.
        wait_for("a drawn window", || viewable(desk, window) && colours(&desk.picture(window)) > BLANK);
        Some(Self { program, window })
    }

    fn end(mut self) -> ExitStatus {
        let mut status = None;
        wait_for("the program's end", || {
            status = self.program.try_wait().unwrap();
            status.is_some()
        });
        status.unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

fn viewable(desk: &Desk, window: u32) -> bool {
    let attributes = desk.connection.get_window_attributes(window).unwrap().reply();
    attributes.is_ok_and(|attributes| attributes.map_state == MapState::VIEWABLE)
}

#[test]
fn it_opens_a_window_and_ends_when_that_is_closed() {
    let Some(desk) = Desk::open() else { return };
    let Some(running) = Running::start(&desk) else { return };
    let atom =
        |name: &str| desk.connection.intern_atom(false, name.as_bytes()).unwrap().reply().unwrap().atom;
    let close = [atom("WM_DELETE_WINDOW"), 0, 0, 0, 0];
    let close = ClientMessageEvent::new(32, running.window, atom("WM_PROTOCOLS"), close);
    desk.connection.send_event(false, running.window, EventMask::NO_EVENT, close).unwrap();
    desk.connection.flush().unwrap();
    let status = running.end();
    assert!(status.success(), "{status}");
    assert_eq!(desk.find(960), None);
}

#[test]
fn it_ends_when_its_window_is_killed() {
    let Some(desk) = Desk::open() else { return };
    let Some(running) = Running::start(&desk) else { return };
    desk.connection.kill_client(running.window).unwrap().check().unwrap();
    let status = running.end();
    assert!(status.code().is_some(), "it ended by a signal: {status}");
}
