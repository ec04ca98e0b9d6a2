//! One loaded plug-in as the host sees it.

use std::{
    ffi::{CStr, c_char, c_void},
    ptr,
    sync::{Arc, mpsc},
};

use clap_sys::{
    ext::{
        params::{CLAP_EXT_PARAMS, clap_plugin_params},
        render::CLAP_EXT_RENDER,
        state::{CLAP_EXT_STATE, clap_plugin_state},
    },
    host::clap_host,
    plugin::clap_plugin,
};
use engine::telemetry::report::EXTENSION_ID;
use nice_plug::wrapper::clap::Wrapper;

use super::{params, process, render, report, state};
use crate::{
    AiMixtapes,
    shared::{Connect, Shared},
};

/// What the host's pointer points to. `clap` must stay the first field: the pointer to it is the pointer to all.
///
/// Its fields don't change between creation and destruction, so that all threads may read them.
#[repr(C)]
pub(super) struct Instance {
    /// What the host calls. `plugin_data` is nice-plug's wrapper, whose own functions expect it there, whichever
    /// `clap_plugin` they are called with.
    clap: clap_plugin,
    /// What nice-plug made of the plug-in.
    pub inner: clap_plugin,
    /// nice-plug's own extensions, where ours stand before them.
    pub params: clap_plugin_params,
    pub state: clap_plugin_state,
    pub host: *const clap_host,
    pub shared: Arc<Shared>,
}

impl Instance {
    /// Creates a plug-in and gives it to the host, who gives it back through `destroy`; null if nice-plug should
    /// not offer what it has to.
    ///
    /// # Safety
    /// `host` must outlive the plug-in.
    pub unsafe fn create(host: *const clap_host) -> *const clap_plugin {
        // SAFETY: promised by the caller.
        let wrapper = unsafe { Wrapper::<AiMixtapes>::new(host) };
        let Some(shared) = connect(&wrapper) else { return ptr::null() };
        let inner = *wrapper.clap_plugin.borrow();
        // SAFETY: `inner` is a complete plug-in of nice-plug's.
        let (params, state) =
            unsafe { (extension(&inner, CLAP_EXT_PARAMS), extension(&inner, CLAP_EXT_STATE)) };
        let (Some(params), Some(state)) = (params, state) else { return ptr::null() };
        // The count that this keeps is taken back by nice-plug's own `destroy`.
        let _kept = Arc::into_raw(wrapper);
        let clap = clap_plugin {
            destroy: Some(destroy),
            activate: Some(activate),
            process: Some(process::process),
            get_extension: Some(get_extension),
            ..inner
        };
        Box::into_raw(Box::new(Self { clap, inner, params, state, host, shared })).cast()
    }

    /// The instance behind the host's pointer.
    ///
    /// # Safety
    /// `plugin` must be null or come from [`create`](Self::create) and not be destroyed yet.
    pub unsafe fn of<'a>(plugin: *const clap_plugin) -> Option<&'a Self> {
        // SAFETY: promised by the caller; the first field of a `repr(C)` struct has the struct's address.
        unsafe { plugin.cast::<Self>().as_ref() }
    }
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
unsafe fn extension<T: Copy>(inner: &clap_plugin, id: &CStr) -> Option<T> {
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
    } else if name == CLAP_EXT_RENDER {
        (&raw const render::EXTENSION).cast()
    } else if name == EXTENSION_ID {
        (&raw const report::EXTENSION).cast()
    } else {
        // SAFETY: as the host has called us.
        instance.inner.get_extension.map_or(ptr::null(), |get| unsafe { get(plugin, id) })
    }
}
