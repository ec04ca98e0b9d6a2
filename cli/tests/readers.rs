//! Who reads what the command says: a program, a terminal, or nobody.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

#[cfg(target_os = "linux")]
use support::run_in_terminal;
use support::{AI_MIXTAPES, built, run_unread, text, write_music};

const PLUGIN: &str = "AI_MIXTAPES_CLAP";

#[test]
fn a_reader_that_has_seen_enough_ends_it_quietly() {
    let folder = tempfile::tempdir().unwrap();
    write_music(&folder.path().join("a.wav"), 8_000, 1, 120.0);
    let mut child = Command::new(AI_MIXTAPES)
        .args(["analyze", "--jobs", "2"])
        .args(["a.wav"; 40])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(first.starts_with("file,"));
    assert_eq!(output.status.code(), Some(0));
    let stderr = text(&output.stderr);
    assert!(stderr.lines().all(|line| line.starts_with('[')), "{stderr}");
    assert!(stderr.lines().count() < 40);
}

#[test]
fn nobody_has_to_read_the_words_beside_the_table() {
    let folder = tempfile::tempdir().unwrap();
    write_music(&folder.path().join("a.wav"), 8_000, 1, 2.0);
    assert_eq!(run_unread(folder.path(), &["analyze", "missing.wav", "a.wav"]), Some(0), "nor the table");
    let mut child = Command::new(AI_MIXTAPES)
        .args(["analyze", "missing.wav", "a.wav"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stderr.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(text(&output.stdout).lines().count(), 1 + 1 + 4);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn it_plays_on_when_nobody_reads_what_it_says() {
    let plugin = built(PLUGIN);
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.wav", "b.wav"] {
        write_music(&folder.path().join(name), 48_000, 2, 1.0);
    }
    assert_eq!(run_unread(folder.path(), &["demo", "--plugin", &plugin, "a.wav", "b.wav"]), Some(0));
    assert!(folder.path().join("demo-out/b/mood.csv").exists());
    let files = ["demo", "--plugin", &plugin, "missing.wav", "b.wav", "--out", "again"];
    assert_eq!(run_unread(folder.path(), &files), Some(1));
    assert!(folder.path().join("again/b/mood.csv").exists());
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_shows_a_bar_or_the_rows_but_never_both() {
    let folder = tempfile::tempdir().unwrap();
    write_music(&folder.path().join("a.wav"), 8_000, 1, 12.0);
    let Some(shown) = run_in_terminal(folder.path(), "$AI_MIXTAPES analyze a.wav > table.csv") else {
        return;
    };
    assert!(shown.contains("0/1 files"), "{shown:?}");
    let table = fs::read_to_string(folder.path().join("table.csv")).unwrap();
    let Some(shown) = run_in_terminal(folder.path(), "$AI_MIXTAPES analyze a.wav") else { return };
    assert_eq!(shown.replace("\r\n", "\n"), table);
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_shows_the_mood_while_the_music_plays() {
    let folder = tempfile::tempdir().unwrap();
    write_music(&folder.path().join("mix.wav"), 48_000, 2, 2.4);
    let line = format!("$AI_MIXTAPES demo --realtime --plugin '{}' mix.wav", built(PLUGIN));
    let Some(shown) = run_in_terminal(folder.path(), &line) else { return };
    let (live, after) = shown.split_once("Mood sections").expect(&shown);
    for word in ["mix.wav", "%", "valence ", "arousal ", "confidence "] {
        assert!(live.contains(word), "{word}: {live:?}");
    }
    let classes = ["Energetic", "Happy", "Relaxed", "Melancholic", "Tense", "Neutral"];
    assert!(classes.iter().any(|class| live.contains(class)), "{live:?}");
    assert!(!after.contains('\u{1b}'), "the bar is gone: {after:?}");
}
