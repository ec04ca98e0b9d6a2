//! The session's history as a file, in a place that the user is told.

mod file;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver, TryRecvError},
    },
    time::SystemTime,
};

use engine::record::table::Format;

use self::file::{ending, write};
use super::source::Export;
pub use crate::files::default_folder;
use crate::files::{Name, stamp};

/// An export on its way, on a thread of its own: a slow disk must not keep the window waiting. Dropping it cancels
/// the export and doesn't wait either: what is half written is removed by that thread as soon as it can.
#[derive(Debug, Default)]
pub struct Exporter {
    busy: Option<Busy>,
}

#[derive(Debug)]
struct Busy {
    cancelled: Arc<AtomicBool>,
    outcome: Receiver<String>,
}

impl Exporter {
    /// Begins to write into `folder`. Nothing if an export is still on its way.
    pub fn begin(&mut self, folder: PathBuf, format: Format, export: Export) {
        if self.busy.is_some() {
            return;
        }
        let name = Name { stem: format!("AI-Mixtapes {}", stamp(SystemTime::now())), ending: ending(format) };
        let cancelled = Arc::new(AtomicBool::new(false));
        let (tell, outcome) = mpsc::channel();
        self.busy = Some(Busy { cancelled: Arc::clone(&cancelled), outcome });
        let failed = tell.clone();
        let work = move || {
            let write = || match write(&folder, &name, export, &cancelled) {
                Ok((0, path)) => format!("No moods yet: {} is empty", path.display()),
                Ok((updates, path)) => format!("{updates} updates written to {}", path.display()),
                Err(error) => format!("Nothing written to {}: {error}", folder.display()),
            };
            let outcome = catch_unwind(AssertUnwindSafe(write));
            // Whoever wanted it may have gone.
            let _ = tell.send(outcome.unwrap_or_else(|_| String::from("The export failed")));
        };
        // Nobody waits for it: it may outlive the window and the plug-in.
        if let Err(error) = engine::runtime::thread::spawn("ai-mixtapes-export", work) {
            let _ = failed.send(format!("The export failed: {error}"));
        }
    }

    /// What came of it, once it has ended.
    pub fn outcome(&mut self) -> Option<String> {
        let outcome = match self.busy.as_ref()?.outcome.try_recv() {
            Ok(outcome) => outcome,
            Err(TryRecvError::Empty) => return None,
            Err(TryRecvError::Disconnected) => String::from("The export failed"),
        };
        self.busy = None;
        Some(outcome)
    }
}

impl Drop for Exporter {
    fn drop(&mut self) {
        if let Some(busy) = &self.busy {
            busy.cancelled.store(true, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, io, path::Path, thread, time::Duration};

    use super::*;

    fn finish(exporter: &mut Exporter) -> String {
        loop {
            if let Some(outcome) = exporter.outcome() {
                return outcome;
            }
            thread::sleep(Duration::from_millis(1));
        }
    }

    pub(super) fn export(text: &'static str) -> Export {
        Box::new(move |out| out.write_all(text.as_bytes()).map(|()| 3))
    }

    pub(super) fn files(folder: &Path) -> Vec<PathBuf> {
        let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
        files.sort();
        files
    }

    #[test]
    fn an_export_says_where_it_went() {
        let folder = tempfile::tempdir().unwrap();
        let mut exporter = Exporter::default();
        exporter.begin(folder.path().join("new"), Format::Csv, export("moods"));
        let outcome = finish(&mut exporter);
        let files = files(&folder.path().join("new"));
        assert_eq!(files.len(), 1);
        assert_eq!(outcome, format!("3 updates written to {}", files[0].display()));
        assert_eq!(fs::read_to_string(&files[0]).unwrap(), "moods");
    }

    #[test]
    fn a_failed_export_says_why_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut exporter = Exporter::default();
        let fails: Export = Box::new(|out| {
            out.write_all(b"half")?;
            Err(io::Error::other("the disk is full"))
        });
        exporter.begin(folder.path().to_owned(), Format::Json, fails);
        assert!(finish(&mut exporter).ends_with("the disk is full"));
        let panics: Export = Box::new(|out| {
            out.write_all(b"half")?;
            panic!("in an export")
        });
        exporter.begin(folder.path().to_owned(), Format::Json, panics);
        assert_eq!(finish(&mut exporter), "The export failed");
        assert_eq!(files(folder.path()), [] as [PathBuf; 0]);
    }

    #[test]
    fn exports_of_one_moment_get_names_of_their_own() {
        let folder = tempfile::tempdir().unwrap();
        let mut exporters: Vec<_> = (0..8).map(|_| Exporter::default()).collect();
        for exporter in &mut exporters {
            exporter.begin(folder.path().to_owned(), Format::Csv, export("moods"));
        }
        for exporter in &mut exporters {
            let outcome = finish(exporter);
            assert!(outcome.starts_with("3 updates written to "), "{outcome}");
        }
        let files = files(folder.path());
        assert_eq!(files.len(), 8);
        assert!(files.iter().all(|path| fs::read_to_string(path).unwrap() == "moods"), "{files:?}");
    }

    #[test]
    fn a_dropped_export_stops_and_leaves_nothing_and_nobody_waits_for_it() {
        const PATIENCE: Duration = Duration::from_secs(20);

        let folder = tempfile::tempdir().unwrap();
        let (begun, has_begun) = mpsc::channel();
        let (release, may_go_on) = mpsc::channel::<()>();
        let (stop, has_stopped) = mpsc::channel();
        let blocks: Export = Box::new(move |out| {
            out.write_all(b"half")?;
            begun.send(()).unwrap();
            may_go_on.recv().unwrap();
            let outcome = out.write_all(b"the other half");
            stop.send(outcome.is_err()).unwrap();
            outcome.map(|()| 3)
        });
        let mut exporter = Exporter::default();
        exporter.begin(folder.path().to_owned(), Format::Csv, blocks);
        has_begun.recv_timeout(PATIENCE).unwrap();
        assert_eq!(files(folder.path()).len(), 1);
        // Would never return if it waited: the export goes on only afterwards.
        drop(exporter);
        release.send(()).unwrap();
        assert!(has_stopped.recv_timeout(PATIENCE).unwrap(), "it takes no more");
        let due = std::time::Instant::now() + PATIENCE;
        while !files(folder.path()).is_empty() && std::time::Instant::now() < due {
            thread::sleep(Duration::from_millis(1));
        }
        assert_eq!(files(folder.path()), [] as [PathBuf; 0]);
    }
}
