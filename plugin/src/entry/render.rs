//! Real time or offline: known from the next block on.

use clap_sys::{
    ext::render::{CLAP_RENDER_OFFLINE, CLAP_RENDER_REALTIME, clap_plugin_render, clap_plugin_render_mode},
    plugin::clap_plugin,
};

use super::{door::on_main_thread, instance::Instance};

pub(super) static EXTENSION: clap_plugin_render =
    clap_plugin_render { has_hard_realtime_requirement: Some(has_hard_realtime_requirement), set: Some(set) };

unsafe extern "C" fn has_hard_realtime_requirement(_plugin: *const clap_plugin) -> bool {
    false
}

/// Main thread. nice-plug isn't told: it would ask the host for a restart, which the mode doesn't need.
unsafe extern "C" fn set(plugin: *const clap_plugin, mode: clap_plugin_render_mode) -> bool {
    let work = |instance: &Instance| {
        match mode {
            CLAP_RENDER_REALTIME => instance.shared.set_offline(false),
            CLAP_RENDER_OFFLINE => instance.shared.set_offline(true),
            _ => return false,
        }
        true
    };
    // SAFETY: the host's pointer.
    unsafe { on_main_thread(plugin, "render.set", false, work) }
}
