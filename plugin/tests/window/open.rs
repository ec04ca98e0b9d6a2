//! A host with the plug-in's window open, and music on.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use ai_mixtapes::{editor::state::made_up::MadeUp, session::settings::Settings};
use host::{
    Event, Idle, Take,
    gui::{GuiApiType, GuiConfiguration, GuiSize, Window},
    rig::{Rig, play},
    signals::music,
};
use window::Picture;
use x11rb::protocol::xproto::{ConfigureWindowAux, ConnectionExt};

use crate::{shown::show, x::Desk};

const RATE: f64 = 48_000.0;
const BLOCK: usize = 480;
/// Seconds of music that are played again and again, each time as a stream of its own: two updates.
const PASSAGE: f64 = 1.1;

/// What a host on X11 asks for.
pub const EMBEDDED: GuiConfiguration<'_> = GuiConfiguration { api_type: GuiApiType::X11, is_floating: false };

/// A picture has more colours than this if something is drawn.
pub const BLANK: usize = 50;

/// An instance whose window can be opened in a window of the host.
pub struct Opener<'desk> {
    pub rig: Rig,
    pub desk: &'desk Desk,
    pub parent: u32,
}

impl<'desk> Opener<'desk> {
    /// An instance that has no window yet.
    pub fn new(desk: &'desk Desk) -> Self {
        let mut rig = Rig::load();
        let size = rig.gui(|gui, plugin| gui.get_size(plugin)).unwrap();
        let parent = desk.window(size.width as u16, size.height as u16);
        Self { rig, desk, parent }
    }

    /// As hosts open windows: create, scale, size, parent, show.
    pub fn open(&mut self) {
        let (desk, parent) = (self.desk, self.parent);
        self.rig.gui(|gui, plugin| {
            gui.create(plugin, EMBEDDED).unwrap();
            gui.set_scale(plugin, 1.0).unwrap();
            let size = gui.get_size(plugin).unwrap();
            resize_parent(desk, parent, size);
            // SAFETY: the parent lives as long as the desk.
            unsafe { gui.set_parent(plugin, Window::from_x11_handle(parent.into())) }.unwrap();
            gui.show(plugin).unwrap();
        });
        self.rig.idle();
    }

    pub fn close(&mut self) {
        self.rig.gui(|gui, plugin| gui.destroy(plugin));
        assert_eq!(self.desk.child(self.parent), None);
    }

    /// The user pulls at the host's window.
    pub fn resize(&mut self, width: u32, height: u32) -> GuiSize {
        let size = self.rig.gui(|gui, plugin| {
            let size = gui.adjust_size(plugin, GuiSize { width, height }).unwrap();
            gui.set_size(plugin, size).unwrap();
            size
        });
        resize_parent(self.desk, self.parent, size);
        self.rig.idle();
        size
    }

    /// Waits until the window shows something.
    pub fn drawn(&mut self) -> Picture {
        let mut picture = None;
        wait_for("a drawn window", || {
            self.rig.idle();
            let shown = self.desk.picture(self.parent);
            let drawn = colours(&shown) > BLANK;
            picture = drawn.then_some(shown);
            drawn
        });
        picture.unwrap()
    }
}

/// Waits until something is so, for half a minute at most: the machine may be busy with other things.
pub fn wait_for(what: &str, mut so: impl FnMut() -> bool) {
    let due = Instant::now() + Duration::from_secs(30);
    while !so() {
        assert!(Instant::now() < due, "{what}: not within half a minute");
        thread::sleep(Duration::from_millis(10));
    }
}

fn resize_parent(desk: &Desk, parent: u32, size: GuiSize) {
    let size = ConfigureWindowAux::new().width(size.width).height(size.height);
    desk.connection.configure_window(parent, &size).unwrap().check().unwrap();
}

pub fn colours(picture: &Picture) -> usize {
    let mut pixels: Vec<_> = picture.rgba.chunks_exact(4).collect();
    pixels.sort_unstable();
    pixels.dedup();
    pixels.len()
}

/// Where a control of the full editor lies: left, top, width, height. The editor in memory says it.
pub fn place(id: &str) -> (f32, f32, f32, f32) {
    let mut shown = show(MadeUp::new(0), Settings::default(), 1.0);
    shown.screen.picture();
    shown.screen.bounds(id).unwrap_or_else(|| panic!("there is no {id}"))
}

/// An audio thread that plays music until it is stopped.
pub struct Playing {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<(Idle, Vec<Event>)>,
}

impl Playing {
    /// Starts the music; `automated`, a parameter, goes up and down all the while, a value for each block.
    pub fn start(rig: &mut Rig, automated: Option<u32>) -> Self {
        let mut idle = rig.activate(RATE, BLOCK as u32);
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let input = music(RATE, PASSAGE, 2, 1);
        let changes = automated.map_or_else(Vec::new, |id| {
            let blocks = input[0].len() / BLOCK;
            (0..blocks).map(|block| (block * BLOCK, id, block as f64 / blocks as f64)).collect()
        });
        let take = Take { paced: true, changes, ..Take::new(RATE, BLOCK) };
        let thread = thread::spawn(move || {
            let mut events = Vec::new();
            while !stopped.load(Ordering::Acquire) {
                let (stays, print) = play(idle, &take, &input);
                idle = stays;
                events.extend(print.events);
            }
            (idle, events)
        });
        Self { stop, thread }
    }

    /// Ends the music, and tells what the plug-in has sent meanwhile.
    pub fn stop(self, rig: &mut Rig) -> Vec<Event> {
        thread::sleep(Duration::from_millis(250));
        self.stop.store(true, Ordering::Release);
        let (idle, events) = self.thread.join().unwrap();
        rig.deactivate(idle);
        events
    }
}
