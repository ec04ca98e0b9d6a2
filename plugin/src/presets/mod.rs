//! Presets: all that goes out, as a whole, in a small JSON file (`docs/presets.md`).
//!
//! A [`Preset`] is the routing, what OSC sends to whom, and how the log is written. It names no path, and not the
//! instance: name and number stay what they are, so that two instances with one preset are still two. Six come
//! [built in](built_in); the user's own lie on the [`Shelf`], a folder.

pub mod built_in;
mod shelf;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use self::shelf::{Errand, Outcome, Shelf};
use crate::{
    outputs::routing::Routing,
    outside::{Outside, Settings, log::LogFormat, osc::OscSettings},
    session::{
        json::expect_object,
        outside::{OutsideError, Saved as OutsideSaved},
        routing::{RoutingError, RoutingOwner, Saved as RoutingSaved},
    },
};

/// The newest kind of preset that is read, and the one that is written.
const FORMAT: u32 = 1;
/// Characters of what is said about one, at most.
const LONGEST_ABOUT: usize = 400;

/// All that goes out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Preset {
    /// What it is for, in a sentence or two; may be empty.
    pub about: String,
    /// The routing.
    pub routing: Routing,
    /// OSC, without the instance's name.
    pub osc: OscSettings,
    /// How the log is written.
    pub log: LogFormat,
}

/// Why a text is no preset.
#[derive(Debug, thiserror::Error)]
pub enum PresetError {
    /// No JSON, or of another shape.
    #[error("it is no preset: {0}")]
    Shape(#[from] serde_json::Error),
    /// It says that it is of a newer kind.
    #[error("it is a preset of format {0}, and this version reads format {FORMAT}")]
    Newer(u32),
    /// It says too much about itself.
    #[error("expected at most {LONGEST_ABOUT} characters about it, got {0}")]
    About(usize),
    /// Its routing can't be.
    #[error(transparent)]
    Routing(#[from] RoutingError),
    /// What it sends outside can't be.
    #[error(transparent)]
    Outside(#[from] OutsideError),
}

/// As it is written. What is missing is as in a new instance; what this version doesn't know is left alone.
#[derive(Serialize, Deserialize)]
struct Written {
    preset: u32,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    about: String,
    #[serde(default, skip_serializing_if = "RoutingSaved::is_new")]
    routing: RoutingSaved,
    #[serde(default, skip_serializing_if = "OutsideSaved::is_new")]
    outside: OutsideSaved,
}

impl Preset {
    /// From the text of a file.
    ///
    /// # Errors
    /// [`PresetError`] if it is none, or asks for something that can't be.
    pub fn read(text: &str) -> Result<Self, PresetError> {
        let written: Value = serde_json::from_str(text)?;
        expect_object(&written)?;
        // Before the rest, whose shape may be another one.
        match written.get("preset").and_then(Value::as_u64) {
            Some(format) if format > u64::from(FORMAT) => {
                return Err(PresetError::Newer(u32::try_from(format).unwrap_or(u32::MAX)));
            }
            _ => {}
        }
        let Written { about, routing, outside, .. } = Written::deserialize(written)?;
        let length = about.chars().count();
        if length > LONGEST_ABOUT {
            return Err(PresetError::About(length));
        }
        let Settings { osc, log, .. } = outside.read()?;
        Ok(Self { about, routing: routing.read()?, osc: OscSettings { name: String::new(), ..osc }, log })
    }

    /// As the text of a file.
    pub fn write(&self) -> String {
        let osc = OscSettings { name: String::new(), ..self.osc.clone() };
        let written = Written {
            preset: FORMAT,
            about: self.about.clone(),
            routing: RoutingSaved::of(&self.routing),
            outside: OutsideSaved::of(&Settings { osc, number: None, log: self.log }),
        };
        // It has text for its keys, and finite numbers.
        let mut text = serde_json::to_string_pretty(&written).unwrap_or_default();
        text.push('\n');
        text
    }

    /// What goes out now.
    pub fn of(routing: &RoutingOwner, outside: &Outside) -> Self {
        let osc = OscSettings { name: String::new(), ..outside.osc() };
        Self { about: String::new(), routing: routing.get(), osc, log: outside.log_format() }
    }

    /// All of it goes out from now on. The routing can be taken back there like any change.
    ///
    /// # Errors
    /// If OSC can't be so; then nothing has changed.
    pub fn apply(&self, routing: &RoutingOwner, outside: &Outside) -> Result<(), PresetError> {
        let changed = outside.change_osc(|osc| {
            let name = std::mem::take(&mut osc.name);
            *osc = OscSettings { name, ..self.osc.clone() };
        });
        changed.map_err(OutsideError::from)?;
        routing.change(|table| *table = self.routing);
        outside.set_log_format(self.log);
        Ok(())
    }

    /// Where it would send the mood, if that is beyond this machine.
    pub fn far_target(&self) -> Option<String> {
        (!self.osc.stays_here()).then(|| format!("{}:{}", self.osc.host, self.osc.port))
    }
}

#[cfg(test)]
mod tests;
