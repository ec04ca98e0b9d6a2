//! The rows of a session log.

use super::{Format, MoodCells, format::Cell};
use crate::{
    mood::Moods,
    outputs::{MACROS, Outputs},
};

/// What stands before the moods.
const FIRST: [&str; 12] = [
    "time",
    "song_seconds",
    "tempo",
    "offline",
    "state",
    "class",
    "confidence",
    "valence",
    "arousal",
    "tension",
    "energy",
    "change",
];
/// Columns of one mood.
const MOOD: [&str; 5] = ["valence", "arousal", "tension", "class", "confidence"];

/// Names of the columns, in order: time of day, the host's position and tempo, the output values as the host is told
/// them, both moods as they were detected, and the macros.
pub fn log_names() -> Vec<String> {
    let moods = ["now", "section"].into_iter().flat_map(|prefix| MOOD.map(|name| format!("{prefix}_{name}")));
    let macros = (1..=MACROS).map(|number| format!("macro_{number}"));
    FIRST.into_iter().map(String::from).chain(moods).chain(macros).collect()
}

/// What a log says of an update that takes effect.
#[derive(Clone, Copy, Debug)]
pub struct LogCells<'a> {
    /// Time of day, in universal time after ISO 8601.
    pub time: &'a str,
    /// Where the song is, in seconds, if the host says so.
    pub song_seconds: Option<f64>,
    /// Beats a minute, if the host says so.
    pub tempo: Option<f64>,
    /// The host renders.
    pub offline: bool,
    /// The output values.
    pub outputs: &'a Outputs,
    /// The moods in effect, if any was heard.
    pub moods: Option<&'a Moods>,
    /// The music has moved to another place.
    pub change: bool,
}

/// The row of one update.
pub fn log_row(format: Format, names: &[String], cells: &LogCells<'_>) -> String {
    let LogCells { time, song_seconds, tempo, offline, outputs, moods, change } = *cells;
    let (some, number) = (
        |value: Option<f64>| value.map_or(Cell::Missing, Cell::Number),
        |value: f32| Cell::Number(value.into()),
    );
    let mut row = vec![
        Cell::Text(time),
        some(song_seconds),
        some(tempo),
        Cell::Count(offline.into()),
        Cell::Text(outputs.state.name()),
        Cell::Text(outputs.class.name()),
        number(outputs.confidence),
        number(outputs.valence),
        number(outputs.arousal),
        number(outputs.tension),
        number(outputs.energy()),
        Cell::Count(change.into()),
    ];
    for mood in [moods.map(|moods| &moods.now), moods.map(|moods| &moods.section)] {
        row.extend(mood.map_or([Cell::Missing; MOOD.len()], |mood| {
            let MoodCells { valence, arousal, tension, class, confidence, .. } = mood.into();
            [number(valence), number(arousal), number(tension), Cell::Text(class), number(confidence)]
        }));
    }
    row.extend(outputs.macros.map(number));
    format.row(names, &row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mood::{Mood, MoodClass, State};

    fn outputs() -> Outputs {
        let mut macros = [0.0; MACROS];
        macros[7] = 0.125;
        Outputs {
            valence: 0.25,
            arousal: -0.5,
            tension: 1.0,
            confidence: 0.75,
            class: MoodClass::Relaxed,
            state: State::Live,
            macros,
            ..Outputs::default()
        }
    }

    fn cells(outputs: &Outputs) -> LogCells<'_> {
        let time = "2026-11-30T00:00:00.125Z";
        LogCells {
            time,
            song_seconds: None,
            tempo: None,
            offline: false,
            outputs,
            moods: None,
            change: false,
        }
    }

    #[test]
    fn an_update_is_a_row_with_what_the_host_is_told_and_what_was_detected() {
        let mood = Mood {
            valence: 0.1,
            arousal: 0.2,
            tension: 0.3,
            quadrants: [0.25; 4],
            class: MoodClass::Tense,
            confidence: 0.4,
        };
        let moods = Moods { now: mood, section: Mood { valence: -0.1, ..mood } };
        let outputs = outputs();
        let known = LogCells {
            song_seconds: Some(12.5),
            tempo: Some(126.0),
            offline: true,
            moods: Some(&moods),
            change: true,
            ..cells(&outputs)
        };
        let names = log_names();
        assert_eq!(
            log_row(Format::Csv, &names, &known),
            "2026-11-30T00:00:00.125Z,12.5000,126.0000,1,live,Relaxed,0.7500,0.2500,-0.5000,1.0000,0.2500,1,\
             0.1000,0.2000,0.3000,Tense,0.4000,-0.1000,0.2000,0.3000,Tense,0.4000,\
             0.0000,0.0000,0.0000,0.0000,0.0000,0.0000,0.0000,0.1250"
        );
        let row = log_row(Format::Json, &names, &cells(&outputs));
        let object: serde_json::Value = serde_json::from_str(&row).unwrap();
        assert_eq!((&object["macro_8"], &object["now_class"]), (&0.125.into(), &serde_json::Value::Null));
        assert_eq!(object.as_object().unwrap().len(), names.len());
    }

    #[test]
    fn the_columns_are_those_that_are_promised() {
        assert_eq!(
            log_names().join(","),
            "time,song_seconds,tempo,offline,state,class,confidence,valence,arousal,tension,energy,change,\
             now_valence,now_arousal,now_tension,now_class,now_confidence,\
             section_valence,section_arousal,section_tension,section_class,section_confidence,\
             macro_1,macro_2,macro_3,macro_4,macro_5,macro_6,macro_7,macro_8"
        );
    }
}
