//! Saving and restoring, layers included.

use crate::blend_mode::BlendMode;
use crate::canvas::clip::State;
use crate::canvas::layer::{Layer, Spare};
use crate::canvas::pixels::Pixels;
use crate::canvas::save_layer::SaveLayerRec;
use crate::geometry::IRect;
use crate::raster::Coverage;

/// All that a canvas is.
pub(crate) struct Stack {
    /// The surface's own pixels, and those of the layers on top.
    pub layers: Vec<Layer>,
    pub now: State,
    saved: Vec<State>,
    pub spare: Spare,
}

impl Stack {
    /// None of no size or one that doesn't fit in memory.
    pub fn new(width: i32, height: i32) -> Option<Self> {
        let base = Layer::base(width, height)?;
        let now = State::new(base.area);
        Some(Self { layers: vec![base], now, saved: Vec::new(), spare: Spare::default() })
    }

    /// How often [`Self::restore`] can be called, and once more.
    pub fn depth(&self) -> usize {
        self.saved.len() + 1
    }

    /// Saves, and returns the depth from before.
    pub fn save(&mut self) -> usize {
        let depth = self.depth();
        let mut next = self.now.clone();
        next.layer = false;
        self.saved.push(std::mem::replace(&mut self.now, next));
        depth
    }

    /// Saves, makes a layer, and returns the depth from before.
    pub fn save_layer(&mut self, rec: &SaveLayerRec<'_>) -> usize {
        let depth = self.save();
        let matrix = self.now.matrix;
        let mut area = self.now.clip;
        if let Some(bounds) = rec.bounds {
            area = area.and(&IRect::touched_by(&matrix.map_rect(bounds).0));
        }
        // A filter can make visible what lies outside of the clip.
        let filter = rec.paint.and_then(|p| p.image_filter.as_ref());
        if !area.is_empty() {
            area = area.grown(filter.map_or(0, |f| f.reach(&matrix)));
        }
        let mut layer = Layer::new(area, rec.paint.cloned(), matrix);
        if let (Some(filter), Some(below), false) = (rec.backdrop, self.layers.last(), area.is_empty()) {
            let source = area.grown(filter.reach(&matrix)).and(&below.area);
            let mut pixels = below.copy(source);
            filter.apply(&mut pixels, source, &matrix);
            let shown = area.and(&source);
            if !shown.is_empty() {
                layer.touch(&shown, &mut self.spare);
                let pixels = Pixels { area: source, data: &pixels };
                for y in shown.top..shown.bottom {
                    let row = pixels.row(y, shown.left, shown.right);
                    layer.row_mut(y, shown.left, shown.right).copy_from_slice(row);
                }
            }
        }
        if filter.is_some() {
            self.now.clip = area;
        }
        self.layers.push(layer);
        self.now.layer = true;
        depth
    }

    /// Undoes a save; false if there was none.
    pub fn restore(&mut self) -> bool {
        let Some(before) = self.saved.pop() else { return false };
        let now = std::mem::replace(&mut self.now, before);
        if now.layer
            && self.layers.len() > 1
            && let Some(layer) = self.layers.pop()
        {
            self.merge(layer);
        }
        true
    }

    /// Lays a layer over what is there.
    fn merge(&mut self, mut layer: Layer) {
        let paint = layer.paint.take().unwrap_or_default();
        let empty = layer.used.is_empty();
        if empty && !changes_without_source(paint.blend) {
            return;
        }
        if empty {
            let area = layer.area;
            layer.touch(&area, &mut self.spare);
        }
        let mut area = layer.used;
        if let Some(filter) = &paint.image_filter {
            let (whole, matrix) = (layer.area, layer.matrix);
            filter.apply(layer.pixels_mut(), whole, &matrix);
            area = area.grown(filter.reach(&matrix)).and(&whole);
            layer.used = area;
        }
        if changes_without_source(paint.blend) {
            area = layer.area;
        }
        let area = area.and(&self.now.clip);
        if !area.is_empty() {
            let opacity = (paint.color.a.clamp(0.0, 1.0) * 255.0 + 0.5) as u8;
            let coverage = Coverage::even(area, opacity);
            self.draw_pixels(&Pixels { area: layer.area, data: layer.pixels() }, &coverage, paint.blend);
        }
        layer.release(&mut self.spare);
    }
}

/// Whether a blend mode changes what is there where the source is empty.
fn changes_without_source(mode: BlendMode) -> bool {
    use BlendMode::{Clear, DstATop, DstIn, Modulate, Src, SrcIn, SrcOut};
    matches!(mode, Clear | DstATop | DstIn | Modulate | Src | SrcIn | SrcOut)
}
