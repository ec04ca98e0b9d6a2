//! What stands in which column.

use super::{Format, format::Cell};
use crate::{
    mood::{Mood, State, Update},
    record::Entry,
};

/// What is last in tables of files, so that what stood before stays where it was.
const LAST: [&str; 3] = ["file_bytes", "decoder", "error"];

/// Columns of one mood.
const MOOD: [&str; 9] = ["valence", "arousal", "tension", "q1", "q2", "q3", "q4", "class", "confidence"];

/// The kinds of tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Columns {
    /// A row for each update: file, second at which its audio ends, state, both moods; then what else is to be said of
    /// the file ([`FileCells`]). A file that failed has a row with its error.
    Updates,
    /// A row for each file: file, its length in seconds, its mood; then as for updates.
    Summary,
    /// A row for each entry of a [history](super::super::History): seconds heard in all streams, seconds of the
    /// host's timeline, number of the stream, and then what a row of updates has from the seconds of the stream on.
    History,
}

impl Columns {
    /// Their names, in order.
    pub fn names(self) -> Vec<String> {
        let own = |names: &[&str]| names.iter().map(|name| String::from(*name)).collect::<Vec<_>>();
        let prefixed = |prefix: &str| MOOD.map(|name| format!("{prefix}_{name}"));
        let update =
            || [own(&["seconds", "state"]), prefixed("now").into(), prefixed("section").into()].concat();
        match self {
            Self::Updates => [own(&["file"]), update(), own(&LAST)].concat(),
            Self::Summary => [own(&["file", "seconds", "state"]), own(&MOOD), own(&LAST)].concat(),
            Self::History => [own(&["elapsed_seconds", "host_seconds", "generation"]), update()].concat(),
        }
    }
}

/// What a table says of a file, in each of its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileCells {
    /// Its name; what is no Unicode in it is replaced.
    pub file: String,
    /// The name's bytes, percent-encoded (RFC 3986), where it isn't Unicode: two such names may look the same.
    pub file_bytes: Option<String>,
    /// What decoded it.
    pub decoder: Option<String>,
}

impl FileCells {
    fn last<'a>(&'a self, error: Option<&'a str>) -> [Cell<'a>; LAST.len()] {
        [self.file_bytes.as_deref(), self.decoder.as_deref(), error]
            .map(|text| text.map_or(Cell::Missing, Cell::Text))
    }
}

/// What a table says of a mood; each field as [`Mood`] defines it.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(missing_docs, reason = "Mood defines each field")]
pub struct MoodCells<'a> {
    pub valence: f32,
    pub arousal: f32,
    pub tension: f32,
    pub quadrants: [f32; 4],
    pub class: &'a str,
    pub confidence: f32,
}

impl From<&Mood> for MoodCells<'_> {
    fn from(mood: &Mood) -> Self {
        let Mood { valence, arousal, tension, quadrants, class, confidence } = *mood;
        Self { valence, arousal, tension, quadrants, class: class.name(), confidence }
    }
}

/// What a table says of an update.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UpdateCells<'a> {
    /// Seconds since the last reset at which its audio ends.
    pub seconds: f64,
    /// Name of the state that the audio was in.
    pub state: &'a str,
    /// The mood of the moment, if one was ever heard.
    pub now: Option<MoodCells<'a>>,
    /// The mood of the section, if one was ever heard.
    pub section: Option<MoodCells<'a>>,
}

impl From<&Update> for UpdateCells<'_> {
    fn from(update: &Update) -> Self {
        Self {
            seconds: update.seconds(),
            state: update.state.name(),
            now: update.moods.as_ref().map(|moods| MoodCells::from(&moods.now)),
            section: update.moods.as_ref().map(|moods| MoodCells::from(&moods.section)),
        }
    }
}

/// The row of one update.
pub fn update_row(format: Format, names: &[String], file: &FileCells, update: &UpdateCells<'_>) -> String {
    let mut cells = vec![Cell::Text(&file.file)];
    push_update(&mut cells, update);
    cells.extend(file.last(None));
    format.row(names, &cells)
}

/// The row of one entry of a history.
pub fn history_row(format: Format, names: &[String], entry: &Entry) -> String {
    let mut cells = vec![
        Cell::Number(entry.elapsed_seconds),
        entry.host_seconds.map_or(Cell::Missing, Cell::Number),
        Cell::Count(entry.generation.into()),
    ];
    push_update(&mut cells, &UpdateCells::from(&entry.update));
    format.row(names, &cells)
}

/// The row of one file; no mood if there is no music in it.
pub fn summary_row(
    format: Format,
    names: &[String],
    file: &FileCells,
    seconds: f64,
    (state, mood): (State, Option<&Mood>),
) -> String {
    let mut cells = vec![Cell::Text(&file.file), Cell::Number(seconds), Cell::Text(state.name())];
    cells.extend(mood_cells(mood.map(MoodCells::from)));
    cells.extend(file.last(None));
    format.row(names, &cells)
}

/// The row of a file that failed, in a table of updates or of files: nothing between its name and its error.
pub fn error_row(format: Format, names: &[String], file: &FileCells, error: &str) -> String {
    let mut cells = vec![Cell::Text(&file.file)];
    cells.resize(names.len() - LAST.len(), Cell::Missing);
    cells.extend(file.last(Some(error)));
    format.row(names, &cells)
}

fn push_update<'a>(cells: &mut Vec<Cell<'a>>, update: &UpdateCells<'a>) {
    cells.extend([Cell::Number(update.seconds), Cell::Text(update.state)]);
    cells.extend(mood_cells(update.now));
    cells.extend(mood_cells(update.section));
}

fn mood_cells(mood: Option<MoodCells<'_>>) -> [Cell<'_>; MOOD.len()] {
    let Some(mood) = mood else { return [Cell::Missing; MOOD.len()] };
    let number = |value: f32| Cell::Number(value.into());
    let [q1, q2, q3, q4] = mood.quadrants.map(number);
    let axes = [mood.valence, mood.arousal, mood.tension].map(number);
    [axes[0], axes[1], axes[2], q1, q2, q3, q4, Cell::Text(mood.class), number(mood.confidence)]
}

#[cfg(test)]
mod tests {
    use crate::mood::{MoodClass, Moods};

    use super::*;

    fn file(name: &str) -> FileCells {
        FileCells { file: name.into(), ..FileCells::default() }
    }

    fn mood(valence: f32) -> Mood {
        Mood {
            valence,
            arousal: -0.5,
            tension: 0.25,
            quadrants: [0.1, 0.2, 0.3, 0.4],
            class: MoodClass::Relaxed,
            confidence: 0.75,
        }
    }

    #[test]
    fn the_columns_are_those_that_are_promised() {
        assert_eq!(
            Columns::Updates.names().join(","),
            "file,seconds,state,now_valence,now_arousal,now_tension,now_q1,now_q2,now_q3,now_q4,now_class,\
             now_confidence,section_valence,section_arousal,section_tension,section_q1,section_q2,section_q3,\
             section_q4,section_class,section_confidence,file_bytes,decoder,error"
        );
        assert_eq!(
            Columns::Summary.names().join(","),
            "file,seconds,state,valence,arousal,tension,q1,q2,q3,q4,class,confidence,file_bytes,decoder,error"
        );
        let updates = Columns::Updates.names().join(",");
        assert_eq!(
            Columns::History.names().join(","),
            updates
                .replace("file,", "elapsed_seconds,host_seconds,generation,")
                .replace(",file_bytes,decoder,error", "")
        );
    }

    #[test]
    fn an_entry_of_a_history_is_the_row_of_its_update_with_its_times() {
        let moods = Moods { now: mood(0.125), section: mood(-1.0) };
        let update = Update::new(100, State::Live, Some(moods));
        let entry =
            Entry { index: 9, generation: 3, update, elapsed_seconds: 61.5, host_seconds: Some(-0.25) };
        let unknown = Entry { host_seconds: None, ..entry };
        let of_update =
            update_row(Format::Csv, &Columns::Updates.names(), &file(""), &UpdateCells::from(&update));
        let of_update = of_update.strip_suffix(",,,").unwrap();
        let names = Columns::History.names();
        assert_eq!(history_row(Format::Csv, &names, &entry), format!("61.5000,-0.2500,3{of_update}"));
        assert_eq!(history_row(Format::Csv, &names, &unknown), format!("61.5000,,3{of_update}"));
        let row = history_row(Format::Json, &names, &unknown);
        let object: serde_json::Value = serde_json::from_str(&row).unwrap();
        assert_eq!((&object["host_seconds"], &object["generation"]), (&serde_json::Value::Null, &3.into()));
        assert_eq!((&object["seconds"], &object["now_class"]), (&2.0.into(), &"Relaxed".into()));
    }

    #[test]
    fn an_update_is_a_row_with_both_moods() {
        let update = UpdateCells {
            seconds: 2.0,
            state: "live",
            now: Some((&mood(0.125)).into()),
            section: Some((&mood(-1.0)).into()),
        };
        let row = update_row(Format::Csv, &Columns::Updates.names(), &file("a.wav"), &update);
        let rest = "-0.5000,0.2500,0.1000,0.2000,0.3000,0.4000,Relaxed,0.7500";
        assert_eq!(row, format!("a.wav,2.0000,live,0.1250,{rest},-1.0000,{rest},,,"));
    }

    #[test]
    fn what_was_never_heard_leaves_its_fields_empty() {
        let update = Update::new(25, State::Silent, None);
        let row = update_row(Format::Csv, &Columns::Updates.names(), &file("a.wav"), &(&update).into());
        assert_eq!(row, format!("a.wav,0.5000,silent{}", ",".repeat(21)));
        let row =
            summary_row(Format::Csv, &Columns::Summary.names(), &file("a.wav"), 3.25, (State::NoMusic, None));
        assert_eq!(row, format!("a.wav,3.2500,no_music{}", ",".repeat(12)));
        let row = summary_row(
            Format::Json,
            &Columns::Summary.names(),
            &file("a.wav"),
            3.25,
            (State::NoMusic, None),
        );
        let object: serde_json::Value = serde_json::from_str(&row).unwrap();
        assert_eq!((&object["seconds"], &object["class"]), (&3.25.into(), &serde_json::Value::Null));
        assert_eq!(object.as_object().unwrap().len(), 15);
    }

    #[test]
    fn a_summary_has_the_files_length_and_mood() {
        let row = summary_row(
            Format::Csv,
            &Columns::Summary.names(),
            &file("a.wav"),
            92.9,
            (State::Live, Some(&mood(0.5))),
        );
        assert_eq!(
            row,
            "a.wav,92.9000,live,0.5000,-0.5000,0.2500,0.1000,0.2000,0.3000,0.4000,Relaxed,0.7500,,,"
        );
    }

    #[test]
    fn a_file_that_failed_has_its_name_and_its_error() {
        let file = FileCells { file_bytes: Some("caf%E9.wav".into()), ..file("caf.wav") };
        for (columns, commas) in [(Columns::Updates, 21), (Columns::Summary, 12)] {
            let row = error_row(Format::Csv, &columns.names(), &file, "no, it isn't");
            assert_eq!(row, format!("caf.wav{}caf%E9.wav,,\"no, it isn't\"", ",".repeat(commas)));
            let row = error_row(Format::Json, &columns.names(), &file, "no");
            let object: serde_json::Value = serde_json::from_str(&row).unwrap();
            assert_eq!((&object["error"], &object["seconds"]), (&"no".into(), &serde_json::Value::Null));
        }
    }
}
