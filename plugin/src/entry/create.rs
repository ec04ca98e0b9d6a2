//! Creation and destruction, and what the host finds in what was created.

use std::{
    ffi::{CStr, c_char, c_void},
    ptr,
    sync::{Arc, mpsc},
};

use clap_sys::{
    ext::{
        audio_ports::CLAP_EXT_AUDIO_PORTS, audio_ports_config::CLAP_EXT_AUDIO_PORTS_CONFIG,
        gui::CLAP_EXT_GUI, params::CLAP_EXT_PARAMS, render::CLAP_EXT_RENDER, state::CLAP_EXT_STATE,
    },
    host::clap_host,
    plugin::clap_plugin,
};
use engine::telemetry::report::EXTENSION_ID;
use nice_plug::wrapper::clap::Wrapper;

use super::{instance::Instance, params, ports, process, render, report, state};
use crate::{
    AiMixtapes,
    shared::{Connect, Shared},
};

/// Creates a plug-in and gives it to the host, who gives it back through `destroy`; null if nice-plug should
/// not offer what it has to.
///
/// # Safety
/// `host` must outlive the plug-in.
pub(super) unsafe fn create(host: *const clap_host) -> *const clap_plugin {
    // SAFETY: promised by the caller.
    let wrapper = unsafe { Wrapper::<AiMixtapes>::new(host) };
    let Some(shared) = connect(&wrapper) else { return ptr::null() };
    let inner = *wrapper.clap_plugin.borrow();
    // SAFETY: `inner` is a complete plug-in of nice-plug's.
    let (params, state) = unsafe { (extension(&inner, CLAP_EXT_PARAMS), extension(&inner, CLAP_EXT_STATE)) };
    let (Some(params), Some(state)) = (params, state) else { return ptr::null() };
    // The count that this keeps is taken back by nice-plug's own `destroy`.
    let _kept = Arc::into_raw(wrapper);
    let clap = clap_plugin {
        destroy: Some(destroy),
        activate: Some(activate),
        process: Some(process::process),
        get_extension: Some(get_extension),
        on_main_thread: Some(on_main_thread),
        ..inner
    };
    Box::into_raw(Box::new(Instance { clap, inner, params, state, host, shared })).cast()
}

/// Asks a new plug-in for what it shares with its entry.
fn connect(wrapper: &Wrapper<AiMixtapes>) -> Option<Arc<Shared>> {
    let (sender, receiver) = mpsc::channel();
    let execute = wrapper.task_executor.lock();
    execute(Connect(sender));
    receiver.try_recv().ok()
}

/// A copy of one of nice-plug's extensions, whose functions are the same for all instances.
///
/// # Safety
/// `T` must be the extension's type.
pub(super) unsafe fn extension<T: Copy>(inner: &clap_plugin, id: &CStr) -> Option<T> {
    // SAFETY: nice-plug answers with null or the extension, which lives as long as its wrapper.
    unsafe { inner.get_extension?(inner, id.as_ptr()).cast::<T>().as_ref().copied() }
}

/// Main thread, inactive.
unsafe extern "C" fn destroy(plugin: *const clap_plugin) {
    if plugin.is_null() {
        return;
    }
    // SAFETY: the host gives back what `create` gave to it, and doesn't use it any more.
    let instance = unsafe { Box::from_raw(plugin.cast::<Instance>().cast_mut()) };
    if let Some(destroy) = instance.inner.destroy {
        // SAFETY: as the host would call it; `plugin_data` is the wrapper that `create` has kept.
        unsafe { destroy(&instance.clap) };
    }
}

/// Main thread, inactive: makes room for a block's events before nice-plug gets ready.
unsafe extern "C" fn activate(
    plugin: *const clap_plugin,
    rate: f64,
    min_frames: u32,
    max_frames: u32,
) -> bool {
    // SAFETY: the host's pointer.
    let Some(instance) = (unsafe { Instance::of(plugin) }) else { return false };
    if let Ok(mut events) = instance.shared.events.try_borrow_mut() {
        events.prepare(rate, max_frames);
    }
    // SAFETY: as the host has called us.
    instance.inner.activate.is_some_and(|activate| unsafe { activate(plugin, rate, min_frames, max_frames) })
}

/// Main thread, when the host has been asked for it: nice-plug's tasks, then ours.
unsafe extern "C" fn on_main_thread(plugin: *const clap_plugin) {
    // SAFETY: the host's pointer.
    let Some(instance) = (unsafe { Instance::of(plugin) }) else { return };
    if let Some(on_main_thread) = instance.inner.on_main_thread {
        // SAFETY: as the host has called us.
        unsafe { on_main_thread(plugin) };
    }
    instance.rescan_if_asked();
}

/// Any thread.
unsafe extern "C" fn get_extension(plugin: *const clap_plugin, id: *const c_char) -> *const c_void {
    // SAFETY: the host's pointer.
    let Some(instance) = (unsafe { Instance::of(plugin) }) else { return ptr::null() };
    if id.is_null() {
        return ptr::null();
    }
    // SAFETY: the host's string.
    let name = unsafe { CStr::from_ptr(id) };
    if name == CLAP_EXT_PARAMS {
        (&raw const params::EXTENSION).cast()
    } else if name == CLAP_EXT_STATE {
        (&raw const state::EXTENSION).cast()
    } else if name == CLAP_EXT_AUDIO_PORTS {
        (&raw const ports::PORTS).cast()
    } else if name == CLAP_EXT_AUDIO_PORTS_CONFIG {
        (&raw const ports::CONFIGS).cast()
    } else if name == CLAP_EXT_RENDER {
        (&raw const render::EXTENSION).cast()
    } else if name == CLAP_EXT_GUI && !has_gui(instance.host) {
        // nice-plug takes the host's side of it for granted.
        ptr::null()
    } else if name == EXTENSION_ID {
        (&raw const report::EXTENSION).cast()
    } else {
        // SAFETY: as the host has called us.
        instance.inner.get_extension.map_or(ptr::null(), |get| unsafe { get(plugin, id) })
    }
}

/// Whether the host knows windows.
fn has_gui(host: *const clap_host) -> bool {
    // SAFETY: the host outlives its plug-ins, and may be asked from `init` on, as plug-ins are.
    unsafe { (*host).get_extension.is_some_and(|get| !get(host, CLAP_EXT_GUI.as_ptr()).is_null()) }
}
