//! What the plug-in may ask of this host.

use std::{
    sync::{
        OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, ThreadId},
};

use clack_extensions::{
    log::{HostLog, HostLogImpl, LogSeverity},
    params::{HostParams, HostParamsImplMainThread, HostParamsImplShared, ParamClearFlags, ParamRescanFlags},
    state::{HostState, HostStateImpl},
    thread_check::{HostThreadCheck, HostThreadCheckImpl},
};
use clack_host::prelude::*;

use crate::say::say;

/// The host's types, as clack wants them.
pub struct DemoHost;

impl HostHandlers for DemoHost {
    type Shared<'a> = Shared;
    type MainThread<'a> = MainThread;
    type AudioProcessor<'a> = ();

    fn declare_extensions(builder: &mut HostExtensions<'_, Self>, _: &Self::Shared<'_>) {
        builder
            .register::<HostLog>()
            .register::<HostParams>()
            .register::<HostState>()
            .register::<HostThreadCheck>();
    }
}

/// Answers from any thread.
pub struct Shared {
    main_thread: ThreadId,
    audio_thread: OnceLock<ThreadId>,
    callback_wanted: AtomicBool,
}

impl Shared {
    /// This thread is the main thread.
    pub fn new() -> Self {
        Self {
            main_thread: thread::current().id(),
            audio_thread: OnceLock::new(),
            callback_wanted: AtomicBool::new(false),
        }
    }

    /// This thread is the audio thread, from now on.
    pub fn begin_audio_thread(&self) {
        self.audio_thread.get_or_init(|| thread::current().id());
    }

    /// Whether the plug-in has asked to be called back since this was asked last.
    pub fn take_callback(&self) -> bool {
        self.callback_wanted.swap(false, Ordering::Relaxed)
    }
}

impl SharedHandler<'_> for Shared {
    // The plug-in is always being processed, and never restarted.
    fn request_restart(&self) {}
    fn request_process(&self) {}

    fn request_callback(&self) {
        self.callback_wanted.store(true, Ordering::Relaxed);
    }
}

impl HostLogImpl for Shared {
    fn log(&self, severity: LogSeverity, message: &str) {
        if severity >= LogSeverity::Warning {
            say(format_args!("plug-in: {severity}: {message}"));
        }
    }
}

impl HostThreadCheckImpl for Shared {
    fn is_main_thread(&self) -> bool {
        self.main_thread == thread::current().id()
    }

    fn is_audio_thread(&self) -> bool {
        self.audio_thread.get() == Some(&thread::current().id())
    }
}

impl HostParamsImplShared for Shared {
    fn request_flush(&self) {}
}

/// Answers on the main thread.
pub struct MainThread;

impl MainThreadHandler<'_> for MainThread {}

impl HostParamsImplMainThread for MainThread {
    fn rescan(&self, _: ParamRescanFlags) {}
    fn clear(&self, _: ClapId, _: ParamClearFlags) {}
}

impl HostStateImpl for MainThread {
    fn mark_dirty(&self) {}
}
