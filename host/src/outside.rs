//! What leaves the plug-in beside the host, by its private CLAP extension.

use std::{
    ffi::{CString, c_void},
    path::Path,
};

use report::{
    OutsideReport,
    extension::{OUTSIDE_ID, OutsideExtension},
};

use crate::{Error, Instance, report::collect};

impl Instance {
    /// Starts a session log in `folder`; whether it could be asked for.
    ///
    /// # Errors
    /// If the plug-in has no logs.
    pub fn start_log(&self, folder: &Path) -> Result<bool, Error> {
        let extension = self.outside_extension()?;
        let Some(folder) = folder.to_str().and_then(|folder| CString::new(folder).ok()) else {
            return Ok(false);
        };
        // SAFETY: we are on the main thread, and the plug-in is the one that answered with the extension.
        Ok(unsafe { (extension.start_log)(self.raw().cast(), folder.as_ptr()) })
    }

    /// Stops the session log.
    ///
    /// # Errors
    /// If the plug-in has no logs.
    pub fn stop_log(&self) -> Result<(), Error> {
        let extension = self.outside_extension()?;
        // SAFETY: as above.
        unsafe { (extension.stop_log)(self.raw().cast()) };
        Ok(())
    }

    /// How OSC and the session log go.
    ///
    /// # Errors
    /// If the plug-in doesn't say, or says what can't be read.
    pub fn outside(&self) -> Result<OutsideReport, Error> {
        let extension = self.outside_extension()?;
        let mut json = Vec::<u8>::new();
        let context = (&raw mut json).cast::<c_void>();
        // SAFETY: as above, and `collect` gets what it expects.
        if !unsafe { (extension.status)(self.raw().cast(), collect, context) } {
            return Err(Error::NoReport);
        }
        serde_json::from_slice(&json).map_err(Error::ForeignReport)
    }

    fn outside_extension(&self) -> Result<&OutsideExtension, Error> {
        // SAFETY: the name stands for this type alone, whose version is in the name.
        unsafe { self.extension::<OutsideExtension>(OUTSIDE_ID) }.ok_or(Error::NoReports)
    }
}
