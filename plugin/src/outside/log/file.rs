//! One file of a log. It never has half a row for longer than a write takes.

use std::{
    fs::{self, File},
    io::{self, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use engine::record::table::{LogCells, log_names, log_row};

use super::LogFormat;
use crate::{
    files::{Name, iso_8601, stamp},
    outside::Said,
};

/// So long one file is written; then there is a new one.
const LONGEST: Duration = Duration::from_secs(3600);

/// Whole lines in a file.
pub struct Lines {
    pub file: File,
    /// Bytes of whole lines.
    pub good: u64,
}

impl Lines {
    /// Writes lines and has the disk keep them: all of them, or none.
    ///
    /// # Errors
    /// What the disk says.
    pub fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let written = self.file.write_all(bytes).and_then(|()| self.file.sync_data());
        if written.is_ok() {
            self.good += bytes.len() as u64;
        } else {
            // What is there of it would be half a row, and would be there twice after the next try.
            self.file.set_len(self.good)?;
            self.file.seek(SeekFrom::Start(self.good))?;
        }
        written
    }
}

/// A file that is being written.
pub struct LogFile {
    lines: Lines,
    path: PathBuf,
    format: LogFormat,
    names: Vec<String>,
    begun: SystemTime,
}

impl LogFile {
    /// Creates a file in `folder`, which is made if need be, for rows from `begun` on.
    ///
    /// # Errors
    /// What the disk says.
    pub fn create(folder: &Path, format: LogFormat, begun: SystemTime) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let name = Name { stem: format!("AI-Mixtapes log {}", stamp(begun)), ending: format.key() };
        let (file, path) = name.create(folder, |name| name)?;
        let mut made = Self { lines: Lines { file, good: 0 }, path, format, names: log_names(), begun };
        if format == LogFormat::Csv {
            let header = made.names.join(",") + "\n";
            if let Err(error) = made.lines.append(header.as_bytes()) {
                // Nobody wants a file without a header.
                let _ = fs::remove_file(&made.path);
                return Err(error);
            }
        }
        Ok(made)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Bytes that it has.
    pub fn bytes(&self) -> u64 {
        self.lines.good
    }

    /// Whether a row belongs into it, and not into a new one.
    pub fn takes(&self, said: &Said, format: LogFormat) -> bool {
        // A clock that was set back says nothing of how long it was written.
        let age = said.time.duration_since(self.begun).unwrap_or_default();
        self.format == format && age < LONGEST
    }

    /// Writes rows and has the disk keep them: all of them, or none.
    ///
    /// # Errors
    /// What the disk says.
    pub fn write<'a>(&mut self, rows: impl Iterator<Item = &'a Said>) -> io::Result<()> {
        let mut text = String::new();
        for said in rows {
            text += &self.row(said);
            text.push('\n');
        }
        self.lines.append(text.as_bytes())
    }

    /// How its rows are written.
    pub fn format(&self) -> LogFormat {
        self.format
    }

    fn row(&self, said: &Said) -> String {
        let cells = LogCells {
            time: &iso_8601(said.time),
            song_seconds: said.song.seconds,
            tempo: said.song.tempo,
            offline: said.offline,
            outputs: &said.outputs,
            moods: said.moods.as_ref(),
            change: said.change,
        };
        log_row(self.format.rows(), &self.names, &cells)
    }
}
