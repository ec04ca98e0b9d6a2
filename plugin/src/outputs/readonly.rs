//! The output values as read-only parameters.
//!
//! They are no part of nice-plug's `Params` (which would save them and let them be set): the CLAP entry adds them
//! to the list that the host sees.

use engine::{mood::MoodClass, outputs::Outputs};
use strum::{IntoStaticStr, VariantArray};

use crate::text::{Misread, Quantity, plain};

/// One read-only parameter. The numbers are the CLAP and VST3 ids, **for ever**.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, VariantArray)]
pub enum Output {
    /// [-1, 1].
    Valence = 1,
    /// [-1, 1].
    Arousal = 2,
    /// [-1, 1].
    Tension = 3,
    /// [0, 1].
    Confidence = 4,
    /// The index of a [`MoodClass`].
    #[strum(serialize = "Mood Class")]
    Class = 5,
}

impl Output {
    /// In the order that hosts list them in.
    pub const ALL: [Self; Self::VARIANTS.len()] = *Self::VARIANTS.as_array().expect("its own length");

    /// The module path under which hosts group them.
    pub const GROUP: &str = "Mood";

    /// The CLAP and VST3 id. Ids below 16 are ours: a test keeps the settable parameters, whose ids nice-plug makes
    /// from their names, away from them.
    pub const fn id(self) -> u32 {
        self as u32
    }

    /// The output with this id.
    pub fn from_id(id: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|output| output.id() == id)
    }

    /// As hosts show it.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Least and greatest value.
    pub const fn range(self) -> (f64, f64) {
        match self {
            Self::Valence | Self::Arousal | Self::Tension => (-1.0, 1.0),
            Self::Confidence => (0.0, 1.0),
            Self::Class => (0.0, (MoodClass::ALL.len() - 1) as f64),
        }
    }

    /// Whether only whole numbers are values, each with a name of its own.
    pub const fn is_stepped(self) -> bool {
        matches!(self, Self::Class)
    }

    /// Its value among the outputs of the engine.
    pub fn of(self, outputs: &Outputs) -> f32 {
        match self {
            Self::Valence => outputs.valence,
            Self::Arousal => outputs.arousal,
            Self::Tension => outputs.tension,
            Self::Confidence => outputs.confidence,
            Self::Class => f32::from(outputs.class.index()),
        }
    }

    /// A value as hosts show it; values out of range as the nearest one in it.
    pub fn to_text(self, value: f64) -> String {
        let (least, greatest) = self.range();
        let value = value.clamp(least, greatest);
        match self {
            Self::Valence | Self::Arousal | Self::Tension => format!("{value:+.2}").replace("-0.00", "+0.00"),
            Self::Confidence => format!("{:.0} %", value * 100.0),
            Self::Class => {
                MoodClass::from_index(value.round() as u8).unwrap_or(MoodClass::Neutral).name().into()
            }
        }
    }

    /// The value that a text names, as [`to_text`](Self::to_text) or a person writes it.
    ///
    /// # Errors
    /// Why it names none.
    pub fn from_text(self, text: &str) -> Result<f64, Misread> {
        match self {
            Self::Valence | Self::Arousal | Self::Tension => Quantity::LEVEL.read(text),
            Self::Confidence => Quantity::SHARE.read(text),
            Self::Class => {
                let name = plain(text);
                let class = MoodClass::ALL.into_iter().find(|class| class.name().eq_ignore_ascii_case(&name));
                let class = class.ok_or_else(|| Misread::Unexpected {
                    expected: "the name of a mood class",
                    got: format!("“{text}”"),
                })?;
                Ok(f64::from(class.index()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use nice_plug::prelude::Params;

    use super::*;
    use crate::session::params::MoodParams;

    /// nice-plug's id of a parameter: see `hash_param_id` in its `wrapper/util.rs`.
    fn nice_plug_id(id: &str) -> u32 {
        let hash = id.bytes().fold(0_u32, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into()));
        hash & !(1 << 31)
    }

    #[test]
    fn ids_below_16_are_left_to_outputs() {
        assert!(Output::ALL.into_iter().all(|output| output.id() < 16));
        for (id, ..) in MoodParams::default().param_map() {
            assert!(nice_plug_id(&id) >= 16, "{id} has the id of an output");
        }
    }

    #[test]
    fn every_value_can_be_written_and_read_as_text() {
        for output in Output::ALL {
            let (least, greatest) = output.range();
            for step in 0..=40 {
                let value = least + (greatest - least) * f64::from(step) / 40.0;
                let text = output.to_text(value);
                let read = output.from_text(&text).expect(&text);
                assert_eq!(output.to_text(read), text);
            }
        }
    }

    #[test]
    fn text_that_names_no_value_is_refused() {
        for (output, text) in [
            (Output::Valence, ""),
            (Output::Valence, "2"),
            (Output::Arousal, "NaN"),
            (Output::Confidence, "101 %"),
            (Output::Class, "Furious"),
        ] {
            assert!(output.from_text(text).is_err(), "{text}");
        }
        assert_eq!(Output::Class.from_text(" happy "), Ok(2.0));
    }
}
