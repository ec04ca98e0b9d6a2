//! What an instance at work tells of itself.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use engine::{
    inference::ModelSource,
    runtime::{BlockInfo, Controls, EFFECT_SECONDS, Instance, Setup},
    telemetry::Stage,
};
use report::Report;

const RATE: f64 = 48_000.0;

/// Renders so many seconds of a chord, which lies at `at` seconds of the host's timeline, if the host says so.
fn render(instance: &mut Instance, seconds: f64, at: Option<f64>) {
    let mut side = instance.activate(Setup { sample_rate: RATE, channels: 1 });
    let wave = |sample: usize| {
        let phase = sample as f64 / RATE * std::f64::consts::TAU;
        [220.0, 277.2, 329.6].map(|pitch: f64| (0.1 * (phase * pitch).sin()) as f32).iter().sum()
    };
    let sound: Vec<f32> = (0..(seconds * RATE) as usize).map(wave).collect();
    side.process(
        &[sound],
        &Controls::default(),
        BlockInfo { seconds: at, ..BlockInfo::OFFLINE },
        |_, _, _| {},
    );
    instance.deactivate();
}

#[test]
fn updates_are_told_from_where_one_asks_with_their_times() {
    let mut instance = Instance::new(&ModelSource::Builtin, Arc::default());
    render(&mut instance, 0.7, Some(-2.0));
    render(&mut instance, 0.7, None);
    let monitor = instance.monitor();
    let report = Report::of(&monitor, 0);
    let times = report
        .updates
        .iter()
        .map(|update| (update.index, update.seconds, update.elapsed_seconds.unwrap(), update.host_seconds));
    assert_eq!(times.collect::<Vec<_>>(), [(0, 0.5, 0.5, Some(-1.5)), (1, 0.5, 1.0, None)]);
    for (since, first, count) in [(1, 1, 1), (2, 2, 0), (9, 9, 0)] {
        let report = Report::of(&monitor, since);
        assert_eq!((report.first_update, report.updates.len()), (first, count));
    }
}

#[test]
fn an_instance_tells_its_setup_its_model_and_what_it_counted() {
    let mut instance = Instance::new(&ModelSource::Builtin, Arc::default());
    render(&mut instance, 1.2, None);
    let report = Report::of(&instance.monitor(), 0);
    assert_eq!((report.version, report.sample_rate, report.channels), (Report::VERSION, RATE, 1));
    assert_eq!(report.effect_seconds, Some(EFFECT_SECONDS));
    assert_eq!(report.model.unwrap().to_string(), "AI-Mixtapes (built-in)");
    assert_eq!((report.model_refusal, report.reason), (None, None));
    assert_eq!((report.counters.updates, report.counters.process_calls), (2, 1));
    assert_eq!(report.stages.len(), Stage::ALL.len());
    assert_eq!(report.stages.iter().find(|stage| stage.stage == "pipeline").unwrap().count, 2);
    let anomalies = report.anomalies.unwrap();
    // Of one kind one in ten seconds is kept: a busy machine may be slow twice.
    let kept = anomalies.newest.len() as u64;
    assert!(kept <= anomalies.count.min(32) && (kept > 0) == (anomalies.count > 0));
}
