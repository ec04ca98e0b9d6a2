//! One loaded plug-in as the host sees it.

use std::{
    ffi::{CStr, c_char},
    sync::{Arc, OnceLock},
};

use atomic_refcell::AtomicRefCell;
use clap_sys::{
    ext::{
        gui::clap_plugin_gui, log::clap_log_severity, params::clap_plugin_params, state::clap_plugin_state,
    },
    host::clap_host,
    plugin::clap_plugin,
};

use crate::{session::state::Kept, shared::Shared};

/// Writes a line into a host's log, on any thread.
pub(super) type Log = unsafe extern "C" fn(*const clap_host, clap_log_severity, *const c_char);

/// What the host's pointer points to. `clap` must stay the first field: the pointer to it is the pointer to all.
///
/// Its fields don't change between creation and destruction (the log is found in `init`, and `kept` is the main
/// thread's), so that all threads may read them.
#[repr(C)]
pub(super) struct Instance {
    /// What the host calls. `plugin_data` is nice-plug's wrapper, whose own functions expect it there, whichever
    /// `clap_plugin` they are called with.
    pub clap: clap_plugin,
    /// What nice-plug made of the plug-in.
    pub inner: clap_plugin,
    /// nice-plug's own extensions, where ours stand before them.
    pub params: clap_plugin_params,
    pub state: clap_plugin_state,
    /// nice-plug's own, and with ours before it, from the first question on.
    pub gui: OnceLock<(clap_plugin_gui, clap_plugin_gui)>,
    pub host: *const clap_host,
    /// The host's log, where it has one.
    pub log: OnceLock<Log>,
    /// What the last state that was loaded has beyond this version. Main thread.
    pub kept: AtomicRefCell<Kept>,
    pub shared: Arc<Shared>,
}

impl Instance {
    /// The instance behind the host's pointer.
    ///
    /// # Safety
    /// `plugin` must be null or point to the `clap` of an instance that isn't destroyed yet.
    pub unsafe fn of<'a>(plugin: *const clap_plugin) -> Option<&'a Self> {
        // SAFETY: promised by the caller; the first field of a `repr(C)` struct has the struct's address.
        unsafe { plugin.cast::<Self>().as_ref() }
    }
}

/// A copy of one of nice-plug's extensions, whose functions are the same for all instances.
///
/// # Safety
/// `T` must be the extension's type.
pub(super) unsafe fn extension<T: Copy>(inner: &clap_plugin, id: &CStr) -> Option<T> {
    // SAFETY: nice-plug answers with null or the extension, which lives as long as its wrapper.
    unsafe { inner.get_extension?(inner, id.as_ptr()).cast::<T>().as_ref().copied() }
}
