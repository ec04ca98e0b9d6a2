//! Where in its design space a variable font is.

use std::marker::PhantomData;
use std::ops::Deref;

/// Four letters, such as an axis's name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct FourByteTag(u32);

impl FourByteTag {
    /// Four letters of a byte each.
    pub const fn from_chars(a: char, b: char, c: char, d: char) -> Self {
        Self(u32::from_be_bytes([a as u8, b as u8, c as u8, d as u8]))
    }

    /// Four bytes, the first in the highest.
    pub const fn new(v: u32) -> Self {
        Self(v)
    }
}

impl From<u32> for FourByteTag {
    fn from(v: u32) -> Self {
        Self(v)
    }
}

impl From<(char, char, char, char)> for FourByteTag {
    fn from((a, b, c, d): (char, char, char, char)) -> Self {
        Self::from_chars(a, b, c, d)
    }
}

impl Deref for FourByteTag {
    type Target = u32;
    fn deref(&self) -> &u32 {
        &self.0
    }
}

/// Where on an axis.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Coordinate {
    /// Which axis.
    pub axis: FourByteTag,
    /// In the axis's units.
    pub value: f32,
}

/// Where on all axes.
#[derive(Clone, Debug)]
pub struct VariationPosition<'a> {
    /// Axes that aren't named stay at their default.
    pub coordinates: &'a [Coordinate],
}

/// Which of all that a font file holds is meant. There are no palettes here.
#[derive(Clone, Debug, Default)]
pub struct FontArguments<'vp, 'p> {
    pub(crate) axes: &'vp [Coordinate],
    palette: PhantomData<&'p ()>,
}

impl FontArguments<'_, '_> {
    /// The font's default.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets where on which axes.
    pub fn set_variation_design_position(self, position: VariationPosition<'_>) -> FontArguments<'_, '_> {
        FontArguments { axes: position.coordinates, palette: PhantomData }
    }
}
