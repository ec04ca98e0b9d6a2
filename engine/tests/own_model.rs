//! A model of the user's own: served if it is good, and if it isn't the built-in one goes on.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::{fs, path::Path, sync::Arc};

use engine::{
    inference::ModelSource,
    mood::{Reason, State},
    outputs::Outputs,
    record::Entry,
    runtime::{Controls, Instance, Setup},
    telemetry::{Cause, Monitor},
};
use prost::Message;
use sha2::{Digest, Sha256};
use support::{entries, music, render};
use tempfile::TempDir;
use tract_onnx::pb::{ModelProto, NodeProto, TensorProto};

const RATE: f64 = 48_000.0;

fn builtin() -> (String, Vec<u8>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models");
    let contract = fs::read_to_string(folder.join("contract.toml")).unwrap();
    (contract, fs::read(folder.join("mood.onnx")).unwrap())
}

fn folder(contract: &str, graph: &[u8]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("contract.toml"), contract).unwrap();
    fs::write(folder.path().join("mood.onnx"), graph).unwrap();
    folder
}

/// The built-in contract, with the sum of another graph.
fn contract_for(graph: &[u8]) -> String {
    let (contract, builtin) = builtin();
    let [from, to] = [&builtin[..], graph].map(|bytes| hex::encode(Sha256::digest(bytes)));
    assert!(contract.contains(&from));
    contract.replacen(&from, &to, 1)
}

fn changed(change: impl FnOnce(&mut ModelProto)) -> TempDir {
    let mut model = ModelProto::decode(&builtin().1[..]).unwrap();
    change(&mut model);
    let graph = model.encode_to_vec();
    folder(&contract_for(&graph), &graph)
}

/// All weights are NaN.
fn without_numbers() -> TempDir {
    changed(|model| {
        for weights in &mut model.graph.as_mut().unwrap().initializer {
            // FLOAT and FLOAT16; all bits set is NaN.
            if [1, 10].contains(&weights.data_type) {
                weights.raw_data.fill(0xff);
            }
        }
    })
}

/// The embedding is NaN where a mel band is above 1, which is 20 dB above full scale.
fn afraid_of_noise() -> TempDir {
    let node = |operator: &str, input: &[&str], output: &str| NodeProto {
        op_type: operator.to_owned(),
        input: input.iter().map(|name| (*name).to_owned()).collect(),
        output: vec![output.to_owned()],
        name: format!("{output}_node"),
        ..NodeProto::default()
    };
    changed(|model| {
        let graph = model.graph.as_mut().unwrap();
        let outputs = graph.node.iter_mut().flat_map(|node| &mut node.output);
        outputs.filter(|name| *name == "embedding").for_each(|name| *name = "calm".to_owned());
        graph.initializer.push(TensorProto {
            name: "limit".to_owned(),
            data_type: 1,
            dims: vec![1, 1, 1],
            raw_data: 1.0_f32.to_le_bytes().to_vec(),
            ..TensorProto::default()
        });
        graph.initializer.push(TensorProto {
            name: "flat".to_owned(),
            // INT64
            data_type: 7,
            dims: vec![2],
            raw_data: [1_i64, 1].iter().flat_map(|size| size.to_le_bytes()).collect(),
            ..TensorProto::default()
        });
        graph.node.push(node("ReduceMax", &["mel"], "loudest"));
        graph.node.push(node("Sub", &["limit", "loudest"], "room"));
        graph.node.push(node("Sqrt", &["room"], "root"));
        graph.node.push(node("Reshape", &["root", "flat"], "factor"));
        graph.node.push(node("Mul", &["calm", "factor"], "embedding"));
    })
}

/// Renders with the model of `source`: the outputs that it ends with, what was heard, and what is known of it.
fn heard(source: ModelSource) -> (Outputs, Vec<Entry>, Arc<Monitor>) {
    let mut instance = Instance::new(&source, Arc::default());
    let mut side = instance.activate(Setup { sample_rate: RATE, channels: 2 });
    render(&mut side, &music(2.6, RATE), &[512], &Controls::default(), true);
    instance.deactivate();
    (side.outputs(), entries(&instance.monitor()), instance.monitor())
}

/// What the model is called that is served.
fn name(monitor: &Monitor) -> String {
    monitor.model().served.as_ref().unwrap().to_string()
}

fn own(folder: &TempDir) -> ModelSource {
    ModelSource::Folder(folder.path().to_owned())
}

#[test]
fn a_good_model_is_served_and_told_by_its_name() {
    let (contract, graph) = builtin();
    let folder = folder(&contract.replacen("name = \"AI-Mixtapes\"", "name = \"Mine\"", 1), &graph);
    let (outputs, _, monitor) = heard(own(&folder));
    assert_eq!(name(&monitor), format!("Mine ({})", folder.path().display()));
    assert_eq!((outputs.state, &monitor.model().refusal), (State::Live, &None));
}

#[test]
fn the_built_in_model_is_told_by_its_name() {
    let (outputs, _, monitor) = heard(ModelSource::Builtin);
    assert_eq!(name(&monitor), "AI-Mixtapes (built-in)");
    assert_eq!((outputs.state, &monitor.model().refusal), (State::Live, &None));
}

#[test]
fn a_model_that_is_refused_leaves_the_built_in_one_and_the_reason() {
    let (contract, graph) = builtin();
    let cut = &graph[..graph.len() / 2];
    let (expected, then, _) = heard(ModelSource::Builtin);
    for (folder, reason) in [
        (tempfile::tempdir().unwrap(), "contract.toml can't be read"),
        (folder(&contract, b"not a model"), "has the SHA-256"),
        (folder(&contract_for(b"not a model"), b"not a model"), "the model's file can't be loaded"),
        (folder(&contract_for(cut), cut), "the model's file can't be loaded"),
        (folder(&contract.replacen("bands = 64", "bands = 65", 1), &graph), "front_end.bands is 65"),
        (folder(&contract.replacen("embedding = 165", "embedding = 7", 1), &graph), "has shape"),
        (folder(&contract.replacen("\"mood.onnx\"", "\"../mood.onnx\"", 1), &graph), "graph.file is"),
        (folder(&contract.replacen("to = 45.0", "to = 50.0", 1), &graph), "overlap"),
        (
            without_numbers(),
            "a trial run of the encoder failed: the model returned a value that is not finite",
        ),
    ] {
        let (outputs, entries, monitor) = heard(own(&folder));
        let refusal = monitor.model().refusal.clone().unwrap_or_default();
        assert!(refusal.contains(reason), "{refusal}");
        assert_eq!(name(&monitor), "AI-Mixtapes (built-in)");
        assert_eq!((outputs, monitor.reason(), &entries), (expected, None, &then), "{reason}");
    }
}

#[test]
fn a_model_that_returns_nan_later_degrades() {
    let folder = afraid_of_noise();
    let source = own(&folder);
    let mut instance = Instance::new(&source, Arc::default());
    let mut side = instance.activate(Setup { sample_rate: RATE, channels: 2 });
    let mut signal = music(2.6, RATE);
    render(&mut side, &signal, &[512], &Controls::default(), true);
    assert_eq!(side.outputs().state, State::Live);
    let monitor = instance.monitor();
    // Whether the machine was slow meanwhile is another story.
    let failures = || {
        let anomalies = monitor.anomalies().into_iter().map(|anomaly| anomaly.cause);
        anomalies.filter(|cause| matches!(cause, Cause::Degraded(_))).collect::<Vec<_>>()
    };
    assert_eq!(failures(), []);
    signal.iter_mut().flatten().for_each(|sample| *sample *= 1e4);
    render(&mut side, &signal, &[512], &Controls::default(), true);
    assert_eq!(side.outputs().state, State::Degraded(Reason::ModelOutput));
    assert_eq!(failures(), [Cause::Degraded(Reason::ModelOutput)]);
    assert!(monitor.reason().unwrap().contains("no numbers"));
    assert_eq!((monitor.counts().degraded, &monitor.model().refusal), (1, &None));
}

#[test]
fn instances_of_several_models_live_side_by_side() {
    let (contract, graph) = builtin();
    let folder = folder(&contract, &graph);
    let mut instances: Vec<_> = [own(&folder), ModelSource::Builtin, own(&folder)]
        .iter()
        .map(|source| {
            let mut instance = Instance::new(source, Arc::default());
            let side = instance.activate(Setup { sample_rate: RATE, channels: 2 });
            (instance, side)
        })
        .collect();
    let signal = music(1.1, RATE);
    let places = instances.iter_mut().map(|(instance, side)| {
        render(side, &signal, &[512], &Controls::default(), true);
        instance.monitor().model().served.clone().unwrap().folder
    });
    let place = Some(folder.path().display().to_string());
    assert_eq!(places.collect::<Vec<_>>(), [place.clone(), None, place]);
}
