//! What leaves the plug-in beside the host, as a session keeps it.

use nice_plug::params::persist::PersistentField;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    outside::{
        Outside, Settings,
        log::LogFormat,
        osc::{OscError, OscSettings, Part, Parts},
    },
    session::json::{expect_object, pruned},
};

/// What is set as JSON, as it was written: what this version doesn't know of it is still there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Saved(Value);

impl Default for Saved {
    /// As in a new instance.
    fn default() -> Self {
        Self(Value::Object(Map::new()))
    }
}

/// Why it was refused.
#[derive(Debug, thiserror::Error)]
pub enum OutsideError {
    /// The JSON is of another shape.
    #[error("the settings of OSC and the log can't be read: {0}")]
    Shape(#[from] serde_json::Error),
    /// Something that can't be sent, or a format that there isn't.
    #[error("expected {what}, got “{got}”")]
    Word {
        /// Of what there is a list.
        what: &'static str,
        /// What came.
        got: String,
    },
    /// A number that no instance has.
    #[error("expected the number of an instance, from 1, got 0")]
    Number,
    /// What can't be done.
    #[error(transparent)]
    Osc(#[from] OscError),
}

/// What is missing is as in a new instance.
#[derive(Serialize, Deserialize)]
#[serde(default)]
struct AllSaved {
    osc: OscSaved,
    log: LogSaved,
}

#[derive(Serialize, Deserialize)]
#[serde(default)]
struct OscSaved {
    on: bool,
    host: String,
    port: u16,
    prefix: String,
    name: String,
    number: Option<u32>,
    rate: u8,
    parts: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(default)]
struct LogSaved {
    format: String,
}

impl Default for AllSaved {
    fn default() -> Self {
        Self::of(&Settings::default())
    }
}

impl Default for OscSaved {
    fn default() -> Self {
        AllSaved::default().osc
    }
}

impl Default for LogSaved {
    fn default() -> Self {
        AllSaved::default().log
    }
}

impl AllSaved {
    fn of(settings: &Settings) -> Self {
        let OscSettings { on, host, port, prefix, name, rate, parts } = settings.osc.clone();
        let parts = parts.iter().map(|part| part.key().to_owned()).collect();
        let osc = OscSaved { on, host, port, prefix, name, number: settings.number, rate, parts };
        Self { osc, log: LogSaved { format: settings.log.key().to_owned() } }
    }

    fn read(self) -> Result<Settings, OutsideError> {
        let OscSaved { on, host, port, prefix, name, number, rate, parts: keys } = self.osc;
        let mut parts = Parts::NONE;
        for key in keys {
            let known = Part::from_key(&key);
            let part = known.ok_or(OutsideError::Word { what: "a part of what OSC can send", got: key })?;
            parts = parts.with(part, true);
        }
        let osc = OscSettings { on, host, port, prefix, name, rate, parts };
        osc.check()?;
        if number == Some(0) {
            return Err(OutsideError::Number);
        }
        let format = self.log.format;
        let log = LogFormat::from_key(&format);
        let log = log.ok_or(OutsideError::Word { what: "a format of logs (csv, jsonl)", got: format })?;
        Ok(Settings { osc, number, log })
    }
}

impl Saved {
    /// Whether all is as in a new instance.
    pub fn is_new(&self) -> bool {
        *self == Self::default()
    }

    /// Of settings: what is otherwise than in a new instance.
    pub fn of(settings: &Settings) -> Self {
        Self(pruned(AllSaved::of(settings), AllSaved::default()))
    }

    /// The settings.
    ///
    /// # Errors
    /// If they are none, or if they ask for something that can't be.
    pub fn read(&self) -> Result<Settings, OutsideError> {
        expect_object(&self.0)?;
        AllSaved::deserialize(&self.0)?.read()
    }
}

impl PersistentField<'_, Saved> for Outside {
    /// What can't be read becomes what a new instance has; who may not be left with it has read it before.
    fn set(&self, loaded: Saved) {
        self.restore(loaded.read().unwrap_or_default(), loaded.0);
    }

    fn map<F: Fn(&Saved) -> R, R>(&self, f: F) -> R {
        f(&self.loaded().map_or_else(|| Saved::of(&self.settings()), Saved))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn save(outside: &Outside) -> String {
        outside.map(|saved| serde_json::to_string(saved).unwrap())
    }

    fn load(json: &str) -> Outside {
        let outside = Outside::default();
        outside.set(serde_json::from_str(json).unwrap());
        outside
    }

    #[test]
    fn what_is_as_new_needs_no_words_and_comes_back() {
        let outside = Outside::default();
        assert_eq!(save(&outside), "{}");
        outside.change_osc(|osc| (osc.host, osc.rate) = ("lights".into(), 44)).unwrap();
        outside.change_osc(|osc| osc.parts = Parts::NONE.with(Part::Energy, true)).unwrap();
        outside.set_log_format(LogFormat::JsonLines);
        let saved = save(&outside);
        assert_eq!(
            saved,
            r#"{"log":{"format":"jsonl"},"osc":{"host":"lights","parts":["energy"],"rate":44}}"#
        );
        let restored = load(&saved);
        assert_eq!((restored.osc(), restored.log_format()), (outside.osc(), LogFormat::JsonLines));
    }

    #[test]
    fn a_receiver_finds_the_instance_under_its_number_again() {
        let restored = load(r#"{"osc":{"on":true,"number":4711}}"#);
        assert_eq!(restored.osc_address(), "/ai-mixtapes/4711");
        let copy = load(&save(&restored));
        assert_ne!(copy.osc_address(), restored.osc_address(), "the copy of a track");
        let copies = save(&copy);
        drop(copy);
        assert_ne!(copies, save(&restored));
        assert_eq!(save(&load(&copies)), copies);
    }

    #[test]
    fn a_number_stays_also_while_nothing_is_sent() {
        let outside = load(r#"{"osc":{"number":4712}}"#);
        outside.change_osc(|osc| osc.rate = 10).unwrap();
        assert_eq!(save(&outside), r#"{"osc":{"number":4712,"rate":10}}"#);
        let number = outside.osc_address();
        let unnumbered = load(r#"{"osc":{"on":true}}"#);
        assert!(save(&unnumbered).contains("number") && unnumbered.osc_address() != number);
    }

    #[test]
    fn what_a_newer_version_wrote_is_given_back_until_something_is_changed() {
        let newer = r#"{"glow":3,"osc":{"port":8000,"sparkle":[1]}}"#;
        let outside = load(newer);
        assert_eq!((outside.osc().port, save(&outside).as_str()), (8000, newer));
        outside.change_osc(|osc| osc.port = 8001).unwrap();
        assert!(!save(&outside).contains("glow"));
        outside.change_osc(|osc| osc.port = 8000).unwrap();
        assert_eq!(save(&outside), newer);
    }

    #[test]
    fn what_cant_be_is_refused() {
        for (json, expected) in [
            ("3", "can't be read"),
            ("[]", "expected an object"),
            (r#"{"osc":{"port":"x"}}"#, "can't be read"),
            (r#"{"osc":{"port":70000}}"#, "can't be read"),
            (r#"{"osc":{"port":0}}"#, "1 to 65535"),
            (r#"{"osc":{"rate":61}}"#, "1 to 60"),
            (r#"{"osc":{"prefix":"no"}}"#, "/ai-mixtapes"),
            (r#"{"osc":{"number":0}}"#, "from 1"),
            (r#"{"osc":{"parts":["loudness"]}}"#, "loudness"),
            (r#"{"log":{"format":"xml"}}"#, "xml"),
        ] {
            let error = serde_json::from_str::<Saved>(json).unwrap().read().unwrap_err().to_string();
            assert!(error.contains(expected), "{json}: {error}");
        }
    }

    #[test]
    fn a_change_that_cant_be_changes_nothing() {
        let outside = Outside::default();
        let version = outside.version();
        assert!(outside.change_osc(|osc| (osc.on, osc.port) = (true, 0)).is_err());
        assert_eq!((outside.osc(), outside.version()), (OscSettings::default(), version));
    }
}
