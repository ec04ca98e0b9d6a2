//! The session log.

use std::{
    fs,
    path::{Path, PathBuf},
};

use host::{
    Take,
    rig::{Rig, play},
    signals::music,
};
use serde_json::Value;

use super::{RATE, live, play_while, set, wait_for};

/// The logs of a folder, by name.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let of_rows = |path: &PathBuf| !path.file_stem().unwrap().to_string_lossy().ends_with(" statistics");
    let mut files: Vec<_> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).filter(of_rows).collect();
    files.sort();
    files
}

/// The rows of a file as text by column, all of them whole.
pub fn rows(file: &Path) -> Vec<Vec<(String, String)>> {
    let text = fs::read_to_string(file).unwrap();
    assert!(text.is_empty() || text.ends_with('\n'), "half a row in {}", file.display());
    if file.extension().unwrap() == "jsonl" {
        return text.lines().map(json_row).collect();
    }
    let mut lines = text.lines();
    let names: Vec<_> = lines.next().unwrap().split(',').collect();
    let row = |line: &str| {
        let cells: Vec<_> = line.split(',').collect();
        assert_eq!(cells.len(), names.len(), "{line}");
        names.iter().zip(cells).map(|(name, cell)| ((*name).to_owned(), cell.to_owned())).collect()
    };
    lines.map(row).collect()
}

fn json_row(line: &str) -> Vec<(String, String)> {
    let Value::Object(members) = serde_json::from_str(line).unwrap() else { panic!("no object: {line}") };
    let text = |value: Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text,
        other => other.to_string(),
    };
    members.into_iter().map(|(name, value)| (name, text(value))).collect()
}

/// A cell of a row.
pub fn cell<'a>(row: &'a [(String, String)], name: &str) -> &'a str {
    &row.iter().find(|(found, _)| found == name).unwrap_or_else(|| panic!("no {name}")).1
}

#[test]
fn a_row_is_an_update_with_its_times_and_a_render_says_that_it_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("sets");
    let mut rig = Rig::load();
    rig.start_log(&folder);
    let take = Take { tempo: Some(126.0), ..live() };
    rig.play(&take, &music(RATE, 3.4, 2, 1));
    rig.set_offline(true);
    rig.play(&Take::new(RATE, 100_000), &music(RATE, 60.0, 2, 2));
    rig.stop_log();
    wait_for("the end", || rig.outside().log.phase == "off");
    let status = rig.outside().log;
    let [file] = &files(&folder)[..] else { panic!("{:?}", files(&folder)) };
    assert_eq!(status.file.as_deref(), file.to_str());
    let rows = rows(file);
    assert_eq!((status.rows, status.dropped, status.fault), (rows.len() as u64, 0, None));
    assert_eq!(status.bytes, fs::metadata(file).unwrap().len());
    let (played, rendered): (Vec<_>, Vec<_>) = rows.iter().partition(|row| cell(row, "offline") == "0");
    assert_eq!((played.len(), rendered.len()), (6, 119));
    for (row, number) in played.iter().zip(1..) {
        let seconds: f64 = cell(row, "song_seconds").parse().unwrap();
        assert!((seconds - (f64::from(number) / 2.0 + 0.14)).abs() < 0.005, "{seconds}");
        assert_eq!(cell(row, "tempo"), "126.0000");
    }
    assert!(rendered.iter().all(|row| cell(row, "song_seconds").is_empty() && cell(row, "offline") == "1"));
    let times: Vec<_> = rows.iter().map(|row| cell(row, "time")).collect();
    assert!(
        times.is_sorted() && times.iter().all(|time| time.len() == 24 && time.ends_with('Z')),
        "{times:?}"
    );
    assert!(cell(&rows[0], "state") == "warming" && cell(&rows[5], "state") == "live");
}

#[test]
fn a_session_brings_the_format_and_never_a_log_that_runs() {
    let folder = tempfile::tempdir().unwrap();
    let mut rig = Rig::load();
    rig.start_log(folder.path());
    rig.set_offline(true);
    rig.play(&Take::new(RATE, 512), &music(RATE, 5.0, 2, 1));
    wait_for("a file", || rig.outside().log.phase == "writing");
    let before = files(folder.path());
    let saved = rig.save();
    let mut other = Rig::load();
    assert!(other.restore(&saved));
    other.set_offline(true);
    other.play(&Take::new(RATE, 512), &music(RATE, 2.0, 2, 1));
    assert_eq!(other.outside().log.phase, "off");
    assert_eq!(files(folder.path()), before);
    // Rows of another shape go into another file.
    set(&mut rig, r#"{"log":{"format":"jsonl"}}"#);
    rig.play(&Take::new(RATE, 512), &music(RATE, 5.0, 2, 1));
    rig.stop_log();
    wait_for("the end", || rig.outside().log.phase == "off");
    let found = files(folder.path());
    let lengths: Vec<_> = found.iter().map(|file| rows(file).len()).collect();
    assert_eq!((lengths.len(), lengths.iter().sum::<usize>()), (2, 18), "{found:?}: {lengths:?}");
    assert!(found.iter().any(|file| file.extension().unwrap() == "jsonl"));
    rig.set_offline(false);
}

#[test]
fn no_file_is_overwritten_and_two_logs_of_a_moment_have_a_file_each() {
    let folder = tempfile::tempdir().unwrap();
    let mut rigs: Vec<_> = (0..3).map(|_| Rig::load()).collect();
    rigs.iter().for_each(|rig| rig.start_log(folder.path()));
    for rig in &mut rigs {
        rig.set_offline(true);
        rig.play(&Take::new(RATE, 512), &music(RATE, 3.0, 2, 1));
        rig.stop_log();
    }
    for rig in &rigs {
        wait_for("the end", || rig.outside().log.phase == "off");
    }
    let found = files(folder.path());
    assert_eq!(found.iter().map(|file| rows(file).len()).collect::<Vec<_>>(), [5, 5, 5], "{found:?}");
}

#[test]
fn a_folder_that_cant_be_written_is_an_error_that_is_told_and_nothing_else() {
    let place = tempfile::tempdir().unwrap();
    // Not even the system's administrator can make a folder in a file.
    let folder = place.path().join("a file").join("sets");
    fs::write(place.path().join("a file"), "in the way").unwrap();
    let mut rig = Rig::load();
    rig.start_log(&folder);
    let idle = rig.activate(RATE, 512);
    let (input, raw) = (music(RATE, 1.0, 2, 1), &rig);
    let (idle, print, ()) = play_while(idle, &live(), &input, || {
        wait_for("a word of it", || raw.outside().log.phase == "failing");
    });
    let fault = rig.outside().log.fault.unwrap().text;
    assert!(fault.starts_with(&format!("{} can't be written: ", folder.display())), "{fault}");
    assert_eq!(print.audio, input);
    // As soon as it can be, it is.
    fs::remove_file(place.path().join("a file")).unwrap();
    let (idle, _) = play(idle, &live(), &input);
    wait_for("rows", || rig.outside().log.phase == "writing");
    rig.stop_log();
    wait_for("the end", || rig.outside().log.phase == "off");
    rig.deactivate(idle);
    let status = rig.outside().log;
    assert_eq!((rows(&files(&folder)[0]).len() as u64, status.dropped), (status.rows, 0));
    assert!(status.rows >= 3);
}

#[test]
fn a_log_ends_with_its_instance() {
    let folder = tempfile::tempdir().unwrap();
    let mut rig = Rig::load();
    rig.start_log(folder.path());
    rig.set_offline(true);
    rig.play(&Take::new(RATE, 512), &music(RATE, 4.0, 2, 1));
    drop(rig);
    wait_for("the last row", || rows(&files(folder.path())[0]).len() == 7);
}
