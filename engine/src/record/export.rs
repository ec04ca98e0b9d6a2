//! A history as a file.

use std::io::{self, BufWriter, Write};

use super::{
    Entry, History,
    table::{Columns, Format, TableWriter, history_row},
};

impl History {
    /// Writes all updates that are kept as a table; returns how many there are. The worker is not held up while the
    /// output takes its time: what is written is a copy.
    ///
    /// # Errors
    /// What the output says.
    pub fn export(&self, format: Format, out: impl Write) -> io::Result<usize> {
        let mut entries = Vec::new();
        self.read_since(0, &mut entries);
        write_history(&entries, format, out)?;
        Ok(entries.len())
    }
}

/// Writes entries of a history as a table.
///
/// # Errors
/// What the output says.
pub fn write_history(entries: &[Entry], format: Format, out: impl Write) -> io::Result<()> {
    let columns = Columns::History;
    let names = columns.names();
    let mut table = TableWriter::new(BufWriter::new(out), format, columns)?;
    for entry in entries {
        table.row(&history_row(format, &names, entry))?;
    }
    table.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mood::{Mood, MoodClass, Moods, State, Update};

    fn history() -> History {
        let mood = Mood {
            valence: 0.5,
            arousal: -0.5,
            tension: 0.0,
            quadrants: [0.25; 4],
            class: MoodClass::Relaxed,
            confidence: 0.75,
        };
        let moods = Some(Moods { now: mood, section: mood });
        let history = History::default();
        history.push(Update::new(25, State::Silent, None), None);
        history.reset();
        history.push(Update::new(25, State::Live, moods), Some(12.5));
        history
    }

    fn export(history: &History, format: Format) -> String {
        let mut out = Vec::new();
        history.export(format, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_history_becomes_a_header_and_a_line_for_each_update() {
        let csv = export(&history(), Format::Csv);
        let mood = "0.5000,-0.5000,0.0000,0.2500,0.2500,0.2500,0.2500,Relaxed,0.7500";
        let [header, silent, live] = csv.lines().collect::<Vec<_>>().try_into().unwrap();
        assert_eq!(header, Columns::History.names().join(","));
        assert_eq!(silent, format!("0.5000,,0,0.5000,silent{}", ",".repeat(18)));
        assert_eq!(live, format!("1.0000,12.5000,1,0.5000,live,{mood},{mood}"));
    }

    #[test]
    fn a_history_becomes_an_array_of_objects() {
        let array: Vec<serde_json::Value> = serde_json::from_str(&export(&history(), Format::Json)).unwrap();
        assert_eq!(array.len(), 2);
        assert_eq!((&array[0]["now_class"], &array[1]["now_class"]), (&().into(), &"Relaxed".into()));
        assert_eq!(export(&History::default(), Format::Json), "[\n]\n");
    }

    #[test]
    fn who_writes_slowly_holds_nobody_up() {
        /// Writes to the history whenever something is written to it.
        struct Slow<'a>(&'a History);
        impl Write for Slow<'_> {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0.push(Update::new(50, State::Live, None), None);
                Ok(bytes.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let history = history();
        assert_eq!(history.export(Format::Csv, Slow(&history)).unwrap(), 2);
        assert!(history.next() > 2);
    }

    #[test]
    fn what_the_output_says_is_told() {
        let full: &mut [u8] = &mut [0; 10];
        assert!(history().export(Format::Csv, full).is_err());
    }
}
