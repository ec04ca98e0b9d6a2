//! What the plug-in may ask of this host.

use std::{
    cell::Cell,
    mem,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, ThreadId},
};

use clack_extensions::{
    gui::{GuiSize, HostGui, HostGuiImpl},
    log::{HostLog, HostLogImpl, LogSeverity},
    params::{HostParams, HostParamsImplMainThread, HostParamsImplShared, ParamClearFlags, ParamRescanFlags},
    state::{HostState, HostStateImpl},
    thread_check::{HostThreadCheck, HostThreadCheckImpl},
};
use clack_host::prelude::*;

/// Takes the lines that a plug-in writes into the log.
pub type Log = Box<dyn Fn(LogSeverity, &str) + Send + Sync>;

/// The host's types, as clack wants them.
pub struct Handlers;

impl HostHandlers for Handlers {
    type Shared<'a> = Shared;
    type MainThread<'a> = MainThread<'a>;
    type AudioProcessor<'a> = ();

    fn declare_extensions(builder: &mut HostExtensions<'_, Self>, _: &Self::Shared<'_>) {
        builder
            .register::<HostGui>()
            .register::<HostLog>()
            .register::<HostParams>()
            .register::<HostState>()
            .register::<HostThreadCheck>();
    }
}

/// What the plug-in has asked for, and how often.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// That the project counts as changed.
    pub dirty: u32,
    /// A flush.
    pub flush: u32,
    /// That all values are read again.
    pub rescan: u32,
}

/// Answers on any thread.
pub struct Shared {
    main_thread: ThreadId,
    callback_wanted: AtomicBool,
    asked: Mutex<Asked>,
    /// The sizes of its window that the plug-in has asked for. The host agrees to each.
    sizes: Mutex<Vec<GuiSize>>,
    log: Log,
}

impl Shared {
    /// This thread is the main thread.
    pub fn new(log: Log) -> Self {
        Self {
            main_thread: thread::current().id(),
            callback_wanted: AtomicBool::new(false),
            asked: Mutex::default(),
            sizes: Mutex::default(),
            log,
        }
    }

    /// Whether the plug-in has asked to be called back since this was asked last.
    pub fn take_callback(&self) -> bool {
        self.callback_wanted.swap(false, Ordering::AcqRel)
    }

    /// What it has asked for since this was asked last.
    pub fn take_asked(&self) -> Asked {
        self.note(mem::take)
    }

    fn note<T>(&self, note: impl FnOnce(&mut Asked) -> T) -> T {
        note(&mut self.asked.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The sizes that the plug-in has asked for since this was asked last.
    pub fn take_sizes(&self) -> Vec<GuiSize> {
        mem::take(&mut *self.sizes.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl SharedHandler<'_> for Shared {
    // Who uses the host decides when it processes, and never restarts it unasked.
    fn request_restart(&self) {}
    fn request_process(&self) {}

    fn request_callback(&self) {
        self.callback_wanted.store(true, Ordering::Release);
    }
}

impl HostGuiImpl for Shared {
    fn resize_hints_changed(&self) {}

    fn request_resize(&self, size: GuiSize) -> Result<(), HostError> {
        self.sizes.lock().unwrap_or_else(PoisonError::into_inner).push(size);
        Ok(())
    }

    fn request_show(&self) -> Result<(), HostError> {
        Ok(())
    }

    fn request_hide(&self) -> Result<(), HostError> {
        Ok(())
    }

    fn closed(&self, _was_destroyed: bool) {}
}

impl HostLogImpl for Shared {
    fn log(&self, severity: LogSeverity, line: &str) {
        (self.log)(severity, line);
    }
}

impl HostParamsImplShared for Shared {
    // Who uses the host processes or flushes when it likes.
    fn request_flush(&self) {
        self.note(|asked| asked.flush += 1);
    }
}

thread_local! {
    /// This thread calls a plug-in as its audio thread.
    static IN_AUDIO: Cell<bool> = const { Cell::new(false) };
}

/// Does `work`, which calls a plug-in as its audio thread does. Any thread is one meanwhile.
pub fn as_audio_thread<T>(work: impl FnOnce() -> T) -> T {
    let before = IN_AUDIO.replace(true);
    let done = work();
    IN_AUDIO.set(before);
    done
}

impl HostThreadCheckImpl for Shared {
    fn is_main_thread(&self) -> bool {
        self.main_thread == thread::current().id()
    }

    fn is_audio_thread(&self) -> bool {
        IN_AUDIO.get()
    }
}

/// Answers on the main thread. Values and states are asked for whenever somebody wants them.
pub struct MainThread<'a>(pub &'a Shared);

impl<'a> MainThreadHandler<'a> for MainThread<'a> {}

impl HostParamsImplMainThread for MainThread<'_> {
    fn rescan(&self, _: ParamRescanFlags) {
        self.0.note(|asked| asked.rescan += 1);
    }

    fn clear(&self, _: ClapId, _: ParamClearFlags) {}
}

impl HostStateImpl for MainThread<'_> {
    fn mark_dirty(&self) {
        self.0.note(|asked| asked.dirty += 1);
    }
}
