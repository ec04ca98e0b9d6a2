//! What is told of an instance while it works.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::{sync::Arc, time::Duration};

use engine::{
    inference::ModelSource,
    record::table::Format,
    runtime::{AudioSide, BlockInfo, Instance, Setup},
    telemetry::{NEWEST, Stage},
};
use support::{at_once, entries, entries_of, instance, music, play, render};

const RATE: f64 = 48_000.0;

/// Renders a signal that lies at `at` seconds of the host's timeline.
fn render_at(side: &mut AudioSide, signal: &[Vec<f32>; 2], block: usize, at: Option<f64>) {
    for start in (0..signal[0].len()).step_by(block) {
        let parts = signal.each_ref().map(|channel| &channel[start..(start + block).min(channel.len())]);
        let host = BlockInfo { seconds: at.map(|at| at + start as f64 / RATE), ..BlockInfo::OFFLINE };
        side.process(&parts, &at_once(), host, |_, _, _| {});
    }
}

#[test]
fn an_update_is_told_with_the_hosts_position_at_its_end_whatever_the_block_size() {
    let signal = music(2.0, RATE);
    for block in [64, 480, 777, 96_000] {
        let (instance, mut side) = instance(RATE);
        // The transport stands still, plays, and jumps back to before the song's beginning; all of it is one stream.
        for at in [None, Some(60.0), Some(-1.5)] {
            render_at(&mut side, &signal, block, at);
        }
        let monitor = instance.monitor();
        entries_of(&monitor, 12);
        let found: Vec<_> = entries(&monitor).iter().map(|entry| entry.host_seconds).collect();
        let expected = [60.5, 61.0, 61.5, 62.0, -1.0, -0.5, 0.0, 0.5];
        assert_eq!(found[..4], [None; 4]);
        for (found, expected) in found[4..].iter().zip(expected) {
            assert!((found.unwrap() - expected).abs() < 1e-6, "{block}: {found:?} {expected}");
        }
    }
}

#[test]
fn the_history_goes_on_over_resets_and_activations() {
    let mut instance = Instance::new(&ModelSource::Builtin, Arc::default());
    let mut side = instance.activate(Setup { sample_rate: RATE, channels: 2 });
    render(&mut side, &music(1.2, RATE), &[512], &at_once(), true);
    side.reset();
    side.reset();
    entries_of(&instance.monitor(), 2);
    render(&mut side, &music(0.6, RATE), &[512], &at_once(), true);
    let mut side = instance.activate(Setup { sample_rate: 96_000.0, channels: 2 });
    render(&mut side, &music(1.0, 96_000.0), &[512], &at_once(), true);
    instance.deactivate();
    let monitor = instance.monitor();
    let told: Vec<_> = entries(&monitor)
        .iter()
        .map(|entry| (entry.index, entry.generation, entry.update.seconds(), entry.elapsed_seconds))
        .collect();
    assert_eq!(
        told,
        [(0, 0, 0.5, 0.5), (1, 0, 1.0, 1.0), (2, 1, 0.5, 1.5), (3, 2, 0.5, 2.0), (4, 2, 1.0, 2.5)]
    );
    assert_eq!(monitor.setup(), (96_000.0, 2));
    assert_eq!(monitor.latest(), entries(&monitor).last().map(|entry| entry.update));
    assert!(monitor.model().served.is_some() && monitor.model().refusal.is_none());
    let mut csv = Vec::new();
    assert_eq!(monitor.history().export(Format::Csv, &mut csv).unwrap(), 5);
    assert_eq!(String::from_utf8(csv).unwrap().lines().count(), 6);
}

#[test]
fn load_is_measured_live_and_each_stage_has_newest_times() {
    let (instance, mut side) = instance(RATE);
    let monitor = instance.monitor();
    render(&mut side, &music(0.5, RATE), &[480], &at_once(), true);
    assert_eq!(monitor.dsp_load().blocks, 0, "an offline render waits for the worker");
    // The worker may not have begun on the update when the stream that it belongs to is over.
    entries_of(&monitor, 1);
    side.reset();
    play(&mut side, &music(2.0, RATE), 480, RATE, BlockInfo::default());
    entries_of(&monitor, 5);
    let load = monitor.dsp_load();
    assert_eq!(load.blocks, 200);
    assert!(load.last > 0.0 && load.median > 0.0 && load.p99 <= load.max, "{load:?}");
    let mut buffer = [Duration::ZERO; NEWEST];
    for stage in [Stage::Buffer, Stage::Fft, Stage::Features, Stage::Inference, Stage::Post] {
        let newest = monitor.timings().newest(stage, &mut buffer);
        let count = monitor.timings().summary(stage).count.min(64) as usize;
        assert_eq!(newest.len(), count, "{}", stage.name());
        assert_eq!(newest.last().copied(), monitor.timings().last(stage));
    }
    monitor.reset_measurements();
    assert_eq!((monitor.dsp_load().blocks, monitor.timings().last(Stage::Fft)), (0, None));
    assert_eq!(monitor.history().next(), 5);
}
