//! `contract.toml`, read and checked.

use serde::Deserialize;
use thiserror::Error;

const BUILTIN: &str = include_str!("../contract.toml");

/// What the front end and the model agree on; the comments of `contract.toml` define each field.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// Version of this format: 1.
    pub version: u32,
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

/// Window, hop and bands. All times in seconds and all frequencies in hertz.
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
    pub now: usize,
    pub section: usize,
    pub pooling: Vec<String>,
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
    pub pooled: String,
    pub mood: String,
    pub columns: Vec<String>,
}

/// From logits to calibrated probabilities.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// Probability of music at which the gate of the confidence begins to open.
    pub music_low: f32,
    /// Probability of music from which on the gate is open.
    pub music_high: f32,
    /// The horizon *now*.
    pub now: Horizon,
    /// The horizon *section*.
    pub section: Horizon,
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

/// Why a contract is refused.
#[derive(Debug, Error)]
pub enum ContractError {
    /// It isn't TOML, or a field is missing, unknown or of the wrong type.
    #[error("the contract can't be read: {0}")]
    Format(#[from] toml::de::Error),
    /// A field has a value that this version can't serve.
    #[error("the contract's {field} is {found}; this version of AI-Mixtapes serves {expected}")]
    Unsupported {
        /// Name of the field.
        field: &'static str,
        /// Its value.
        found: String,
        /// What would be accepted.
        expected: String,
    },
}

impl Contract {
    /// The contract of the built-in model.
    ///
    /// # Errors
    /// None in a released build: its own tests read the same text.
    pub fn builtin() -> Result<Self, ContractError> {
        Self::parse(BUILTIN)
    }

    /// Reads a contract and checks that this version's front end and pooling can serve it.
    ///
    /// # Errors
    /// [`ContractError`] names the field, what it holds and what is expected.
    pub fn parse(text: &str) -> Result<Self, ContractError> {
        let contract: Self = toml::from_str(text)?;
        contract.check()?;
        Ok(contract)
    }

    fn check(&self) -> Result<(), ContractError> {
        let front = &self.front_end;
        serves("version", self.version, 1)?;
        front.check(&builtin_front_end()?)?;
        serves("steps.hops", self.steps.hops, crate::STEP_HOPS)?;
        serves("steps.context_hops", self.steps.context_hops, crate::CONTEXT_HOPS)?;
        serves("steps.now", self.steps.now, crate::NOW_STEPS)?;
        serves("steps.section", self.steps.section, crate::SECTION_STEPS)?;
        serves("steps.pooling", self.steps.pooling.join(", "), "mean, deviation, maximum".to_owned())?;
        serves("graph.columns", self.graph.columns.join(", "), crate::COLUMNS.join(", "))?;
        let streams: Vec<_> = self.streams.iter().map(|s| format!("{} × {}", s.name, s.size)).collect();
        serves("streams", streams.join(", "), format!("mel × {}", crate::BANDS))?;
        within("graph.embedding", self.graph.embedding as f64, 1.0, 4096.0)?;
        let (low, high) = (self.calibration.music_low, self.calibration.music_high);
        within("calibration.music_low", low.into(), 0.0, high.into())?;
        within("calibration.music_high", high.into(), low.into(), 1.0)?;
        self.calibration.now.check("calibration.now")?;
        self.calibration.section.check("calibration.section")
    }
}

impl FrontEnd {
    /// Features are computed for all models alike, on the audio thread, so there is one front end.
    fn check(&self, served: &Self) -> Result<(), ContractError> {
        let slope = "front_end.missing_band_slope_db_per_octave";
        serves("front_end.bands", self.bands, served.bands)?;
        serves("front_end.window_seconds", self.window_seconds, served.window_seconds)?;
        serves("front_end.hop_seconds", self.hop_seconds, served.hop_seconds)?;
        serves("front_end.lowest_hz", self.lowest_hz, served.lowest_hz)?;
        serves("front_end.highest_hz", self.highest_hz, served.highest_hz)?;
        serves("front_end.power_floor", self.power_floor, served.power_floor)?;
        serves(slope, self.missing_band_slope_db_per_octave, served.missing_band_slope_db_per_octave)
    }
}

impl Horizon {
    fn check(&self, field: &'static str) -> Result<(), ContractError> {
        within(field, self.temperature.into(), 1e-3, 1e3)?;
        let rising = self.curve.windows(2).all(|pair| pair[0][0] < pair[1][0]);
        let inside = self.curve.iter().flatten().all(|value| (0.0..=1.0).contains(value));
        if self.curve.len() < 2 || !rising || !inside {
            return Err(ContractError::Unsupported {
                field,
                found: format!("{:?}", self.curve),
                expected: "a curve of two points or more within [0, 1], rising in the first value".to_owned(),
            });
        }
        Ok(())
    }
}

/// What this version's analysis computes.
fn builtin_front_end() -> Result<FrontEnd, ContractError> {
    #[derive(Deserialize)]
    struct Part {
        front_end: FrontEnd,
    }
    Ok(toml::from_str::<Part>(BUILTIN)?.front_end)
}

fn serves<T: PartialEq + ToString>(field: &'static str, found: T, expected: T) -> Result<(), ContractError> {
    if found == expected {
        return Ok(());
    }
    Err(ContractError::Unsupported { field, found: found.to_string(), expected: expected.to_string() })
}

fn within(field: &'static str, found: f64, low: f64, high: f64) -> Result<(), ContractError> {
    if (low..=high).contains(&found) {
        return Ok(());
    }
    Err(ContractError::Unsupported { field, found: found.to_string(), expected: format!("{low} to {high}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_contract_is_accepted() {
        assert!(Contract::builtin().is_ok());
    }

    #[test]
    fn a_refusal_names_the_field_what_it_holds_and_what_is_expected() {
        let wrong = BUILTIN.replacen("bands = 64", "bands = 96", 1);
        let message = Contract::parse(&wrong).unwrap_err().to_string();
        assert!(message.contains("front_end.bands is 96") && message.contains("serves 64"), "{message}");
    }

    #[test]
    fn another_front_end_is_refused_whatever_differs() {
        let builtin = builtin_front_end().unwrap();
        for change in [
            |front: &mut FrontEnd| front.window_seconds *= 2.0,
            |front: &mut FrontEnd| front.hop_seconds *= 2.0,
            |front: &mut FrontEnd| front.bands += 1,
            |front: &mut FrontEnd| front.lowest_hz += 1.0,
            |front: &mut FrontEnd| front.highest_hz += 1.0,
            |front: &mut FrontEnd| front.power_floor *= 2.0,
            |front: &mut FrontEnd| front.missing_band_slope_db_per_octave += 1.0,
        ] {
            let mut other = builtin.clone();
            change(&mut other);
            assert!(other.check(&builtin).is_err(), "{other:?}");
        }
    }

    #[test]
    fn a_missing_section_a_wrong_type_and_a_later_version_are_refused() {
        let cases = [
            BUILTIN.replacen("[steps]", "[stepz]", 1),
            BUILTIN.replacen("version = 1", "version = \"one\"", 1),
            BUILTIN.replacen("version = 1", "version = 2", 1),
            BUILTIN.replacen("music_low = ", "music_low = 7 #", 1),
            BUILTIN.replacen("temperature = ", "temperature = nan #", 1),
            String::new(),
        ];
        for text in cases {
            assert!(Contract::parse(&text).is_err());
        }
    }

    #[test]
    fn a_confidence_curve_must_rise() {
        let start = BUILTIN.find("curve = ").unwrap();
        let end = start + BUILTIN[start..].find('\n').unwrap();
        let wrong = format!("{}curve = [[0.5, 0.2], [0.5, 0.9]]{}", &BUILTIN[..start], &BUILTIN[end..]);
        assert!(Contract::parse(&wrong).unwrap_err().to_string().contains("rising"));
    }
}
