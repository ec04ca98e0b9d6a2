//! What lies beyond a picture's edge, and between its pixels.

use tiny_skia as ts;

/// What lies beyond the edge of a gradient or an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TileMode {
    /// The edge's colour.
    Clamp,
    /// The same again.
    Repeat,
    /// The same again, mirrored.
    Mirror,
    /// Nothing. Gradients clamp instead here.
    Decal,
}

impl TileMode {
    pub(crate) fn ts(self) -> ts::SpreadMode {
        match self {
            Self::Clamp | Self::Decal => ts::SpreadMode::Pad,
            Self::Repeat => ts::SpreadMode::Repeat,
            Self::Mirror => ts::SpreadMode::Reflect,
        }
    }
}

/// What lies between pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilterMode {
    /// The nearest pixel.
    Nearest,
    /// A mix of the four nearest.
    Linear,
}

/// What an image that is drawn small is made from. Nothing depends on it here: there are no mipmaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MipmapMode {
    /// The image itself.
    None,
    /// The nearest level.
    Nearest,
    /// A mix of two levels.
    Linear,
}

/// A cubic filter. Every one is Mitchell's here.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CubicResampler {
    /// Blurs.
    pub b: f32,
    /// Rings.
    pub c: f32,
}

impl CubicResampler {
    /// A good compromise.
    pub fn mitchell() -> Self {
        Self { b: 1.0 / 3.0, c: 1.0 / 3.0 }
    }
}

/// How an image is scaled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SamplingOptions {
    /// Not used here.
    pub max_aniso: i32,
    /// Whether the cubic filter is used rather than `filter`.
    pub use_cubic: bool,
    /// The cubic filter.
    pub cubic: CubicResampler,
    /// What lies between pixels.
    pub filter: FilterMode,
    /// Not used here.
    pub mipmap: MipmapMode,
}

impl Default for SamplingOptions {
    fn default() -> Self {
        Self {
            max_aniso: 0,
            use_cubic: false,
            cubic: CubicResampler { b: 0.0, c: 0.0 },
            filter: FilterMode::Nearest,
            mipmap: MipmapMode::None,
        }
    }
}

impl SamplingOptions {
    /// A filter, and what to use for small sizes.
    pub fn new(filter_mode: FilterMode, mm: MipmapMode) -> Self {
        Self { filter: filter_mode, mipmap: mm, ..Self::default() }
    }

    pub(crate) fn ts(&self) -> ts::FilterQuality {
        match self.filter {
            _ if self.use_cubic => ts::FilterQuality::Bicubic,
            FilterMode::Linear => ts::FilterQuality::Bilinear,
            FilterMode::Nearest => ts::FilterQuality::Nearest,
        }
    }
}

impl From<FilterMode> for SamplingOptions {
    fn from(filter: FilterMode) -> Self {
        Self { filter, ..Self::default() }
    }
}

impl From<CubicResampler> for SamplingOptions {
    fn from(cubic: CubicResampler) -> Self {
        Self { use_cubic: true, cubic, ..Self::default() }
    }
}
