//! An instance's life as the host leads it, from `init` to `destroy`.

use clap_sys::plugin::clap_plugin;

use super::{
    door::{of_module, on_any_thread, on_main_thread},
    instance::Instance,
};
use crate::{outputs::owed::Stop, shared::Start};

/// Main thread, first of all.
pub(super) unsafe extern "C" fn init(plugin: *const clap_plugin) -> bool {
    let work = |instance: &Instance| {
        instance.find_log();
        // SAFETY: as the host has called us.
        let good = instance.inner.init.is_some_and(|init| unsafe { init(plugin) });
        if instance.shared.edits().is_some() {
            // When it comes, edits pass.
            instance.ask_for_call();
        }
        good
    };
    // SAFETY: the host's pointer.
    unsafe { on_main_thread(plugin, "init", false, work) }
}

/// Main thread, inactive.
pub(super) unsafe extern "C" fn destroy(plugin: *const clap_plugin) {
    of_module((), || {
        if plugin.is_null() {
            return;
        }
        // SAFETY: the host gives back what `create` gave to it, and doesn't use it any more.
        let instance = unsafe { Box::from_raw(plugin.cast::<Instance>().cast_mut()) };
        instance.shared.routing.ask_nobody();
        if let Some(destroy) = instance.inner.destroy {
            // SAFETY: as the host would call it; `plugin_data` is the wrapper that `create` has kept.
            unsafe { destroy(&instance.clap) };
        }
        instance.tell_faults();
    });
}

/// Main thread, inactive: makes room for a block's events before nice-plug gets ready.
pub(super) unsafe extern "C" fn activate(
    plugin: *const clap_plugin,
    rate: f64,
    min_frames: u32,
    max_frames: u32,
) -> bool {
    let work = |instance: &Instance| {
        instance.shared.try_again();
        if let Ok(mut events) = instance.shared.events.try_borrow_mut() {
            events.prepare(rate, max_frames);
        }
        if let Ok(mut calls) = instance.shared.calls.try_borrow_mut() {
            calls.activate(rate);
        }
        // SAFETY: as the host has called us.
        instance
            .inner
            .activate
            .is_some_and(|activate| unsafe { activate(plugin, rate, min_frames, max_frames) })
    };
    // SAFETY: the host's pointer.
    unsafe { on_main_thread(plugin, "activate", false, work) }
}

/// Main thread, active.
pub(super) unsafe extern "C" fn deactivate(plugin: *const clap_plugin) {
    let work = |instance: &Instance| {
        if let Some(deactivate) = instance.inner.deactivate {
            // SAFETY: as the host has called us.
            unsafe { deactivate(plugin) };
        }
        instance.shared.owed.stop(Stop::Activation);
        // On Linux clap-wrapper's main loop turns on, and not every host deactivates on its main thread.
        instance.break_edits(!cfg!(target_os = "linux"));
        if !instance.shared.owed.is_empty() {
            instance.ask_for_flush();
        }
    };
    // SAFETY: the host's pointer.
    unsafe { on_main_thread(plugin, "deactivate", (), work) }
}

/// Audio thread, active. nice-plug tells it and a reset apart from nothing, and from each other not.
pub(super) unsafe extern "C" fn start_processing(plugin: *const clap_plugin) -> bool {
    let work = |instance: &Instance| {
        instance.shared.set_start(Start::Again);
        // SAFETY: as the host has called us.
        instance.inner.start_processing.is_some_and(|start| unsafe { start(plugin) })
    };
    // SAFETY: the host's pointer.
    unsafe { on_any_thread(plugin, "start_processing", false, work) }
}

/// Audio thread, active.
pub(super) unsafe extern "C" fn stop_processing(plugin: *const clap_plugin) {
    let work = |instance: &Instance| {
        if let Some(stop) = instance.inner.stop_processing {
            // SAFETY: as the host has called us.
            unsafe { stop(plugin) };
        }
        instance.shared.owed.stop(Stop::Processing);
    };
    // SAFETY: the host's pointer.
    unsafe { on_any_thread(plugin, "stop_processing", (), work) }
}

/// Audio thread, active.
pub(super) unsafe extern "C" fn reset(plugin: *const clap_plugin) {
    let work = |instance: &Instance| {
        instance.shared.set_start(Start::Anew);
        if let Some(reset) = instance.inner.reset {
            // SAFETY: as the host has called us.
            unsafe { reset(plugin) };
        }
    };
    // SAFETY: the host's pointer.
    unsafe { on_any_thread(plugin, "reset", (), work) }
}

/// Main thread, because somebody has asked for it.
pub(super) unsafe extern "C" fn called_on_main_thread(plugin: *const clap_plugin) {
    let work = |instance: &Instance| {
        if let Some(call) = instance.inner.on_main_thread {
            // SAFETY: as the host has called us.
            unsafe { call(plugin) };
        }
        if let Some(edits) = instance.shared.edits() {
            // clap-wrapper calls when it has brought all that had waited.
            edits.go_on();
        }
        instance.rescan_if_asked();
        instance.mark_dirty_if_changed();
        // What has changed may have to go out, and the host may let the plug-in sleep.
        instance.wake();
    };
    // SAFETY: the host's pointer.
    unsafe { on_main_thread(plugin, "on_main_thread", (), work) }
}
