//! The plug-in's report, by its private CLAP extension.

use std::{
    ffi::{CStr, c_void},
    slice,
};

use anyhow::{Context, Result, ensure};
use clack_host::{
    extensions::{Extension, PluginExtensionSide, RawExtension},
    plugin::PluginMainThreadHandle,
};
use report::{
    Report,
    extension::{EXTENSION_ID, ReportExtension},
};

/// The plug-in's side of the extension.
#[derive(Clone, Copy)]
pub struct PluginReport(RawExtension<PluginExtensionSide, ReportExtension>);

// SAFETY: the name stands for `ReportExtension` alone, whose version is in the name.
unsafe impl Extension for PluginReport {
    const IDENTIFIERS: &[&CStr] = &[EXTENSION_ID];
    type ExtensionSide = PluginExtensionSide;

    unsafe fn from_raw(raw: RawExtension<Self::ExtensionSide>) -> Self {
        // SAFETY: the caller promises that it is what `IDENTIFIERS` stands for.
        Self(unsafe { raw.cast() })
    }
}

impl PluginReport {
    /// The report on an instance, with the updates from index `since_update` on.
    ///
    /// # Errors
    /// If the plug-in gives none, or one that can't be read.
    pub fn read(&self, plugin: &PluginMainThreadHandle<'_>, since_update: u64) -> Result<Report> {
        let write = plugin.use_extension(&self.0).write;
        let mut json = Vec::<u8>::new();
        // SAFETY: we are on the main thread, the plug-in is the one that answered with the extension, and `collect`
        // gets what it expects.
        let written = unsafe {
            write((&raw const *plugin.as_raw()).cast(), since_update, collect, (&raw mut json).cast())
        };
        ensure!(written, "the plug-in gave no report");
        serde_json::from_slice(&json).context("the plug-in gave a report of another version")
    }
}

/// Adds to the `Vec<u8>` that `context` is.
unsafe extern "C" fn collect(context: *mut c_void, json: *const u8, bytes: usize) {
    // SAFETY: `read` gives its own vector, and the plug-in hands over as many bytes as it says, before it returns.
    unsafe { (*context.cast::<Vec<u8>>()).extend_from_slice(slice::from_raw_parts(json, bytes)) };
}
