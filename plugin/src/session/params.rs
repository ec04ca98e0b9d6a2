//! What the user can set.
//!
//! **The string ids are for ever**: sessions and automation refer to them. A parameter that goes keeps its id
//! reserved; one whose meaning changes gets a new id. Names, ranges and order may change, with a migration in
//! [`state`](crate::session::state).

mod format;
mod macros;

use std::sync::Arc;

use engine::{
    mood::Horizon,
    outputs::{Correction, Mapping},
    runtime::Controls,
};
use nice_plug::prelude::*;

pub use self::{
    format::{FORMAT, Fixed, READS_FROM},
    macros::MacroParams,
};
use super::{frozen::KeptFrozen, routing::RoutingOwner, settings::KeptSettings};
use crate::{
    outputs::routing::{CcSettings, Routing},
    outside::Outside,
    text::Quantity,
};

/// All parameters of the plug-in, and the numbers of the state's format that are saved with them.
#[derive(Params)]
pub struct MoodParams {
    /// Which rules the rest of the state follows.
    #[persist = "format"]
    pub format: Fixed,

    /// Who can read it.
    #[persist = "reads_from"]
    pub reads_from: Fixed,

    /// How the editor looks. No parameter: nothing automates it.
    #[persist = "editor"]
    pub editor: KeptSettings,

    /// The outputs that the user froze.
    #[persist = "frozen"]
    pub frozen: KeptFrozen,

    /// What macros are made of, and what goes out where. No parameters: see [`RoutingOwner`].
    #[persist = "routing"]
    pub routing: RoutingOwner,

    /// What leaves the plug-in beside the host.
    #[persist = "outside"]
    pub outside: Outside,

    /// Analysis stops and the outputs stay where they are; the sound passes anyway.
    #[id = "bypass"]
    pub bypass: BoolParam,

    /// The outputs stay where they are, analysis goes on.
    #[id = "hold"]
    pub hold: BoolParam,

    /// Which of the two moods drives the outputs.
    #[id = "horizon"]
    pub horizon: EnumParam<HorizonChoice>,

    /// Time constant of the outputs in seconds, rising and falling.
    #[id = "smoothing"]
    pub smoothing: FloatParam,

    /// The user's own scale.
    #[nested(group = "Calibrate to taste")]
    pub taste: TasteParams,

    /// Two of the outputs as MIDI.
    #[nested(group = "MIDI")]
    pub midi: MidiParams,

    /// Where macros are set.
    #[nested(group = "Macros")]
    pub macros: MacroParams,
}

/// Output = offset + range × detected, for valence and arousal.
#[derive(Params)]
pub struct TasteParams {
    /// Added to valence, [-1, 1].
    #[id = "valence_offset"]
    pub valence_offset: FloatParam,

    /// Multiplies valence, [0, 2].
    #[id = "valence_range"]
    pub valence_range: FloatParam,

    /// Added to arousal, [-1, 1].
    #[id = "arousal_offset"]
    pub arousal_offset: FloatParam,

    /// Multiplies arousal, [0, 2].
    #[id = "arousal_range"]
    pub arousal_range: FloatParam,
}

/// Where valence and arousal go as MIDI control changes.
#[derive(Params)]
pub struct MidiParams {
    /// 1 to 16.
    #[id = "cc_channel"]
    pub channel: IntParam,

    /// Controller number of valence, 1 to 119; 0 sends nothing.
    #[id = "cc_valence"]
    pub valence: IntParam,

    /// Controller number of arousal, 1 to 119; 0 sends nothing.
    #[id = "cc_arousal"]
    pub arousal: IntParam,
}

/// How soon the mood that drives the outputs follows a change.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum HorizonChoice {
    /// Within about 2 s.
    #[id = "now"]
    #[name = "Now (2 s)"]
    Now,
    /// Within about 12 s.
    #[id = "section"]
    #[name = "Section (12 s)"]
    Section,
}

impl Default for MoodParams {
    fn default() -> Self {
        let seconds = FloatRange::Skewed { min: 0.0, max: 10.0, factor: FloatRange::skew_factor(-1.5) };
        let frozen = KeptFrozen::default();
        let [bypass, hold] = frozen.switches();
        let (routing, outside) = (RoutingOwner::default(), Outside::default());
        let project = routing.clone();
        outside.tell_with(move || project.mark_changed());
        Self {
            format: Fixed(FORMAT),
            reads_from: Fixed(READS_FROM),
            editor: KeptSettings::default(),
            frozen,
            routing,
            outside,
            bypass: switch("Bypass").make_bypass().with_callback(bypass),
            hold: switch("Hold").with_callback(hold),
            horizon: EnumParam::new("Horizon", HorizonChoice::Now),
            smoothing: FloatParam::new("Smoothing", 0.5, seconds)
                .with_unit(" s")
                .with_value_to_string(formatters::v2s_f32_rounded(2))
                .with_string_to_value(reader(Quantity::SECONDS, |value| value as f32)),
            taste: TasteParams {
                valence_offset: offset("Valence Offset"),
                valence_range: range("Valence Range"),
                arousal_offset: offset("Arousal Offset"),
                arousal_range: range("Arousal Range"),
            },
            midi: MidiParams {
                channel: IntParam::new("CC Channel", 1, IntRange::Linear { min: 1, max: 16 })
                    .with_string_to_value(reader(Quantity::CHANNEL, |value| value as i32))
                    .non_automatable(),
                valence: controller("Valence CC", 20),
                arousal: controller("Arousal CC", 21),
            },
            macros: MacroParams::default(),
        }
    }
}

impl From<HorizonChoice> for Horizon {
    fn from(choice: HorizonChoice) -> Self {
        match choice {
            HorizonChoice::Now => Self::Now,
            HorizonChoice::Section => Self::Section,
        }
    }
}

impl MoodParams {
    /// The engine's controls as they are set now, with what is routed. Audio thread.
    pub(crate) fn controls(&self, routing: &Routing) -> Controls {
        let smoothing = self.smoothing.value();
        Controls {
            bypass: self.bypass.value(),
            mapping: Mapping {
                horizon: self.horizon.value().into(),
                hold: self.hold.value(),
                valence: calibration(&self.taste.valence_offset, &self.taste.valence_range),
                arousal: calibration(&self.taste.arousal_offset, &self.taste.arousal_range),
                attack_seconds: smoothing,
                release_seconds: smoothing,
                drive: routing.drive(self.macros.all().map(|set| set.value())),
            },
        }
    }

    /// Where valence and arousal go as MIDI now. Audio thread.
    pub(crate) fn cc(&self) -> CcSettings {
        // The ranges of the parameters are those of the types.
        CcSettings {
            channel: (self.midi.channel.value() - 1) as u8,
            controllers: [self.midi.valence.value() as u8, self.midi.arousal.value() as u8],
        }
    }
}

fn calibration(offset: &FloatParam, range: &FloatParam) -> Correction {
    Correction { offset: offset.value(), range: range.value() }
}

/// Reads what people write for a value.
type Reader<T> = Arc<dyn Fn(&str) -> Option<T> + Send + Sync>;

/// Of a quantity, whose numbers become the parameter's.
fn reader<T: 'static>(quantity: Quantity, convert: fn(f64) -> T) -> Reader<T> {
    Arc::new(move |text| quantity.read(text).ok().map(convert))
}

fn switch(name: &str) -> BoolParam {
    BoolParam::new(name, false).with_string_to_value(reader(Quantity::SWITCH, |value| value > 0.0))
}

fn offset(name: &str) -> FloatParam {
    FloatParam::new(name, 0.0, FloatRange::Linear { min: -1.0, max: 1.0 })
        .with_value_to_string(formatters::v2s_f32_rounded(2))
        .with_string_to_value(reader(Quantity::LEVEL, |value| value as f32))
}

fn range(name: &str) -> FloatParam {
    FloatParam::new(name, 1.0, FloatRange::Linear { min: 0.0, max: 2.0 })
        .with_unit(" x")
        .with_value_to_string(formatters::v2s_f32_rounded(2))
        .with_string_to_value(reader(Quantity::FACTOR, |value| value as f32))
}

/// A controller number. Not automatable: a controller that wanders in mid-song helps nobody.
fn controller(name: &str, default: i32) -> IntParam {
    IntParam::new(name, default, IntRange::Linear { min: 0, max: 119 })
        .with_value_to_string(Arc::new(|number| match number {
            0 => String::from("Off"),
            number => format!("CC {number}"),
        }))
        .with_string_to_value(reader(Quantity::CONTROLLER, |value| value as i32))
        .non_automatable()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outputs::routing::ControllerRoute;

    #[test]
    fn the_ids_are_those_that_sessions_refer_to() {
        let ids: Vec<_> = MoodParams::default().param_map().into_iter().map(|(id, ..)| id).collect();
        let for_ever = [
            "bypass",
            "hold",
            "horizon",
            "smoothing",
            "valence_offset",
            "valence_range",
            "arousal_offset",
            "arousal_range",
            "cc_channel",
            "cc_valence",
            "cc_arousal",
            "macro_1",
            "macro_2",
            "macro_3",
            "macro_4",
            "macro_5",
            "macro_6",
            "macro_7",
            "macro_8",
        ];
        assert_eq!(ids, for_ever);
    }

    #[test]
    fn every_value_can_be_written_and_read_as_text() {
        let params = MoodParams::default();
        for (id, pointer, _) in params.param_map() {
            for step in 0..=20 {
                // SAFETY: the parameters outlive the loop.
                let text = unsafe { pointer.normalized_value_to_string(step as f32 / 20.0, true) };
                // SAFETY: as above.
                let read = unsafe { pointer.string_to_normalized_value(&text) }.expect(&text);
                // SAFETY: as above.
                assert_eq!(unsafe { pointer.normalized_value_to_string(read, true) }, text, "{id}");
            }
        }
    }

    #[test]
    fn the_defaults_are_the_engines_defaults() {
        let params = MoodParams::default();
        let controls =
            params.controls(&Routing { controllers: [ControllerRoute::UNUSED; _], ..Routing::NEW });
        assert_eq!(controls, Controls::default());
        assert_eq!(params.cc(), CcSettings { channel: 0, controllers: [20, 21] });
    }
}
