//! Reads contracts, and says which this version can serve.

use std::path::{Component, Path};

use serde::{Deserialize, de::DeserializeOwned};

use crate::{
    contract::{BUILTIN, COLUMNS, Chroma, Contract, FrontEnd, Horizon},
    error::{ContractError, one_line},
};

const VERSION: u32 = 4;
/// What a contract of another version is told.
const SERVED: &str = "4, with pitch classes in thirds of a semitone (36 instead of 12)";
/// Characters.
const LONGEST_NAME: usize = 64;

impl Contract {
    /// The contract of the built-in model.
    ///
    /// # Errors
    /// None in a released build: its own tests read the same text.
    pub fn builtin() -> Result<Self, ContractError> {
        Self::parse(BUILTIN)
    }

    /// Reads a contract and checks that this version's front end and steps can serve it.
    ///
    /// # Errors
    /// [`ContractError`] names the field, what it holds and what is expected.
    pub fn parse(text: &str) -> Result<Self, ContractError> {
        check_version(text)?;
        let contract: Self = read(text)?;
        contract.check()?;
        Ok(contract)
    }

    /// Whether front end and steps are those of this version, and the rest is sound.
    fn check(&self) -> Result<(), ContractError> {
        self.front_end.check(&builtin_front_end()?)?;
        serves("steps.hops", self.steps.hops, crate::STEP_HOPS)?;
        serves("steps.context_hops", self.steps.context_hops, crate::CONTEXT_HOPS)?;
        serves("steps.recent", self.steps.recent, crate::RECENT_STEPS)?;
        serves("graph.columns", self.graph.columns.join(", "), COLUMNS.join(", "))?;
        let streams: Vec<_> = self.streams.iter().map(|s| format!("{} × {}", s.name, s.size)).collect();
        serves(
            "streams",
            streams.join(", "),
            format!("mel × {}, chroma × {}", crate::BANDS, crate::FEATURES - crate::BANDS),
        )?;
        self.check_names()?;
        within("graph.embedding", self.graph.embedding as f64, 1.0, 4096.0)?;
        let (low, high) = (self.calibration.music_low, self.calibration.music_high);
        within("calibration.music_low", low.into(), 0.0, high.into())?;
        within("calibration.music_high", high.into(), low.into(), 1.0)?;
        within("calibration.music_over", self.calibration.music_over.into(), 1e-3, 0.5)?;
        self.calibration.now.check(["calibration.now.temperature", "calibration.now.curve"])?;
        self.calibration.section.check(["calibration.section.temperature", "calibration.section.curve"])
    }

    fn check_names(&self) -> Result<(), ContractError> {
        let unsupported = |field, found, expected: &str| {
            Err(ContractError::Unsupported {
                field,
                found: format!("{found:?}"),
                expected: expected.to_owned(),
            })
        };
        let shown = |name: &String| {
            (1..=LONGEST_NAME).contains(&name.chars().count()) && !name.contains(char::is_control)
        };
        match &self.name {
            Some(name) if !shown(name) => unsupported("name", name, "one line of 1 to 64 characters"),
            _ if !is_plain(&self.graph.file) => {
                unsupported("graph.file", &self.graph.file, "the name of a file beside the contract")
            }
            _ => Ok(()),
        }
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
        serves(slope, self.missing_band_slope_db_per_octave, served.missing_band_slope_db_per_octave)?;
        self.chroma.check(&served.chroma)
    }
}

impl Chroma {
    fn check(&self, served: &Self) -> Result<(), ContractError> {
        serves("front_end.chroma.lowest_rate_hz", self.lowest_rate_hz, served.lowest_rate_hz)?;
        serves("front_end.chroma.filter_seconds", self.filter_seconds, served.filter_seconds)?;
        serves("front_end.chroma.cutoff_hz", self.cutoff_hz, served.cutoff_hz)?;
        serves("front_end.chroma.window_seconds", self.window_seconds, served.window_seconds)?;
        serves("front_end.chroma.lowest_note", self.lowest_note, served.lowest_note)?;
        serves("front_end.chroma.semitones", self.semitones, served.semitones)?;
        serves("front_end.chroma.notes_a_semitone", self.notes_a_semitone, served.notes_a_semitone)?;
        serves("front_end.chroma.width_semitones", self.width_semitones, served.width_semitones)?;
        serves("front_end.chroma.around_hz", self.around_hz, served.around_hz)?;
        serves("front_end.chroma.gain", self.gain, served.gain)?;
        serves("front_end.chroma.mean_floor", self.mean_floor, served.mean_floor)
    }
}

impl Horizon {
    /// `names` are those of its fields.
    fn check(&self, [temperature, curve]: [&'static str; 2]) -> Result<(), ContractError> {
        within(temperature, self.temperature.into(), 1e-3, 1e3)?;
        let rising = self.curve.windows(2).all(|pair| pair[0][0] < pair[1][0]);
        let inside = self.curve.iter().flatten().all(|value| (0.0..=1.0).contains(value));
        if self.curve.len() < 2 || !rising || !inside {
            return Err(ContractError::Unsupported {
                field: curve,
                found: format!("{:?}", self.curve),
                expected: "a curve of two points or more within [0, 1], rising in the first value".to_owned(),
            });
        }
        Ok(())
    }
}

/// Before the rest is read: another version has other fields.
fn check_version(text: &str) -> Result<(), ContractError> {
    #[derive(Deserialize)]
    struct Part {
        version: u32,
    }
    match read::<Part>(text)?.version {
        VERSION => Ok(()),
        found => serves("version", found.to_string(), SERVED.to_owned()),
    }
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, ContractError> {
    toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        ContractError::Format { line: before.matches('\n').count() + 1, reason: one_line(error.message()) }
    })
}

/// What this version's analysis computes.
fn builtin_front_end() -> Result<FrontEnd, ContractError> {
    #[derive(Deserialize)]
    struct Part {
        front_end: FrontEnd,
    }
    Ok(read::<Part>(BUILTIN)?.front_end)
}

/// Whether `file` names a file in the folder of its contract, and nothing elsewhere, on any system.
fn is_plain(file: &str) -> bool {
    let mut parts = Path::new(file).components();
    matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None))
        && !file.contains(['/', '\\', ':', '\0'])
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
            |front: &mut FrontEnd| front.chroma.lowest_rate_hz += 1.0,
            |front: &mut FrontEnd| front.chroma.filter_seconds *= 2.0,
            |front: &mut FrontEnd| front.chroma.cutoff_hz += 1.0,
            |front: &mut FrontEnd| front.chroma.window_seconds *= 2.0,
            |front: &mut FrontEnd| front.chroma.lowest_note += 1,
            |front: &mut FrontEnd| front.chroma.semitones += 12,
            |front: &mut FrontEnd| front.chroma.notes_a_semitone += 1,
            |front: &mut FrontEnd| front.chroma.width_semitones *= 2.0,
            |front: &mut FrontEnd| front.chroma.around_hz += 1.0,
            |front: &mut FrontEnd| front.chroma.gain *= 2.0,
            |front: &mut FrontEnd| front.chroma.mean_floor *= 2.0,
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
            BUILTIN.replacen("version = 4", "version = \"four\"", 1),
            BUILTIN.replacen("version = 4", "version = 5", 1),
            BUILTIN.replacen("music_low = ", "music_low = 7 #", 1),
            BUILTIN.replacen("temperature = ", "temperature = nan #", 1),
            String::new(),
        ];
        for text in cases {
            assert!(Contract::parse(&text).is_err());
        }
    }

    #[test]
    fn an_earlier_version_is_refused_with_what_changed_whatever_its_fields() {
        for version in [2, 3] {
            let text = BUILTIN.replacen("notes_a_semitone = 3\n", "", 1);
            let text = text.replacen("version = 4", &format!("version = {version}"), 1);
            let message = Contract::parse(&text).unwrap_err().to_string();
            let expected = "this version of AI-Mixtapes serves 4, with pitch classes in thirds of a semitone";
            assert!(
                message.starts_with(&format!("the contract's version is {version}; {expected}")),
                "{message}"
            );
        }
    }

    #[test]
    fn a_contract_that_says_nothing_of_the_end_of_music_is_read_as_the_built_in_one() {
        let line = BUILTIN.lines().find(|line| line.starts_with("music_over = ")).unwrap();
        let earlier = Contract::parse(&BUILTIN.replacen(line, "", 1)).unwrap();
        assert_eq!(earlier.calibration.music_over, Contract::builtin().unwrap().calibration.music_over);
        for wrong in ["music_over = 0.0", "music_over = 0.7", "music_over = nan", "music_over = 'deep'"] {
            assert!(Contract::parse(&BUILTIN.replacen(line, wrong, 1)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_confidence_curve_must_rise() {
        let start = BUILTIN.find("curve = ").unwrap();
        let end = start + BUILTIN[start..].find('\n').unwrap();
        let wrong = format!("{}curve = [[0.5, 0.2], [0.5, 0.9]]{}", &BUILTIN[..start], &BUILTIN[end..]);
        let message = Contract::parse(&wrong).unwrap_err().to_string();
        assert!(message.contains("calibration.now.curve is") && message.contains("rising"), "{message}");
    }

    #[test]
    fn a_graph_anywhere_but_beside_its_contract_is_refused() {
        for file in [
            "../mood.onnx",
            "/etc/mood.onnx",
            "a/mood.onnx",
            "a\\mood.onnx",
            "c:mood.onnx",
            "mood/",
            "..",
            ".",
            "",
        ] {
            let wrong = BUILTIN.replacen("file = \"mood.onnx\"", &format!("file = '{file}'"), 1);
            let message = Contract::parse(&wrong).unwrap_err().to_string();
            assert!(message.contains("graph.file") && message.contains("beside the contract"), "{message}");
        }
        for file in ["mood.onnx", "my model, v2.onnx", "..mood", "größe"] {
            let other = BUILTIN.replacen("file = \"mood.onnx\"", &format!("file = '{file}'"), 1);
            assert_eq!(Contract::parse(&other).unwrap().graph.file, file);
        }
    }

    #[test]
    fn a_name_is_optional_and_one_line() {
        let named = |name: &str| Contract::parse(&BUILTIN.replacen("name = \"AI-Mixtapes\"", name, 1));
        assert_eq!(named("").unwrap().name, None);
        assert_eq!(named("name = 'Mine'").unwrap().name.as_deref(), Some("Mine"));
        for wrong in
            ["name = ''".to_owned(), "name = \"a\\nb\"".to_owned(), format!("name = '{}'", "x".repeat(65))]
        {
            assert!(named(&wrong).unwrap_err().to_string().contains("name is \""));
        }
    }
}
