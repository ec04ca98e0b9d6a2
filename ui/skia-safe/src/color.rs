//! Colours, not premultiplied, in sRGB.

use tiny_skia as ts;

/// A colour with a byte for each channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Color(u32);

impl Color {
    /// Nothing at all.
    pub const TRANSPARENT: Self = Self(0);
    /// Opaque black.
    pub const BLACK: Self = Self(0xff00_0000);
    /// Opaque white.
    pub const WHITE: Self = Self(0xffff_ffff);

    /// A colour as `0xAARRGGBB`.
    pub const fn new(argb: u32) -> Self {
        Self(argb)
    }

    /// A colour by its channels.
    pub const fn from_argb(a: u8, r: u8, g: u8, b: u8) -> Self {
        Self(u32::from_be_bytes([a, r, g, b]))
    }

    /// An opaque colour by its channels.
    pub const fn from_rgb(r: u8, g: u8, b: u8) -> Self {
        Self::from_argb(255, r, g, b)
    }

    /// Opacity.
    pub fn a(self) -> u8 {
        (self.0 >> 24) as u8
    }

    /// Red.
    pub fn r(self) -> u8 {
        (self.0 >> 16) as u8
    }

    /// Green.
    pub fn g(self) -> u8 {
        (self.0 >> 8) as u8
    }

    /// Blue.
    pub fn b(self) -> u8 {
        self.0 as u8
    }

    /// The same colour with another opacity.
    #[must_use]
    pub fn with_a(self, a: u8) -> Self {
        Self::from_argb(a, self.r(), self.g(), self.b())
    }
}

impl From<u32> for Color {
    fn from(argb: u32) -> Self {
        Self(argb)
    }
}

/// A colour with a fraction from 0 to 1 for each channel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Color4f {
    /// Red.
    pub r: f32,
    /// Green.
    pub g: f32,
    /// Blue.
    pub b: f32,
    /// Opacity.
    pub a: f32,
}

impl Color4f {
    /// A colour by its channels.
    pub const fn new(r: f32, g: f32, b: f32, a: f32) -> Self {
        Self { r, g, b, a }
    }

    /// The nearest colour in bytes.
    pub fn to_color(self) -> Color {
        let byte = |v: f32| (v.clamp(0.0, 1.0) * 255.0 + 0.5) as u8;
        Color::from_argb(byte(self.a), byte(self.r), byte(self.g), byte(self.b))
    }

    pub(crate) fn ts(self) -> ts::Color {
        let c = |v: f32| if v.is_nan() { 0.0 } else { v.clamp(0.0, 1.0) };
        ts::Color::from_rgba(c(self.r), c(self.g), c(self.b), c(self.a)).unwrap_or(ts::Color::BLACK)
    }

    /// Red, green, blue and alpha, multiplied by alpha.
    pub(crate) fn premultiplied(self) -> [u8; 4] {
        let c = self.ts().premultiply().to_color_u8();
        [c.red(), c.green(), c.blue(), c.alpha()]
    }
}

impl From<Color> for Color4f {
    fn from(c: Color) -> Self {
        let f = |v: u8| f32::from(v) / 255.0;
        Self::new(f(c.r()), f(c.g()), f(c.b()), f(c.a()))
    }
}

impl From<u32> for Color4f {
    fn from(argb: u32) -> Self {
        Color::new(argb).into()
    }
}

impl AsRef<Color4f> for Color4f {
    fn as_ref(&self) -> &Color4f {
        self
    }
}
