//! What the host's thread and the window's thread share. On some systems they are one thread.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use baseview::host::HostMainThreadCaller;
use vizia_core::prelude::{Code, Modifiers};

use crate::size::WindowSize;

/// A key that the host got and that a text field may want.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct HostKey {
    pub code: Code,
    pub down: bool,
    pub modifiers: Modifiers,
}

/// What the host's thread and the window's thread share.
pub(crate) struct Link {
    /// As the window has it.
    pub size: WindowSize,
    /// The host has hidden the window.
    pub hidden: AtomicBool,
    /// The host is done with the window.
    pub closing: AtomicBool,
    /// A text field has the keyboard.
    pub takes_text: AtomicBool,
    /// A parameter has changed, or all may have.
    pub news: AtomicBool,
    /// The plug-in's state was loaded: there may be another size in it.
    pub reloaded: AtomicBool,
    keys: Mutex<VecDeque<HostKey>>,
    wanted: Mutex<Option<(f32, f32)>>,
}

impl Link {
    pub fn new(size: WindowSize) -> Self {
        Self {
            size,
            hidden: AtomicBool::new(false),
            closing: AtomicBool::new(false),
            takes_text: AtomicBool::new(false),
            news: AtomicBool::new(false),
            reloaded: AtomicBool::new(false),
            keys: Mutex::default(),
            wanted: Mutex::default(),
        }
    }

    /// Leaves a key for the window.
    pub fn push_key(&self, key: HostKey) {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner).push_back(key);
    }

    /// The keys that were left.
    pub fn take_keys(&self) -> VecDeque<HostKey> {
        std::mem::take(&mut *self.keys.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Leaves a wish for the host: this size, in logical pixels. The last one counts.
    pub fn want_size(&self, size: (f32, f32)) {
        *self.wanted.lock().unwrap_or_else(PoisonError::into_inner) = Some(size);
    }

    /// The wish that was left.
    pub fn take_wanted(&self) -> Option<(f32, f32)> {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    pub fn set(flag: &AtomicBool, value: bool) {
        flag.store(value, Ordering::Release);
    }

    pub fn is(flag: &AtomicBool) -> bool {
        flag.load(Ordering::Acquire)
    }

    /// Whether it was set; it isn't any more.
    pub fn take(flag: &AtomicBool) -> bool {
        flag.swap(false, Ordering::AcqRel)
    }
}

/// Calls the host's thread, for baseview and for ourselves.
#[derive(Clone)]
pub(crate) struct Caller(Arc<Mutex<Box<dyn nice_plug::editor::HostMainThreadCaller>>>);

impl Caller {
    pub fn new(caller: Box<dyn nice_plug::editor::HostMainThreadCaller>) -> Self {
        Self(Arc::new(Mutex::new(caller)))
    }

    /// The host's thread will call [`EditorHandle::host_main_thread_callback`].
    ///
    /// [`EditorHandle::host_main_thread_callback`]: nice_plug::editor::EditorHandle::host_main_thread_callback
    pub fn call(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).call_main_thread();
    }
}

impl HostMainThreadCaller for Caller {
    fn call_main_thread(&mut self) {
        self.call();
    }
}
