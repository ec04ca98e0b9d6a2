//! The parts of a table, as a session keeps them.

use engine::outputs::{Feed, LONGEST_GLIDE, Macro, MacroMode, Source, Tap};
use serde::{Deserialize, Serialize};

use super::RoutingError;
use crate::outputs::routing::{ControllerRoute, HIGHEST_BASE, MOST_PER_SECOND, NoteRoute};

#[derive(Debug, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct MacroSaved {
    source: Option<String>,
    /// From now (0) to section (1); without it as the user's horizon says.
    blend: Option<f32>,
    mode: ModeSaved,
    input: Option<[f32; 2]>,
    output: [f32; 2],
    curve: f32,
    rise: f32,
    fall: f32,
    gate: f32,
}

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ModeSaved {
    #[default]
    Follow,
    Write,
    Read,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct ControllerSaved {
    source: Option<String>,
    blend: Option<f32>,
    /// In place of a source: 1 to 8.
    #[serde(rename = "macro")]
    of_macro: Option<u8>,
    /// 1 to 16.
    channel: u8,
    number: u8,
    fine: bool,
    deadband: f32,
    per_second: u8,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct NotesSaved {
    on: bool,
    /// 1 to 16.
    channel: u8,
    base: u8,
    off_in_silence: bool,
    program: Option<u8>,
}

/// The number, if it is within its range; NaN never is.
fn within(what: &'static str, [least, greatest]: [f32; 2], got: f32) -> Result<f32, RoutingError> {
    let good = (least..=greatest).contains(&got);
    good.then_some(got).ok_or(RoutingError::Range { what, least, greatest, got })
}

fn whole(what: &'static str, [least, greatest]: [u8; 2], got: u8) -> Result<u8, RoutingError> {
    within(what, [least.into(), greatest.into()], got.into()).map(|_| got)
}

fn tap(key: &Option<String>, blend: Option<f32>) -> Result<Option<Tap>, RoutingError> {
    let Some(key) = key else { return Ok(None) };
    let source = Source::from_key(key).ok_or_else(|| RoutingError::Source(key.clone()))?;
    let blend = blend.map(|blend| within("a blend", [0.0, 1.0], blend)).transpose()?;
    Ok(Some(Tap { source, blend }))
}

impl Default for MacroSaved {
    fn default() -> Self {
        Self::of(&Macro::UNUSED)
    }
}

impl MacroSaved {
    pub fn of(made_of: &Macro) -> Self {
        let Macro { source, mode, input, output, curve, rise_seconds, fall_seconds, gate } = *made_of;
        Self {
            source: source.map(|tap| tap.source.key().to_owned()),
            blend: source.and_then(|tap| tap.blend),
            mode: match mode {
                MacroMode::Follow => ModeSaved::Follow,
                MacroMode::Write => ModeSaved::Write,
                MacroMode::Read => ModeSaved::Read,
            },
            input: (input != source.map_or(Macro::UNUSED.input, |tap| tap.source.range())).then_some(input),
            output,
            curve,
            rise: rise_seconds,
            fall: fall_seconds,
            gate,
        }
    }

    pub fn read(&self) -> Result<Macro, RoutingError> {
        let source = tap(&self.source, self.blend)?;
        let range = source.map_or(Macro::UNUSED.input, |tap| tap.source.range());
        let [least, greatest] = self.input.unwrap_or(range);
        let least = within("the least input", [-1.0, 1.0], least)?;
        let glide = |what, seconds| within(what, [0.0, LONGEST_GLIDE], seconds);
        let output = |value| within("an output", [0.0, 1.0], value);
        Ok(Macro {
            source,
            mode: match self.mode {
                ModeSaved::Follow => MacroMode::Follow,
                ModeSaved::Write => MacroMode::Write,
                ModeSaved::Read => MacroMode::Read,
            },
            input: [least, within("the greatest input", [least, 1.0], greatest)?],
            output: [output(self.output[0])?, output(self.output[1])?],
            curve: within("a curve", [-1.0, 1.0], self.curve)?,
            rise_seconds: glide("seconds of rise", self.rise)?,
            fall_seconds: glide("seconds of fall", self.fall)?,
            gate: within("a confidence", [0.0, 1.0], self.gate)?,
        })
    }
}

impl Default for ControllerSaved {
    fn default() -> Self {
        Self::of(&ControllerRoute::UNUSED)
    }
}

impl ControllerSaved {
    pub fn of(route: &ControllerRoute) -> Self {
        let ControllerRoute { feed, channel, number, fine, deadband, per_second } = *route;
        let (tap, of_macro) = match feed {
            None => (None, None),
            Some(Feed::Tap(tap)) => (Some(tap), None),
            Some(Feed::Macro(index)) => (None, Some(index + 1)),
        };
        Self {
            source: tap.map(|tap| tap.source.key().to_owned()),
            blend: tap.and_then(|tap| tap.blend),
            of_macro,
            channel: channel + 1,
            number,
            fine,
            deadband,
            per_second,
        }
    }

    pub fn read(&self) -> Result<ControllerRoute, RoutingError> {
        let of_macro = self.of_macro.map(|number| whole("a macro", [1, 8], number)).transpose()?;
        let tap = tap(&self.source, self.blend)?;
        Ok(ControllerRoute {
            feed: of_macro.map(|number| Feed::Macro(number - 1)).or(tap.map(Feed::Tap)),
            channel: whole("a channel", [1, 16], self.channel)? - 1,
            number: whole("a controller", [0, 119], self.number)?,
            fine: self.fine,
            deadband: within("a deadband", [0.0, 1.0], self.deadband)?,
            per_second: whole("messages a second", [1, MOST_PER_SECOND], self.per_second)?,
        })
    }
}

impl Default for NotesSaved {
    fn default() -> Self {
        Self::of(&NoteRoute::UNUSED)
    }
}

impl NotesSaved {
    pub fn of(route: &NoteRoute) -> Self {
        let NoteRoute { on, channel, base, off_in_silence, program } = *route;
        Self { on, channel: channel + 1, base, off_in_silence, program }
    }

    pub fn read(&self) -> Result<NoteRoute, RoutingError> {
        let program =
            self.program.map(|program| whole("a program", [0, HIGHEST_BASE], program)).transpose()?;
        Ok(NoteRoute {
            on: self.on,
            channel: whole("a channel", [1, 16], self.channel)? - 1,
            base: whole("a base note", [0, HIGHEST_BASE], self.base)?,
            off_in_silence: self.off_in_silence,
            program,
        })
    }
}
