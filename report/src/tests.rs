use std::time::{Duration, Instant, UNIX_EPOCH};

use engine::{
    mood::{Mood, MoodClass, Moods, Reason, State, Update},
    record::{HistoryUsage, Pressure, PressureLevel, PressureSource},
    telemetry::{Anomaly, Cause, GrowthWatch, Memory, Stage, Stalled, Timing, Timings},
};

use super::*;

fn mood() -> Mood {
    Mood {
        valence: 0.1,
        arousal: -0.7,
        tension: 0.3,
        quadrants: [0.1, 0.2, 0.4, 0.3],
        class: MoodClass::Melancholic,
        confidence: 0.65,
    }
}

/// Memory that grows by 60 bytes a second.
fn memory() -> Memory {
    let (mut watch, start) = (GrowthWatch::default(), Instant::now());
    let look = |number: u64| watch.look(start + Duration::from_secs(5 * number), 300 * number);
    Memory {
        bytes_in_use: 5_000_000,
        peak_bytes: 6_000_000,
        growth: (0..=24).filter_map(look).last(),
        resident_bytes: None,
        pressure: Pressure { level: PressureLevel::Moderate, source: PressureSource::Budget },
        stalled: Some(Stalled { some: 1.5, full: 0.5 }),
        budget: Some(5_500_000),
        allocations: [0, 10, 20, 30],
        allocations_per_second: Some([0.0, 1.0, 2.0, 3.0]),
    }
}

fn report() -> Report {
    let heard = Moods { now: mood(), section: Mood { valence: -0.2, ..mood() } };
    let degraded = State::Degraded(Reason::ModelOutput);
    let cause = Cause::Slow { stage: Stage::Fft, took: Duration::from_millis(61) };
    let anomaly = Anomaly { elapsed_seconds: 2.5, at: UNIX_EPOCH + Duration::from_secs(7), cause };
    Report {
        version: Report::VERSION,
        product_version: "1.2.3".to_owned(),
        sample_rate: 44_100.0,
        channels: 2,
        effect_seconds: Some(0.14),
        state: degraded.name().to_owned(),
        reason: Some(Reason::ModelOutput.describe().to_owned()),
        model: Some(ModelReport { name: Some("AI-Mixtapes".to_owned()), folder: None }),
        model_refusal: Some("there is none".to_owned()),
        counters: CountersReport { updates: 2, process_calls: 47, ..CountersReport::default() },
        stages: StageReport::all(&Timings::new()),
        dsp_load: Some(LoadReport { blocks: 3, last: 0.1, median: 0.1, p99: 0.2, max: 0.25 }),
        anomalies: Some(AnomaliesReport::new(5, &[anomaly])),
        memory: Some(MemoryReport::from(&memory())),
        history: Some(HistoryUsage::default().into()),
        first_update: 7,
        updates: vec![
            UpdateReport::new(7, &Update::new(25, State::Silent, None)),
            UpdateReport::new(8, &Update::new(50, State::Live, Some(heard))),
        ],
    }
}

#[test]
fn a_report_survives_its_way_through_json() {
    let json = serde_json::to_string(&report()).unwrap();
    assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), report());
}

#[test]
fn a_report_from_before_models_had_names_and_anomalies_were_told_is_read() {
    let mut json = serde_json::to_value(report()).unwrap();
    let fields = json.as_object_mut().unwrap();
    for field in ["effect_seconds", "model", "model_refusal", "dsp_load", "anomalies", "memory", "history"] {
        fields.remove(field).unwrap();
    }
    for update in fields["updates"].as_array_mut().unwrap() {
        let fields = update.as_object_mut().unwrap();
        for field in ["elapsed_seconds", "host_seconds"] {
            fields.remove(field).unwrap();
        }
    }
    let expected = Report {
        effect_seconds: None,
        model: None,
        model_refusal: None,
        dsp_load: None,
        anomalies: None,
        memory: None,
        history: None,
        ..report()
    };
    assert_eq!(serde_json::from_value::<Report>(json).unwrap(), expected);
}

#[test]
fn memory_is_told_with_its_growth_and_who_allocates() {
    let memory = report().memory.unwrap();
    let growth = memory.growth.unwrap();
    assert!((growth.bytes_per_minute - 3600.0).abs() < 1e-6 && growth.standard_error < 1e-6);
    assert_eq!((growth.seconds, memory.peak_bytes, memory.resident_bytes), (120.0, 6_000_000, None));
    let pressure = memory.pressure.unwrap();
    assert_eq!((pressure.level.as_str(), pressure.source.as_deref()), ("moderate", Some("budget")));
    assert_eq!((pressure.some_stalled, pressure.budget_bytes), (Some(1.5), Some(5_500_000)));
    assert_eq!(memory.allocations, RolesReport { audio: 0, worker: 10, outside: 20, other: 30 });
    assert_eq!(memory.allocations_per_second.unwrap().other, 3.0);
}

#[test]
fn an_anomaly_is_told_with_its_times_stage_and_words() {
    let AnomaliesReport { count, newest } = report().anomalies.unwrap();
    let [anomaly] = newest.try_into().unwrap();
    assert_eq!((count, anomaly.elapsed_seconds, anomaly.unix_seconds), (5, 2.5, 7.0));
    assert_eq!((anomaly.cause.as_str(), anomaly.stage.as_deref()), ("slow", Some("fft")));
    assert_eq!(anomaly.text, "fft took 61.0 ms, more than 50 ms");
}

#[test]
fn a_sample_rate_that_is_nan_survives_too() {
    for sample_rate in [f64::NAN, f64::INFINITY] {
        let json = serde_json::to_string(&Report { sample_rate, ..report() }).unwrap();
        assert!(serde_json::from_str::<Report>(&json).unwrap().sample_rate.is_nan());
    }
}

#[test]
fn a_stage_is_told_in_microseconds_beside_its_target() {
    let timing = Timing {
        count: 3,
        min: Duration::from_nanos(1500),
        median: Duration::from_micros(2),
        p99: Duration::from_millis(3),
        max: Duration::from_secs(4),
    };
    let report = StageReport::new(Stage::Inference, timing);
    assert_eq!((report.stage.as_str(), report.count), ("inference", 3));
    let found = [report.min_us, report.median_us, report.p99_us, report.max_us, report.target_us];
    for (found, expected) in found.into_iter().zip([1.5, 2.0, 3e3, 4e6, 1e3]) {
        assert!((found - expected).abs() < 1e-6 * expected, "{found} {expected}");
    }
}

#[test]
fn all_stages_are_told_in_their_order() {
    let timings = Timings::new();
    timings.record(Stage::Pipeline, Duration::from_millis(2));
    let reports = StageReport::all(&timings);
    let names: Vec<_> = reports.iter().map(|report| report.stage.as_str()).collect();
    assert_eq!(names, Stage::ALL.map(Stage::name));
    assert_eq!(reports.iter().map(|report| report.count).collect::<Vec<_>>(), [0, 0, 0, 0, 0, 0, 1, 0]);
}

#[test]
fn an_update_is_told_with_its_seconds_state_and_both_moods() {
    let [silent, live] = <[_; 2]>::try_from(report().updates).unwrap();
    assert_eq!((silent.index, silent.seconds, silent.state.as_str()), (7, 0.5, "silent"));
    assert_eq!((silent.now, silent.section), (None, None));
    assert_eq!((live.index, live.seconds, live.state.as_str()), (8, 1.0, "live"));
    let (now, section) = (live.now.unwrap(), live.section.unwrap());
    assert_eq!((now.valence, section.valence), (0.1, -0.2));
    assert_eq!(
        (now.class.as_str(), now.quadrants, now.confidence),
        ("Melancholic", [0.1, 0.2, 0.4, 0.3], 0.65)
    );
}
