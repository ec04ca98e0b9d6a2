//! A model that hears what it is told: one sine for each column of the mood, its level the column's value. So any
//! course of moods can be played to the plug-in, jumps from end to end included.

use std::{array, f64::consts::TAU, fs, path::Path};

use models::{COLUMNS, Contract, FEATURES, RECENT_STEPS, STEP_HOPS};
use prost::Message;
use sha2::{Digest, Sha256};
use tract_onnx::pb::{
    AttributeProto, GraphProto, ModelProto, NodeProto, OperatorSetIdProto, TensorProto, TensorShapeProto,
    TypeProto, ValueInfoProto, attribute_proto::AttributeType, tensor_shape_proto, type_proto,
};

const WIDTH: usize = COLUMNS.len();
/// ONNX's numbers for types of values.
const FLOAT: i32 = 1;
const INT64: i32 = 7;

/// A mood that is told: columns as the graph gives them, each from -1 to 1.
pub type Command = [f32; WIDTH];

/// The band whose sine says a column: far enough from each other that none hears another's.
fn band(column: usize) -> usize {
    9 + 6 * column
}

/// The middle of a band.
fn hertz(contract: &Contract, band: usize) -> f64 {
    let front_end = &contract.front_end;
    let [lowest, highest] =
        [front_end.lowest_hz, front_end.highest_hz].map(|hertz| 2595.0 * (1.0 + hertz / 700.0).log10());
    let share = (band + 1) as f64 / (front_end.bands + 1) as f64;
    700.0 * (10.0_f64.powf((lowest + share * (highest - lowest)) / 2595.0) - 1.0)
}

/// Sound that says one command after the other, each for half a second. A column of 1 is a sine of -20 dB, of -1 one of
/// -60 dB; a feature is a twentieth of a level in dB, so a column is its band's feature + 2.
pub fn sound(rate: f64, commands: &[Command]) -> Vec<Vec<f32>> {
    let contract = Contract::builtin().unwrap();
    let step = contract.steps.hops as f64 * contract.front_end.hop_seconds * rate;
    let frames = (step * commands.len() as f64).round() as usize;
    let tones: [f64; WIDTH] = array::from_fn(|column| hertz(&contract, band(column)));
    let sample = |frame: usize| {
        let command = &commands[((frame as f64 / step) as usize).min(commands.len() - 1)];
        let sines = tones.iter().zip(command).map(|(hertz, column)| {
            10.0_f64.powf(f64::from(*column) - 2.0) * (TAU * hertz * frame as f64 / rate).sin()
        });
        sines.sum::<f64>() as f32
    };
    let mono: Vec<f32> = (0..frames).map(sample).collect();
    vec![mono.clone(), mono]
}

/// Writes the model into a folder.
pub fn write(folder: &Path) {
    let built_in = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../models/contract.toml"));
    let mut contract: toml::Table = built_in.unwrap().parse().unwrap();
    let names = Contract::builtin().unwrap().graph;
    let graph = graph(&names).encode_to_vec();
    contract["name"] = "Commanded".into();
    contract["graph"]["sha256"] = hex::encode(Sha256::digest(&graph)).into();
    contract["graph"]["embedding"] = (WIDTH as i64).into();
    fs::write(folder.join("contract.toml"), contract.to_string()).unwrap();
    fs::write(folder.join(&names.file), graph).unwrap();
}

fn graph(names: &models::Graph) -> ModelProto {
    // Each column reads its band; quadrants and music weigh more, since they are logits.
    let mut weights = vec![0.0; FEATURES * WIDTH];
    let mut bias = [0.0; WIDTH];
    for column in 0..WIDTH {
        let gain = if column < 3 { 1.0 } else { 8.0 };
        weights[band(column) * WIDTH + column] = gain / STEP_HOPS as f32;
        bias[column] = 2.0 * gain;
    }
    let whole = |name: &str, values: &[i64]| TensorProto {
        name: name.into(),
        data_type: INT64,
        dims: vec![values.len() as i64],
        raw_data: values.iter().flat_map(|value| value.to_le_bytes()).collect(),
        ..TensorProto::default()
    };
    let float = |name: &str, dims: &[usize], values: &[f32]| TensorProto {
        name: name.into(),
        data_type: FLOAT,
        dims: dims.iter().map(|size| *size as i64).collect(),
        raw_data: values.iter().flat_map(|value| value.to_le_bytes()).collect(),
        ..TensorProto::default()
    };
    let node = |kind: &str, inputs: &[&str], output: &str| NodeProto {
        op_type: kind.into(),
        name: output.into(),
        input: inputs.iter().map(|input| (*input).to_owned()).collect(),
        output: vec![output.to_owned()],
        ..NodeProto::default()
    };
    let hops = models::CONTEXT_HOPS;
    let graph = GraphProto {
        name: String::from("commanded"),
        initializer: vec![
            whole("newest", &[(hops - STEP_HOPS) as i64]),
            whole("all_hops", &[hops as i64]),
            whole("one", &[1]),
            whole("flat", &[STEP_HOPS as i64, FEATURES as i64]),
            float("mean", &[1, STEP_HOPS], &[1.0; STEP_HOPS]),
            float("weights", &[FEATURES, WIDTH], &weights),
            float("bias", &[1, WIDTH], &bias),
            whole("last", &[RECENT_STEPS as i64 - 1, 1]),
            whole("ends", &[RECENT_STEPS as i64, 1 + WIDTH as i64]),
            whole("both", &[0, 1]),
        ],
        node: vec![
            node("Slice", &[&names.frames, "newest", "all_hops", "one"], "step"),
            node("Reshape", &["step", "flat"], "rows"),
            node("MatMul", &["mean", "rows"], "sum"),
            node("MatMul", &["sum", "weights"], "columns"),
            node("Add", &["columns", "bias"], &names.embedding_output),
            node("Slice", &[&names.recent, "last", "ends", "both"], "now"),
            with_axis(node("Concat", &["now", "now"], &names.mood)),
        ],
        input: vec![
            value(&names.frames, &[1, hops, FEATURES]),
            value(&names.recent, &[RECENT_STEPS, 1 + WIDTH]),
        ],
        output: vec![value(&names.embedding_output, &[1, WIDTH]), value(&names.mood, &[2, WIDTH])],
        ..GraphProto::default()
    };
    ModelProto {
        ir_version: 8,
        opset_import: vec![OperatorSetIdProto { version: 13, ..OperatorSetIdProto::default() }],
        graph: Some(graph),
        ..ModelProto::default()
    }
}

/// Rows under each other.
fn with_axis(node: NodeProto) -> NodeProto {
    let axis = AttributeProto {
        name: String::from("axis"),
        r#type: AttributeType::Int.into(),
        ..Default::default()
    };
    NodeProto { attribute: vec![axis], ..node }
}

/// What goes in or comes out.
fn value(name: &str, shape: &[usize]) -> ValueInfoProto {
    let dim = shape
        .iter()
        .map(|size| tensor_shape_proto::Dimension {
            value: Some(tensor_shape_proto::dimension::Value::DimValue(*size as i64)),
            ..Default::default()
        })
        .collect();
    let tensor = type_proto::Tensor { elem_type: FLOAT, shape: Some(TensorShapeProto { dim }) };
    let value = Some(type_proto::Value::TensorType(tensor));
    ValueInfoProto {
        name: name.into(),
        r#type: Some(TypeProto { value, ..TypeProto::default() }),
        ..ValueInfoProto::default()
    }
}
