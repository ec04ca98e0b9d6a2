//! Macros: values that the mood moves as the user wants it.

use super::{
    Follower, Glide, Tap,
    follower::bounded,
    source::{Sounding, Source},
};

/// How many macros there are.
pub const MACROS: usize = 8;

/// Time constants of macros are at most so many seconds.
pub const LONGEST_GLIDE: f32 = 60.0;

/// Who moves a macro, and who is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum MacroMode {
    /// The mood moves it.
    #[default]
    Follow,
    /// The mood moves it, as a hand would, so that the host records it.
    Write,
    /// The value that is set moves it: the host's automation.
    Read,
}

/// What a macro is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Macro {
    /// What moves it; without a source it is where it is set.
    pub source: Option<Tap>,
    /// Who moves it.
    pub mode: MacroMode,
    /// The part of the source's range that counts: least and greatest value.
    pub input: [f32; 2],
    /// Where the macro goes, [0, 1], at the least and the greatest value of the input; the first may be the greater.
    pub output: [f32; 2],
    /// [-1, 1]; at 0 a straight line, over 0 it rises late, under 0 early.
    pub curve: f32,
    /// Time constant of rising values in seconds; at 0 they jump.
    pub rise_seconds: f32,
    /// Time constant of falling values in seconds; at 0 they jump.
    pub fall_seconds: f32,
    /// While the mood is less sure than this, [0, 1], the macro stays where it is.
    pub gate: f32,
}

impl Macro {
    /// Without a source.
    pub const UNUSED: Self = Self {
        source: None,
        mode: MacroMode::Follow,
        input: [-1.0, 1.0],
        output: [0.0, 1.0],
        curve: 0.0,
        rise_seconds: 0.5,
        fall_seconds: 0.5,
        gate: 0.0,
    };

    /// Of a source over its whole range.
    pub fn of(source: Source) -> Self {
        Self { source: Some(Tap::new(source)), input: source.range(), ..Self::UNUSED }
    }

    /// Whether the mood moves it.
    pub fn is_moved(&self) -> bool {
        self.source.is_some() && self.mode != MacroMode::Read
    }

    /// Where the macro goes at a value of its source, [0, 1]; NaN at NaN.
    pub fn target(&self, value: f32) -> f64 {
        let [least, greatest] = self.input.map(f64::from);
        let value = f64::from(value);
        if value.is_nan() {
            return value;
        }
        let share = if greatest > least {
            ((value - least) / (greatest - least)).clamp(0.0, 1.0)
        } else {
            // A range without an inside is a threshold.
            f64::from(u8::from(value >= greatest))
        };
        let [from, to] = self.output.map(f64::from);
        (from + self.bent(share) * (to - from)).clamp(0.0, 1.0)
    }

    /// The curve: 4 to the power of its amount is the exponent, so that both ends are steep at most four times.
    fn bent(&self, share: f64) -> f64 {
        let power = 4.0_f64.powf(f64::from(self.curve.abs()));
        if self.curve == 0.0 {
            share
        } else if self.curve > 0.0 {
            share.powf(power)
        } else {
            1.0 - (1.0 - share).powf(power)
        }
    }
}

/// The macros' values as they move, tick by tick. Allocates nothing.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct MovedMacros([Option<Follower>; MACROS]);

impl MovedMacros {
    /// They have been at `values`, and glide on from there.
    pub fn at(values: [f32; MACROS]) -> Self {
        Self(values.map(|value| Some(Follower::at(value.into()))))
    }

    /// One tick. A macro that the mood doesn't move is where it is `set`, one that it does begins there.
    pub fn tick(
        &mut self,
        tick_seconds: f64,
        macros: &[Macro; MACROS],
        set: &[f32; MACROS],
        sounding: Sounding<'_>,
        values: &mut [f32; MACROS],
    ) {
        for (((follower, made_of), set), value) in self.0.iter_mut().zip(macros).zip(set).zip(values) {
            let set = bounded(*set);
            let moved = made_of.source.filter(|_| made_of.is_moved());
            let Some(tap) = moved else {
                (*follower, *value) = (Some(Follower::at(set.into())), set);
                continue;
            };
            let follower = follower.get_or_insert(Follower::at(set.into()));
            if let Some(heard) = sounding.of(tap, made_of.gate) {
                let glide = Glide::new(tick_seconds, made_of.rise_seconds, made_of.fall_seconds);
                follower.follow(made_of.target(heard), glide);
            }
            *value = follower.value().unwrap_or_default() as f32;
        }
    }
}

#[cfg(test)]
mod tests;
