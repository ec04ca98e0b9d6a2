//! A host around an editor.

use std::{
    error::Error,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use nice_plug::{
    context::{
        PluginApi,
        gui::{GuiContext, GuiContextInner},
    },
    editor::{
        EditorHandle, HostCallbacks, HostMainThreadCaller, HostMethods, SpawnedEditor,
        dpi::{NativeSize, Size},
    },
    prelude::{Editor, ParamPtr, ParentWindowHandle, PluginState},
};
use window::{Asked, Limits, WindowEditor, WindowHandle, WindowSize};

use super::{
    panel::{Panel, SIZE, Shared},
    x::{Desk, wait_for},
};

/// How small and large the editor may be.
pub const LIMITS: Limits = Limits { min: (200.0, 100.0), max: (800.0, 600.0) };

/// What the host was asked for.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<Asked>>>);

impl Log {
    /// Since the last call of this.
    pub fn take(&self) -> Vec<Asked> {
        std::mem::take(&mut *self.0.lock().expect("no panic"))
    }

    /// Since the last `take`.
    pub fn get(&self) -> Vec<Asked> {
        self.0.lock().expect("no panic").clone()
    }

    fn note(&self, asked: Asked) {
        self.0.lock().expect("no panic").push(asked);
    }
}

/// An editor in a window of a host.
pub struct Rig {
    pub shared: Arc<Shared>,
    pub size: WindowSize,
    pub editor: WindowEditor,
    pub log: Log,
    /// Whether the host agrees to other sizes.
    pub agrees: Arc<AtomicBool>,
    called: Arc<AtomicBool>,
    pub open: Option<SpawnedEditor<WindowHandle>>,
    pub parent: u32,
}

impl Rig {
    /// An editor that isn't open.
    pub fn closed() -> Self {
        let shared = Shared::new();
        let size = WindowSize::new(SIZE.0, SIZE.1);
        let panel = Arc::clone(&shared);
        let editor = WindowEditor::new(size.clone(), LIMITS, move |host| Box::new(Panel::new(&panel, host)));
        Self {
            shared,
            size,
            editor,
            log: Log::default(),
            agrees: Arc::new(AtomicBool::new(true)),
            called: Arc::default(),
            open: None,
            parent: 0,
        }
    }

    /// An editor that is open in a window of its own size, and has drawn.
    pub fn shown(desk: &Desk) -> Self {
        let mut rig = Self::closed();
        rig.parent = desk.window(SIZE.0 as u16, SIZE.1 as u16);
        rig.open(Some(1.0));
        rig.show(desk);
        rig
    }

    /// Opens it as a CLAP host does.
    pub fn open(&mut self, scale: Option<f64>) {
        let params = Arc::clone(&self.shared);
        let context = GuiContext::new(Arc::new(Context { log: self.log.clone(), params }));
        let host = HostMethods {
            callbacks: Box::new(Callbacks { log: self.log.clone(), agrees: Arc::clone(&self.agrees) }),
            main_thread_caller: Box::new(MainThread(Arc::clone(&self.called))),
        };
        self.open = Some(self.editor.spawn(None, true, scale, context, Some(host)).expect("a window"));
    }

    /// Puts it into the parent and shows it.
    pub fn show(&self, desk: &Desk) {
        let open = self.editor();
        let parent = ParentWindowHandle::XlibWindow(self.parent.into());
        open.handle.set_parent(parent, &open.window).expect("a parent");
        open.handle.show(&open.window).expect("to be shown");
        wait_for("the window in its parent", || desk.child(self.parent).is_some());
        wait_for("the first picture", || self.shared.draws() > 0);
    }

    /// The open editor.
    pub fn editor(&self) -> &SpawnedEditor<WindowHandle> {
        self.open.as_ref().expect("it is open")
    }

    /// What a host's main thread does between other things.
    pub fn idle(&self) {
        if self.called.swap(false, Ordering::AcqRel) {
            let open = self.editor();
            open.handle.host_main_thread_callback(&open.window);
        }
    }

    /// Tells it its size.
    pub fn set_size(&self, width: u32, height: u32) {
        let open = self.editor();
        open.handle.set_size(NativeSize::new(width, height), &open.window).expect("another size");
    }

    /// Hides or shows it.
    pub fn hide(&self, hidden: bool) {
        let open = self.editor();
        let done = if hidden { open.handle.hide(&open.window) } else { open.handle.show(&open.window) };
        done.expect("to be shown or hidden");
    }
}

/// A host whose log nobody reads.
pub fn context(shared: &Arc<Shared>) -> GuiContext {
    GuiContext::new(Arc::new(Context { log: Log::default(), params: Arc::clone(shared) }))
}

struct Context {
    log: Log,
    params: Arc<Shared>,
}

impl Context {
    fn id(&self, param: ParamPtr) -> String {
        assert_eq!(param, nice_plug::prelude::Param::as_ptr(&self.params.params.gain));
        String::from("gain")
    }
}

impl GuiContextInner for Context {
    fn plugin_api(&self) -> PluginApi {
        PluginApi::Clap
    }

    unsafe fn raw_begin_set_parameter(&self, param: ParamPtr) {
        self.log.note(Asked::Begin(self.id(param)));
    }

    unsafe fn raw_set_parameter_normalized(&self, param: ParamPtr, value: f32) {
        self.log.note(Asked::Set(self.id(param), value));
        // SAFETY: it is the parameter that `self.params` keeps alive.
        unsafe { param._internal_set_normalized_value(value) };
    }

    unsafe fn raw_end_set_parameter(&self, param: ParamPtr) {
        self.log.note(Asked::End(self.id(param)));
    }

    fn get_state(&self) -> PluginState {
        unreachable!("no test asks for it")
    }

    fn set_state(&self, _state: PluginState) {}

    fn request_restart(&self) {}
}

struct Callbacks {
    log: Log,
    agrees: Arc<AtomicBool>,
}

impl HostCallbacks for Callbacks {
    fn request_resize(&mut self, size: Size, scale: f64) -> Result<(), Box<dyn Error>> {
        let size = size.to_logical::<f32>(scale);
        self.log.note(Asked::Resize(size.width, size.height));
        if self.agrees.load(Ordering::Relaxed) { Ok(()) } else { Err("the host says no".into()) }
    }

    fn destroyed(&mut self) {}
}

struct MainThread(Arc<AtomicBool>);

impl HostMainThreadCaller for MainThread {
    fn call_main_thread(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}
