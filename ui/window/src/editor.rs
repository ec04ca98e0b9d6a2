//! The editor that a plug-in gives to nice-plug.

use std::{error::Error, rc::Rc, sync::Arc};

use baseview::{Window, WindowContext, WindowSettings, dpi};
use nice_plug::{
    context::gui::GuiContext,
    editor::{HostMethods, SpawnedEditor, dpi::NativeSize},
    prelude::{Editor, ParentWindowHandle, ResizeHint},
};

use crate::{
    content::Content,
    fault::Font,
    handle::{Closer, OpenWindow, SharedCallbacks, WindowHandle},
    handler::Handler,
    host::{Host, PluginHost, Resize},
    link::{Caller, Link},
    size::{Limits, WindowSize},
    threads::Mark,
};

/// Makes the content of a window, on the window's thread.
pub(crate) type Make = Arc<dyn Fn(Rc<dyn Host>) -> Box<dyn Content> + Send + Sync>;

/// Opens windows with a content in them: a nice-plug [`Editor`].
pub struct WindowEditor {
    title: String,
    size: WindowSize,
    limits: Limits,
    font: Option<Font>,
    make: Make,
}

impl WindowEditor {
    /// Windows of this size; `make` is called anew for each opening, on the thread that the window lives on.
    pub fn new(
        size: WindowSize,
        limits: Limits,
        make: impl Fn(Rc<dyn Host>) -> Box<dyn Content> + Send + Sync + 'static,
    ) -> Self {
        Self { title: String::new(), size, limits, font: None, make: Arc::new(make) }
    }

    /// What stands above the window where it isn't part of a host's.
    pub fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// A font's family and its file, for the message that stands in a window whose content has failed.
    pub fn with_font(mut self, family: &'static str, file: &'static [u8]) -> Self {
        self.font = Some((family, file));
        self
    }

    fn settings(&self, parent: Option<ParentWindowHandle>, wait: bool, scale: Option<f64>) -> WindowSettings {
        let logical = |size: (f32, f32)| -> dpi::Size {
            dpi::LogicalSize::new(f64::from(size.0), f64::from(size.1)).into()
        };
        WindowSettings::new()
            .with_title(&*self.title)
            .with_size(logical(self.size.get()))
            .with_parent(parent.as_ref())
            .with_wait_for_parent(wait)
            .with_fallback_scale_factor(scale)
            .with_resizable(self.limits.hint().can_resize)
            .with_min_size::<dpi::Size>(Some(logical(self.limits.min)))
            .with_max_size::<dpi::Size>(Some(logical(self.limits.max)))
    }
}

impl Editor for WindowEditor {
    type Handle = WindowHandle;

    fn spawn(
        &self,
        parent: Option<ParentWindowHandle>,
        wait_for_parent: bool,
        fallback_scale_factor: Option<f64>,
        gui_context: GuiContext,
        host: Option<HostMethods>,
    ) -> Result<SpawnedEditor<WindowHandle>, Box<dyn Error>> {
        let (width, height) = self.limits.clamp(self.size.get());
        self.size.set(width, height);
        let link = Arc::new(Link::new(self.size.clone()));
        let (callbacks, caller) = match host {
            Some(host) => {
                (Some(SharedCallbacks::new(host.callbacks)), Some(Caller::new(host.main_thread_caller)))
            }
            None => (None, None),
        };
        let scale = fallback_scale_factor.filter(|scale| scale.is_finite() && *scale > 0.0);
        let settings = self.settings(parent, wait_for_parent, scale);

        let (make, limits, shared) = (Arc::clone(&self.make), self.limits, Arc::clone(&link));
        let calls = caller.clone();
        let font = self.font;
        let thread = Arc::new(Mark::new());
        let mark = Arc::clone(&thread);
        let build = move |window: WindowContext| {
            if cfg!(target_os = "linux") {
                mark.adopt();
            }
            let resize = resizer(&window, &shared, limits, calls);
            let host = Rc::new(PluginHost::new(gui_context, Rc::clone(&resize)));
            Handler::new(window, shared, resize, font, || make(host))
        };
        let mut base_host = baseview::host::Host::new();
        if let (Some(callbacks), Some(caller)) = (callbacks.clone(), caller) {
            base_host = base_host.with_callbacks(callbacks).with_main_thread(caller);
        }
        let window = Window::create_with_host(settings, build, base_host)?;
        let waker = window.waker();
        let closer = Closer { link: Arc::clone(&link), waker: waker.clone(), thread };
        let open = OpenWindow { _closer: closer, window, host: callbacks };
        // baseview 0.4.2 makes the first size of what the system says alone, without the fallback.
        open.window.resize(dpi::LogicalSize::new(f64::from(width), f64::from(height)))?;
        Ok(SpawnedEditor { handle: WindowHandle { link, limits, waker }, window: open })
    }

    fn size(&self) -> NativeSize<u32> {
        self.size.native()
    }

    fn resize_hint(&self) -> ResizeHint {
        self.limits.hint()
    }

    unsafe fn assume_standalone_in_process(&self) {
        // SAFETY: what nice-plug promises here is what baseview asks for.
        unsafe { baseview::assume_standalone_in_process() }
    }
}

/// How the content asks for another size: a host is asked first, on its own thread; without one the window follows.
fn resizer(window: &WindowContext, link: &Arc<Link>, limits: Limits, caller: Option<Caller>) -> Resize {
    let (window, link) = (window.clone(), Arc::clone(link));
    Rc::new(move |width, height| {
        let (width, height) = limits.clamp((width, height));
        if let Some(caller) = &caller {
            link.want_size((width, height));
            caller.call();
        } else if let Err(error) = window.resize(dpi::LogicalSize::new(f64::from(width), f64::from(height))) {
            nice_plug::nice_warn!("The window could not be resized: {error}");
        }
    })
}
