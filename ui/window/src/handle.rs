//! An open window as the host's thread holds it.

use std::{cell::RefCell, rc::Rc, sync::Arc};

use baseview::{HandlerError, Window, WindowSize as BaseSize, WindowWaker, dpi};
use nice_plug::{
    editor::{
        EditorHandle, HostCallbacks,
        dpi::{LogicalSize, NativeSize, PhysicalSize, Size},
    },
    prelude::{Modifiers, ParentWindowHandle, VirtualKeyCode},
};

use crate::{
    input,
    link::{HostKey, Link},
    size::Limits,
    threads::Mark,
};

/// A window with the host around it; it closes when this is dropped.
pub struct OpenWindow {
    // Dropped in this order.
    pub(crate) _closer: Closer,
    pub(crate) window: Window,
    pub(crate) host: Option<SharedCallbacks>,
}

/// Has the window close itself and waits until its thread has ended.
///
/// When it is dropped, baseview 0.4.2 on X11 shows its window once more, and doesn't always wait for the thread; a host
/// may unload the thread's code right after.
pub(crate) struct Closer {
    pub link: Arc<Link>,
    pub waker: WindowWaker,
    pub thread: Arc<Mark>,
}

impl Drop for Closer {
    fn drop(&mut self) {
        if cfg!(target_os = "linux") {
            Link::set(&self.link.closing, true);
            self.waker.request_poll();
            self.thread.wait();
        }
    }
}

/// What of an open editor may be called from the host's thread.
pub struct WindowHandle {
    pub(crate) link: Arc<Link>,
    pub(crate) limits: Limits,
    pub(crate) waker: WindowWaker,
}

impl EditorHandle for WindowHandle {
    type Window = OpenWindow;
    type Error = baseview::Error;

    fn run_until_closed(window: OpenWindow) -> Result<(), baseview::Error> {
        // Here the user closes it.
        let OpenWindow { _closer, window, host: _ } = window;
        window.run_until_closed()
    }

    fn set_parent(&self, parent: ParentWindowHandle, window: &OpenWindow) -> Result<(), baseview::Error> {
        window.window.set_parent(&parent)
    }

    fn show(&self, window: &OpenWindow) -> Result<(), baseview::Error> {
        Link::set(&self.link.hidden, false);
        window.window.show()
    }

    fn hide(&self, window: &OpenWindow) -> Result<(), baseview::Error> {
        Link::set(&self.link.hidden, true);
        window.window.hide()
    }

    fn set_size(&self, size: NativeSize<u32>, window: &OpenWindow) -> Result<(), baseview::Error> {
        // A host that doesn't keep to the limits has its reasons: what it shows of us has this size, so we have it too.
        window.window.resize(dpi::NativeSize::new(size.width.max(1), size.height.max(1)))
    }

    fn adjust_size(&self, size: NativeSize<u32>, _window: &OpenWindow) -> Option<NativeSize<u32>> {
        Some(self.limits.adjust(size, self.link.size.scale()))
    }

    fn set_fallback_scale_factor(&self, scale: f64, window: &OpenWindow) -> Result<(), baseview::Error> {
        if scale.is_finite() && scale > 0.0 {
            window.window.suggest_fallback_scale_factor(scale)?;
        }
        Ok(())
    }

    fn host_main_thread_callback(&self, window: &OpenWindow) {
        if let Some(size) = self.link.take_wanted() {
            self.resize(self.limits.clamp(size), window);
        }
        window.window.host_main_thread_callback();
    }

    fn on_virtual_key_from_host(&self, key: VirtualKeyCode, is_down: bool, modifiers: Modifiers) -> bool {
        if !Link::is(&self.link.takes_text) {
            return false;
        }
        let Some(code) = input::host_code(key) else { return false };
        self.link.push_key(HostKey { code, down: is_down, modifiers: input::host_modifiers(modifiers) });
        self.waker.request_poll();
        true
    }

    fn state_changed(&self) {
        Link::set(&self.link.reloaded, true);
        Link::set(&self.link.news, true);
    }

    fn param_value_changed(&self, _id: &str, _normalized_value: f32) {
        Link::set(&self.link.news, true);
    }

    fn param_modulation_changed(&self, _id: &str, _modulation_offset: f32) {
        Link::set(&self.link.news, true);
    }
}

impl WindowHandle {
    /// Asks the host for another size and takes it if the host agrees.
    fn resize(&self, size: (f32, f32), window: &OpenWindow) {
        let logical = dpi::LogicalSize::new(f64::from(size.0), f64::from(size.1));
        let agreed = window.host.as_ref().is_none_or(|host| {
            let size = LogicalSize::new(logical.width, logical.height);
            host.request_resize(Size::Logical(size), self.link.size.scale())
        });
        if !agreed {
            let is = window.window.size().physical.to_logical::<f32>(self.link.size.scale());
            self.link.size.set(is.width, is.height);
        } else if let Err(error) = window.window.resize(logical) {
            nice_plug::nice_warn!("The editor could not be resized: {error}");
        }
    }
}

/// The host's callbacks, for baseview and for ourselves.
#[derive(Clone)]
pub(crate) struct SharedCallbacks(Rc<RefCell<Box<dyn HostCallbacks>>>);

impl SharedCallbacks {
    pub fn new(callbacks: Box<dyn HostCallbacks>) -> Self {
        Self(Rc::new(RefCell::new(callbacks)))
    }

    fn request_resize(&self, size: Size, scale: f64) -> bool {
        // Borrowed already: the host calls back from within a request.
        self.0.try_borrow_mut().is_ok_and(|mut host| host.request_resize(size, scale).is_ok())
    }
}

impl baseview::host::HostCallbacks for SharedCallbacks {
    fn request_resize(&mut self, size: BaseSize) -> Result<(), HandlerError> {
        let physical = Size::Physical(PhysicalSize::new(size.physical.width, size.physical.height));
        if SharedCallbacks::request_resize(self, physical, size.scale_factor) {
            Ok(())
        } else {
            Err(HandlerError::from(std::io::Error::other("the host keeps the window's size")))
        }
    }

    fn destroyed(&mut self) {
        if let Ok(mut host) = self.0.try_borrow_mut() {
            host.destroyed();
        }
    }
}
