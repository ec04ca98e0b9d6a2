//! What baseview doesn't say about a window's place on the desktop.

#[cfg(target_os = "linux")]
pub(crate) use x11::Desktop;

#[cfg(not(target_os = "linux"))]
pub(crate) use elsewhere::Desktop;

#[cfg(target_os = "linux")]
mod x11 {
    use baseview::WindowContext;
    use raw_window_handle::{HasWindowHandle, RawWindowHandle};
    use x11rb::{
        CURRENT_TIME, NONE,
        connection::Connection,
        protocol::{
            Event,
            xproto::{ChangeWindowAttributesAux, ConnectionExt, EventMask, InputFocus, MapState},
        },
        rust_connection::RustConnection,
    };

    /// A second look at the window, through a connection of our own.
    ///
    /// baseview 0.4.2 doesn't tell on X11 whether a window can be seen, and keeps the keys that its handler ignores.
    pub(crate) struct Desktop {
        connection: RustConnection,
        window: u32,
        /// Who had the keyboard before a text field took it.
        focus: Option<u32>,
    }

    impl Desktop {
        /// None if the window system can't be reached a second time; then the window works without these.
        pub fn new(window: &WindowContext) -> Option<Self> {
            let window = match window.window_handle().ok()?.as_raw() {
                RawWindowHandle::Xlib(handle) => u32::try_from(handle.window).ok()?,
                RawWindowHandle::Xcb(handle) => handle.window.get(),
                _ => return None,
            };
            let (connection, _) = x11rb::connect(None).ok()?;
            let keys = EventMask::KEY_PRESS | EventMask::KEY_RELEASE;
            let keys = ChangeWindowAttributesAux::new().event_mask(keys);
            connection.change_window_attributes(window, &keys).ok()?.check().ok()?;
            Some(Self { connection, window, focus: None })
        }

        /// Whether the window and all around it are shown; yes where nobody knows.
        pub fn viewable(&self) -> bool {
            let attributes = self.connection.get_window_attributes(self.window);
            let reply = attributes.ok().and_then(|cookie| cookie.reply().ok());
            reply.is_none_or(|reply| reply.map_state == MapState::VIEWABLE)
        }

        /// Every key that baseview tells of comes here too: takes the oldest that went `down`, or up, and gives it to
        /// the window around ours if `give_back`.
        pub fn key(&mut self, down: bool, give_back: bool) {
            // Once this answer is here, so is everything that the server sent before.
            let _ = self.connection.get_input_focus().map(|cookie| cookie.reply());
            // A server may send releases that belong to no press.
            while let Ok(Some(event)) = self.connection.poll_for_event() {
                match event {
                    Event::KeyPress(key) if down && give_back => return self.pass_on(key),
                    Event::KeyRelease(key) if !down && give_back => return self.pass_on(key),
                    Event::KeyPress(_) if down => return,
                    Event::KeyRelease(_) if !down => return,
                    _ => (),
                }
            }
        }

        fn pass_on(&self, mut key: x11rb::protocol::xproto::KeyPressEvent) {
            let tree = self.connection.query_tree(self.window);
            let Some(tree) = tree.ok().and_then(|cookie| cookie.reply().ok()) else { return };
            // What another program sent us, it didn't want itself.
            let sent = key.response_type & 0x80 != 0;
            if sent || tree.parent == tree.root || tree.parent == NONE {
                return;
            }
            key.event = tree.parent;
            key.child = self.window;
            let mask = if key.response_type == x11rb::protocol::xproto::KEY_PRESS_EVENT {
                EventMask::KEY_PRESS
            } else {
                EventMask::KEY_RELEASE
            };
            let _ = self.connection.send_event(true, tree.parent, mask, key);
            let _ = self.connection.flush();
        }

        /// Remembers who has the keyboard, before the window takes it.
        pub fn remember_focus(&mut self) {
            let focus = self.connection.get_input_focus();
            let focus = focus.ok().and_then(|cookie| cookie.reply().ok()).map(|reply| reply.focus);
            self.focus = focus.filter(|focus| *focus != self.window);
        }

        /// Gives the keyboard back to who had it.
        pub fn return_focus(&mut self) {
            if let Some(focus) = self.focus.take() {
                let _ = self.connection.set_input_focus(InputFocus::PARENT, focus, CURRENT_TIME);
                let _ = self.connection.flush();
            }
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod elsewhere {
    use baseview::WindowContext;

    /// Nothing: here baseview asks for pictures of visible windows only, and hands ignored keys on.
    pub(crate) struct Desktop;

    impl Desktop {
        pub fn new(_window: &WindowContext) -> Option<Self> {
            Some(Self)
        }

        pub fn viewable(&self) -> bool {
            true
        }

        pub fn key(&mut self, _down: bool, _give_back: bool) {}

        pub fn remember_focus(&mut self) {}

        pub fn return_focus(&mut self) {}
    }
}
