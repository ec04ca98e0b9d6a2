//! OSC and the session log, for hosts that know our own extension.

use std::{
    ffi::{CStr, c_char, c_void},
    path::PathBuf,
};

use report::{
    FaultReport, LogReport, OscReport, OutsideReport,
    extension::{OutsideExtension, ReportSink},
};

use super::{door::on_main_thread, instance::Instance};
use crate::{
    files::iso_8601,
    outside::{Fault, Outside, log::LogPhase, osc::OscPhase},
};

pub(super) static EXTENSION: OutsideExtension = OutsideExtension { start_log, stop_log, status };

/// Main thread.
unsafe extern "C" fn start_log(plugin: *const c_void, folder: *const c_char) -> bool {
    let work = |instance: &Instance| {
        let folder = if folder.is_null() {
            None
        } else {
            // SAFETY: the host's string.
            let Ok(folder) = unsafe { CStr::from_ptr(folder) }.to_str() else { return false };
            Some(PathBuf::from(folder))
        };
        instance.shared.outside.start_log(folder);
        true
    };
    // SAFETY: the host's pointer.
    unsafe { on_main_thread(plugin.cast(), "outside.start_log", false, work) }
}

/// Main thread.
unsafe extern "C" fn stop_log(plugin: *const c_void) {
    // SAFETY: the host's pointer.
    unsafe {
        on_main_thread(plugin.cast(), "outside.stop_log", (), |instance| instance.shared.outside.stop_log())
    }
}

/// Main thread.
unsafe extern "C" fn status(plugin: *const c_void, sink: ReportSink, context: *mut c_void) -> bool {
    let work = |instance: &Instance| {
        let Ok(json) = serde_json::to_vec(&report_of(&instance.shared.outside)) else { return false };
        // SAFETY: the host's own function and context; the bytes are good for the call.
        unsafe { sink(context, json.as_ptr(), json.len()) };
        true
    };
    // SAFETY: the host's pointer.
    unsafe { on_main_thread(plugin.cast(), "outside.status", false, work) }
}

fn report_of(outside: &Outside) -> OutsideReport {
    let fault =
        |fault: Option<Fault>| fault.map(|fault| FaultReport { text: fault.text, time: iso_8601(fault.at) });
    let (osc, log) = (outside.osc_status(), outside.log_status());
    let osc_phase = match osc.phase {
        OscPhase::Off => "off",
        OscPhase::Waiting => "waiting",
        OscPhase::Rendering => "rendering",
        OscPhase::LookingUp => "looking_up",
        OscPhase::Sending => "sending",
        OscPhase::Failing => "failing",
    };
    let log_phase = match log.phase {
        LogPhase::Off => "off",
        LogPhase::Writing => "writing",
        LogPhase::Failing => "failing",
    };
    OutsideReport {
        osc: OscReport {
            phase: osc_phase.into(),
            address: outside.osc_address(),
            target: osc.target.map(|target| target.to_string()),
            sent: osc.sent,
            failed: osc.failed,
            fault: fault(osc.fault),
        },
        log: LogReport {
            phase: log_phase.into(),
            file: log.file.map(|file| file.display().to_string()),
            bytes: log.bytes,
            rows: log.rows,
            dropped: log.dropped,
            fault: fault(log.fault),
        },
    }
}
