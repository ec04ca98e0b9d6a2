//! Session logs as a page, by the real program.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::{fs, path::Path};

use engine::{
    mood::{Mood, MoodClass, Moods, State},
    outputs::Outputs,
    record::table::{Format, LogCells, log_names, log_row},
};
use support::{run, text};

/// A minute of a log as the plug-in writes it, `minute` minutes after eight.
fn minute(format: Format, minute: usize, class: MoodClass, arousal: f32) -> String {
    let mood = Mood { valence: 0.25, arousal, tension: 0.0, quadrants: [0.25; 4], class, confidence: 0.75 };
    let outputs = Outputs { valence: 0.25, arousal, class, state: State::Live, ..Outputs::default() };
    let row = |half: usize| {
        let time = format!("2026-11-30T20:{minute:02}:{:02}.{:03}Z", half / 2, half % 2 * 500);
        let cells = LogCells {
            time: &time,
            song_seconds: None,
            tempo: Some(126.0),
            offline: false,
            outputs: &outputs,
            moods: Some(&Moods { now: mood, section: mood }),
            change: half == 0,
        };
        log_row(format, &log_names(), &cells) + "\n"
    };
    (0..120).map(row).collect()
}

fn write_logs(folder: &Path) {
    let header = log_names().join(",") + "\n";
    let calm = minute(Format::Csv, 0, MoodClass::Relaxed, -0.5);
    let tense = minute(Format::Csv, 1, MoodClass::Tense, 0.75);
    // As if the host had been killed.
    fs::write(folder.join("a.csv"), header + &calm + &tense[..tense.len() - 30]).unwrap();
    fs::write(folder.join("b.jsonl"), minute(Format::Json, 2, MoodClass::Happy, 0.25)).unwrap();
}

#[test]
fn logs_of_both_formats_become_one_page_also_after_a_crash() {
    let folder = tempfile::tempdir().unwrap();
    write_logs(folder.path());
    let output = run(folder.path(), 0, &["report", "b.jsonl", "a.csv"]);
    let (page, words) = (text(&output.stdout), text(&output.stderr));
    assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"));
    for expected in [
        "2 session logs",
        "2026-11-30 20:00:00 to 2026-11-30 20:02:59 UTC · 359 updates · 1 lines could not be read",
        "33.4 %",
        "The music changed 3 times.",
        "+0.75",
        "-0.50",
    ] {
        assert!(page.contains(expected), "{expected}");
    }
    assert!(words.contains("a.csv: 1 lines are no rows of a log"), "{words}");
}

#[test]
fn what_is_no_log_is_an_error_and_what_is_missing_costs_only_itself() {
    let folder = tempfile::tempdir().unwrap();
    write_logs(folder.path());
    fs::write(folder.path().join("song.mp3"), [0xff, 0xfb, 0, 10, 0xff]).unwrap();
    let output = run(folder.path(), 1, &["report", "song.mp3"]);
    assert!(output.stdout.is_empty());
    assert!(text(&output.stderr).contains("expected session logs of AI-Mixtapes, found no row of one"));
    let output = run(folder.path(), 1, &["report", "missing.csv", "b.jsonl"]);
    assert!(text(&output.stderr).contains("can't read missing.csv"));
    assert!(text(&output.stdout).ends_with("</html>\n"));
}
