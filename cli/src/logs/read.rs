//! Rows of session logs, whatever became of the files.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    ops::RangeInclusive,
    path::Path,
};

use csv::{ReaderBuilder, StringRecord};
use engine::mood::{MoodClass, State};
use jiff::Timestamp;
use serde_json::{Map, Value};

/// A longer line is no row; a real one has some 300 bytes.
const LONGEST_LINE: u64 = 1 << 16;
/// What Excel and others put before a file.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The column that a log's statistics have, and its rows don't.
const KIND: &str = "kind";

/// What is read of a row; other columns are of no use here.
const COLUMNS: [&str; 14] = [
    "time",
    "offline",
    "state",
    "change",
    "now_valence",
    "now_arousal",
    "now_tension",
    "now_confidence",
    "now_class",
    "section_valence",
    "section_arousal",
    "section_tension",
    "section_confidence",
    "section_class",
];

/// The text in each of these columns, if there is any.
type Cells<'a> = [Option<&'a str>; COLUMNS.len()];

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Seconds since 1970.
    pub time: f64,
    /// The host rendered.
    pub offline: bool,
    /// The state; of a degraded one the reason isn't known.
    pub state: State,
    /// The music has moved to another place.
    pub change: bool,
    /// What was detected, if anything was.
    pub now: Option<Mood>,
    pub section: Option<Mood>,
}

/// What a row says of one horizon.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mood {
    pub valence: f32,
    pub arousal: f32,
    pub tension: f32,
    pub confidence: f32,
    pub class: MoodClass,
}

/// The rows of any number of files.
#[derive(Debug, Default)]
pub struct Rows {
    pub rows: Vec<Row>,
    /// Lines that are no rows.
    pub damaged: usize,
}

impl Rows {
    /// Adds a file's rows. What is no row is counted, wherever it stands: a log of a process that was killed may end in
    /// the middle of one.
    ///
    /// # Errors
    /// What the disk says.
    pub fn read(&mut self, path: &Path) -> io::Result<()> {
        self.read_lines(BufReader::new(File::open(path)?))
    }

    /// The same of anything that has lines.
    ///
    /// # Errors
    /// What the input says.
    pub fn read_lines(&mut self, mut input: impl BufRead) -> io::Result<()> {
        let (mut line, mut header) = (Vec::new(), None);
        loop {
            line.clear();
            input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)?;
            if line.is_empty() {
                return Ok(());
            }
            if !line.ends_with(b"\n") && line.len() as u64 == LONGEST_LINE {
                input.skip_until(b'\n')?;
            }
            let text = line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&line).trim_ascii();
            match text.first() {
                None => {}
                Some(b'{') => match json_object(text) {
                    Some(members) if members.contains_key(KIND) => {}
                    members => self.add(members.as_ref().and_then(json_row)),
                },
                Some(_) => match record(text) {
                    Some(names) if names.get(0) == Some(COLUMNS[0]) => header = Some(Header::new(&names)),
                    _ if header.as_ref().is_some_and(|header| header.statistics) => {}
                    cells => {
                        self.add(cells.zip(header.as_ref()).and_then(|(cells, header)| header.row(&cells)))
                    }
                },
            }
        }
    }

    fn add(&mut self, row: Option<Row>) {
        match row {
            Some(row) => self.rows.push(row),
            None => self.damaged += 1,
        }
    }
}

/// The first line of a table: where the columns are.
struct Header {
    places: [Option<usize>; COLUMNS.len()],
    count: usize,
    /// What follows is no rows, but statistics of the log beside them.
    statistics: bool,
}

impl Header {
    fn new(names: &StringRecord) -> Self {
        let places = COLUMNS.map(|column| names.iter().position(|name| name == column));
        Self { places, count: names.len(), statistics: names.iter().any(|name| name == KIND) }
    }

    fn row(&self, cells: &StringRecord) -> Option<Row> {
        let cell = |place: Option<usize>| cells.get(place?).filter(|cell| !cell.is_empty());
        (cells.len() == self.count).then(|| Row::of(&self.places.map(cell)))?
    }
}

impl Row {
    fn of(cells: &Cells<'_>) -> Option<Self> {
        let [time, offline, state, change, moods @ ..] = *cells;
        let (now, section) = moods.split_at(moods.len() / 2);
        let time: Timestamp = time?.parse().ok()?;
        let state = State::all().find(|known| Some(known.name()) == state)?;
        let is_set = |flag: Option<&str>| flag.is_some_and(|flag| flag == "1" || flag == "true");
        Some(Self {
            time: time.as_millisecond() as f64 / 1000.0,
            offline: is_set(offline),
            state,
            change: is_set(change),
            now: Mood::of(now),
            section: Mood::of(section),
        })
    }
}

impl Mood {
    /// Of its cells in the order of their columns; none unless each has a value that it can have.
    fn of(cells: &[Option<&str>]) -> Option<Self> {
        let [valence, arousal, tension, confidence, class] = *<&[_; 5]>::try_from(cells).ok()?;
        let number = |cell: Option<&str>, range: RangeInclusive<f32>| {
            let value = cell?.parse().ok()?;
            range.contains(&value).then_some(value)
        };
        Some(Self {
            valence: number(valence, -1.0..=1.0)?,
            arousal: number(arousal, -1.0..=1.0)?,
            tension: number(tension, -1.0..=1.0)?,
            confidence: number(confidence, 0.0..=1.0)?,
            class: class?.parse().ok()?,
        })
    }
}

/// The cells of one line, by itself: a quote that doesn't end must not swallow what follows. None if it is no text.
fn record(line: &[u8]) -> Option<StringRecord> {
    let mut reader = ReaderBuilder::new().has_headers(false).buffer_capacity(line.len()).from_reader(line);
    let mut record = StringRecord::new();
    reader.read_record(&mut record).is_ok_and(|found| found).then_some(record)
}

fn json_object(line: &[u8]) -> Option<Map<String, Value>> {
    serde_json::from_slice(line).ok()
}

fn json_row(members: &Map<String, Value>) -> Option<Row> {
    let texts = COLUMNS.map(|column| match members.get(column)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    });
    Row::of(&texts.each_ref().map(Option::as_deref))
}
