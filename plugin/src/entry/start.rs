//! How the host begins: nice-plug tells a reset and a start after a stop apart from nothing, and from each other not.

use clap_sys::plugin::clap_plugin;

use super::instance::Instance;
use crate::shared::Start;

/// Audio thread while active, else main thread.
pub(super) unsafe extern "C" fn reset(plugin: *const clap_plugin) {
    // SAFETY: the host's pointer.
    let Some(instance) = (unsafe { Instance::of(plugin) }) else { return };
    instance.shared.set_start(Start::Anew);
    if let Some(reset) = instance.inner.reset {
        // SAFETY: as the host has called us.
        unsafe { reset(plugin) };
    }
}

/// Audio thread.
pub(super) unsafe extern "C" fn start_processing(plugin: *const clap_plugin) -> bool {
    // SAFETY: the host's pointer.
    let Some(instance) = (unsafe { Instance::of(plugin) }) else { return false };
    instance.shared.set_start(Start::Again);
    // SAFETY: as the host has called us.
    instance.inner.start_processing.is_some_and(|start| unsafe { start(plugin) })
}
