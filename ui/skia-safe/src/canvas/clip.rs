//! What the canvas saves and restores: where, and to where, is drawn.

use crate::clip_op::ClipOp;
use crate::geometry::{IRect, Matrix};
use crate::path::{Path, Shape};
use crate::raster::{Coverage, Row, cover};
use std::ops::Range;
use std::rc::Rc;

/// Where, and to where, is drawn.
#[derive(Clone)]
pub(crate) struct State {
    /// From what is drawn to pixels.
    pub matrix: Matrix,
    /// Nothing is drawn outside of these pixels,
    pub clip: IRect,
    /// and only as far as each of these says.
    masks: Vec<Limit>,
    /// Whether a layer was made for this state.
    pub layer: bool,
}

#[derive(Clone)]
struct Limit {
    coverage: Rc<Coverage>,
    inverted: bool,
}

impl State {
    pub fn new(clip: IRect) -> Self {
        Self { matrix: Matrix::new_identity(), clip, masks: Vec::new(), layer: false }
    }

    /// Whether the clip is a rectangle of whole pixels.
    pub fn is_plain(&self) -> bool {
        self.masks.is_empty()
    }

    pub fn clip_path(&mut self, path: &Path, op: ClipOp, smooth: bool) {
        if self.clip.is_empty() {
            return;
        }
        if op == ClipOp::Intersect {
            if self.clip_to_pixels(path, smooth) {
                return;
            }
            match cover(path, &self.matrix, self.clip, smooth) {
                Some(coverage) => {
                    self.clip = coverage.area();
                    self.masks.push(Limit { coverage: Rc::new(coverage), inverted: false });
                }
                None => self.clip.right = self.clip.left,
            }
        } else if let Some(coverage) = cover(path, &self.matrix, self.clip, smooth) {
            self.masks.push(Limit { coverage: Rc::new(coverage), inverted: true });
        }
    }

    /// Clips to a rectangle that needs no mask; false if it isn't one.
    fn clip_to_pixels(&mut self, path: &Path, smooth: bool) -> bool {
        let Shape::Rect(rect) = &path.shape else { return false };
        let (seen, exact) = self.matrix.map_rect(rect);
        if !exact {
            return false;
        }
        let on_pixels = seen.on_pixels(1.0 / 64.0).or((!smooth).then(|| seen.rounded()));
        let around = IRect::touched_by(&seen.with_inset((1.0, 1.0))).holds(&self.clip);
        if let Some(r) = on_pixels {
            self.clip = self.clip.and(&IRect::touched_by(&r));
        }
        on_pixels.is_some() || around
    }

    /// Hands each row of `coverage` within `area` to `draw`, as far as it lies in the clip. `area` must lie in the
    /// coverage and in the clip.
    pub fn rows(&self, coverage: &Coverage, area: IRect, mut draw: impl FnMut(i32, Row<'_>)) {
        let mut buffer = Vec::new();
        for y in area.top..area.bottom {
            let row = coverage.part(y, area.left, area.right);
            if self.passes(y, area.left, area.right) {
                draw(y, row);
            } else {
                let solid = self.limit(y, area.left, &row, &mut buffer);
                draw(y, Row { coverage: &buffer, solid });
            }
        }
    }

    /// Whether the masks leave these columns of a row as they are.
    pub fn passes(&self, y: i32, left: i32, right: i32) -> bool {
        self.masks.iter().all(|m| m.coverage.passes(y, left, right, m.inverted))
    }

    /// Copies a row that starts at (`left`, `y`) to `buffer`, as far as it lies in the masks, and says which
    /// columns are known to be full.
    pub fn limit(&self, y: i32, left: i32, row: &Row<'_>, buffer: &mut Vec<u8>) -> Range<i32> {
        buffer.clear();
        buffer.extend_from_slice(row.coverage);
        let mut solid = row.solid.clone();
        for mask in &self.masks {
            mask.coverage.apply(y, left, buffer, &mut solid, mask.inverted);
        }
        solid
    }
}
