//! The golden vectors in `models/golden`: what the training code computed, this code computes too.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{fs, path::PathBuf, sync::Arc};

use engine::{
    analysis::{Analyser, Frame},
    inference::Listener,
    mood::{Mood, Update},
};
use models::{CONTEXT_HOPS, FEATURES, Model, RECENT_STEPS};
use serde_json::Value;

fn file(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../models/golden")).join(name)
}

fn json(name: &str) -> Value {
    serde_json::from_slice(&fs::read(file(name)).unwrap()).unwrap()
}

fn floats(name: &Value) -> Vec<f32> {
    let bytes = fs::read(file(name.as_str().unwrap())).unwrap();
    bytes.chunks_exact(4).map(|four| f32::from_le_bytes(four.try_into().unwrap())).collect()
}

fn wav(name: &str) -> (f64, Vec<Vec<f32>>) {
    let mut reader = hound::WavReader::open(file(name)).unwrap();
    let (rate, count) = (reader.spec().sample_rate, usize::from(reader.spec().channels));
    let mut channels = vec![Vec::new(); count];
    for (index, sample) in reader.samples::<i16>().enumerate() {
        channels[index % count].push(f32::from(sample.unwrap()) / 32_768.0);
    }
    (f64::from(rate), channels)
}

fn assert_close(found: &[f32], expected: &[f32], tolerance: f64, what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (index, (a, b)) in found.iter().zip(expected).enumerate() {
        let off = f64::from((a - b).abs());
        assert!(off <= tolerance, "{what}: value {index} off by {off}, allowed are {tolerance}");
    }
}

#[test]
fn the_front_end_computes_what_the_training_code_computed() {
    let index = json("index.json");
    let tolerance = index["tolerance"].as_f64().unwrap();
    assert!(tolerance <= 1e-4);
    for case in index["front_end"].as_array().unwrap() {
        let (rate, channels) = wav(case["wav"].as_str().unwrap());
        let mut features = Vec::new();
        let mut analyser = Analyser::new(rate, channels.len()).unwrap();
        analyser.process(&channels, |frame| features.extend(frame.features));
        assert_close(&features, &floats(&case["frames"]), tolerance, case["name"].as_str().unwrap());
    }
}

/// What a tune goes through, in tune and half a semitone higher.
const MOODS: [&str; 2] = ["mood.json", "mood_50_cents.json"];

#[test]
fn the_graph_computes_what_the_training_code_computed() {
    let model = Model::builtin().unwrap();
    for index in MOODS.map(json) {
        let tolerance = index["tolerance"].as_f64().unwrap();
        let (frames, embeddings) = (floats(&index["frames"]["file"]), floats(&index["embeddings"]["file"]));
        let width = model.contract().graph.embedding;
        for (step, expected) in embeddings.chunks_exact(width).enumerate().skip(1) {
            let end = (step + 1) * 25 * FEATURES;
            let mut embedding = vec![0.0; width];
            model.encode(&frames[end - CONTEXT_HOPS * FEATURES..end], &mut embedding).unwrap();
            assert_close(&embedding, expected, tolerance, &format!("embedding {step}"));
        }
        let (recent, updates) = (floats(&index["recent"]["file"]), index["updates"].as_array().unwrap());
        let rows = RECENT_STEPS * (1 + width);
        assert_eq!(recent.len(), updates.len() * rows);
        for (recent, update) in recent.chunks_exact(rows).zip(updates) {
            let music = model.music(recent).unwrap();
            for (raw, horizon) in model.moods(recent).unwrap().iter().zip(["now", "section"]) {
                let found =
                    [raw.valence, raw.arousal, raw.tension, raw.quadrants[0], raw.quadrants[3], music];
                let graph = &update[horizon]["graph"];
                let expected = [0, 1, 2, 3, 6, 7].map(|column| graph[column].as_f64().unwrap() as f32);
                assert_close(&found, &expected, tolerance, horizon);
            }
        }
    }
}

#[test]
fn a_stream_heard_step_by_step_gives_the_moods_that_the_training_code_computed() {
    for index in MOODS.map(json) {
        let tolerance = index["tolerance"].as_f64().unwrap();
        let mut listener = Listener::new(Arc::new(Model::builtin().unwrap()));
        let frames = floats(&index["frames"]["file"]);
        let heard: Vec<Update> = stream(&frames, 0.0).filter_map(|frame| listener.push(&frame)).collect();
        let expected = index["updates"].as_array().unwrap();
        assert_eq!(heard.len(), expected.len());
        for (number, (update, expected)) in heard.iter().zip(expected).enumerate() {
            let moods = update.moods.unwrap();
            for (mood, horizon) in [(moods.now, "now"), (moods.section, "section")] {
                let what = format!("update {number}, {horizon}");
                // Warming limits what is told, not what is computed.
                let limit = if number < 3 { 0.5 } else { 1.0 };
                assert_close(&values(&mood), &golden(&expected[horizon], limit), tolerance, &what);
            }
        }
    }
}

#[test]
fn a_stream_that_begins_anew_is_heard_as_if_nothing_had_been_before() {
    let index = json("mood.json");
    let frames = floats(&index["frames"]["file"]);
    let mut listener = Listener::new(Arc::new(Model::builtin().unwrap()));
    let mut hear = |begun| -> Vec<_> {
        let heard: Vec<_> = stream(&frames, begun).filter_map(|frame| listener.push(&frame)).collect();
        heard
            .iter()
            .map(|update| update.moods.map(|moods| (values(&moods.now), values(&moods.section))))
            .collect()
    };
    assert_eq!(hear(0.0), hear(9.25));
}

/// Sounding frames with these features, of a stream that begins at `begun` seconds.
fn stream(features: &[f32], begun: f64) -> impl Iterator<Item = Frame> {
    features.chunks_exact(FEATURES).zip(1..).map(move |(features, hop)| Frame {
        features: features.try_into().unwrap(),
        level: 0.1,
        hop,
        begun,
        ..Frame::EMPTY
    })
}

fn values(mood: &Mood) -> [f32; 8] {
    let [q1, q2, q3, q4] = mood.quadrants;
    [mood.valence, mood.arousal, mood.tension, q1, q2, q3, q4, mood.confidence]
}

fn golden(mood: &Value, confidence_limit: f32) -> [f32; 8] {
    let value = |name: &str| mood[name].as_f64().unwrap() as f32;
    let names = ["valence", "arousal", "tension", "q1", "q2", "q3", "q4"].map(value);
    let [valence, arousal, tension, q1, q2, q3, q4] = names;
    [valence, arousal, tension, q1, q2, q3, q4, value("confidence").min(confidence_limit)]
}
