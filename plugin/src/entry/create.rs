//! Creation, and what the host finds in what was created.

use std::{
    ffi::{CStr, c_char, c_void},
    ptr,
    sync::{Arc, OnceLock, mpsc},
};

use ::report::extension::{EXTENSION_ID, OUTSIDE_ID};
use atomic_refcell::AtomicRefCell;
use clap_sys::{
    ext::{
        audio_ports::CLAP_EXT_AUDIO_PORTS, audio_ports_config::CLAP_EXT_AUDIO_PORTS_CONFIG,
        gui::CLAP_EXT_GUI, params::CLAP_EXT_PARAMS, render::CLAP_EXT_RENDER, state::CLAP_EXT_STATE,
    },
    host::clap_host,
    plugin::clap_plugin,
};
use nice_plug::wrapper::clap::Wrapper;

use super::{
    door::on_any_thread,
    instance::{Instance, extension},
    life, outside, params, ports, process, render, report, state, wrapped,
};
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
        desc: inner.desc,
        plugin_data: inner.plugin_data,
        init: Some(life::init),
        destroy: Some(life::destroy),
        activate: Some(life::activate),
        deactivate: Some(life::deactivate),
        start_processing: Some(life::start_processing),
        stop_processing: Some(life::stop_processing),
        reset: Some(life::reset),
        process: Some(process::process),
        get_extension: Some(get_extension),
        on_main_thread: Some(life::called_on_main_thread),
    };
    // SAFETY: promised by the caller.
    if unsafe { wrapped::is_wrapper(host) } {
        shared.set_wrapped();
    }
    if let Some(edits) = wrapped::edits() {
        shared.set_edits(edits);
    }
    let caller = Caller(host);
    shared.routing.ask_with(move || caller.call());
    let (log, gui, kept) = (OnceLock::new(), OnceLock::new(), AtomicRefCell::default());
    Box::into_raw(Box::new(Instance { clap, inner, params, state, gui, host, log, kept, shared })).cast()
}

/// Lets a host call the main thread.
struct Caller(*const clap_host);

// SAFETY: the one call that is made is for any thread.
unsafe impl Send for Caller {}

impl Caller {
    fn call(&self) {
        // SAFETY: the host outlives its plug-ins, and `destroy` has this forgotten; the call is for any thread.
        unsafe {
            if let Some(request) = (*self.0).request_callback {
                request(self.0);
            }
        }
    }
}

/// Asks a new plug-in for what it shares with its entry.
fn connect(wrapper: &Wrapper<AiMixtapes>) -> Option<Arc<Shared>> {
    let (sender, receiver) = mpsc::channel();
    let execute = wrapper.task_executor.lock();
    execute(Connect(sender));
    receiver.try_recv().ok()
}

/// Any thread.
unsafe extern "C" fn get_extension(plugin: *const clap_plugin, id: *const c_char) -> *const c_void {
    let work = |instance: &Instance| {
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
        } else if name == CLAP_EXT_GUI {
            instance.gui()
        } else if name == EXTENSION_ID {
            (&raw const report::EXTENSION).cast()
        } else if name == OUTSIDE_ID {
            (&raw const outside::EXTENSION).cast()
        } else {
            // SAFETY: as the host has called us.
            instance.inner.get_extension.map_or(ptr::null(), |get| unsafe { get(plugin, id) })
        }
    };
    // SAFETY: the host's pointer.
    unsafe { on_any_thread(plugin, "get_extension", ptr::null(), work) }
}

/// Whether the host knows windows.
fn has_gui(host: *const clap_host) -> bool {
    // SAFETY: the host outlives its plug-ins, and may be asked from `init` on, as plug-ins are.
    unsafe { (*host).get_extension.is_some_and(|get| !get(host, CLAP_EXT_GUI.as_ptr()).is_null()) }
}
