//! Pixels being drawn to.

use crate::geometry::{IRect, Matrix};
use crate::paint::Paint;

/// Premultiplied RGBA pixels of an area. They take memory from when something is drawn.
pub(crate) struct Layer {
    pub area: IRect,
    /// All that was drawn lies in here; pixels outside are empty.
    pub used: IRect,
    pub paint: Option<Paint>,
    /// The matrix when the layer was made.
    pub matrix: Matrix,
    pixels: Vec<u8>,
}

/// Memory of layers that are no more, all empty pixels.
#[derive(Default)]
pub(crate) struct Spare(Vec<Vec<u8>>);

/// As deep as layers usually are.
const SPARE: usize = 4;

impl Layer {
    pub fn new(area: IRect, paint: Option<Paint>, matrix: Matrix) -> Self {
        Self { area, used: IRect::default(), paint, matrix, pixels: Vec::new() }
    }

    /// The layer that a surface is, none of no size or one that doesn't fit in memory.
    pub fn base(width: i32, height: i32) -> Option<Self> {
        let area = IRect::from_xywh(0, 0, width, height);
        let bytes = area.columns().checked_mul(area.rows())?.checked_mul(4)?;
        if area.is_empty() || bytes > i32::MAX as usize {
            return None;
        }
        let used = area;
        Some(Self { area, used, paint: None, matrix: Matrix::new_identity(), pixels: vec![0; bytes] })
    }

    /// Makes ready for drawing to `part`, which must lie in the area.
    pub fn touch(&mut self, part: &IRect, spare: &mut Spare) {
        if self.pixels.is_empty() {
            self.pixels = spare.0.pop().unwrap_or_default();
            self.pixels.resize(self.area.columns() * self.area.rows() * 4, 0);
        }
        self.used = self.used.around(part);
    }

    /// Gives the memory back.
    pub fn release(mut self, spare: &mut Spare) {
        if spare.0.len() < SPARE && !self.pixels.is_empty() {
            for y in self.used.top..self.used.bottom {
                self.row_mut(y, self.used.left, self.used.right).fill(0);
            }
            spare.0.push(self.pixels);
        }
    }

    fn at(&self, y: i32, x: i32) -> usize {
        ((y - self.area.top) as usize * self.area.columns() + (x - self.area.left) as usize) * 4
    }

    /// Some columns of a row, which must lie in the area and have been touched.
    pub fn row(&self, y: i32, left: i32, right: i32) -> &[u8] {
        &self.pixels[self.at(y, left)..self.at(y, right)]
    }

    /// Some columns of a row, which must lie in the area and have been touched.
    pub fn row_mut(&mut self, y: i32, left: i32, right: i32) -> &mut [u8] {
        let (from, to) = (self.at(y, left), self.at(y, right));
        &mut self.pixels[from..to]
    }

    /// A copy of the pixels of an area, empty where there are none.
    pub fn copy(&self, area: IRect) -> Vec<u8> {
        let mut out = vec![0; area.columns() * area.rows() * 4];
        let both = self.used.and(&area);
        if !both.is_empty() {
            let skip = (both.left - area.left) as usize * 4;
            for y in both.top..both.bottom {
                let row = self.row(y, both.left, both.right);
                let start = (y - area.top) as usize * area.columns() * 4 + skip;
                out[start..start + row.len()].copy_from_slice(row);
            }
        }
        out
    }

    /// All pixels; none if nothing was drawn.
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// All pixels, to be changed as a whole; none if nothing was drawn.
    pub fn pixels_mut(&mut self) -> &mut [u8] {
        &mut self.pixels
    }
}
