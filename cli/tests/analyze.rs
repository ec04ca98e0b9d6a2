//! `ai-mixtapes analyze`, as a user runs it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::{fs, path::Path};

use serde_json::Value;
use support::{copy_model, fields, fixture, run, text, write_claiming, write_music, write_wav};

/// Files of several lengths, rates and channel counts; the first one is the longest.
fn write_album(folder: &Path) -> Vec<String> {
    let mut files = Vec::new();
    for (index, (rate, channels, seconds)) in
        [(44_100, 2, 21.0), (48_000, 1, 3.25), (22_050, 2, 0.4), (96_000, 2, 5.0), (48_000, 6, 2.0)]
            .into_iter()
            .enumerate()
    {
        let name = format!("{index}.wav");
        write_music(&folder.join(&name), rate, channels, seconds);
        files.push(name);
    }
    files
}

fn analyze(folder: &Path, expected: i32, options: &[&str], files: &[String]) -> (String, String) {
    let files = files.iter().map(String::as_str);
    let arguments: Vec<_> = ["analyze"].into_iter().chain(options.iter().copied()).chain(files).collect();
    let output = run(folder, expected, &arguments);
    (text(&output.stdout).to_owned(), text(&output.stderr).to_owned())
}

#[test]
fn rows_come_in_the_order_of_the_files_whatever_the_number_of_jobs() {
    let folder = tempfile::tempdir().unwrap();
    let files = write_album(folder.path());
    for format in ["csv", "json"] {
        for summary in [&["--summary"][..], &[]] {
            let options = |jobs| [&["--format", format, "--jobs", jobs], summary].concat();
            let (alone, _) = analyze(folder.path(), 0, &options("1"), &files);
            for jobs in ["2", "5", "64"] {
                assert_eq!(
                    analyze(folder.path(), 0, &options(jobs), &files).0,
                    alone,
                    "{format}, {jobs} jobs"
                );
            }
        }
    }
    let (csv, _) = analyze(folder.path(), 0, &["--jobs", "3"], &files);
    let mut found: Vec<_> = csv.lines().skip(1).map(|line| fields(line)[0].clone()).collect();
    found.dedup();
    // The third one is shorter than an update.
    assert_eq!(found, ["0.wav", "1.wav", "3.wav", "4.wav"]);
}

#[test]
fn there_is_a_row_for_each_half_second() {
    let folder = tempfile::tempdir().unwrap();
    let files = write_album(folder.path());
    let (csv, stderr) = analyze(folder.path(), 0, &["--format", "csv"], &files[1..2]);
    let lines: Vec<_> = csv.lines().collect();
    assert!(lines[0].starts_with("file,seconds,state,now_valence,now_arousal,"));
    assert!(lines[0].ends_with(",section_confidence,file_bytes,decoder,error"));
    assert_eq!(lines.len(), 1 + 6);
    for (index, line) in lines[1..].iter().enumerate() {
        let fields = fields(line);
        assert_eq!(fields.len(), 24);
        assert_eq!(fields[21..], ["", "built-in", ""]);
        assert_eq!(fields[1], format!("{:.4}", (index + 1) as f64 / 2.0));
        let numbers = [3, 4, 5, 6, 7, 8, 9, 11].map(|column| fields[column].parse::<f64>().unwrap());
        assert!(numbers[..3].iter().all(|axis| (-1.0..=1.0).contains(axis)), "{line}");
        assert!((numbers[3..7].iter().sum::<f64>() - 1.0).abs() < 3e-4, "{line}");
        assert!((0.0..=1.0).contains(&numbers[7]), "{line}");
    }
    // A line for each file, since nobody watches.
    assert_eq!(stderr, "[1/1] 1.wav (3.2 s)\n");
}

#[test]
fn json_says_the_same_as_csv() {
    let folder = tempfile::tempdir().unwrap();
    let files = write_album(folder.path());
    for options in [&[][..], &["--summary"]] {
        let (csv, _) = analyze(folder.path(), 0, options, &files[..2]);
        let (json, _) = analyze(folder.path(), 0, &[&["--format", "json"], options].concat(), &files[..2]);
        let names = fields(csv.lines().next().unwrap());
        let objects: Vec<Value> = serde_json::from_str(&json).unwrap();
        assert_eq!(objects.len(), csv.lines().count() - 1);
        for (object, line) in objects.iter().zip(csv.lines().skip(1)) {
            let object = object.as_object().unwrap();
            assert_eq!(object.len(), names.len());
            for (name, field) in names.iter().zip(fields(line)) {
                match &object[name] {
                    Value::Null => assert_eq!(field, ""),
                    Value::String(text) => assert_eq!(*text, field),
                    number => assert_eq!(number.as_f64(), field.parse().ok(), "{name}"),
                }
            }
        }
    }
}

#[test]
fn a_summary_has_a_row_for_each_file_with_its_length() {
    let folder = tempfile::tempdir().unwrap();
    let mut files = write_album(folder.path());
    write_wav(&folder.path().join("silence.wav"), 48_000, 2, (0..96_000 * 3).map(|_| 0.0));
    files.push("silence.wav".into());
    let (csv, _) = analyze(folder.path(), 0, &["--summary"], &files);
    let rows: Vec<_> = csv.lines().skip(1).map(fields).collect();
    assert_eq!(
        csv.lines().next(),
        Some(
            "file,seconds,state,valence,arousal,tension,q1,q2,q3,q4,class,confidence,file_bytes,decoder,error"
        )
    );
    let lengths: Vec<_> = rows.iter().map(|row| row[1].as_str()).collect();
    assert_eq!(lengths, ["21.0000", "3.2500", "0.4000", "5.0000", "2.0000", "3.0000"]);
    let without_mood = vec![String::new(); 9];
    assert!(rows[0][3..12].iter().all(|field| !field.is_empty()));
    let state = |row: &[String]| row[2].clone();
    assert_eq!([0, 2, 5].map(|row| state(&rows[row])), ["live", "warming", "silent"]);
    assert_eq!(rows[2][3..12], without_mood, "too short for an update");
    assert_eq!(rows[5][3..12], without_mood, "silent throughout");
}

#[test]
fn every_format_is_analysed() {
    let folder = tempfile::tempdir().unwrap();
    let names = [
        "tone.flac",
        "tone-alac.m4a",
        "tone.aiff",
        "tone.mp3",
        "tone.ogg",
        "tone.opus",
        "tone-aac.m4a",
        "tone.aac",
    ];
    let files: Vec<_> = names.iter().map(|name| fixture(name).to_str().unwrap().to_owned()).collect();
    let (csv, _) = analyze(folder.path(), 0, &["--summary"], &files);
    assert_eq!(csv.lines().count(), 1 + files.len());
    for (line, file) in csv.lines().skip(1).zip(&files) {
        let row = fields(line);
        assert_eq!(row[0], *file);
        // A bare tone of a second at most: no music, or in doubt as its stream begins.
        let confidence = row[11].parse::<f32>();
        let doubted = row[2] == "warming" && confidence.is_ok_and(|confidence| confidence <= 0.5);
        assert!(row[2] == "no_music" || doubted, "{file}: {row:?}");
    }
}

#[test]
fn a_bad_file_gets_one_line_and_the_others_still_run() {
    let folder = tempfile::tempdir().unwrap();
    let good = write_album(folder.path());
    fs::write(folder.path().join("text.mp3"), "no music here\n".repeat(500)).unwrap();
    fs::write(folder.path().join("empty.wav"), "").unwrap();
    fs::create_dir(folder.path().join("folder")).unwrap();
    write_claiming(&folder.path().join("fast.wav"), u32::MAX);
    write_claiming(&folder.path().join("slow.wav"), 7_999);
    let bad = ["text.mp3", "empty.wav", "folder", "fast.wav", "slow.wav"];
    let files = [&["missing.flac", &good[1]], &bad[..], &[&good[3]]].concat();
    let files: Vec<_> = files.into_iter().map(String::from).collect();
    for jobs in ["1", "4"] {
        let (csv, stderr) = analyze(folder.path(), 1, &["--summary", "--jobs", jobs], &files);
        let rows: Vec<_> = csv.lines().skip(1).map(fields).collect();
        let names: Vec<_> = rows.iter().map(|row| row[0].clone()).collect();
        assert_eq!(names, files, "a row for each, in their order");
        let errors: Vec<_> = stderr.lines().filter_map(|line| line.strip_prefix("error: ")).collect();
        let of_rows = rows.iter().filter(|row| !row[14].is_empty());
        let told: Vec<_> = of_rows.clone().map(|row| format!("{}: {}", row[0], row[14])).collect();
        assert_eq!(told, errors);
        assert!(of_rows.into_iter().all(|row| row[1..14].iter().all(String::is_empty)));
        for (error, expected) in errors.iter().zip([
            "missing.flac: cannot open: ",
            "text.mp3: not a known audio format; ",
            "empty.wav: not a known audio format",
            "folder: cannot open: it is a folder",
            "fast.wav: a sample rate of 4294967295 Hz can't be analysed; 8000 to 768000 Hz can",
            "slow.wav: a sample rate of 7999 Hz can't be analysed; 8000 to 768000 Hz can",
        ]) {
            assert!(error.starts_with(expected), "{error}");
        }
        assert_eq!(stderr.lines().count(), files.len());
    }
}

#[test]
fn without_a_good_file_a_table_is_still_a_table() {
    let folder = tempfile::tempdir().unwrap();
    let files = ["missing.wav".to_owned()];
    assert_eq!(analyze(folder.path(), 1, &[], &files).0.lines().count(), 2);
    let json = analyze(folder.path(), 1, &["--format", "json"], &files).0;
    let rows: Vec<Value> = serde_json::from_str(&json).unwrap();
    assert_eq!((rows.len(), &rows[0]["file"], &rows[0]["seconds"]), (1, &"missing.wav".into(), &Value::Null));
    assert!(rows[0]["error"].as_str().unwrap().starts_with("cannot open: "));
}

#[test]
fn a_truncated_file_is_analysed_with_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole.wav");
    write_music(&whole, 48_000, 2, 4.0);
    let bytes = fs::read(&whole).unwrap();
    fs::write(folder.path().join("cut.wav"), &bytes[..bytes.len() / 2]).unwrap();
    let (csv, stderr) = analyze(folder.path(), 0, &[], &["cut.wav".into()]);
    assert!((4..=5).contains(&csv.lines().count()));
    assert!(stderr.starts_with("warning: cut.wav: ends at 2.0 s, but should be 4.0 s long\n"), "{stderr}");
}

#[test]
fn file_names_of_any_kind_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let names = ["a, b.wav", "the \"best\" of.wav", "größe – 音.wav", "-dash.wav"];
    names.iter().for_each(|name| write_music(&folder.path().join(name), 8_000, 1, 1.0));
    let mut files = vec!["--".to_owned()];
    files.extend(names.map(String::from));
    let (csv, _) = analyze(folder.path(), 0, &["--summary"], &files);
    let found: Vec<_> = csv.lines().skip(1).map(|line| fields(line)[0].clone()).collect();
    assert_eq!(found, names);
    let (json, _) = analyze(folder.path(), 0, &["--summary", "--format", "json"], &files);
    let objects: Vec<Value> = serde_json::from_str(&json).unwrap();
    assert!(objects.iter().zip(names).all(|(object, name)| object["file"] == name));
}

#[test]
fn what_makes_no_sense_is_refused_with_code_2() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &["analyze"][..],
        &["analyze", "a.wav", "--format", "xml"],
        &["analyze", "a.wav", "--jobs", "0"],
        &["analyze", "a.wav", "--jobs", "many"],
        &["demo"],
        &["dance"],
        &[],
    ] {
        let output = run(folder.path(), 2, arguments);
        assert!(output.stdout.is_empty() && !output.stderr.is_empty());
    }
}

#[test]
fn the_effects_channel_of_surround_is_not_heard() {
    let folder = tempfile::tempdir().unwrap();
    for (name, effects) in [("with.wav", 0.9_f32), ("without.wav", 0.0)] {
        let samples = (0..6 * 96_000_u32).map(|index| {
            let (time, channel) = ((index / 6) as f32 / 48_000.0, index % 6);
            let gain = if channel == 3 { effects } else { 0.1 };
            gain * (std::f32::consts::TAU * 110.0 * (1 + channel) as f32 * time).sin()
        });
        write_wav(&folder.path().join(name), 48_000, 6, samples);
    }
    let table = |name: &str| analyze(folder.path(), 0, &[], &[name.into()]).0.replace(name, "");
    assert_eq!(table("with.wav").lines().count(), 1 + 4);
    assert_eq!(table("with.wav"), table("without.wav"));
}

#[test]
fn a_copy_of_the_built_in_model_hears_what_it_hears() {
    let folder = tempfile::tempdir().unwrap();
    let files = write_album(folder.path());
    copy_model(&folder.path().join("own"), "name = \"AI-Mixtapes\"", "name = \"Mine\"");
    for options in [&[][..], &["--summary"]] {
        let (builtin, _) = analyze(folder.path(), 0, options, &files);
        let (own, _) = analyze(folder.path(), 0, &[options, &["--model", "own"]].concat(), &files);
        assert_eq!(own, builtin);
    }
}

#[test]
fn a_model_that_is_refused_is_one_line_and_no_row() {
    let folder = tempfile::tempdir().unwrap();
    let files = write_album(folder.path());
    copy_model(&folder.path().join("sum"), "sha256 = \"", "sha256 = \"00");
    copy_model(&folder.path().join("bands"), "bands = 64", "bands = 65");
    copy_model(&folder.path().join("classes"), "to = 45.0", "to = 50.0");
    copy_model(&folder.path().join("toml"), "[steps]", "[steps");
    for (model, reason) in [
        ("none", "contract.toml can't be read: "),
        ("sum", "mood.onnx has the SHA-256 "),
        ("bands", "the contract's front_end.bands is 65; "),
        ("classes", "overlap"),
        ("toml", "the contract can't be read: line "),
    ] {
        let (table, error) = analyze(folder.path(), 1, &["--model", model], &files);
        assert_eq!(table, "");
        assert!(error.starts_with(&format!("error: the model in {model} is refused: ")), "{error}");
        assert!(error.contains(reason) && error.lines().count() == 1, "{error}");
    }
}
