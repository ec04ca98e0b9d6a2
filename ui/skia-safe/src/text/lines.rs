//! A layout with its lines where Skia has them: as high as whole pixels, the first at the top.

use crate::text::styled::Ink;
use parley::{Cluster, ClusterSide, Layout};

/// Where a line is, from the top of the paragraph.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct LineBox {
    pub top: f32,
    pub baseline: f32,
    /// Where letters are drawn: the baseline at the nearest pixel from the line's top.
    pub drawn: f32,
    pub bottom: f32,
}

/// Text in lines.
pub(crate) struct Lines {
    pub layout: Layout<Ink>,
    boxes: Vec<LineBox>,
}

impl Default for Lines {
    fn default() -> Self {
        Self { layout: Layout::new(), boxes: Vec::new() }
    }
}

impl Lines {
    pub fn new(layout: Layout<Ink>) -> Self {
        let mut top = 0.0;
        let boxes = layout.lines().map(|line| {
            let m = line.metrics();
            let ascent = m.baseline - m.content_block_min_coord;
            let descent = m.content_block_max_coord - m.baseline;
            let leading = m.line_height - ascent - descent;
            let height = m.line_height.round();
            let baseline = ascent + leading / 2.0;
            let drawn = top + (baseline + 0.5).floor();
            let line = LineBox { top, baseline: top + baseline, drawn, bottom: top + height };
            top += height;
            line
        });
        let boxes = boxes.collect();
        Self { layout, boxes }
    }

    pub fn line(&self, index: usize) -> LineBox {
        self.boxes.get(index).copied().unwrap_or_default()
    }

    pub fn boxes(&self) -> &[LineBox] {
        &self.boxes
    }

    pub fn height(&self) -> f32 {
        self.boxes.last().map_or(0.0, |b| b.bottom)
    }

    /// The letters nearest to a position, and on which side of them it is.
    pub fn nearest(&self, x: f32, y: f32) -> Option<(Cluster<'_, Ink>, ClusterSide)> {
        let index = self.boxes.iter().position(|b| y < b.bottom).unwrap_or(self.boxes.len().checked_sub(1)?);
        let line = self.layout.get(index)?;
        let m = line.metrics();
        let x = if x.is_nan() { 0.0 } else { x };
        Cluster::from_point(&self.layout, x, (m.block_min_coord + m.block_max_coord) / 2.0)
    }
}
