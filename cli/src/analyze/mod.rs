//! `ai-mixtapes analyze`: the mood of any number of files, as a table.

mod backlog;
mod file;
mod jobs;
mod progress;

use std::{
    io::{self, BufWriter, ErrorKind, IsTerminal, Write, stdout},
    num::NonZero,
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
};

use anyhow::{Context, Result};
use engine::{
    inference::ModelSource,
    mood::ClassTable,
    record::table::{Columns, FileCells, Format, TableWriter, UpdateCells, update_row},
};
use models::Model;

use self::{
    file::{Event, FileJob},
    jobs::in_order,
    progress::Progress,
};
use crate::{audio::Source, caught::caught, say::printable_lines};

/// What the command line says.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Audio files: WAV, AIFF, FLAC, ALAC, MP3, AAC/M4A, Ogg Vorbis, Opus; by ffmpeg, if it is installed, whatever it
    /// knows.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How the table is written.
    #[arg(long, value_enum, default_value = "csv")]
    format: TableFormat,
    /// One row for each file instead of one for each half second.
    #[arg(long)]
    summary: bool,
    /// How many files are analysed at once; what is written doesn't depend on it [default: one for each core].
    #[arg(long, value_name = "N")]
    jobs: Option<NonZero<usize>>,
    /// Folder of a model of your own (contract.toml and the file that it names) [default: the built-in model].
    #[arg(long, value_name = "FOLDER")]
    model: Option<PathBuf>,
}

/// The formats of tables.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum TableFormat {
    /// Comma-separated values after RFC 4180, with a header.
    Csv,
    /// An array of objects, a line for each.
    Json,
}

impl From<TableFormat> for Format {
    fn from(format: TableFormat) -> Self {
        match format {
            TableFormat::Csv => Self::Csv,
            TableFormat::Json => Self::Json,
        }
    }
}

/// Analyses the files; false if one of them failed.
///
/// # Errors
/// If nothing can be analysed at all, or the table can't be written.
pub fn run(options: &Options) -> Result<bool> {
    let columns = if options.summary { Columns::Summary } else { Columns::Updates };
    let model = load_model(options.model.as_deref())?;
    let job = FileJob {
        classes: ClassTable::new(model.contract())?,
        model,
        format: options.format.into(),
        columns,
        names: columns.names(),
    };
    let sources: Vec<_> = options.files.iter().cloned().map(Source::File).collect();
    let threads = options.jobs.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZero::get);
    match write_table(&job, &sources, threads, BufWriter::new(stdout().lock())) {
        // Whoever reads the table has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(true),
        done => done.context("cannot write the table"),
    }
}

/// The model in `folder`, else the built-in one.
fn load_model(folder: Option<&Path>) -> Result<Arc<Model>> {
    let (source, name) = match folder {
        Some(folder) => {
            (ModelSource::Folder(folder.to_owned()), format!("the model in {}", folder.display()))
        }
        None => (ModelSource::Builtin, "the built-in model".to_owned()),
    };
    caught(|| source.load())?.with_context(|| format!("{name} is refused"))
}

/// Writes the table of all sources to `out`; false if one of them failed.
fn write_table(job: &FileJob, sources: &[Source], threads: usize, out: impl Write) -> io::Result<bool> {
    let mut table = TableWriter::new(out, job.format, job.columns)?;
    let mut progress = Progress::new(sources.len());
    let mut all_well = true;
    // What is said of the file in its rows.
    let mut cells = FileCells::default();
    // Whoever reads the table otherwise wants the names as they are.
    let watched = stdout().is_terminal();
    let written = in_order(
        sources,
        threads,
        Event::size,
        |source, emit| job.run(source, emit),
        |index, event| {
            let name = sources[index].shown();
            let mut row = |row: &str| if watched { table.row(&printable_lines(row)) } else { table.row(row) };
            let written = match event {
                Event::File(file) => {
                    cells = *file;
                    Ok(())
                }
                Event::Update(update) => {
                    row(&update_row(job.format, &job.names, &cells, &UpdateCells::from(&update)))
                }
                Event::Row(text) => row(&text),
                Event::Position(seconds) => {
                    progress.position(&name, seconds);
                    Ok(())
                }
                Event::Warning(warning) => {
                    progress.say(&format!("warning: {name}: {warning}"));
                    Ok(())
                }
                Event::Ended(ended) => {
                    all_well &= ended.is_ok();
                    // Before the words: a terminal may show both.
                    let flushed = table.flush();
                    progress.ended(&name, ended);
                    flushed
                }
            };
            written.map_or_else(ControlFlow::Break, ControlFlow::Continue)
        },
    );
    match written {
        ControlFlow::Break(error) => Err(error),
        ControlFlow::Continue(()) => table.finish().map(|()| all_well),
    }
}
