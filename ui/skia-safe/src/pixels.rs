//! How the bytes of pixels are laid out, to read them out of a surface.

use crate::geometry::{IPoint, ISize};
use std::fmt;

/// The order of a pixel's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ColorType {
    /// Red, green, blue, alpha.
    RGBA8888,
    /// Blue, green, red, alpha.
    BGRA8888,
}

impl ColorType {
    /// What surfaces are made of. In Skia it depends on the system.
    pub const N32: Self = Self::RGBA8888;

    /// How many bytes a pixel has.
    pub fn bytes_per_pixel(self) -> usize {
        4
    }
}

/// What alpha means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlphaType {
    /// Colours are multiplied by alpha.
    Premul,
    /// Colours are as they are.
    Unpremul,
}

/// A colour space. There is only one here, sRGB; nothing is converted.
#[derive(Clone, PartialEq, Eq)]
pub struct ColorSpace(());

impl ColorSpace {
    /// The colour space of screens.
    pub fn new_srgb() -> Self {
        Self(())
    }
}

impl fmt::Debug for ColorSpace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ColorSpace(sRGB)")
    }
}

/// Size and layout of pixels in memory.
#[derive(Clone, Debug, PartialEq)]
pub struct ImageInfo {
    size: ISize,
    colors: ColorType,
    alpha: AlphaType,
}

impl ImageInfo {
    /// Pixels of this size, order and alpha. The colour space is taken as sRGB whatever it says.
    pub fn new(
        dimensions: impl Into<ISize>,
        ct: ColorType,
        at: AlphaType,
        _cs: impl Into<Option<ColorSpace>>,
    ) -> Self {
        Self { size: dimensions.into(), colors: ct, alpha: at }
    }

    /// Pixels as surfaces have them.
    pub fn new_n32_premul(dimensions: impl Into<ISize>, cs: impl Into<Option<ColorSpace>>) -> Self {
        Self::new(dimensions, ColorType::N32, AlphaType::Premul, cs)
    }

    /// From left to right, in pixels.
    pub fn width(&self) -> i32 {
        self.size.width
    }

    /// From top to bottom, in pixels.
    pub fn height(&self) -> i32 {
        self.size.height
    }

    /// Width and height in pixels.
    pub fn dimensions(&self) -> ISize {
        self.size
    }

    /// Whether it holds no pixel.
    pub fn is_empty(&self) -> bool {
        self.size.width <= 0 || self.size.height <= 0
    }

    /// The order of a pixel's bytes.
    pub fn color_type(&self) -> ColorType {
        self.colors
    }

    /// What alpha means.
    pub fn alpha_type(&self) -> AlphaType {
        self.alpha
    }

    /// How many bytes a pixel has.
    pub fn bytes_per_pixel(&self) -> usize {
        self.colors.bytes_per_pixel()
    }

    /// Bytes of a row without padding.
    pub fn min_row_bytes(&self) -> usize {
        self.size.width.max(0) as usize * self.bytes_per_pixel()
    }
}

/// Pixels in memory, as [`crate::Surface::peek_pixels`] lends them.
#[derive(Debug)]
pub struct Pixmap<'a> {
    info: ImageInfo,
    bytes: &'a [u8],
}

impl<'a> Pixmap<'a> {
    pub(crate) fn lend(info: ImageInfo, bytes: &'a [u8]) -> Self {
        Self { info, bytes }
    }

    /// Size and layout.
    pub fn info(&self) -> &ImageInfo {
        &self.info
    }

    /// Bytes from one row to the next.
    pub fn row_bytes(&self) -> usize {
        self.info.min_row_bytes()
    }

    /// From left to right, in pixels.
    pub fn width(&self) -> i32 {
        self.info.width()
    }

    /// From top to bottom, in pixels.
    pub fn height(&self) -> i32 {
        self.info.height()
    }

    /// The order of a pixel's bytes.
    pub fn color_type(&self) -> ColorType {
        self.info.color_type()
    }

    /// What alpha means.
    pub fn alpha_type(&self) -> AlphaType {
        self.info.alpha_type()
    }

    /// All rows; always some here.
    pub fn bytes(&self) -> Option<&'a [u8]> {
        Some(self.bytes)
    }
}

/// Copies the part of `from` (premultiplied RGBA rows, `width` pixels each) at `at` to `to`. False, and nothing is
/// copied, where the two share no pixel or `to` is too short.
pub(crate) fn copy(
    from: &[u8],
    width: usize,
    info: &ImageInfo,
    to: &mut [u8],
    row_bytes: usize,
    at: IPoint,
) -> bool {
    let height = from.len() / 4 / width.max(1);
    let (rows, columns) = (info.height().max(0) as usize, info.width().max(0) as usize);
    let needed = (rows.max(1) - 1).checked_mul(row_bytes).and_then(|n| n.checked_add(info.min_row_bytes()));
    if row_bytes < info.min_row_bytes() || needed.is_none_or(|n| to.len() < n) {
        return false;
    }
    let shared = |start: i32, count: usize, end: usize| {
        let first = i64::from(start).max(0);
        let last = (i64::from(start) + count as i64).clamp(0, end as i64);
        (first < last).then_some((first as usize, last as usize))
    };
    let Some((left, right)) = shared(at.x, columns, width) else { return false };
    let Some((top, bottom)) = shared(at.y, rows, height) else { return false };
    for y in top..bottom {
        let source = &from[(y * width + left) * 4..(y * width + right) * 4];
        let x = (left as i64 - i64::from(at.x)) as usize;
        let start = (y as i64 - i64::from(at.y)) as usize * row_bytes + x * 4;
        let target = &mut to[start..start + source.len()];
        if info.alpha_type() == AlphaType::Unpremul {
            for (to, from) in target.chunks_exact_mut(4).zip(source.chunks_exact(4)) {
                to.copy_from_slice(&unpremultiplied([from[0], from[1], from[2], from[3]]));
            }
        } else {
            target.copy_from_slice(source);
        }
        if info.color_type() == ColorType::BGRA8888 {
            target.chunks_exact_mut(4).for_each(|p| p.swap(0, 2));
        }
    }
    true
}

fn unpremultiplied([r, g, b, a]: [u8; 4]) -> [u8; 4] {
    let c = |v: u8| ((u32::from(v) * 255 + u32::from(a) / 2) / u32::from(a).max(1)).min(255) as u8;
    [c(r), c(g), c(b), a]
}
