//! The private CLAP extensions by which a host of ours reads the report, and what an editor has buttons for.

use std::ffi::{CStr, c_char, c_void};

/// Name of the private CLAP extension by which a host reads the report.
pub const EXTENSION_ID: &CStr = c"org.ai-mixtapes.report/1";

/// The extension's functions, as a plug-in answers them.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ReportExtension {
    /// Main thread. Hands the report on `plugin` (its `clap_plugin_t`), with the updates from index `since_update`
    /// on, to `sink` together with `context`, once and before it returns; false if it can't.
    pub write: unsafe extern "C" fn(
        plugin: *const c_void,
        since_update: u64,
        sink: ReportSink,
        context: *mut c_void,
    ) -> bool,
}

/// Takes a report as UTF-8 JSON of `bytes` bytes, which it may read until it returns.
pub type ReportSink = unsafe extern "C" fn(context: *mut c_void, json: *const u8, bytes: usize);

/// Name of the private CLAP extension by which a host without an editor starts a session log, and asks how what leaves
/// the plug-in beside the host goes.
pub const OUTSIDE_ID: &CStr = c"org.ai-mixtapes.outside/1";

/// That extension's functions, as a plug-in answers them. Main thread.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct OutsideExtension {
    /// Starts a log in `folder` (UTF-8, ends with a zero), or where exports go if that is null; false if it can't be
    /// asked for. What came of it `status` says.
    pub start_log: unsafe extern "C" fn(plugin: *const c_void, folder: *const c_char) -> bool,
    /// Stops the log.
    pub stop_log: unsafe extern "C" fn(plugin: *const c_void),
    /// Hands an [`OutsideReport`](crate::OutsideReport) to `sink` together with `context`, once and before it returns;
    /// false if it can't.
    pub status: unsafe extern "C" fn(plugin: *const c_void, sink: ReportSink, context: *mut c_void) -> bool,
}
