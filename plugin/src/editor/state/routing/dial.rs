//! The numbers of the routing table: where they stand in it, and within which limits.

use engine::outputs::{LONGEST_GLIDE, Macro, Source};
use strum::{IntoStaticStr, VariantArray};

use super::{
    Chosen,
    scale::{Scale, Writing},
};
use crate::outputs::routing::{ControllerRoute, HIGHEST_BASE, MOST_PER_SECOND, NoteRoute, Routing};

/// A number that is turned, by what it is in the table. Values are as people know them: channels begin at 1, program 0
/// is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Dial {
    /// Of a macro: from now (0) to section (1).
    Blend,
    /// The least input.
    Least,
    /// The greatest input.
    Greatest,
    /// The output at the least input.
    From,
    /// The output at the greatest.
    To,
    /// The curve's amount.
    Curve,
    /// Seconds.
    Rise,
    /// Seconds.
    Fall,
    /// Confidence.
    Gate,
    /// Of a controller route: from now to section, likewise.
    RouteBlend,
    /// Its channel.
    Channel,
    /// Its number.
    Number,
    /// Its deadband.
    Deadband,
    /// Messages a second.
    Rate,
    /// Of the notes: their channel.
    NoteChannel,
    /// The first one.
    Base,
    /// The first program.
    Program,
}

impl Dial {
    /// What the page calls it by.
    pub fn id(self) -> &'static str {
        self.into()
    }

    /// Whose it is, where these are chosen.
    pub fn of(self, chosen: Chosen) -> u8 {
        match self {
            Self::RouteBlend | Self::Channel | Self::Number | Self::Deadband | Self::Rate => chosen.route,
            Self::NoteChannel | Self::Base | Self::Program => 0,
            _ => chosen.made,
        }
    }

    /// Its value; none where it means nothing.
    pub fn get(self, table: &Routing, of: u8) -> Option<f32> {
        let made = table.macros.get(usize::from(of)).unwrap_or(&Macro::UNUSED);
        let route = table.controllers.get(usize::from(of)).unwrap_or(&ControllerRoute::UNUSED);
        let value = match self {
            Self::Blend => return made.source?.blend,
            Self::Least => made.input[0],
            Self::Greatest => made.input[1],
            Self::From => made.output[0],
            Self::To => made.output[1],
            Self::Curve => made.curve,
            Self::Rise => made.rise_seconds,
            Self::Fall => made.fall_seconds,
            Self::Gate => made.gate,
            Self::RouteBlend => return route.tap()?.blend,
            Self::Channel => f32::from(route.channel + 1),
            Self::Number => route.number.into(),
            Self::Deadband => route.deadband,
            Self::Rate => route.per_second.into(),
            Self::NoteChannel => f32::from(table.notes.channel + 1),
            Self::Base => table.notes.base.into(),
            Self::Program => table.notes.program.map_or(0.0, |program| f32::from(program + 1)),
        };
        Some(value)
    }

    /// Gives it a value, within its limits. The least input pushes the greatest before it, and the other way round.
    pub fn set(self, table: &mut Routing, of: u8, value: f32) {
        let scale = self.scale(table, of);
        let value = value.clamp(scale.range.0, scale.range.1);
        let index = usize::from(of);
        let (Some(made), Some(route)) = (table.macros.get_mut(index), table.controllers.get_mut(index))
        else {
            return;
        };
        let whole = value.round() as u8;
        match self {
            Self::Blend => {
                if let Some(tap) = &mut made.source {
                    tap.blend = Some(value);
                }
            }
            Self::Least => made.input = [value, made.input[1].max(value)],
            Self::Greatest => made.input = [made.input[0].min(value), value],
            Self::From => made.output[0] = value,
            Self::To => made.output[1] = value,
            Self::Curve => made.curve = value,
            Self::Rise => made.rise_seconds = value,
            Self::Fall => made.fall_seconds = value,
            Self::Gate => made.gate = value,
            Self::RouteBlend => {
                if let Some(tap) = route.tap_mut() {
                    tap.blend = Some(value);
                }
            }
            Self::Channel => route.channel = whole - 1,
            Self::Number => route.number = whole,
            Self::Deadband => route.deadband = value,
            Self::Rate => route.per_second = whole,
            Self::NoteChannel => table.notes.channel = whole - 1,
            Self::Base => table.notes.base = whole,
            Self::Program => table.notes.program = whole.checked_sub(1),
        }
    }

    /// How it is turned and written.
    pub fn scale(self, table: &Routing, of: u8) -> Scale {
        let source = table.macros.get(usize::from(of)).and_then(|made| made.source).map(|tap| tap.source);
        let [least, greatest] = source.map_or(Macro::UNUSED.input, Source::range);
        let heard = match source {
            Some(Source::Energy) => Writing::Energy,
            Some(_) if least >= 0.0 => Writing::Share,
            _ => Writing::Level,
        };
        let input = |default| Scale::new((least, greatest), default, heard);
        let share = |default| Scale::new((0.0, 1.0), default, Writing::Share);
        let glide = |default| Scale::new((0.0, LONGEST_GLIDE), default, Writing::Seconds).bent();
        let whole = |range, default, writing| Scale::new(range, default, writing).whole();
        match self {
            Self::Blend | Self::RouteBlend => share(0.5),
            Self::Least => input(least),
            Self::Greatest => input(greatest),
            Self::From => share(Macro::UNUSED.output[0]),
            Self::To => share(Macro::UNUSED.output[1]),
            Self::Curve => Scale::new((-1.0, 1.0), Macro::UNUSED.curve, Writing::Level),
            Self::Rise if source == Some(Source::Change) => glide(0.0),
            Self::Rise => glide(Macro::UNUSED.rise_seconds),
            Self::Fall => glide(Macro::UNUSED.fall_seconds),
            Self::Gate => share(Macro::UNUSED.gate),
            Self::Channel | Self::NoteChannel => whole((1.0, 16.0), 1.0, Writing::Channel),
            Self::Number => whole((0.0, 119.0), 0.0, Writing::Controller),
            Self::Deadband => share(ControllerRoute::UNUSED.deadband).bent(),
            Self::Rate => {
                let most = f32::from(MOST_PER_SECOND);
                whole((1.0, most), ControllerRoute::UNUSED.per_second.into(), Writing::Rate)
            }
            Self::Base => whole((0.0, HIGHEST_BASE.into()), NoteRoute::UNUSED.base.into(), Writing::Note),
            Self::Program => whole((0.0, f32::from(HIGHEST_BASE + 1)), 0.0, Writing::Program),
        }
    }
}
