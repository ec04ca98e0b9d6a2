//! Which font of a family.

use std::ops::Deref;

macro_rules! steps {
    ($($(#[$doc:meta])* $name:ident { $($step:ident = $value:literal, $about:literal;)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(i32);

        impl $name {
            $(#[doc = $about] pub const $step: Self = Self($value);)*
        }

        impl From<i32> for $name {
            fn from(value: i32) -> Self {
                Self(value)
            }
        }

        impl Deref for $name {
            type Target = i32;
            fn deref(&self) -> &i32 {
                &self.0
            }
        }
    )*};
}

steps! {
    /// How bold, from 1 to 1000.
    Weight {
        INVISIBLE = 0, "Not there.";
        THIN = 100, "100.";
        EXTRA_LIGHT = 200, "200.";
        LIGHT = 300, "300.";
        NORMAL = 400, "400, the usual.";
        MEDIUM = 500, "500.";
        SEMI_BOLD = 600, "600.";
        BOLD = 700, "700.";
        EXTRA_BOLD = 800, "800.";
        BLACK = 900, "900.";
        EXTRA_BLACK = 1000, "1000.";
    }
    /// How wide, from 1 to 9.
    Width {
        ULTRA_CONDENSED = 1, "Half as wide as usual.";
        EXTRA_CONDENSED = 2, "62.5 % of the usual.";
        CONDENSED = 3, "75 % of the usual.";
        SEMI_CONDENSED = 4, "87.5 % of the usual.";
        NORMAL = 5, "The usual.";
        SEMI_EXPANDED = 6, "112.5 % of the usual.";
        EXPANDED = 7, "125 % of the usual.";
        EXTRA_EXPANDED = 8, "150 % of the usual.";
        ULTRA_EXPANDED = 9, "Twice as wide as usual.";
    }
}

impl Width {
    /// How wide, as a part of the usual.
    pub(crate) fn ratio(self) -> f32 {
        [0.5, 0.625, 0.75, 0.875, 1.0, 1.125, 1.25, 1.5, 2.0][(self.0.clamp(1, 9) - 1) as usize]
    }
}

/// Whether letters lean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slant {
    /// They don't.
    Upright,
    /// They do, in a shape of their own.
    Italic,
    /// They do.
    Oblique,
}

/// Which font of a family. The usual weight and width, upright, by default.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FontStyle {
    weight: Weight,
    width: Width,
    slant: Slant,
}

impl FontStyle {
    /// A style by its parts.
    pub fn new(weight: Weight, width: Width, slant: Slant) -> Self {
        Self { weight, width, slant }
    }

    /// How bold.
    pub fn weight(self) -> Weight {
        self.weight
    }

    /// How wide.
    pub fn width(self) -> Width {
        self.width
    }

    /// Whether it leans.
    pub fn slant(self) -> Slant {
        self.slant
    }

    /// The default.
    pub fn normal() -> Self {
        Self::new(Weight::NORMAL, Width::NORMAL, Slant::Upright)
    }

    /// The default, bold.
    pub fn bold() -> Self {
        Self::new(Weight::BOLD, Width::NORMAL, Slant::Upright)
    }
}

impl Default for FontStyle {
    fn default() -> Self {
        Self::normal()
    }
}
