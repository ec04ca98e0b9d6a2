//! Surfaces: pixels in memory and the canvas that draws to them.

use crate::canvas::Canvas;
use crate::geometry::{IPoint, ISize, Point};
use crate::paint::{Image, Paint, SamplingOptions};
use crate::pixels::{ImageInfo, Pixmap, copy};
use std::fmt;

/// Pixels in memory to draw to.
pub struct Surface {
    canvas: Canvas,
    info: ImageInfo,
}

impl fmt::Debug for Surface {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Surface").field("info", &self.info).finish_non_exhaustive()
    }
}

/// A surface of empty pixels. None of no size, or one that doesn't fit in memory.
pub fn raster_n32_premul(size: impl Into<ISize>) -> Option<Surface> {
    let size = size.into();
    let canvas = Canvas::new(size.width, size.height)?;
    Some(Surface { canvas, info: ImageInfo::new_n32_premul(size, None) })
}

impl Surface {
    /// From left to right, in pixels.
    pub fn width(&self) -> i32 {
        self.info.width()
    }

    /// From top to bottom, in pixels.
    pub fn height(&self) -> i32 {
        self.info.height()
    }

    /// Size and layout of its pixels.
    pub fn image_info(&self) -> ImageInfo {
        self.info.clone()
    }

    /// What draws to it.
    pub fn canvas(&mut self) -> &Canvas {
        &self.canvas
    }

    /// Another surface of the same kind.
    pub fn new_surface_with_dimensions(&mut self, dim: impl Into<ISize>) -> Option<Self> {
        raster_n32_premul(dim)
    }

    /// A copy of its pixels.
    pub fn image_snapshot(&mut self) -> Image {
        let info = self.info.clone();
        Image::from_pixels(info.dimensions(), self.pixels().to_vec())
    }

    /// Draws it to a canvas.
    pub fn draw(
        &mut self,
        canvas: &Canvas,
        offset: impl Into<Point>,
        sampling: impl Into<SamplingOptions>,
        paint: Option<&Paint>,
    ) {
        let at = offset.into();
        let corner = canvas.local_to_device_as_3x3().map_point(at);
        let translated = canvas.local_to_device_as_3x3().is_translate();
        let width = self.info.width() as usize;
        if translated && paint.is_none() && corner.x.fract() == 0.0 && corner.y.fract() == 0.0 {
            let at = IPoint::new(corner.x as i32, corner.y as i32);
            let mode = crate::blend_mode::BlendMode::SrcOver;
            canvas.stack.borrow_mut().draw_image(self.pixels(), width, at, 255, mode);
        } else {
            canvas.draw_image_with_sampling_options(self.image_snapshot(), at, sampling, paint);
        }
    }

    fn pixels(&mut self) -> &[u8] {
        self.canvas.stack.get_mut().layers.first().map_or(&[], |base| base.pixels())
    }

    /// Lends the pixels out.
    pub fn peek_pixels(&mut self) -> Option<Pixmap<'_>> {
        let info = self.info.clone();
        Some(Pixmap::lend(info, self.pixels()))
    }

    /// Copies pixels out, converted to what `dst_info` says. False, and nothing is copied, if `dst_pixels` is too
    /// short or there are no pixels at `src`.
    pub fn read_pixels(
        &mut self,
        dst_info: &ImageInfo,
        dst_pixels: &mut [u8],
        dst_row_bytes: usize,
        src: impl Into<IPoint>,
    ) -> bool {
        let width = self.info.width() as usize;
        copy(self.pixels(), width, dst_info, dst_pixels, dst_row_bytes, src.into())
    }
}
