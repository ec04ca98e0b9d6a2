//! The session's history as a file, in a place that the user is told.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    thread::{self, JoinHandle},
    time::{SystemTime, UNIX_EPOCH},
};

use engine::telemetry::table::Format;

use super::source::Export;

/// An export on its way, on a thread of its own: a slow disk must not keep the window waiting. Dropping it waits.
#[derive(Debug, Default)]
pub struct Exporter {
    busy: Option<JoinHandle<String>>,
}

impl Exporter {
    /// Begins to write into `folder`. Nothing if an export is still on its way.
    pub fn begin(&mut self, folder: PathBuf, format: Format, export: Export) {
        if self.busy.is_some() {
            return;
        }
        let name = format!("AI-Mixtapes {}.{}", stamp(SystemTime::now()), extension(format));
        let write = move || match write(&folder, &name, export) {
            Ok((0, path)) => format!("No moods yet: {} is empty", path.display()),
            Ok((updates, path)) => format!("{updates} updates written to {}", path.display()),
            Err(error) => format!("Nothing written to {}: {error}", folder.display()),
        };
        self.busy = thread::Builder::new().name("ai-mixtapes-export".into()).spawn(write).ok();
    }

    /// What came of it, once it has ended.
    pub fn outcome(&mut self) -> Option<String> {
        let ended = self.busy.take_if(|busy| busy.is_finished())?;
        Some(ended.join().unwrap_or_else(|_| String::from("The export failed")))
    }
}

impl Drop for Exporter {
    fn drop(&mut self) {
        if let Some(busy) = self.busy.take() {
            let _ = busy.join();
        }
    }
}

/// The ending of a format's files.
fn extension(format: Format) -> &'static str {
    match format {
        Format::Csv => "csv",
        Format::Json => "json",
    }
}

/// Writes beside the place and moves it there when all is well, so that no half of a file is left.
fn write(folder: &Path, name: &str, export: Export) -> io::Result<(usize, PathBuf)> {
    fs::create_dir_all(folder)?;
    let (path, partial) = (folder.join(name), folder.join(format!(".{name}.partial")));
    let written = export(&partial).and_then(|updates| fs::rename(&partial, &path).map(|()| updates));
    if written.is_err() {
        let _ = fs::remove_file(&partial);
    }
    Ok((written?, path))
}

/// Where exports go if the user names no other place: a folder in the user's documents or home.
pub fn default_folder() -> PathBuf {
    let home = env::var_os(if cfg!(windows) { "USERPROFILE" } else { "HOME" }).map(PathBuf::from);
    let home = home.filter(|home| home.is_absolute()).unwrap_or_else(env::temp_dir);
    let documents = home.join("Documents");
    if documents.is_dir() { documents } else { home }.join("AI-Mixtapes")
}

/// `2026-11-25 01-45-30` in universal time, for names of files.
fn stamp(time: SystemTime) -> String {
    let seconds = time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()) as i64;
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Civil from days: Howard Hinnant, "chrono-compatible low-level date algorithms".
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year}-{month:02}-{day:02} {hour:02}-{minute:02}-{second:02}")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn finish(exporter: &mut Exporter) -> String {
        loop {
            if let Some(outcome) = exporter.outcome() {
                return outcome;
            }
            thread::sleep(Duration::from_millis(1));
        }
    }

    fn export(text: &'static str) -> Export {
        Box::new(move |path| fs::write(path, text).map(|()| 3))
    }

    #[test]
    fn an_export_says_where_it_went() {
        let folder = tempfile::tempdir().unwrap();
        let mut exporter = Exporter::default();
        exporter.begin(folder.path().join("new"), Format::Csv, export("moods"));
        let outcome = finish(&mut exporter);
        let files: Vec<_> = fs::read_dir(folder.path().join("new")).unwrap().collect();
        assert_eq!(files.len(), 1);
        let path = files[0].as_ref().unwrap().path();
        assert_eq!(outcome, format!("3 updates written to {}", path.display()));
        assert_eq!(fs::read_to_string(path).unwrap(), "moods");
    }

    #[test]
    fn a_failed_export_says_why_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut exporter = Exporter::default();
        let fails: Export = Box::new(|path| {
            fs::write(path, "half")?;
            Err(io::Error::other("the disk is full"))
        });
        exporter.begin(folder.path().to_owned(), Format::Json, fails);
        assert!(finish(&mut exporter).ends_with("the disk is full"));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn names_carry_the_time() {
        for (seconds, expected) in [
            (0, "1970-01-01 00-00-00"),
            (951_782_400, "2000-02-29 00-00-00"),
            (1_795_571_130, "2026-11-25 01-45-30"),
        ] {
            assert_eq!(stamp(UNIX_EPOCH + Duration::from_secs(seconds)), expected);
        }
    }
}
