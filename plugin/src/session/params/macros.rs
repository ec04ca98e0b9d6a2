//! Where macros are set.

use engine::outputs::MACROS;
use nice_plug::prelude::*;

use super::reader;
use crate::text::Quantity;

/// Where macros are set, each in [0, 1]. Where the mood moves them is never saved.
#[derive(Params)]
#[expect(missing_docs, reason = "the struct says it")]
pub struct MacroParams {
    #[id = "macro_1"]
    pub macro_1: FloatParam,
    #[id = "macro_2"]
    pub macro_2: FloatParam,
    #[id = "macro_3"]
    pub macro_3: FloatParam,
    #[id = "macro_4"]
    pub macro_4: FloatParam,
    #[id = "macro_5"]
    pub macro_5: FloatParam,
    #[id = "macro_6"]
    pub macro_6: FloatParam,
    #[id = "macro_7"]
    pub macro_7: FloatParam,
    #[id = "macro_8"]
    pub macro_8: FloatParam,
}

impl Default for MacroParams {
    fn default() -> Self {
        Self {
            macro_1: share("Macro 1"),
            macro_2: share("Macro 2"),
            macro_3: share("Macro 3"),
            macro_4: share("Macro 4"),
            macro_5: share("Macro 5"),
            macro_6: share("Macro 6"),
            macro_7: share("Macro 7"),
            macro_8: share("Macro 8"),
        }
    }
}

impl MacroParams {
    /// All of them, in their order.
    pub fn all(&self) -> [&FloatParam; MACROS] {
        let Self { macro_1, macro_2, macro_3, macro_4, macro_5, macro_6, macro_7, macro_8 } = self;
        [macro_1, macro_2, macro_3, macro_4, macro_5, macro_6, macro_7, macro_8]
    }
}

fn share(name: &str) -> FloatParam {
    FloatParam::new(name, 0.0, FloatRange::Linear { min: 0.0, max: 1.0 })
        .with_unit(" %")
        .with_value_to_string(formatters::v2s_f32_percentage(1))
        .with_string_to_value(reader(Quantity::SHARE, |value| value as f32))
}
