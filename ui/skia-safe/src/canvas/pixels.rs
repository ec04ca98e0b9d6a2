//! Ready pixels and ready coverage, as they are lent to be drawn.

use crate::geometry::IRect;

/// Premultiplied RGBA pixels of an area.
#[derive(Clone, Copy)]
pub(crate) struct Pixels<'a> {
    pub area: IRect,
    pub data: &'a [u8],
}

impl<'a> Pixels<'a> {
    /// Some columns of a row, which must lie in the area.
    pub fn row(&self, y: i32, left: i32, right: i32) -> &'a [u8] {
        let start = (y - self.area.top) as usize * self.area.columns();
        let at = |x: i32| (start + (x - self.area.left) as usize) * 4;
        &self.data[at(left)..at(right)]
    }
}

/// Ready coverage of a few pixels: a glyph.
#[derive(Clone, Copy)]
pub(crate) struct Mask<'a> {
    pub area: IRect,
    pub data: &'a [u8],
}
