//! The door between the host and us: every callback goes through it.
//!
//! Behind it a panic ends nothing but the callback, which then gives a defined answer. The host is told what
//! happened by its extension `clap.log`: at once on the main thread, and by the main thread's next callback where it
//! happened elsewhere. What nice-plug does of its own is nice-plug's: its functions abort where they panic, so what
//! it calls of ours stands behind the same door ([`Faults`](crate::rt::faults::Faults), [`guard`](crate::rt::guard)).

use std::panic::{AssertUnwindSafe, catch_unwind};

use clap_sys::plugin::clap_plugin;

use super::instance::Instance;

/// A callback that concerns no instance: what `work` says, or `otherwise` if it panics. The host can't be told.
pub(super) fn of_module<T>(otherwise: T, work: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(otherwise)
}

/// A callback of the main thread: what `work` says of the instance, or `otherwise` if there is none, or if it panics.
///
/// # Safety
/// `plugin` must be null or the host's pointer to an instance that isn't destroyed yet.
pub(super) unsafe fn on_main_thread<T>(
    plugin: *const clap_plugin,
    place: &'static str,
    otherwise: T,
    work: impl FnOnce(&Instance) -> T,
) -> T {
    // SAFETY: promised by the caller.
    unsafe { through(plugin, place, otherwise, work, Instance::tell_faults) }
}

/// The same for a callback of the audio thread, or of any thread: nothing is told here, but the host is asked for
/// its main thread.
///
/// # Safety
/// As for [`on_main_thread`].
pub(super) unsafe fn on_any_thread<T>(
    plugin: *const clap_plugin,
    place: &'static str,
    otherwise: T,
    work: impl FnOnce(&Instance) -> T,
) -> T {
    // SAFETY: promised by the caller.
    unsafe { through(plugin, place, otherwise, work, Instance::ask_to_tell_faults) }
}

/// The way through, at whose end `tell` sees to it that the host hears of a panic.
///
/// # Safety
/// As for [`on_main_thread`].
unsafe fn through<T>(
    plugin: *const clap_plugin,
    place: &'static str,
    otherwise: T,
    work: impl FnOnce(&Instance) -> T,
    tell: fn(&Instance),
) -> T {
    // SAFETY: promised by the caller.
    let Some(instance) = (unsafe { Instance::of(plugin) }) else { return otherwise };
    let answer = instance.shared.faults.catch(place, || work(instance));
    tell(instance);
    answer.unwrap_or(otherwise)
}

impl Instance {
    /// Tells the host of the panics that it doesn't know yet. Main thread.
    pub fn tell_faults(&self) {
        if let Some(fault) = self.shared.faults.take() {
            self.log_error(&fault);
        }
    }

    /// Asks the host for its main thread, if there is something new to be told there.
    pub fn ask_to_tell_faults(&self) {
        if !self.shared.faults.have_news() {
            return;
        }
        // SAFETY: the host outlives its plug-ins, and takes this request on any thread.
        unsafe {
            if let Some(request) = (*self.host).request_callback {
                request(self.host);
            }
        }
    }
}

#[cfg(test)]
mod tests;
