//! How the bytes of pixels are laid out, to read them out of a surface.

/// The order of a pixel's four bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColorType {
    /// Red, green, blue, alpha.
    RGBA8888,
    /// Blue, green, red, alpha.
    BGRA8888,
}

/// What alpha means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlphaType {
    /// Colours are multiplied by alpha.
    Premul,
}

/// A colour space; there is none to choose from, all is sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColorSpace {}

/// A point in whole pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IPoint {
    /// From the left.
    pub x: i32,
    /// From the top.
    pub y: i32,
}

impl From<(i32, i32)> for IPoint {
    fn from((x, y): (i32, i32)) -> Self {
        Self { x, y }
    }
}

/// A size in whole pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ISize {
    /// From left to right.
    pub width: i32,
    /// From top to bottom.
    pub height: i32,
}

impl From<(i32, i32)> for ISize {
    fn from((width, height): (i32, i32)) -> Self {
        Self { width, height }
    }
}

/// Size and layout of pixels in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImageInfo {
    size: ISize,
    colors: ColorType,
}

impl ImageInfo {
    /// Pixels of this size, order and alpha.
    pub fn new(
        dimensions: impl Into<ISize>,
        color_type: ColorType,
        _alpha_type: AlphaType,
        _color_space: impl Into<Option<ColorSpace>>,
    ) -> Self {
        Self { size: dimensions.into(), colors: color_type }
    }

    /// From left to right, in pixels.
    pub fn width(&self) -> i32 {
        self.size.width
    }

    /// From top to bottom, in pixels.
    pub fn height(&self) -> i32 {
        self.size.height
    }

    /// The order of a pixel's bytes.
    pub fn color_type(&self) -> ColorType {
        self.colors
    }

    /// Bytes of a row without padding.
    pub fn min_row_bytes(&self) -> usize {
        self.size.width.max(0) as usize * 4
    }
}

/// Copies the part of `from` (RGBA rows, `width` pixels each) at `at` to `to`. False, and nothing is copied, where
/// the two share no pixel or `to` is too short.
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
    if row_bytes < info.min_row_bytes() || to.len() < (rows.max(1) - 1) * row_bytes + info.min_row_bytes() {
        return false;
    }
    let (left, right) =
        (at.x.max(0) as usize, (at.x as i64 + columns as i64).clamp(0, width as i64) as usize);
    let (top, bottom) = (at.y.max(0) as usize, (at.y as i64 + rows as i64).clamp(0, height as i64) as usize);
    if left >= right || top >= bottom {
        return false;
    }
    for y in top..bottom {
        let source = &from[(y * width + left) * 4..(y * width + right) * 4];
        let start = (y as i64 - at.y as i64) as usize * row_bytes + (left as i64 - at.x as i64) as usize * 4;
        let target = &mut to[start..start + source.len()];
        match info.color_type() {
            ColorType::RGBA8888 => target.copy_from_slice(source),
            ColorType::BGRA8888 => {
                for (to, from) in target.chunks_exact_mut(4).zip(source.chunks_exact(4)) {
                    to.copy_from_slice(&[from[2], from[1], from[0], from[3]]);
                }
            }
        }
    }
    true
}
