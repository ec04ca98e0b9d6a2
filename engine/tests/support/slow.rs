//! A model of the user's own on a slow disk.

use std::{
    fs::{self, File},
    os::fd::AsRawFd,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use engine::inference::ModelSource;
use tempfile::TempDir;

/// Of Linux's `fcntl.h`; the crate `libc` has it for few targets.
const F_SETSIG: libc::c_int = 10;

/// A copy of the built-in model. Whoever opens its graph waits until it is released, for 45 s at most: there is a
/// lease on the file, as a file server takes one.
pub struct SlowModel {
    folder: TempDir,
    leased: Option<File>,
}

impl SlowModel {
    pub fn new() -> Self {
        let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models");
        let folder = tempfile::tempdir().unwrap();
        for file in ["contract.toml", "mood.onnx"] {
            fs::copy(models.join(file), folder.path().join(file)).unwrap();
        }
        let leased = File::open(folder.path().join("mood.onnx")).unwrap();
        // The kernel signals that somebody waits; this signal is ignored unless a program asks for it.
        for (command, value) in [(F_SETSIG, libc::SIGURG), (libc::F_SETLEASE, libc::F_WRLCK)] {
            let due = Instant::now() + Duration::from_secs(5);
            // SAFETY: the file is open, and these commands take a number.
            while unsafe { libc::fcntl(leased.as_raw_fd(), command, value) } != 0 {
                // A process that another test starts has the file open for a moment, from its fork on.
                let error = std::io::Error::last_os_error();
                assert!(Instant::now() < due, "expected a file system with leases: {error}");
                thread::sleep(Duration::from_millis(5));
            }
        }
        Self { folder, leased: Some(leased) }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn source(&self) -> ModelSource {
        ModelSource::Folder(self.folder().to_owned())
    }

    /// Waits until somebody waits for the graph.
    pub fn wait_for_reader(&self) {
        let due = Instant::now() + Duration::from_secs(30);
        while !self.has_reader() {
            assert!(Instant::now() < due, "nobody reads the model");
            thread::sleep(Duration::from_millis(1));
        }
    }

    fn has_reader(&self) -> bool {
        let leased = self.leased.as_ref().expect("it isn't released yet");
        // Once somebody waits, this is what the lease has to become.
        // SAFETY: the file is open.
        unsafe { libc::fcntl(leased.as_raw_fd(), libc::F_GETLEASE) != libc::F_WRLCK }
    }

    /// Lets all who wait read on.
    pub fn release(&mut self) {
        self.leased = None;
    }
}
