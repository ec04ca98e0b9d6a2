//! What the plug-in asks of its host between its calls.

use std::{ffi::CStr, sync::atomic::Ordering};

use clap_sys::ext::{
    params::{CLAP_EXT_PARAMS, CLAP_PARAM_RESCAN_VALUES, clap_host_params},
    state::{CLAP_EXT_STATE, clap_host_state},
};

use super::{instance::Instance, wrapped};

impl Instance {
    /// Lets the host call the main thread, where it is told to read all values again: clap-wrapper has nowhere to
    /// put what a flush between blocks tells it, so that a VST3 host doesn't hear of it. Not told at once, since
    /// clap-wrapper flushes under the locks of its process call.
    pub(super) fn ask_for_rescan(&self) {
        self.shared.rescan.store(true, Ordering::Relaxed);
        self.ask_for_call();
    }

    /// Lets the host call the main thread.
    pub(super) fn ask_for_call(&self) {
        // SAFETY: the host outlives its plug-ins, and takes this request on any thread.
        unsafe {
            if let Some(request) = (*self.host).request_callback {
                request(self.host);
            }
        }
    }

    /// Whether what is given back in this flush gets to the host: clap-wrapper flushes between blocks, too, where it
    /// loses all of it.
    pub(super) fn takes_back(&self) -> bool {
        // SAFETY: the host outlives its plug-ins.
        wrapped::takes_events() || unsafe { !wrapped::is_wrapper(self.host) }
    }

    /// Main thread: tells the host to read all values again, if one has moved that it didn't hear of.
    pub(super) fn rescan_if_asked(&self) {
        if !self.shared.rescan.swap(false, Ordering::Relaxed) {
            return;
        }
        // SAFETY: the host outlives its plug-ins, and the type is the extension's.
        unsafe {
            let params = self.extension_of_host::<clap_host_params>(CLAP_EXT_PARAMS);
            if let Some(rescan) = params.and_then(|params| params.rescan) {
                rescan(self.host, CLAP_PARAM_RESCAN_VALUES);
            }
        }
    }

    /// Main thread: tells the host that its project has changed, if the routing has.
    pub(super) fn mark_dirty_if_changed(&self) {
        if !self.shared.routing.take_dirty() {
            return;
        }
        // SAFETY: the host outlives its plug-ins, and the type is the extension's.
        unsafe {
            let state = self.extension_of_host::<clap_host_state>(CLAP_EXT_STATE);
            if let Some(mark_dirty) = state.and_then(|state| state.mark_dirty) {
                mark_dirty(self.host);
            }
        }
        // A macro that is moved otherwise, or no longer, has another value.
        self.shared.rescan.store(true, Ordering::Relaxed);
        self.rescan_if_asked();
    }

    /// Main thread, inactive: asks the host for a flush, in which it is given back what it is owed.
    pub(super) fn ask_for_flush(&self) {
        // SAFETY: the host outlives its plug-ins, and the type is the extension's.
        unsafe {
            let params = self.extension_of_host::<clap_host_params>(CLAP_EXT_PARAMS);
            if let Some(request) = params.and_then(|params| params.request_flush) {
                request(self.host);
            }
        }
    }

    /// One of the host's extensions. Main thread.
    ///
    /// # Safety
    /// `T` must be the extension's type.
    unsafe fn extension_of_host<T>(&self, id: &CStr) -> Option<&T> {
        // SAFETY: the host outlives its plug-ins, and its extensions live as long.
        unsafe { (*self.host).get_extension.and_then(|get| get(self.host, id.as_ptr()).cast::<T>().as_ref()) }
    }

    /// Asks the host for blocks if it may have put the plug-in to sleep: outputs may have to move.
    pub(super) fn wake(&self) {
        if !self.shared.settled.load(Ordering::Relaxed) {
            return;
        }
        // SAFETY: the host outlives its plug-ins, and takes this request on any thread.
        unsafe {
            if let Some(request) = (*self.host).request_process {
                request(self.host);
            }
        }
    }
}
