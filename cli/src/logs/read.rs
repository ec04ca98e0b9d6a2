//! Rows of session logs, whatever became of the files.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    ops::RangeInclusive,
    path::Path,
};

use engine::mood::{MoodClass, State};
use jiff::Timestamp;
use serde_json::Value;

/// A longer line is no row; a real one has some 300 bytes.
const LONGEST_LINE: u64 = 1 << 16;
/// What Excel and others put before a file.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Seconds since 1970.
    pub time: f64,
    /// The host rendered.
    pub offline: bool,
    /// Name of the state.
    pub state: &'static str,
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
        let (mut line, mut columns) = (Vec::new(), Vec::new());
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
            if text.is_empty() {
                continue;
            }
            match text.first() {
                Some(b'{') => self.add(json_row(text)),
                _ => match cells(text) {
                    Some(names) if names.first().is_some_and(|name| name == "time") => columns = names,
                    Some(cells) if cells.len() == columns.len() => {
                        self.add(Row::of(&|name: &str| {
                            let index = columns.iter().position(|column| column == name)?;
                            Some(cells[index].as_str()).filter(|cell| !cell.is_empty())
                        }));
                    }
                    _ => self.damaged += 1,
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

impl Row {
    /// Of its cells as text, each by its column's name.
    fn of<'a>(cell: &dyn Fn(&str) -> Option<&'a str>) -> Option<Self> {
        let time: Timestamp = cell("time")?.parse().ok()?;
        let name = cell("state")?;
        let state = State::all().map(State::name).find(|known| *known == name)?;
        let flag = |name| cell(name).is_some_and(|cell| cell == "1" || cell == "true");
        Some(Self {
            time: time.as_millisecond() as f64 / 1000.0,
            offline: flag("offline"),
            state,
            change: flag("change"),
            now: Mood::of(cell, "now"),
            section: Mood::of(cell, "section"),
        })
    }
}

impl Mood {
    fn of<'a>(cell: &dyn Fn(&str) -> Option<&'a str>, horizon: &str) -> Option<Self> {
        let number = |name: &str, range: RangeInclusive<f32>| {
            let value = cell(&format!("{horizon}_{name}"))?.parse().ok()?;
            range.contains(&value).then_some(value)
        };
        Some(Self {
            valence: number("valence", -1.0..=1.0)?,
            arousal: number("arousal", -1.0..=1.0)?,
            tension: number("tension", -1.0..=1.0)?,
            confidence: number("confidence", 0.0..=1.0)?,
            class: cell(&format!("{horizon}_class"))?.parse().ok()?,
        })
    }
}

/// The cells of one line; none if it is no text, or if a quote doesn't end.
fn cells(line: &[u8]) -> Option<Vec<String>> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).buffer_capacity(line.len().max(1)).from_reader(line);
    let mut record = csv::StringRecord::new();
    let read = reader.read_record(&mut record).ok()?;
    read.then(|| record.iter().map(str::to_owned).collect())
}

fn json_row(line: &[u8]) -> Option<Row> {
    let Ok(Value::Object(members)) = serde_json::from_slice(line) else { return None };
    let text = |(name, value): (String, Value)| match value {
        Value::String(text) => Some((name, text)),
        Value::Number(number) => Some((name, number.to_string())),
        Value::Bool(flag) => Some((name, flag.to_string())),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    };
    let members: std::collections::HashMap<_, _> = members.into_iter().filter_map(text).collect();
    Row::of(&|name: &str| members.get(name).map(String::as_str))
}
