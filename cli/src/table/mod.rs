//! Tables of moods: a row for each update, or for each file, as CSV or JSON.
//!
//! Rows are made where moods are ([`update_row`], [`summary_row`]) and written where the table is
//! ([`TableWriter`]): what separates rows is the writer's affair.

mod format;
mod rows;
mod writer;

pub use format::Format;
pub use rows::{Columns, summary_row, update_row};
pub use writer::TableWriter;
