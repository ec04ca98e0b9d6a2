//! The performance report, for hosts that know our own extension.

use std::ffi::c_void;

use report::{
    MemoryReport, Report,
    extension::{ReportExtension, ReportSink},
};

use super::{door::on_main_thread, instance::Instance};
use crate::rt::{memory, pressure};

pub(super) static EXTENSION: ReportExtension = ReportExtension { write: write_report };

/// Main thread; false before the first activation.
unsafe extern "C" fn write_report(
    plugin: *const c_void,
    since_update: u64,
    sink: ReportSink,
    context: *mut c_void,
) -> bool {
    let work = |instance: &Instance| {
        let Some(monitor) = instance.shared.monitor.get() else { return false };
        let mut memory = MemoryReport::from(&memory::newest());
        if let Some(told) = &mut memory.pressure {
            told.budget_refusal = pressure::budget_refusal().map(String::from);
        }
        let report = Report { memory: Some(memory), ..Report::of(monitor, since_update) };
        let Ok(json) = serde_json::to_vec(&report) else { return false };
        // SAFETY: the host's own function and context; the bytes are good for the call.
        unsafe { sink(context, json.as_ptr(), json.len()) };
        true
    };
    // SAFETY: the host's pointer.
    unsafe { on_main_thread(plugin.cast(), "report.write", false, work) }
}
