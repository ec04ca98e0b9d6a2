//! How much of each pixel is covered.

use crate::blur::{blur, reach};
use crate::geometry::IRect;
use crate::raster::mul;
use std::ops::Range;

/// The coverage of the pixels of `area`, from 0 to 255, as bands of rows: shapes of editors are mostly rectangles,
/// whose rows are all the same.
#[derive(Clone, Debug)]
pub(crate) struct Coverage {
    area: IRect,
    bands: Vec<Band>,
}

#[derive(Clone, Debug)]
struct Band {
    top: i32,
    bottom: i32,
    /// Bytes from one row to the next: the width, or 0 if one row stands for all.
    stride: usize,
    data: Vec<u8>,
    /// Columns that are fully covered in every row.
    solid: Range<i32>,
}

/// A row of coverage.
#[derive(Clone, Debug)]
pub(crate) struct Row<'a> {
    pub coverage: &'a [u8],
    /// Columns of the area that are known to be fully covered.
    pub solid: Range<i32>,
}

impl Coverage {
    pub fn area(&self) -> IRect {
        self.area
    }

    /// The same coverage everywhere.
    pub fn even(area: IRect, value: u8) -> Self {
        let mut coverage = Self { area, bands: Vec::with_capacity(1) };
        coverage.push_even_rows(area.bottom, vec![value; area.columns()]);
        coverage
    }

    /// One byte for each pixel of `area`.
    pub fn dense(area: IRect, data: Vec<u8>) -> Self {
        let mut coverage = Self { area, bands: Vec::with_capacity(1) };
        coverage.push_rows(area.bottom, data);
        coverage
    }

    /// Coverage still without any row, to be pushed from the top.
    pub fn with_area(area: IRect) -> Self {
        Self { area, bands: Vec::with_capacity(3) }
    }

    fn next(&self) -> i32 {
        self.bands.last().map_or(self.area.top, |b| b.bottom)
    }

    /// The same row down to `bottom`.
    pub fn push_even_rows(&mut self, bottom: i32, row: Vec<u8>) {
        debug_assert_eq!(row.len(), self.area.columns());
        let top = self.next();
        if top >= bottom {
            return;
        }
        let full = |v: &u8| *v == 255;
        let first = row.iter().position(full).unwrap_or(row.len());
        let count = row[first..].iter().take_while(|v| full(v)).count();
        let left = self.area.left + first as i32;
        self.bands.push(Band { top, bottom, stride: 0, data: row, solid: left..left + count as i32 });
    }

    /// Rows of one byte for each pixel down to `bottom`.
    pub fn push_rows(&mut self, bottom: i32, data: Vec<u8>) {
        let top = self.next();
        if top >= bottom {
            return;
        }
        debug_assert_eq!(data.len(), self.area.columns() * (bottom - top) as usize);
        self.bands.push(Band { top, bottom, stride: self.area.columns(), data, solid: 0..0 });
    }

    /// The row `y`, which must be in the area.
    pub fn row(&self, y: i32) -> Row<'_> {
        let width = self.area.columns();
        match self.bands.get(self.bands.partition_point(|b| b.bottom <= y)) {
            Some(b) => {
                let start = b.stride * (y - b.top).max(0) as usize;
                Row { coverage: &b.data[start..start + width], solid: b.solid.clone() }
            }
            None => Row { coverage: &[], solid: 0..0 },
        }
    }

    /// Columns `left` to `right` of the row `y`, which must be in the area.
    pub fn part(&self, y: i32, left: i32, right: i32) -> Row<'_> {
        let Row { coverage, solid } = self.row(y);
        let from = |x: i32| ((x - self.area.left).max(0) as usize).min(coverage.len());
        Row { coverage: &coverage[from(left)..from(right)], solid }
    }

    /// Up to where rows are the same as row `y`, which may lie outside.
    pub fn same_until(&self, y: i32) -> i32 {
        if y < self.area.top {
            return self.area.top;
        }
        match self.bands.get(self.bands.partition_point(|b| b.bottom <= y)) {
            Some(b) if b.stride == 0 => b.bottom,
            Some(_) => y + 1,
            None => i32::MAX,
        }
    }

    /// The columns from `left` on of row `y`; nothing is covered outside of the area.
    pub fn copy_row(&self, y: i32, left: i32, row: &mut [u8]) {
        row.fill(0);
        let both = IRect::new(left, y, left + row.len() as i32, y + 1).and(&self.area);
        if !both.is_empty() {
            let part = self.part(y, both.left, both.right).coverage;
            let start = (both.left - left) as usize;
            row[start..start + part.len()].copy_from_slice(part);
        }
    }

    /// Whether [`Self::apply`] would change nothing.
    pub fn passes(&self, y: i32, left: i32, right: i32, inverted: bool) -> bool {
        let row = IRect::new(left, y, right, y + 1);
        if inverted {
            return row.and(&self.area).is_empty();
        }
        self.area.holds(&row) && {
            let solid = self.row(y).solid;
            solid.start <= left && right <= solid.end
        }
    }

    /// Multiplies `row`, the columns from `left` on of row `y`, by this coverage or, if `inverted`, by its
    /// complement. `solid` are columns of `row` that are known to be full.
    pub fn apply(&self, y: i32, left: i32, row: &mut [u8], solid: &mut Range<i32>, inverted: bool) {
        let right = left + row.len() as i32;
        let here = |x: i32| (x.clamp(left, right) - left) as usize;
        let inside = y >= self.area.top && y < self.area.bottom;
        let (from, to) = if inside { (self.area.left, self.area.right) } else { (right, right) };
        let (from, to) = (from.clamp(left, right), to.clamp(left, right));
        if !inverted {
            row[..here(from)].fill(0);
            row[here(to)..].fill(0);
        }
        if from >= to {
            if !inverted {
                *solid = 0..0;
            }
            return;
        }
        let Row { coverage, solid: full } = self.part(y, from, to);
        let full = full.start.clamp(from, to)..full.end.clamp(from, to);
        if inverted {
            let full = if full.is_empty() { from..from } else { full };
            row[here(full.start)..here(full.end)].fill(0);
            for part in [from..full.start, full.end..to] {
                let offset = (part.start - from) as usize;
                let row = &mut row[here(part.start)..here(part.end)];
                for (v, c) in row.iter_mut().zip(&coverage[offset..]) {
                    *v = mul(*v, 255 - *c);
                }
            }
            // What stays full is to the left or to the right: keep the larger part.
            let (before, after) = (solid.start..solid.end.min(from), solid.start.max(to)..solid.end);
            *solid = if before.end - before.start > after.end - after.start { before } else { after };
            return;
        }
        let full = if full.is_empty() { from..from } else { full };
        for part in [from..full.start, full.end..to] {
            let offset = (part.start - from) as usize;
            let row = &mut row[here(part.start)..here(part.end)];
            for (v, c) in row.iter_mut().zip(&coverage[offset..]) {
                *v = mul(*v, *c);
            }
        }
        *solid = solid.start.max(full.start)..solid.end.min(full.end);
    }

    /// One byte for each pixel of `area`; nothing is covered outside of what was.
    pub fn to_dense(&self, area: IRect) -> Vec<u8> {
        let mut out = vec![0; area.columns() * area.rows()];
        let both = self.area.and(&area);
        if both.is_empty() {
            return out;
        }
        for y in both.top..both.bottom {
            let start = (y - area.top) as usize * area.columns() + (both.left - area.left) as usize;
            let part = self.part(y, both.left, both.right).coverage;
            out[start..start + part.len()].copy_from_slice(part);
        }
        out
    }

    /// Blurred by so many pixels, which makes it larger on all sides.
    pub fn blurred(&self, sigma: f32) -> Self {
        let area = self.area.grown(reach(sigma));
        let mut data = self.to_dense(area);
        blur::<1>(&mut data, area.columns(), (sigma, sigma));
        Self::dense(area, data)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn solid_columns_are_full_however_masks_are_applied() {
        let mut mask = Coverage::with_area(IRect::new(2, 0, 8, 2));
        mask.push_even_rows(1, vec![10, 255, 255, 255, 255, 20]);
        mask.push_rows(2, vec![1, 2, 3, 4, 5, 6]);
        for inverted in [false, true] {
            for y in -1..3 {
                let (mut row, mut solid) = (vec![255u8; 12], -1..11);
                mask.apply(y, -1, &mut row, &mut solid, inverted);
                for x in solid {
                    assert_eq!(row[(x + 1) as usize], 255, "row {y}, column {x}, inverted: {inverted}");
                }
            }
        }
    }

    #[test]
    fn a_mask_and_its_complement_leave_what_was_there() {
        let mask = Coverage::dense(IRect::new(1, 0, 4, 1), vec![0, 100, 255]);
        let (mut a, mut b) = (vec![200u8; 5], vec![200u8; 5]);
        mask.apply(0, 0, &mut a, &mut (0..0), false);
        mask.apply(0, 0, &mut b, &mut (0..0), true);
        assert!(a.iter().zip(&b).all(|(a, b)| (a + b).abs_diff(200) <= 1), "{a:?} and {b:?}");
    }
}
