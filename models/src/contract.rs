//! What stands in `contract.toml`.

use serde::Deserialize;

/// The contract of the built-in model.
pub(crate) const BUILTIN: &str = include_str!("../contract.toml");

/// Columns of the graph's output `mood`.
pub const COLUMNS: [&str; 8] = ["valence", "arousal", "tension", "q1", "q2", "q3", "q4", "music"];

/// What the front end and the model agree on; the comments of `contract.toml` define each field.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// Version of this format: 4.
    pub version: u32,
    /// What the model is called.
    pub name: Option<String>,
    /// From samples to feature frames.
    pub front_end: FrontEnd,
    /// The streams of a feature frame, in order.
    pub streams: Vec<Stream>,
    /// How frames become updates.
    pub steps: Steps,
    /// Regions of the valence-arousal plane.
    pub classes: Classes,
    /// The ONNX file, its inputs and outputs.
    pub graph: Graph,
    /// From the graph's outputs to probabilities and confidence.
    pub calibration: Calibration,
}

/// Window, hop, bands and pitch classes. All times in seconds and all frequencies in hertz.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "contract.toml defines each field")]
pub struct FrontEnd {
    pub window_seconds: f64,
    pub hop_seconds: f64,
    pub bands: usize,
    pub lowest_hz: f64,
    pub highest_hz: f64,
    pub power_floor: f64,
    pub missing_band_slope_db_per_octave: f64,
    pub chroma: Chroma,
}

/// From samples to pitch classes.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "contract.toml defines each field")]
pub struct Chroma {
    pub lowest_rate_hz: f64,
    pub filter_seconds: f64,
    pub cutoff_hz: f64,
    pub window_seconds: f64,
    pub lowest_note: usize,
    pub semitones: usize,
    pub notes_a_semitone: usize,
    pub width_semitones: f64,
    pub around_hz: f64,
    pub gain: f64,
    pub mean_floor: f64,
}

/// One stream of a feature frame.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "contract.toml defines each field")]
pub struct Stream {
    pub name: String,
    pub size: usize,
}

/// Counts of hops and of steps.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "contract.toml defines each field")]
pub struct Steps {
    pub hops: usize,
    pub context_hops: usize,
    pub recent: usize,
}

/// Mood classes as regions of the valence-arousal plane.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Classes {
    /// Points nearer to the centre than this are Neutral.
    pub neutral_radius: f32,
    /// Distance beyond a border at which a class is left.
    pub hysteresis: f32,
    /// The sectors around the centre; together they cover the circle.
    pub regions: Vec<Region>,
}

/// A sector, in degrees counter-clockwise from +valence.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "contract.toml defines each field")]
pub struct Region {
    pub name: String,
    pub from: f32,
    pub to: f32,
}

/// The ONNX file, and the names of its inputs and outputs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "contract.toml defines each field")]
pub struct Graph {
    pub file: String,
    pub sha256: String,
    pub embedding: usize,
    pub frames: String,
    pub embedding_output: String,
    pub recent: String,
    pub mood: String,
    pub columns: Vec<String>,
}

/// From logits to calibrated probabilities.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// Probability of music, of a step by itself, at which the gate begins to open.
    pub music_low: f32,
    /// Probability of music, of a step by itself, from which on the gate is open.
    pub music_high: f32,
    /// Probability of music, by all steps so far, under which the music is over; at most 0.5.
    #[serde(default = "music_over")]
    pub music_over: f32,
    /// The horizon *now*.
    pub now: Horizon,
    /// The horizon *section*.
    pub section: Horizon,
}

/// What contracts that don't say it mean.
fn music_over() -> f32 {
    0.1
}

/// Calibration of one horizon.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Horizon {
    /// Divides the quadrants' logits before the softmax.
    pub temperature: f32,
    /// Points (largest quadrant probability, probability that it is right), rising in the first.
    pub curve: Vec<[f32; 2]>,
}
