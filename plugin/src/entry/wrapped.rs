//! What this CLAP knows of a VST3 that is wrapped around it.
//!
//! clap-wrapper stands between the two and hands none of this on. But it calls this entry within the VST3 host's own
//! call, on the same thread; so what holds for one call is kept by the thread, and only while the call lasts.

use std::{cell::Cell, ffi::CStr, ptr, sync::Arc, thread::LocalKey};

use clap_sys::host::clap_host;

use crate::outputs::edits::Edits;

/// How clap-wrapper calls its home on the web, whichever format it wraps us for.
const WRAPPER_URL: &CStr = c"https://github.com/free-audio/clap-wrapper";

thread_local! {
    /// Channels of the layout that the host asks for.
    static WANTED_CHANNELS: Cell<Option<u32>> = const { Cell::new(None) };
    /// The host gives a block to be processed, with a place for events or without.
    static IN_BLOCK: Cell<Option<bool>> = const { Cell::new(None) };
    /// The edits of the object that is initialised; null if none is.
    static EDITS: Cell<*const Edits> = const { Cell::new(ptr::null()) };
}

/// Runs a call of the host's that asks for so many channels in and out.
#[cfg(feature = "vst3")]
pub(crate) fn while_wanting<T>(channels: u32, call: impl FnOnce() -> T) -> T {
    during(&WANTED_CHANNELS, Some(channels), call)
}

/// Runs a call of the host's that gives a block, with a place for events or without. Allocates nothing.
#[cfg(feature = "vst3")]
pub(crate) fn while_in_block<T>(takes_events: bool, call: impl FnOnce() -> T) -> T {
    during(&IN_BLOCK, Some(takes_events), call)
}

/// Runs a call of the host's that initialises an object with these edits.
#[cfg(feature = "vst3")]
pub(crate) fn while_edited_by<T>(edits: &Arc<Edits>, call: impl FnOnce() -> T) -> T {
    during(&EDITS, Arc::as_ptr(edits), call)
}

/// The edits of the object for which the host has an instance created.
pub(super) fn edits() -> Option<Arc<Edits>> {
    let edits = EDITS.get();
    if edits.is_null() {
        return None;
    }
    // SAFETY: `while_edited_by` has made it of an `Arc` that lives as long as the call.
    unsafe {
        Arc::increment_strong_count(edits);
        Some(Arc::from_raw(edits))
    }
}

/// The channels that the host asks for in the call that it is in.
pub(super) fn wanted_channels() -> Option<u32> {
    WANTED_CHANNELS.get()
}

/// Whether the host is in a call that gives a block, and so takes what we have to tell.
pub(super) fn is_in_block() -> bool {
    IN_BLOCK.get().is_some()
}

/// Whether that call has a place for events.
pub(super) fn takes_events() -> bool {
    IN_BLOCK.get() == Some(true)
}

/// Whether the host is clap-wrapper.
///
/// # Safety
/// `host` must be a CLAP host.
pub(super) unsafe fn is_wrapper(host: *const clap_host) -> bool {
    // SAFETY: promised by the caller; a host's strings live as long as it does.
    unsafe {
        let url = (*host).url;
        !url.is_null() && CStr::from_ptr(url) == WRAPPER_URL
    }
}

/// Sets `value` while `call` runs. Calls may be within each other.
#[cfg_attr(not(feature = "vst3"), allow(dead_code, reason = "without a VST3 nothing is wrapped"))]
fn during<V: Copy, T>(key: &'static LocalKey<Cell<V>>, value: V, call: impl FnOnce() -> T) -> T {
    let before = key.replace(value);
    let result = call();
    key.set(before);
    result
}
