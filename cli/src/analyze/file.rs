//! One file.

use std::sync::Arc;

use anyhow::{Result, bail};
use engine::{
    mood::{ClassTable, State, Summary, Update},
    record::table::{Columns, FileCells, Format, error_row, summary_row},
    runtime::FileAnalysis,
};
use models::Model;

use crate::{
    audio::{Decoder, Source, Stream},
    caught::caught,
};

/// Seconds of audio from one word on the position to the next.
const POSITION_SECONDS: f64 = 10.0;

/// What becomes of a file, bit by bit.
#[derive(Debug)]
pub enum Event {
    /// What the table says of the file in each row from here on.
    File(Box<FileCells>),
    /// What becomes a row: a quarter of what that takes as text, and many may wait.
    Update(Update),
    /// A row of another kind.
    Row(Box<str>),
    /// So many seconds are analysed.
    Position(f64),
    /// Something about the file isn't right.
    Warning(String),
    /// The last event: the file's length in seconds, or in one line why it failed.
    Ended(Result<f64, String>),
}

impl Event {
    /// Bytes that it takes while it waits, with its place in a queue.
    pub fn size(&self) -> usize {
        let text = match self {
            Self::Row(text) => text.len(),
            Self::Warning(text) => text.len(),
            Self::File(_) | Self::Update(_) | Self::Position(_) | Self::Ended(_) => 0,
        };
        text + size_of::<Self>()
    }
}

/// What all files have in common.
pub struct FileJob {
    /// Shared by all threads.
    pub model: Arc<Model>,
    /// For the class of a file's mean mood.
    pub classes: ClassTable,
    /// How rows are written.
    pub format: Format,
    /// Which rows there are.
    pub columns: Columns,
    /// The columns' names.
    pub names: Vec<String>,
}

impl FileJob {
    /// Analyses a file; `emit` takes the events and says whether to go on. The last one is always
    /// [`Event::Ended`], whatever is in the file.
    pub fn run(&self, source: &Source, emit: &mut dyn FnMut(Event) -> bool) {
        let ended = caught(|| self.analyse(source, emit)).unwrap_or_else(|panic| Err(panic.into()));
        let ended = ended.map_err(|error| format!("{error:#}"));
        if let Err(error) = &ended {
            emit(Event::Row(error_row(self.format, &self.names, &source.undecoded(), error).into()));
        }
        emit(Event::Ended(ended));
    }

    fn analyse(&self, source: &Source, emit: &mut dyn FnMut(Event) -> bool) -> Result<f64> {
        let mut stream = Stream::new(Decoder::open(source)?);
        let mut analysis =
            FileAnalysis::new(Arc::clone(&self.model), stream.sample_rate().into(), stream.channels())?;
        let mut cells = source.cells(stream.decoder().ffmpeg());
        emit(Event::File(Box::new(cells.clone())));
        let mut summary = Summary::new();
        let mut degraded = None;
        let (mut told, mut wanted) = (0.0, true);
        while let Some(block) = stream.next_block()? {
            analysis.process(block, |_, update| {
                if let State::Degraded(reason) = update.state {
                    degraded = Some(reason);
                }
                summary.add(update);
                if self.columns == Columns::Updates {
                    wanted &= emit(Event::Update(*update));
                }
            });
            // ffmpeg may have taken over.
            if let Some(version) = stream.decoder().ffmpeg()
                && cells.decoder.as_deref() != Some(version)
            {
                cells = source.cells(Some(version));
                emit(Event::File(Box::new(cells.clone())));
            }
            if stream.seconds() >= told + POSITION_SECONDS {
                told = stream.seconds();
                wanted &= emit(Event::Position(told));
            }
            if !wanted {
                bail!("nobody wants to know");
            }
        }
        for warning in stream.decoder().warnings() {
            emit(Event::Warning(warning.to_string()));
        }
        if let Some(reason) = degraded {
            bail!(reason.describe());
        }
        if self.columns == Columns::Summary {
            let mood = summary.finish(&self.classes);
            let row = summary_row(
                self.format,
                &self.names,
                &cells,
                stream.seconds(),
                (summary.state(), mood.as_ref()),
            );
            emit(Event::Row(row.into()));
        }
        Ok(stream.seconds())
    }
}

#[cfg(test)]
mod tests {
    use models::Contract;

    use super::*;

    #[test]
    fn a_panic_ends_the_file_with_its_words() {
        let columns = Columns::Updates;
        let job = FileJob {
            model: Arc::new(Model::builtin().unwrap()),
            classes: ClassTable::new(&Contract::builtin().unwrap()).unwrap(),
            format: Format::Csv,
            columns,
            names: columns.names(),
        };
        let bytes = include_bytes!("../../tests/fixtures/tone.ogg");
        let (mut ended, mut rows) = (Vec::new(), Vec::new());
        job.run(&Source::Embedded { name: "tone.ogg", bytes }, &mut |event| {
            match event {
                Event::Ended(result) => ended.push(result),
                Event::Row(row) => rows.push(row),
                Event::Update(_) => panic!("no more rows"),
                _ => {}
            }
            true
        });
        let [Err(error)] = ended.as_slice() else { panic!("{ended:?}") };
        assert!(error.ends_with("failed unexpectedly: no more rows"), "{error}");
        assert!(rows[0].starts_with("tone.ogg,,") && rows[0].ends_with(error), "{rows:?}");
    }
}
