//! The session log: a row for each update that takes effect, in files of the user's own folder.
//!
//! The audio thread queues rows; a thread of its own writes them every five seconds, whole rows only, and has the disk
//! keep them: what was written survives a crash. A file that can't be written is told and tried again; meanwhile rows
//! wait, as many as there is room for. Beside it goes a file of [`statistics`].

mod file;
mod statistics;
mod writer;

use std::path::PathBuf;

use engine::record::table::Format;

pub(super) use self::writer::{Link, Writer};
use super::Fault;

/// How rows are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// Comma-separated values after RFC 4180, with a header.
    #[default]
    Csv,
    /// JSON Lines: an object in each line.
    JsonLines,
}

impl LogFormat {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Csv, Self::JsonLines];

    /// What sessions know it by, **for ever**, and the ending of its files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::JsonLines => "jsonl",
        }
    }

    /// What people know it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::JsonLines => "JSON Lines",
        }
    }

    /// The format that sessions know by this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.key() == key)
    }

    fn rows(self) -> Format {
        match self {
            Self::Csv => Format::Csv,
            Self::JsonLines => Format::Json,
        }
    }
}

/// What the log is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogPhase {
    /// Nobody has started it, or it was stopped.
    #[default]
    Off,
    /// Rows are written.
    Writing,
    /// They can't be written now: [`LogStatus::fault`] says why. It is tried again every five seconds.
    Failing,
}

/// What an editor shows of the log. Of one that was stopped it says what became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogStatus {
    /// What it is doing.
    pub phase: LogPhase,
    /// The newest file.
    pub file: Option<PathBuf>,
    /// Bytes that this file has.
    pub bytes: u64,
    /// Rows that were written since the start, in all files.
    pub rows: u64,
    /// Rows that were lost since the start, for want of time or room.
    pub dropped: u64,
    /// What went wrong last, also if it is well again.
    pub fault: Option<Fault>,
}
