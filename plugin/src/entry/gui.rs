//! The window's end, as the host's main thread brings it about: from then on nobody may bring edits to the host.

use std::{ffi::c_void, ptr};

use clap_sys::{
    ext::gui::{CLAP_EXT_GUI, clap_plugin_gui},
    plugin::clap_plugin,
};

use super::{
    door::on_main_thread,
    instance::{Instance, extension},
};

impl Instance {
    /// nice-plug's extension with our end of it, or null without an editor.
    pub(super) fn gui(&self) -> *const c_void {
        if let Some((ours, _)) = self.gui.get() {
            return ptr::from_ref(ours).cast();
        }
        // SAFETY: the type is the extension's.
        let Some(first) = (unsafe { extension::<clap_plugin_gui>(&self.inner, CLAP_EXT_GUI) }) else {
            return ptr::null();
        };
        let ours = clap_plugin_gui { destroy: Some(destroy), ..first };
        ptr::from_ref(&self.gui.get_or_init(|| (ours, first)).0).cast()
    }

    /// No more edits for a VST3's host until its main loop has turned; what it holds is let go `at_once`, or then.
    pub(super) fn break_edits(&self, at_once: bool) {
        let Some(edits) = self.shared.edits() else { return };
        edits.stop();
        if at_once {
            edits.let_go();
        }
        self.ask_for_call();
    }
}

unsafe extern "C" fn destroy(plugin: *const clap_plugin) {
    let work = |instance: &Instance| {
        if let Some(destroy) = instance.gui.get().and_then(|(_, first)| first.destroy) {
            // SAFETY: as the host has called us.
            unsafe { destroy(plugin) };
        }
        instance.break_edits(true);
    };
    // SAFETY: the host's pointer.
    unsafe { on_main_thread(plugin, "gui.destroy", (), work) }
}
