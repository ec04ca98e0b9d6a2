//! The plug-in's report, by its private CLAP extension.

use std::{ffi::c_void, slice};

use report::{
    Report,
    extension::{EXTENSION_ID, ReportExtension},
};

use crate::{Error, Instance};

impl Instance {
    /// The report on the instance, with the updates from index `since_update` on.
    ///
    /// # Errors
    /// If the plug-in gives none, or one that can't be read.
    pub fn report(&self, since_update: u64) -> Result<Report, Error> {
        // SAFETY: the name stands for this type alone, whose version is in the name.
        let extension = unsafe { self.extension::<ReportExtension>(EXTENSION_ID) };
        let write = extension.ok_or(Error::NoReports)?.write;
        let mut json = Vec::<u8>::new();
        // SAFETY: we are on the main thread, the plug-in is the one that answered with the extension, and `collect`
        // gets what it expects.
        let written = unsafe { write(self.raw().cast(), since_update, collect, (&raw mut json).cast()) };
        if !written {
            return Err(Error::NoReport);
        }
        serde_json::from_slice(&json).map_err(Error::ForeignReport)
    }
}

/// Adds to the `Vec<u8>` that `context` is.
pub(crate) unsafe extern "C" fn collect(context: *mut c_void, json: *const u8, bytes: usize) {
    // SAFETY: `report` gives its own vector, and the plug-in hands over as many bytes as it says, before it returns.
    unsafe { (*context.cast::<Vec<u8>>()).extend_from_slice(slice::from_raw_parts(json, bytes)) };
}
