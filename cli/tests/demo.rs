//! `ai-mixtapes demo`: the real plug-in in a real host.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
    time::{Duration, Instant},
};

use serde_json::Value;
use support::{built, copy_model, fields, run, text, write_claiming, write_music, write_wav};

/// The plug-in. It is never looked for: one that was built before would be tested instead of this one.
static PLUGIN: LazyLock<String> = LazyLock::new(|| built("AI_MIXTAPES_CLAP"));

fn demo(folder: &Path, expected: i32, arguments: &[&str]) -> (String, String) {
    let output = run(folder, expected, &[&["demo", "--plugin", &PLUGIN], arguments].concat());
    (text(&output.stdout).to_owned(), text(&output.stderr).to_owned())
}

fn json(folder: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(folder.join("mood.json")).unwrap()).unwrap()
}

#[test]
fn music_passes_unchanged_and_its_mood_is_that_of_analyze() {
    let folder = tempfile::tempdir().unwrap();
    write_music(&folder.path().join("mix.wav"), 48_000, 2, 6.3);
    let (stdout, stderr) = demo(folder.path(), 0, &["mix.wav"]);
    assert_eq!(stderr, "playing mix.wav\n");
    for expected in
        ["Mood sections", "pipeline", "Dropped frames", "Late updates", "passed bit for bit", "mood.csv"]
    {
        assert!(stdout.contains(expected), "{expected}");
    }
    let out = folder.path().join("demo-out/mix");
    let csv = fs::read_to_string(out.join("mood.csv")).unwrap();
    assert_eq!(csv.lines().count(), 1 + 12);
    let analyzed = run(folder.path(), 0, &["analyze", "mix.wav"]);
    assert_eq!(csv, text(&analyzed.stdout));

    let json = json(&out);
    assert_eq!((&json["mode"], &json["altered_samples"]), (&"offline".into(), &0.into()));
    assert!(json["output_events"].as_u64().unwrap() > 0);
    assert_eq!(json["report"]["updates"].as_array().unwrap().len(), 12);
    let counters = &json["report"]["counters"];
    for counter in ["late_updates", "dropped_frames", "allocations_in_process", "degraded"] {
        assert_eq!(counters[counter], 0, "{counter}");
    }
    assert_eq!(counters["process_calls"], (6.3_f64 * 48_000.0 / 512.0).ceil() as u64);
    let inference =
        json["report"]["stages"].as_array().unwrap().iter().find(|stage| stage["stage"] == "inference");
    assert_eq!(inference.unwrap()["count"], 12);
    let svg = fs::read_to_string(out.join("timeline.svg")).unwrap();
    assert!(svg.starts_with("<svg") && svg.contains("mix.wav"));
}

#[test]
fn the_demo_mix_plays_when_nothing_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (stdout, _) = demo(folder.path(), 0, &["--out", "here"]);
    let table = stdout.lines().skip_while(|line| !line.starts_with("Composed")).skip(1);
    let composed: Vec<_> = table.take_while(|line| !line.is_empty()).collect();
    let sections = include_str!("../demo-mix/sections.csv");
    assert_eq!(composed.len(), sections.lines().count() - 1);
    for (line, section) in composed.iter().zip(sections.lines().skip(1)) {
        let [name, intended] = [2, 3].map(|field| fields(section)[field].clone());
        let (_, moods) = line.split_once(&name).expect(line);
        let mut moods = moods.split_whitespace();
        assert_eq!(moods.next(), Some(intended.as_str()), "{line}");
        let class = moods.next().expect(line);
        let arousal: f64 = moods.nth(1).expect(line).parse().expect(line);
        // What the model is known to hear as it was meant.
        match name.as_str() {
            "nylon guitar and flute" => assert_eq!(class, intended, "{line}"),
            "dance rock" | "metal" => assert!(arousal > 0.0, "{line}"),
            "slow blues" => assert!(arousal < 0.0, "{line}"),
            _ => {}
        }
    }
    let out = folder.path().join("here");
    let seconds = json(&out)["seconds"].as_f64().unwrap();
    let rows = fs::read_to_string(out.join("mood.csv")).unwrap().lines().count() - 1;
    assert_eq!(rows, (seconds * 2.0) as usize);
}

#[test]
fn in_real_time_it_takes_its_time_and_hears_the_same() {
    let folder = tempfile::tempdir().unwrap();
    write_music(&folder.path().join("mix.wav"), 48_000, 2, 3.2);
    let started = Instant::now();
    demo(folder.path(), 0, &["mix.wav", "--realtime", "--out", "live"]);
    assert!(started.elapsed() >= Duration::from_secs_f64(3.2));
    demo(folder.path(), 0, &["mix.wav", "--out", "offline"]);
    let live = json(&folder.path().join("live"));
    assert_eq!((&live["mode"], &live["altered_samples"]), (&"realtime".into(), &0.into()));
    // Updates may be late, since other programs run on this machine too.
    for counter in ["dropped_frames", "allocations_in_process", "degraded"] {
        assert_eq!(live["report"]["counters"][counter], 0, "{counter}");
    }
    let csv = |name: &str| fs::read_to_string(folder.path().join(name).join("mood.csv")).unwrap();
    assert_eq!(csv("live"), csv("offline"));
}

#[test]
fn each_file_has_its_folder_and_a_bad_one_stops_no_other() {
    let folder = tempfile::tempdir().unwrap();
    for (name, rate, channels, seconds) in
        [("a.wav", 44_100, 1, 2.2), ("b.wav", 96_000, 6, 1.2), ("c.wav", 8_000, 2, 0.3)]
    {
        write_music(&folder.path().join(name), rate, channels, seconds);
    }
    fs::write(folder.path().join("bad.mp3"), "no music\n".repeat(900)).unwrap();
    write_claiming(&folder.path().join("fast.wav"), u32::MAX);
    write_claiming(&folder.path().join("slow.wav"), 1);
    let files = ["a.wav", "bad.mp3", "b.wav", "fast.wav", "slow.wav", "c.wav", "missing.wav"];
    let (_, stderr) = demo(folder.path(), 1, &[&files[..], &["--out", "all"]].concat());
    for (name, rate) in [("fast.wav", u32::MAX), ("slow.wav", 1)] {
        let expected = format!("error: {name}: a sample rate of {rate} Hz can't be analysed; ");
        assert!(stderr.contains(&expected), "{stderr}");
    }
    assert!(stderr.contains("error: bad.mp3: not a known audio format; "), "{stderr}");
    assert!(stderr.contains("error: missing.wav: cannot open: "), "{stderr}");
    for (name, rows) in [("a", 4), ("b", 2), ("c", 0)] {
        let csv = fs::read_to_string(folder.path().join("all").join(name).join("mood.csv")).unwrap();
        assert_eq!(csv.lines().count(), 1 + rows, "{name}");
    }
    assert!(!folder.path().join("all/bad").exists());
}

#[test]
fn surround_has_the_mood_that_analyze_hears_in_it() {
    let folder = tempfile::tempdir().unwrap();
    write_music(&folder.path().join("film.wav"), 48_000, 6, 4.0);
    demo(folder.path(), 0, &["film.wav"]);
    let csv = fs::read_to_string(folder.path().join("demo-out/film/mood.csv")).unwrap();
    assert_eq!(csv.lines().count(), 1 + 8);
    assert_eq!(csv, text(&run(folder.path(), 0, &["analyze", "film.wav"]).stdout));
}

#[test]
fn the_plug_in_that_is_named_last_counts() {
    let folder = tempfile::tempdir().unwrap();
    write_music(&folder.path().join("a.wav"), 48_000, 2, 0.6);
    demo(folder.path(), 1, &["--plugin", "other.clap", "a.wav"]);
    run(folder.path(), 0, &["demo", "--plugin", "other.clap", "--plugin", &PLUGIN, "a.wav"]);
}

#[test]
fn silence_has_a_picture_too() {
    let folder = tempfile::tempdir().unwrap();
    write_wav(&folder.path().join("none.wav"), 48_000, 2, (0..480_000).map(|_| 0.0));
    let (stdout, _) = demo(folder.path(), 0, &["none.wav"]);
    assert!(stdout.contains("silence"));
    let svg = fs::read_to_string(folder.path().join("demo-out/none/timeline.svg")).unwrap();
    assert!(svg.contains("silence"));
}

#[test]
fn a_plug_in_that_can_not_be_loaded_gets_one_clear_line() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("text.clap"), "not a library").unwrap();
    for plugin in [PathBuf::from("missing.clap"), "text.clap".into(), ".".into()] {
        let output = run(folder.path(), 1, &["demo", "--plugin", plugin.to_str().unwrap()]);
        let stderr = text(&output.stderr);
        let expected = format!("error: cannot load the plug-in {}", plugin.display());
        assert!(stderr.starts_with(&expected) && stderr.lines().count() == 1, "{stderr}");
    }
}

#[test]
fn a_model_of_ones_own_is_heard_and_told() {
    let folder = tempfile::tempdir().unwrap();
    write_music(&folder.path().join("mix.wav"), 48_000, 2, 2.3);
    copy_model(&folder.path().join("own"), "name = \"AI-Mixtapes\"", "name = \"Mine\"");
    let (stdout, _) = demo(folder.path(), 0, &["mix.wav", "--model", "own"]);
    let own = folder.path().join("own");
    assert!(stdout.contains(&format!("\nModel: Mine ({})\n", own.display())), "{stdout}");
    let report = &json(&folder.path().join("demo-out/mix"))["report"];
    assert_eq!(report["model"]["folder"], own.to_str().unwrap());
}

#[test]
fn a_wrong_model_leaves_the_built_in_one_playing_and_is_a_failure() {
    let folder = tempfile::tempdir().unwrap();
    write_music(&folder.path().join("mix.wav"), 48_000, 2, 2.3);
    copy_model(&folder.path().join("own"), "sha256 = \"", "sha256 = \"0");
    let (stdout, stderr) = demo(folder.path(), 1, &["mix.wav", "--model", "own"]);
    assert!(stdout.contains("Model: AI-Mixtapes (built-in)\nYour model was refused: "), "{stdout}");
    assert!(stdout.contains("passed bit for bit"));
    let told = "error: mix.wav: the built-in model was heard, since yours was refused: ";
    assert!(stderr.contains(told) && stderr.contains("has the SHA-256"), "{stderr}");
}
