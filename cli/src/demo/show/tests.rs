use host::Pace;
use report::{CountersReport, GrowthReport, HistoryReport, MemoryReport, ModelReport};

use engine::record::table::FileCells;

use super::*;
use crate::{
    demo::mix::ComposedSection,
    sections::{mood_sections, tests::updates},
};

fn results() -> Results {
    let stage = |stage: Stage, count, p99_us| StageReport {
        stage: stage.name().into(),
        count,
        min_us: 0.5,
        median_us: 1500.0,
        p99_us,
        max_us: 2.5e6,
        target_us: 1000.0,
        buckets: Vec::new(),
    };
    let updates = updates("TTTTTTTTTTHHHHHHHHHH----------");
    let section =
        |start, end, name: &str| ComposedSection { start, end, name: name.into(), intended: "Tense".into() };
    Results {
        file: FileCells { file: "a/mix.wav".into(), ..FileCells::default() },
        title: "mix.wav".into(),
        seconds: 15.0,
        pace: Pace::Offline,
        speed: 12.5,
        altered_samples: 0,
        output_events: 1234,
        sections: mood_sections(&updates),
        composed: vec![section(0.0, 5.0, "metal"), section(5.0, 10.0, "pop")],
        report: Report {
            version: Report::VERSION,
            product_version: "1.0.0".into(),
            sample_rate: 48_000.0,
            channels: 2,
            effect_seconds: Some(0.14),
            state: "live".into(),
            reason: None,
            model: Some(ModelReport { name: Some("Mine".into()), folder: Some("/mine".into()) }),
            model_refusal: None,
            counters: CountersReport { late_updates: 7, missing_calls: 3, ..CountersReport::default() },
            stages: vec![
                stage(Stage::Inference, 3, 2000.0),
                stage(Stage::Post, 3, 20.0),
                stage(Stage::Pipeline, 0, 0.0),
                stage(Stage::Buffer, 3, 10_000.0),
                stage(Stage::Fft, 3, 1000.0),
            ],
            dsp_load: None,
            anomalies: None,
            memory: Some(MemoryReport {
                bytes_in_use: 4_210_000,
                peak_bytes: 6_480_000,
                resident_bytes: Some(51_000_000),
                growth: Some(GrowthReport {
                    bytes_per_minute: -12_000.0,
                    standard_error: 31_000.0,
                    seconds: 300.0,
                }),
                pressure: None,
                allocations: [0, 1, 2, 3].into(),
                allocations_per_second: None,
            }),
            history: Some(HistoryReport {
                entries: 3_000,
                used_pages: 3,
                free_pages: 0,
                bytes: 380_000,
                page_limit: 7,
                reason: "an hour".into(),
            }),
            first_update: 0,
            updates,
        },
    }
}

/// The line that begins with `start`, its words a space apart.
fn line(text: &str, start: &str) -> String {
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    text.lines().map(words).find(|line| line.starts_with(start)).expect(start)
}

#[test]
fn sections_timings_and_counters_are_told() {
    let text = text(&results(), &["out/mood.csv".into()]);
    assert_eq!(line(&text, "0:00 - 0:05 Tense"), "0:00 - 0:05 Tense +0.15 -0.50 80 %");
    assert_eq!(line(&text, "0:10 - 0:15"), "0:10 - 0:15 silence");
    assert_eq!(line(&text, "0:05 - 0:10 pop"), "0:05 - 0:10 pop Tense Happy +0.63 -0.50 80 %");
    let inference = line(&text, "inference");
    assert_eq!(
        inference,
        "inference 3 1.50 ms 2.00 ms 2.50 s 1.00 ms 10.00 ms OVER its target, 5.0 times under its limit"
    );
    assert_eq!(line(&text, "post"), "post 3 1.50 ms 20.0 µs 2.50 s 1.00 ms -");
    assert_eq!(
        line(&text, "buffer"),
        "buffer 3 1.50 ms 10.00 ms 2.50 s 1.00 ms 5.00 ms OVER its target, 2.0 times OVER its limit"
    );
    assert_eq!(line(&text, "fft"), "fft 3 1.50 ms 1.00 ms 2.50 s 1.00 ms 50.00 ms 50 times under its limit");
    assert_eq!(line(&text, "pipeline"), "pipeline 0 - - - 1.00 ms 150.00 ms");
    assert_eq!(line(&text, "Late updates"), "Late updates 7");
    assert_eq!(line(&text, "Missing process calls"), "Missing process calls 3");
    assert_eq!(line(&text, "Memory of the plug-in"), "Memory of the plug-in 4.2 MB, at most 6.5 MB");
    assert_eq!(line(&text, "and its growth"), "and its growth -0.01 ± 0.03 MB/min over 300 s");
    assert_eq!(line(&text, "Memory of the process"), "Memory of the process 51.0 MB");
    assert_eq!(line(&text, "Pages of the history"), "Pages of the history 3 of 7: an hour");
    assert_eq!(line(&text, "Cleanups"), "Cleanups 0, 0.0 MB given back");
    assert_eq!(line(&text, "Model:"), "Model: Mine (/mine)");
    assert!(text.contains("bit for bit") && text.contains("out/mood.csv"));
}

#[test]
fn what_is_wrong_is_told() {
    let mut results = results();
    results.altered_samples = 3;
    results.report.state = "degraded".into();
    results.report.reason = Some("no model".into());
    results.report.model_refusal = Some("too big".into());
    let text = text(&results, &[]);
    assert!(text.contains("3 samples altered") && text.contains("degraded: no model"));
    assert!(text.contains("Your model was refused: too big"));
    assert!(results.check().is_err());
}

#[test]
fn altered_samples_degradation_and_allocations_are_failures() {
    assert!(results().check().is_ok());
    type Damage = fn(&mut Results);
    let faults: [(&str, Damage); 4] = [
        ("altered 1 samples", |results| results.altered_samples = 1),
        ("yours was refused: too big", |results| results.report.model_refusal = Some("too big".into())),
        ("was degraded", |results| results.report.counters.degraded = 1),
        ("allocated memory 2 times", |results| results.report.counters.allocations_in_process = 2),
    ];
    for (words, damage) in faults {
        let mut results = results();
        damage(&mut results);
        let error = results.check().unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
}
