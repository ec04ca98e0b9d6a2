//! Tables of moods: a row for each update, for each file, or for each entry of a history, as CSV or JSON.
//!
//! Rows are made where moods are ([`update_row`], [`summary_row`], [`error_row`], [`history_row`], [`log_row`]) and written where the table is
//! ([`TableWriter`]): what separates rows is the writer's affair.

mod format;
mod log;
mod rows;
mod writer;

pub use format::{Cell, Format};
pub use log::{LogCells, log_names, log_row};
pub use rows::{Columns, FileCells, MoodCells, UpdateCells, error_row, history_row, summary_row, update_row};
pub use writer::TableWriter;
