//! The file that an export writes: whole or not there, and never in the place of another.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

use engine::record::table::Format;

use super::super::source::Export;
use crate::files::Name;

/// The ending of a format's files.
pub fn ending(format: Format) -> &'static str {
    match format {
        Format::Csv => "csv",
        Format::Json => "json",
    }
}

/// Writes beside the place and moves it there when all is well, so that no half of a file is left, and no file is
/// ever overwritten. Returns the number of updates and where they are.
///
/// # Errors
/// What the disk says, or that it was cancelled.
pub fn write(
    folder: &Path,
    name: &Name,
    export: Export,
    cancelled: &AtomicBool,
) -> io::Result<(usize, PathBuf)> {
    fs::create_dir_all(folder)?;
    let (file, path) = name.create(folder, |name| format!(".{name}.partial"))?;
    let partial = Partial(path);
    let mut out = Cancellable { file, cancelled };
    let updates = export(&mut out)?;
    out.file.sync_all()?;
    out.check()?;
    drop(out);
    // The name is taken by an empty file of ours, which the whole one then replaces.
    let (_, path) = name.create(folder, |name| name)?;
    let taken = Partial(path.clone());
    fs::rename(&partial.0, &path)?;
    partial.keep();
    taken.keep();
    Ok((updates, path))
}

/// A file that is removed unless it is kept.
struct Partial(PathBuf);

impl Partial {
    fn keep(mut self) {
        self.0 = PathBuf::new();
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.0.as_os_str().is_empty() {
            let _ = fs::remove_file(&self.0);
        }
    }
}

/// A file that takes no more once it is cancelled.
struct Cancellable<'a> {
    file: File,
    cancelled: &'a AtomicBool,
}

impl Cancellable<'_> {
    fn check(&self) -> io::Result<()> {
        if self.cancelled.load(Ordering::Relaxed) { Err(io::Error::other("cancelled")) } else { Ok(()) }
    }
}

impl Write for Cancellable<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.check()?;
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.check()?;
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{
        super::tests::{export, files},
        *,
    };

    #[test]
    fn no_file_is_ever_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let name = Name { stem: "AI-Mixtapes".into(), ending: "csv" };
        fs::write(folder.path().join("AI-Mixtapes.csv"), "the user's own").unwrap();
        fs::write(folder.path().join(".AI-Mixtapes.csv.partial"), "a dead process's").unwrap();
        let going = AtomicBool::new(false);
        for text in ["first", "second"] {
            write(folder.path(), &name, export(text), &going).unwrap();
        }
        let found = files(folder.path()).into_iter().map(|path| fs::read_to_string(path).unwrap());
        // As their names are sorted: the hidden one, `(2)`, `(3)`, and the one without a number.
        assert_eq!(found.collect::<Vec<_>>(), ["a dead process's", "first", "second", "the user's own"]);
    }

    #[test]
    fn an_export_that_is_cancelled_at_its_end_is_not_published() {
        let folder = tempfile::tempdir().unwrap();
        let name = Name { stem: "AI-Mixtapes".into(), ending: "csv" };
        let cancelled = Arc::new(AtomicBool::new(false));
        let cancel = Arc::clone(&cancelled);
        let late: Export = Box::new(move |out| {
            out.write_all(b"all of it")?;
            cancel.store(true, Ordering::Relaxed);
            Ok(3)
        });
        assert!(write(folder.path(), &name, late, &cancelled).is_err());
        assert_eq!(files(folder.path()), [] as [PathBuf; 0]);
    }
}
