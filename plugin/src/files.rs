//! Files of ours in the user's own folder: where they are, what they are called, and that none is ever overwritten.

use std::{
    env,
    fs::File,
    io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use jiff::Timestamp;

/// Files of one second and one kind; then the user has enough of them.
const MOST_NAMES: u32 = 1000;

/// What a file is called, if no other file is.
pub struct Name {
    /// Without the ending.
    pub stem: String,
    /// Without a point.
    pub ending: &'static str,
}

impl Name {
    /// It, and then others: `stem.csv`, `stem (2).csv`…
    fn all(&self) -> impl Iterator<Item = String> {
        let others = (2..=MOST_NAMES).map(|number| format!("{} ({number}).{}", self.stem, self.ending));
        [format!("{}.{}", self.stem, self.ending)].into_iter().chain(others)
    }

    /// Creates a file in `folder` under the first of these names, as `file_name` makes them, that is free.
    ///
    /// # Errors
    /// What the disk says, or that all names are taken.
    pub fn create(&self, folder: &Path, file_name: impl Fn(String) -> String) -> io::Result<(File, PathBuf)> {
        for name in self.all() {
            let path = folder.join(file_name(name));
            match File::create_new(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                created => return created.map(|file| (file, path)),
            }
        }
        Err(io::Error::new(io::ErrorKind::AlreadyExists, "there are too many files of this second"))
    }
}

/// Where files go if the user names no other place: a folder in the user's documents or home.
pub fn default_folder() -> PathBuf {
    let home = env::home_dir().filter(|home| home.is_absolute()).unwrap_or_else(env::temp_dir);
    let documents = home.join("Documents");
    if documents.is_dir() { documents } else { home }.join("AI-Mixtapes")
}

/// `2026-11-25 01-45-30` in universal time, for names of files.
pub fn stamp(time: SystemTime) -> String {
    Timestamp::try_from(time).unwrap_or_default().strftime("%Y-%m-%d %H-%M-%S").to_string()
}

/// `2026-11-25T01:45:30.125Z`: universal time after ISO 8601, with milliseconds.
pub fn iso_8601(time: SystemTime) -> String {
    Timestamp::try_from(time).unwrap_or_default().strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

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

    #[test]
    fn times_of_day_have_milliseconds() {
        let time = |millis| iso_8601(UNIX_EPOCH + Duration::from_millis(millis));
        assert_eq!(time(1_795_571_130_125), "2026-11-25T01:45:30.125Z");
        assert_eq!(time(0), "1970-01-01T00:00:00.000Z");
    }
}
