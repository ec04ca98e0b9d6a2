//! An X server of the tests' own, and what they do in it by hand.

use std::{
    cell::Cell,
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
    thread,
    time::{Duration, Instant},
};

use host::screen::Screen;
use window::Picture;
use x11rb::{
    COPY_DEPTH_FROM_PARENT, CURRENT_TIME, NONE,
    connection::Connection,
    protocol::{
        Event,
        xfixes::ConnectionExt as _,
        xproto::{
            BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ConnectionExt as _, CreateWindowAux, EventMask,
            ImageFormat, InputFocus, KEY_PRESS_EVENT, KEY_RELEASE_EVENT, MOTION_NOTIFY_EVENT, WindowClass,
        },
        xtest::ConnectionExt as _,
    },
    rust_connection::RustConnection,
};

/// The left button.
pub const LEFT: u8 = 1;
/// A step of the wheel, away from the user.
pub const WHEEL_UP: u8 = 4;

/// A connection to the tests' X server. There is one pointer and one keyboard, and windows that cover others take
/// their pictures away: tests take turns.
pub struct Desk {
    pub connection: RustConnection,
    pub root: u32,
    /// Where the next window goes.
    left: Cell<i16>,
    _turn: MutexGuard<'static, ()>,
}

impl Desk {
    /// The server is started by the first test that needs it, and ends with the last connection. None, with a
    /// message, where there is none to start; on CI that is an error.
    pub fn open() -> Option<Self> {
        static SERVER: OnceLock<Option<(RustConnection, Screen)>> = OnceLock::new();
        static TURN: Mutex<()> = Mutex::new(());
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        SERVER.get_or_init(start).as_ref()?;
        let (connection, screen) = x11rb::connect(None).expect("the X server answers");
        let root = connection.setup().roots[screen].root;
        Some(Self { connection, root, left: Cell::new(0), _turn: turn })
    }

    /// A window as a host has one around an editor: the first at the top left, the next beside it.
    pub fn window(&self, width: u16, height: u16) -> u32 {
        let id = self.connection.generate_id().expect("an id");
        let events = EventMask::KEY_PRESS | EventMask::KEY_RELEASE;
        let settings = CreateWindowAux::new().event_mask(events).background_pixel(0x00ff_00ff);
        self.connection
            .create_window(
                COPY_DEPTH_FROM_PARENT,
                id,
                self.root,
                self.left.replace(self.left.get() + width as i16),
                0,
                width,
                height,
                0,
                WindowClass::INPUT_OUTPUT,
                0,
                &settings,
            )
            .expect("a window");
        self.map(id, true);
        id
    }

    /// Shows or hides a window.
    pub fn map(&self, window: u32, shown: bool) {
        let done =
            if shown { self.connection.map_window(window) } else { self.connection.unmap_window(window) };
        done.expect("sent").check().expect("done");
    }

    /// The window in a window.
    pub fn child(&self, window: u32) -> Option<u32> {
        let tree = self.connection.query_tree(window).expect("sent").reply().expect("a window");
        tree.children.first().copied()
    }

    /// The only window on the desktop that has this width.
    pub fn find(&self, width: u16) -> Option<u32> {
        let tree = self.connection.query_tree(self.root).expect("sent").reply().expect("the root");
        tree.children.into_iter().find(|child| {
            let geometry = self.connection.get_geometry(*child).expect("sent").reply();
            geometry.is_ok_and(|geometry| geometry.width == width)
        })
    }

    /// Width and height.
    pub fn size(&self, window: u32) -> (u16, u16) {
        let geometry = self.connection.get_geometry(window).expect("sent").reply().expect("a window");
        (geometry.width, geometry.height)
    }

    /// What is to be seen of a window.
    pub fn picture(&self, window: u32) -> Picture {
        let (width, height) = self.size(window);
        let image = self
            .connection
            .get_image(ImageFormat::Z_PIXMAP, window, 0, 0, width, height, u32::MAX)
            .expect("sent")
            .reply()
            .expect("a visible window");
        let rgba = image.data.chunks_exact(4).flat_map(|p| [p[2], p[1], p[0], 255]).collect();
        Picture { width: width.into(), height: height.into(), rgba }
    }

    /// Moves the pointer to a place on the desktop.
    pub fn point(&self, x: f32, y: f32) {
        self.fake(MOTION_NOTIFY_EVENT, 0, x, y);
    }

    /// Presses a button and lets go of it.
    pub fn click(&self, button: u8) {
        self.press(button);
        self.release(button);
    }

    /// Presses a button.
    pub fn press(&self, button: u8) {
        self.fake(BUTTON_PRESS_EVENT, button, 0.0, 0.0);
    }

    /// Lets go of a button.
    pub fn release(&self, button: u8) {
        self.fake(BUTTON_RELEASE_EVENT, button, 0.0, 0.0);
    }

    /// Presses the key that makes this symbol and lets go of it.
    pub fn key(&self, symbol: u32) {
        self.key_down(symbol, true);
        self.key_down(symbol, false);
    }

    /// Presses the key that makes this symbol, or lets go of it.
    pub fn key_down(&self, symbol: u32, down: bool) {
        let setup = self.connection.setup();
        let (first, last) = (setup.min_keycode, setup.max_keycode);
        let mapping = self.connection.get_keyboard_mapping(first, last - first + 1).expect("sent");
        let mapping = mapping.reply().expect("a keyboard");
        let symbols = mapping.keysyms.chunks(mapping.keysyms_per_keycode.into());
        let place = symbols.into_iter().position(|symbols| symbols[0] == symbol).expect("such a key");
        let code = first + place as u8;
        self.fake(if down { KEY_PRESS_EVENT } else { KEY_RELEASE_EVENT }, code, 0.0, 0.0);
    }

    fn fake(&self, kind: u8, detail: u8, x: f32, y: f32) {
        let (x, y) = (x as i16, y as i16);
        let done = self.connection.xtest_fake_input(kind, detail, CURRENT_TIME, NONE, x, y, 0);
        done.expect("sent").check().expect("the XTEST extension");
    }

    /// The pointer's shape, as its pixels.
    pub fn pointer(&self) -> Vec<u32> {
        self.connection.xfixes_query_version(5, 0).expect("sent").reply().expect("the XFIXES extension");
        let image = self.connection.xfixes_get_cursor_image().expect("sent").reply().expect("a pointer");
        image.cursor_image
    }

    /// Which window has the keyboard.
    pub fn focus(&self) -> u32 {
        self.connection.get_input_focus().expect("sent").reply().expect("a focus").focus
    }

    /// Gives the keyboard to a window.
    pub fn set_focus(&self, window: u32) {
        let done = self.connection.set_input_focus(InputFocus::PARENT, window, CURRENT_TIME);
        done.expect("sent").check().expect("a visible window");
    }

    /// The keys that windows of this connection got since the last call, as key codes.
    pub fn keys(&self) -> Vec<u8> {
        let _ = self.connection.get_input_focus().expect("sent").reply();
        let mut keys = Vec::new();
        while let Some(event) = self.connection.poll_for_event().expect("a connection") {
            if let Event::KeyPress(key) = event {
                keys.push(key.detail);
            }
        }
        keys
    }
}

/// Waits until something is so, for five seconds at most.
pub fn wait_for(what: &str, mut so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !so() {
        assert!(start.elapsed() < Duration::from_secs(5), "{what}: not within five seconds");
        thread::sleep(Duration::from_millis(10));
    }
}

fn start() -> Option<(RustConnection, Screen)> {
    let screen = match Screen::start() {
        Ok(screen) => screen,
        Err(error) => {
            assert!(std::env::var_os("CI").is_none(), "the tests need Xvfb (package xvfb): {error}");
            println!("skipped: this test needs Xvfb (package xvfb): {error}");
            return None;
        }
    };
    // SAFETY: every test of this program that looks at the display waits for this first; what else looks at the
    // environment does so through Rust's own lock.
    unsafe { std::env::set_var("DISPLAY", &screen.display) };
    let (connection, _) = x11rb::connect(None).expect("the X server answers");
    Some((connection, screen))
}
