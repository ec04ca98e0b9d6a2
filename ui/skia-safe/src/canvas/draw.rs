//! Drawing shapes, masks and pixels to the topmost layer.

use crate::blend_mode::BlendMode;
use crate::canvas::pixels::{Mask, Pixels};
use crate::canvas::save_layer::SaveLayerRec;
use crate::canvas::stack::Stack;
use crate::geometry::{IPoint, IRect, Matrix};
use crate::paint::Paint;
use crate::path::{Path, Shape, painted};
use crate::raster::{Coverage, Row, blend_row, cover, fill_row, lerp_row, over_row, shadow};
use tiny_skia as ts;

impl Stack {
    pub fn draw_path(&mut self, path: &Path, paint: &Paint) {
        if paint.image_filter.is_some() {
            return self.draw_filtered(path, paint);
        }
        let matrix = self.now.matrix;
        let path = painted(path, paint, matrix.mean_scale().max(1e-3));
        if let Some(filter) = &paint.mask_filter {
            if let Some(shadow) = shadow(&path, &matrix, filter.sigma(&matrix), self.now.clip) {
                self.draw_coverage(&shadow, paint);
            }
        } else if !self.fill_rect(&path, paint)
            && let Some(coverage) = cover(&path, &matrix, self.now.clip, paint.anti_alias)
        {
            self.draw_coverage(&coverage, paint);
        }
    }

    /// In a layer of its own.
    fn draw_filtered(&mut self, path: &Path, paint: &Paint) {
        let mut inner = paint.clone();
        let mut outer = Paint::default();
        outer.set_image_filter(inner.image_filter.take()).set_blend_mode(inner.blend);
        inner.set_blend_mode(BlendMode::SrcOver);
        self.save_layer(&SaveLayerRec::default().paint(&outer));
        self.draw_path(path, &inner);
        self.restore();
    }

    /// Fills a rectangle of whole pixels with one colour; false if it isn't that.
    fn fill_rect(&mut self, path: &Path, paint: &Paint) -> bool {
        let Shape::Rect(rect) = &path.shape else { return false };
        let (seen, exact) = self.now.matrix.map_rect(rect);
        if !exact || !paint.is_plain() || !self.now.is_plain() {
            return false;
        }
        let on_pixels = seen.on_pixels(1.0 / 256.0).or((!paint.anti_alias).then(|| seen.rounded()));
        let Some(rect) = on_pixels else { return false };
        let Some(layer) = self.layers.last_mut() else { return true };
        let area = IRect::touched_by(&rect).and(&self.now.clip).and(&layer.area);
        if !area.is_empty() {
            layer.touch(&area, &mut self.spare);
            let color = paint.color.premultiplied();
            for y in area.top..area.bottom {
                fill_row(layer.row_mut(y, area.left, area.right), color);
            }
        }
        true
    }

    /// Fills the whole clip.
    pub fn draw_paint(&mut self, paint: &Paint) {
        let Some(layer) = self.layers.last() else { return };
        let mut area = self.now.clip.and(&layer.area);
        // These leave empty pixels empty.
        use BlendMode::{DstIn, DstOut, SrcATop, SrcIn};
        if matches!(paint.blend, DstIn | DstOut | SrcATop | SrcIn) {
            area = area.and(&layer.used);
        }
        if !area.is_empty() {
            self.draw_coverage(&Coverage::even(area, 255), paint);
        }
    }

    /// Replaces the clipped part of the layer by one colour, whatever was there.
    pub fn clear(&mut self, color: [u8; 4]) {
        let Some(layer) = self.layers.last_mut() else { return };
        let mut area = self.now.clip.and(&layer.area);
        if color == [0; 4] {
            area = area.and(&layer.used);
        }
        if area.is_empty() {
            return;
        }
        layer.touch(&area, &mut self.spare);
        let coverage = Coverage::even(area, 255);
        let source: Vec<u8> = color.repeat(area.columns());
        self.now.rows(&coverage, area, |y, row| {
            let dst = layer.row_mut(y, area.left, area.right);
            if row.solid.len() == area.columns() {
                dst.copy_from_slice(&source);
            } else {
                lerp_row(dst, &source, row.coverage);
            }
        });
    }

    /// Draws the paint's colour or shader as far as `coverage` says.
    pub fn draw_coverage(&mut self, coverage: &Coverage, paint: &Paint) {
        let Some(layer) = self.layers.last_mut() else { return };
        let area = coverage.area().and(&self.now.clip).and(&layer.area);
        if area.is_empty() {
            return;
        }
        if paint.is_plain() {
            let color = paint.color.premultiplied();
            if color[3] == 0 {
                return;
            }
            layer.touch(&area, &mut self.spare);
            self.now.rows(coverage, area, |y, row| {
                draw_row(layer.row_mut(y, area.left, area.right), area.left, &row, color);
            });
            return;
        }
        let Some(mut source) = ts::Pixmap::new(area.columns() as u32, area.rows() as u32) else { return };
        let to_source = Matrix::translate((-area.left, -area.top)) * self.now.matrix;
        match &paint.shader {
            None => source.fill(paint.color.ts()),
            Some(shader) => {
                let Some(shader) = shader.ts(&to_source, paint.color.a) else { return };
                let paint = ts::Paint { shader, anti_alias: false, ..ts::Paint::default() };
                let whole = ts::Rect::from_xywh(0.0, 0.0, area.columns() as f32, area.rows() as f32);
                if let Some(whole) = whole {
                    source.fill_rect(whole, &paint, ts::Transform::identity(), None);
                }
            }
        }
        if let Some((rect, local)) = paint.shader.as_ref().and_then(|s| s.limits()) {
            let limits = cover(&Path::rect(rect, None), &(to_source * local), source_area(area), true);
            limit(source.data_mut(), source_area(area), limits.as_ref());
        }
        self.draw_pixels(&Pixels { area, data: source.data() }, coverage, paint.blend);
    }

    /// Draws ready pixels as far as `coverage` says.
    pub fn draw_pixels(&mut self, source: &Pixels<'_>, coverage: &Coverage, mode: BlendMode) {
        let Some(layer) = self.layers.last_mut() else { return };
        let area = source.area.and(&coverage.area()).and(&self.now.clip).and(&layer.area);
        if area.is_empty() {
            return;
        }
        layer.touch(&area, &mut self.spare);
        if mode == BlendMode::SrcOver {
            self.now.rows(coverage, area, |y, row| {
                let full = row.solid.start <= area.left && row.solid.end >= area.right;
                let src = source.row(y, area.left, area.right);
                let dst = layer.row_mut(y, area.left, area.right);
                over_row(dst, src, (!full).then_some(row.coverage));
            });
            return;
        }
        // Blend a copy, then take from it what is covered.
        let (w, h) = (area.columns() as u32, area.rows() as u32);
        let mut cut = Vec::with_capacity(area.columns() * area.rows() * 4);
        (area.top..area.bottom).for_each(|y| cut.extend_from_slice(source.row(y, area.left, area.right)));
        let mut blended = layer.copy(area);
        let (Some(cut), Some(mut target)) =
            (ts::PixmapRef::from_bytes(&cut, w, h), ts::PixmapMut::from_bytes(&mut blended, w, h))
        else {
            return;
        };
        let paint = ts::PixmapPaint { blend_mode: mode.ts(), ..ts::PixmapPaint::default() };
        target.draw_pixmap(0, 0, cut, &paint, ts::Transform::identity(), None);
        let blended = Pixels { area, data: &blended };
        self.now.rows(coverage, area, |y, row| {
            let src = blended.row(y, area.left, area.right);
            lerp_row(layer.row_mut(y, area.left, area.right), src, row.coverage);
        });
    }

    /// Lays one colour over, as far as `mask` says.
    pub fn draw_mask(&mut self, mask: &Mask<'_>, color: [u8; 4]) {
        let Some(layer) = self.layers.last_mut() else { return };
        let area = mask.area.and(&self.now.clip).and(&layer.area);
        if area.is_empty() {
            return;
        }
        layer.touch(&area, &mut self.spare);
        let mut buffer = Vec::new();
        for y in area.top..area.bottom {
            let start = (y - mask.area.top) as usize * mask.area.columns();
            let at = |x: i32| start + (x - mask.area.left) as usize;
            let coverage = &mask.data[at(area.left)..at(area.right)];
            let dst = layer.row_mut(y, area.left, area.right);
            if self.now.passes(y, area.left, area.right) {
                blend_row(dst, coverage, color);
            } else {
                self.now.limit(y, area.left, &Row { coverage, solid: 0..0 }, &mut buffer);
                blend_row(dst, &buffer, color);
            }
        }
    }

    /// Lays ready pixels over, their top left corner at a pixel.
    pub fn draw_image(&mut self, data: &[u8], width: usize, at: IPoint, opacity: u8, mode: BlendMode) {
        let height = data.len() / 4 / width.max(1);
        let area = IRect::from_xywh(at.x, at.y, width as i32, height as i32);
        let shown = area.and(&self.now.clip);
        if !shown.is_empty() {
            self.draw_pixels(&Pixels { area, data }, &Coverage::even(shown, opacity), mode);
        }
    }
}

fn source_area(area: IRect) -> IRect {
    IRect::from_xywh(0, 0, area.width(), area.height())
}

/// Empties pixels as far as `coverage` doesn't cover them.
fn limit(pixels: &mut [u8], area: IRect, coverage: Option<&Coverage>) {
    let Some(coverage) = coverage else { return pixels.fill(0) };
    let mut row = vec![0; area.columns()];
    let nothing = vec![0; area.columns() * 4];
    for (y, pixels) in (area.top..).zip(pixels.chunks_exact_mut(area.columns() * 4)) {
        coverage.copy_row(y, area.left, &mut row);
        row.iter_mut().for_each(|v| *v = 255 - *v);
        lerp_row(pixels, &nothing, &row);
    }
}

/// Lays one colour over a row that starts at `left`.
fn draw_row(dst: &mut [u8], left: i32, row: &Row<'_>, color: [u8; 4]) {
    let width = row.coverage.len();
    let at = |x: i32| ((x - left).max(0) as usize).min(width);
    let (from, to) = (at(row.solid.start), at(row.solid.end));
    if from >= to {
        return blend_row(dst, row.coverage, color);
    }
    blend_row(&mut dst[..from * 4], &row.coverage[..from], color);
    fill_row(&mut dst[from * 4..to * 4], color);
    blend_row(&mut dst[to * 4..], &row.coverage[to..], color);
}
