//! `ai-mixtapes profile`: the real plug-in through scenarios of a few seconds.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::{fs, path::Path, sync::LazyLock};

use serde_json::Value;
use support::{built, run, text};

/// The plug-in. It is never looked for: one that was built before would be tested instead of this one.
static PLUGIN: LazyLock<String> = LazyLock::new(|| built("AI_MIXTAPES_CLAP"));

fn profile(folder: &Path, expected: i32, arguments: &[&str]) -> (String, String) {
    let output = run(folder, expected, &[&["profile", "--plugin", &PLUGIN], arguments].concat());
    (text(&output.stdout).to_owned(), text(&output.stderr).to_owned())
}

fn report(folder: &Path) -> (Value, String) {
    let read = |name| fs::read_to_string(folder.join("profile-out").join(name)).unwrap();
    (serde_json::from_str(&read("profile.json")).unwrap(), read("profile.md"))
}

fn case<'a>(report: &'a Value, scenario: &str) -> &'a Value {
    let cases = report["cases"].as_array().unwrap();
    cases.iter().find(|case| case["plan"]["scenario"] == scenario).unwrap()
}

fn time<'a>(case: &'a Value, what: &str) -> &'a Value {
    let times = case["times"].as_array().unwrap();
    &times.iter().find(|times| times["what"] == what).unwrap()["spread"]
}

#[test]
fn a_few_seconds_are_measured_told_and_set_beside_others() {
    let folder = tempfile::tempdir().unwrap();
    let (stdout, stderr) = profile(
        folder.path(),
        0,
        &["--scenario", "tight", "macros", "bus", "--minutes", "0.1", "--commit", "first"],
    );
    assert!(stdout.contains("whole pipeline, p99") && stdout.contains("profile.json"), "{stdout}");
    assert!(stderr.starts_with("bus: 4 s\n"), "{stderr}");
    let (json, markdown) = report(folder.path());
    for (scenario, block) in [("bus", 512), ("tight", 64), ("macros", 512)] {
        let case = case(&json, scenario);
        let seconds = case["audio_seconds"].as_f64().unwrap();
        let blocks = (seconds * 48_000.0 / f64::from(block)).round() as u64;
        assert_eq!(time(case, "process")["count"], blocks, "{scenario}");
        // An update each half second, a hop each 20 ms.
        assert_eq!(time(case, "inference")["count"], (seconds * 2.0) as u64, "{scenario}");
        assert!(
            time(case, "fft")["count"].as_u64().unwrap().abs_diff((seconds * 50.0) as u64) <= 2,
            "{scenario}"
        );
        assert_eq!(time(case, "inference")["p99_us"], Value::Null, "too few for a percentile");
        assert_eq!((&case["altered_blocks"], &case["counters"]["dropped_frames"]), (&0.into(), &0.into()));
        assert_eq!(case["counters"]["allocations_in_process"], 0, "{scenario}");
        assert!(case["memory"]["peak"].as_u64().unwrap() > 1_000_000, "{scenario}");
        assert!(case["cpu"]["process"].is_number() == cfg!(target_os = "linux"));
    }
    let events = |scenario| case(&json, scenario)["events"].as_u64().unwrap();
    assert!(events("macros") > 2 * events("bus"), "{} {}", events("macros"), events("bus"));
    let agreements = json["agreements"].as_array().unwrap();
    assert_eq!(agreements.len(), 3);
    assert!(
        agreements.iter().all(|agreement| agreement["same"] == true && agreement["rows"].as_u64() >= Some(2))
    );
    assert!(markdown.contains("| commit | first |") && markdown.contains("### tight"), "{markdown}");
    assert!(fs::read_to_string(folder.path().join("profile-out/stages.svg")).unwrap().starts_with("<svg"));

    fs::rename(folder.path().join("profile-out/profile.json"), folder.path().join("old.json")).unwrap();
    let (stdout, _) = profile(
        folder.path(),
        0,
        &["--scenario", "bus", "--minutes", "0.05", "--against", "old.json", "--json"],
    );
    let printed: Value = serde_json::from_str(&stdout).unwrap();
    let (json, markdown) = report(folder.path());
    assert_eq!(printed, json);
    assert!(markdown.contains("## Against the report of ") && markdown.contains(", first\n"), "{markdown}");
    assert!(
        markdown.contains("| bus | moods of the first ") && markdown.contains(" | the same |"),
        "{markdown}"
    );
}

#[test]
fn what_is_fast_and_whole_files_hear_the_same_and_what_comes_and_goes_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    profile(folder.path(), 0, &["--scenario", "long", "churn", "collection", "--minutes", "0.05"]);
    let (json, _) = report(folder.path());
    let long = case(&json, "long");
    assert!(long["audio_seconds"].as_f64() > long["seconds"].as_f64(), "faster than real time");
    let churn = case(&json, "churn");
    assert_eq!(
        time(churn, "activate")["count"].as_u64(),
        time(churn, "instantiate")["count"].as_u64().map(|n| n * 10)
    );
    let agreements = json["agreements"].as_array().unwrap();
    assert_eq!(agreements.len(), 2);
    assert!(
        agreements.iter().all(|agreement| agreement["same"] == true && agreement["rows"].as_u64() >= Some(4))
    );
}

#[test]
fn scarce_memory_shrinks_a_history_and_it_grows_again_when_that_is_over() {
    let folder = tempfile::tempdir().unwrap();
    // Less than this takes isn't to be had: a step down is half a minute.
    let (stdout, _) = profile(folder.path(), 0, &["--scenario", "pressure", "--minutes", "0.05"]);
    assert!(stdout.contains("pool of history pages"), "{stdout}");
    let (json, markdown) = report(folder.path());
    let case = case(&json, "pressure");
    let held = case["held"].as_array().unwrap();
    let told: Vec<_> = held
        .iter()
        .map(|held| {
            let (level, history) = (held["level"].as_str().unwrap(), &held["history"]);
            (level, history["page_limit"].as_u64().unwrap(), history["reason"].as_str().unwrap())
        })
        .collect();
    let expected = [("none", 7, "an hour"), ("moderate", 5, "pressure"), ("critical", 3, "pressure")];
    assert_eq!((&told[..3], &told[3..]), (&expected[..], &[("moderate", 5, "pressure")][..]));
    let given = |step: usize| held[step]["cleanup_bytes"].as_u64().unwrap();
    assert!(given(0) == 0 && given(2) > 100_000, "{held:?}");
    assert!(held[3]["history"]["used_pages"].as_u64() > held[2]["history"]["used_pages"].as_u64());
    assert_eq!(case["counters"]["dropped_frames"], 0);
    assert!(markdown.contains("## Memory: pressure") && markdown.contains("limits of 3 to 7"), "{markdown}");
}

#[test]
fn what_can_not_be_measured_is_told_in_the_report_too() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("text.clap"), "not a library").unwrap();
    let (_, stderr) = profile(folder.path(), 1, &["--plugin", "text.clap", "--scenario", "bus", "--quick"]);
    let told = "cannot load the plug-in text.clap";
    assert!(stderr.contains(&format!("error: bus: {told}")), "{stderr}");
    let (json, markdown) = report(folder.path());
    assert!(json["failures"][0]["error"].as_str().unwrap().contains(told), "{json}");
    assert!(markdown.contains(&format!("| bus | **failed**: {told}")), "{markdown}");
}

#[test]
fn what_can_not_be_meant_is_refused_before_anything_is_measured() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, expected, words) in [
        (
            &["--plugin", "missing.clap"][..],
            1,
            "error: cannot load the plug-in missing.clap: there is no such file",
        ),
        (&["--against", "missing.json"], 1, "error: cannot read missing.json"),
        (&["--bench", "missing.json"], 1, "error: cannot read missing.json"),
        (&["--scenario", "loud"], 2, "possible values: bus, tight"),
        (&["--minutes", "0"], 2, "expected more than 0 minutes"),
        (&["--minutes", "NaN"], 2, "expected more than 0 minutes"),
        (&["--minutes", "3", "--quick"], 2, "cannot be used with"),
    ] {
        let (_, stderr) = profile(folder.path(), expected, arguments);
        assert!(stderr.contains(words), "{arguments:?}: {stderr}");
    }
    fs::write(folder.path().join("other.json"), "{}").unwrap();
    let (_, stderr) = profile(folder.path(), 1, &["--against", "other.json"]);
    assert!(stderr.contains("expected a profile.json of this version"), "{stderr}");
    let (_, stderr) = profile(folder.path(), 1, &["--bench", "other.json"]);
    assert!(stderr.contains("expected what `cargo xtask bench --json` prints"), "{stderr}");
    assert!(!folder.path().join("profile-out").exists());
}
