//! Images.

use crate::data::Data;
use crate::geometry::ISize;
use std::fmt;
use std::sync::Arc;
use tiny_skia as ts;

/// Pixels that don't change.
#[derive(Clone)]
pub struct Image(Arc<ts::Pixmap>);

impl fmt::Debug for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Image").field("dimensions", &self.dimensions()).finish_non_exhaustive()
    }
}

impl Image {
    /// Decodes a PNG file; other formats aren't supported.
    pub fn from_encoded(data: impl Into<Data>) -> Option<Self> {
        ts::Pixmap::decode_png(&data.into()).ok().map(|p| Self(Arc::new(p)))
    }

    /// From premultiplied RGBA. What has no size becomes an empty pixel.
    pub(crate) fn from_pixels(size: ISize, pixels: Vec<u8>) -> Self {
        let size = ts::IntSize::from_wh(size.width.max(0) as u32, size.height.max(0) as u32);
        let pixmap = size.and_then(|s| ts::Pixmap::from_vec(pixels, s)).or_else(|| ts::Pixmap::new(1, 1));
        Self(Arc::new(pixmap.unwrap_or_else(|| unreachable!("a pixmap of one pixel can be made"))))
    }

    /// From left to right, in pixels.
    pub fn width(&self) -> i32 {
        self.0.width() as i32
    }

    /// From top to bottom, in pixels.
    pub fn height(&self) -> i32 {
        self.0.height() as i32
    }

    /// Width and height in pixels.
    pub fn dimensions(&self) -> ISize {
        ISize::new(self.width(), self.height())
    }

    pub(crate) fn pixmap(&self) -> &ts::Pixmap {
        &self.0
    }
}

impl AsRef<Image> for Image {
    fn as_ref(&self) -> &Image {
        self
    }
}
