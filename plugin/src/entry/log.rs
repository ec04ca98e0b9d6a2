//! The host's log.

use std::{ffi::CString, fmt::Display};

use clap_sys::ext::log::{CLAP_EXT_LOG, CLAP_LOG_ERROR, CLAP_LOG_WARNING, clap_host_log, clap_log_severity};

use super::instance::{Instance, Log};

impl Instance {
    /// Looks for the host's log, which may be asked for from `init` on. Main thread.
    pub fn find_log(&self) {
        // SAFETY: the host outlives its plug-ins, as do its extensions; the type is that of the id.
        let log: Option<Log> = unsafe {
            let get = (*self.host).get_extension;
            let found = get.map(|get| get(self.host, CLAP_EXT_LOG.as_ptr()).cast::<clap_host_log>());
            found.and_then(|log| log.as_ref()).and_then(|log| log.log)
        };
        if let Some(log) = log {
            let _ = self.log.set(log);
        }
    }

    /// Tells the host of a fault of ours. Main thread.
    pub fn log_error(&self, what: &impl Display) {
        self.write_log(CLAP_LOG_ERROR, what);
    }

    /// Tells the host of something that it, or its user, may want to know. Main thread.
    pub fn log_warning(&self, what: &impl Display) {
        self.write_log(CLAP_LOG_WARNING, what);
    }

    fn write_log(&self, severity: clap_log_severity, what: &impl Display) {
        let Some(log) = self.log.get() else { return };
        let line = format!("AI-Mixtapes: {what}").replace('\0', " ");
        let Ok(line) = CString::new(line) else { return };
        // SAFETY: the host's own function; the line is good for the call.
        unsafe { log(self.host, severity, line.as_ptr()) };
    }
}
