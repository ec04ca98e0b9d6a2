//! `ai-mixtapes report`: session logs as one page that needs nothing else.
//!
//! [`read`] takes rows from files of any kind and any state, [`heard`] lays them out in time, [`tally`] counts, and
//! [`page`] draws.

mod heard;
mod page;
mod read;
mod strip;
mod tally;

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

pub use self::heard::date_time;
use self::{heard::Heard, read::Rows};
use crate::say::{print, say};

/// What the command line says.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Session logs, CSV or JSON Lines; those of one set together.
    #[arg(required = true, value_name = "LOG")]
    logs: Vec<PathBuf>,
}

/// Draws the logs; false if one of them couldn't be read, or had rows that couldn't.
///
/// # Errors
/// If there is nothing to be drawn, or the page can't be written.
pub fn run(options: &Options) -> Result<bool> {
    let mut rows = Rows::default();
    let mut all_well = true;
    for path in &options.logs {
        let before = rows.damaged;
        if let Err(error) = rows.read(path) {
            say(format_args!("error: can't read {}: {error}", path.display()));
            all_well = false;
        }
        let damaged = rows.damaged - before;
        if damaged > 0 {
            say(format_args!(
                "warning: {}: {damaged} lines are no rows of a log, and are left out",
                path.display()
            ));
        }
    }
    let Some(heard) = Heard::of(&rows) else {
        bail!("expected session logs of AI-Mixtapes, found no row of one");
    };
    let title = match &options.logs[..] {
        [one] => one.file_stem().unwrap_or(one.as_os_str()).to_string_lossy().into_owned(),
        many => format!("{} session logs", many.len()),
    };
    print(&page::draw(&title, &heard, rows.damaged)).context("cannot write the page")?;
    Ok(all_well)
}

#[cfg(test)]
mod tests;
