//! A picture's way to the window.

use std::num::NonZeroU32;

use baseview::WindowContext;
use skia_safe::ColorType;

use crate::drawing::Drawing;

/// What stands in a window that has nothing to show, as 0x00RRGGBB.
const PLAIN: u32 = 0x0020_2226;

/// Shows pictures in a window, through memory that the window system shares where it can.
pub(crate) struct Presenter {
    surface: softbuffer::Surface<WindowContext, WindowContext>,
}

impl Presenter {
    pub fn new(window: &WindowContext) -> Result<Self, softbuffer::SoftBufferError> {
        let context = softbuffer::Context::new(window.clone())?;
        Ok(Self { surface: softbuffer::Surface::new(&context, window.clone())? })
    }

    /// Shows what the drawing has drawn.
    pub fn show(&mut self, drawing: &mut Drawing) -> Result<(), softbuffer::SoftBufferError> {
        let (width, height) = drawing.size();
        self.fill((width, height), |pixels| {
            drawing.read(ColorType::RGBA8888, bytes(pixels));
            pixels.iter_mut().for_each(|pixel| *pixel = packed(*pixel));
        })
    }

    /// Shows a plain background.
    pub fn clear(&mut self, size: (u32, u32)) -> Result<(), softbuffer::SoftBufferError> {
        self.fill(size, |pixels| pixels.fill(PLAIN))
    }

    fn fill(
        &mut self,
        size: (u32, u32),
        paint: impl FnOnce(&mut [u32]),
    ) -> Result<(), softbuffer::SoftBufferError> {
        let side = |pixels| NonZeroU32::new(pixels).unwrap_or(NonZeroU32::MIN);
        self.surface.resize(side(size.0), side(size.1))?;
        let mut buffer = self.surface.buffer_mut()?;
        paint(&mut buffer);
        buffer.present()
    }
}

/// 0x00RRGGBB of the bytes red, green, blue and alpha.
fn packed(rgba: u32) -> u32 {
    let abgr = u32::from_le(rgba);
    abgr << 16 & 0x00ff_0000 | abgr & 0x0000_ff00 | abgr >> 16 & 0x0000_00ff
}

/// The same memory as bytes.
fn bytes(pixels: &mut [u32]) -> &mut [u8] {
    // SAFETY: any four bytes are a `u32` and the other way round, a byte needs no alignment, and the length in bytes
    // is that of the same slice, which stays borrowed.
    unsafe { std::slice::from_raw_parts_mut(pixels.as_mut_ptr().cast(), size_of_val(pixels)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_are_packed_as_the_window_wants_them() {
        let mut pixels = [0; 2];
        bytes(&mut pixels).copy_from_slice(&[1, 2, 3, 255, 250, 0, 0, 255]);
        assert_eq!(pixels.map(packed), [0x0001_0203, 0x00fa_0000]);
    }
}
