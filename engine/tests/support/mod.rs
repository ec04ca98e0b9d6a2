//! What the stories about whole streams share.

#![allow(dead_code, reason = "each story uses a part of it")]

use std::{
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use engine::{
    inference::ModelSource,
    outputs::{Drive, Feed, Macro, Mapping, Outputs, Source},
    record::Entry,
    runtime::{AudioSide, BlockInfo, Controls, Instance, Setup, Tell},
    telemetry::Monitor,
};
use tune::tune;

/// A stereo instance of the built-in model, activated, and the model loaded.
pub fn instance(rate: f64) -> (Instance, AudioSide) {
    let mut instance = Instance::new(&ModelSource::Builtin, Arc::default());
    let side = instance.activate(Setup { sample_rate: rate, channels: 2 });
    let (monitor, patience) = (instance.monitor(), Instant::now() + Duration::from_secs(30));
    while monitor.model().served.is_none() && Instant::now() < patience {
        thread::sleep(Duration::from_millis(1));
    }
    (instance, side)
}

/// Controls without smoothing, and macros that drive something, so that what holds of outputs is seen to hold of them.
pub fn at_once() -> Controls {
    let mut drive = Drive::default();
    drive.macros[0] = Macro::of(Source::Energy);
    drive.macros[1] = Macro { rise_seconds: 0.0, fall_seconds: 2.0, ..Macro::of(Source::Tension) };
    drive.routes[0] = Some(Feed::Macro(0));
    let mapping = Mapping { attack_seconds: 0.0, release_seconds: 0.0, drive, ..Mapping::default() };
    Controls { bypass: false, mapping }
}

/// Deterministic stereo music of changing character.
pub fn music(seconds: f64, rate: f64) -> [Vec<f32>; 2] {
    let left = tune(seconds, rate, 0, true);
    let right = left.iter().map(|sample| 0.8 * sample).collect();
    [left, right]
}

/// Stereo silence.
pub fn silence(seconds: f64, rate: f64) -> [Vec<f32>; 2] {
    let channel = vec![0.0; (seconds * rate) as usize];
    [channel.clone(), channel]
}

/// Feeds a signal in blocks of one size, each when its last sample has been played.
pub fn play(
    side: &mut AudioSide,
    signal: &[Vec<f32>; 2],
    block: usize,
    rate: f64,
    host: BlockInfo,
) -> Vec<(u64, Outputs)> {
    let (mut events, begun) = (Vec::new(), Instant::now());
    for start in (0..signal[0].len()).step_by(block) {
        let end = (start + block).min(signal[0].len());
        let due = begun + Duration::from_secs_f64(end as f64 / rate);
        thread::sleep(due.saturating_duration_since(Instant::now()));
        let parts = signal.each_ref().map(|channel| &channel[start..end]);
        side.process(&parts, &at_once(), host, |offset, outputs, tell| {
            keep(&mut events, start as u64 + u64::from(offset), outputs, tell);
        });
    }
    events
}

/// Keeps output values, but for those that are only told once more.
pub fn keep(events: &mut Vec<(u64, Outputs)>, sample: u64, outputs: &Outputs, tell: Tell) {
    if tell == Tell::Nothing {
        return;
    }
    if tell != Tell::All || events.last().is_none_or(|(_, before)| before != outputs) {
        events.push((sample, *outputs));
    }
}

/// What the history has.
pub fn entries(monitor: &Monitor) -> Vec<Entry> {
    let mut entries = Vec::new();
    monitor.history().read_since(0, &mut entries);
    entries
}

/// What the history has when `updates` updates are there; fails if they don't come.
pub fn entries_of(monitor: &Monitor, updates: usize) -> Vec<Entry> {
    let patience = Instant::now() + Duration::from_secs(10);
    loop {
        let entries = entries(monitor);
        if entries.len() >= updates || Instant::now() > patience {
            assert_eq!(entries.len(), updates);
            return entries;
        }
        thread::sleep(Duration::from_millis(2));
    }
}

/// Feeds a signal in blocks of these sizes, over and over, and gives the output values with their samples.
pub fn render(
    side: &mut AudioSide,
    signal: &[Vec<f32>; 2],
    blocks: &[usize],
    controls: &Controls,
    offline: bool,
) -> Vec<(u64, Outputs)> {
    let (mut events, mut start) = (Vec::new(), 0);
    for block in blocks.iter().cycle() {
        if start == signal[0].len() {
            return events;
        }
        let end = (start + block).min(signal[0].len());
        let parts = signal.each_ref().map(|channel| &channel[start..end]);
        side.process(
            &parts,
            controls,
            BlockInfo { offline, ..BlockInfo::default() },
            |offset, outputs, tell| {
                keep(&mut events, start as u64 + u64::from(offset), outputs, tell);
            },
        );
        start = end;
    }
    events
}
