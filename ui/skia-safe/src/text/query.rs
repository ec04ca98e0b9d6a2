//! Where in a paragraph something is, and what is somewhere.

use crate::geometry::{Point, Rect};
use crate::text::styled::Ink;
use crate::text::{
    Affinity, GlyphClusterInfo, LineMetrics, Paragraph, PositionWithAffinity, RectHeightStyle,
    RectWidthStyle, TextBox, TextDirection,
};
use parley::{Cluster, ClusterSide};
use std::ops::Range;

fn direction(c: &Cluster<'_, Ink>) -> TextDirection {
    if c.is_rtl() { TextDirection::RTL } else { TextDirection::LTR }
}

impl Paragraph {
    fn bounds(&self, c: &Cluster<'_, Ink>) -> Rect {
        let x = c.visual_offset().unwrap_or(0.0);
        let line = self.lines.line(c.path().line_index());
        Rect::new(x, line.top, x + c.advance(), line.bottom)
    }

    fn info(&self, c: &Cluster<'_, Ink>) -> GlyphClusterInfo {
        GlyphClusterInfo { bounds: self.bounds(c), text_range: c.text_range(), position: direction(c) }
    }

    fn byte_of_utf16(&self, index: usize) -> usize {
        let mut units = 0;
        for (byte, c) in self.text.text.char_indices() {
            if units >= index {
                return byte;
            }
            units += c.len_utf16();
        }
        self.text.text.len()
    }

    fn utf16_of_byte(&self, byte: usize) -> usize {
        self.text.text.get(..byte).map_or(0, |t| t.encode_utf16().count())
    }

    /// Boxes around text, by its indices in UTF-16 units: one for each line and run of one direction.
    pub fn get_rects_for_range(
        &self,
        range: Range<usize>,
        _rect_height_style: RectHeightStyle,
        _rect_width_style: RectWidthStyle,
    ) -> Vec<TextBox> {
        let range = self.byte_of_utf16(range.start)..self.byte_of_utf16(range.end);
        let mut boxes: Vec<TextBox> = Vec::new();
        let clusters = self.lines.layout.lines().flat_map(|l| l.runs()).flat_map(|r| r.visual_clusters());
        for cluster in clusters {
            let text = cluster.text_range();
            if text.end <= range.start || text.start >= range.end {
                continue;
            }
            let (rect, direct) = (self.bounds(&cluster), direction(&cluster));
            match boxes.last_mut() {
                Some(b)
                    if b.rect.top == rect.top
                        && b.direct == direct
                        && (b.rect.right - rect.left).abs() < 0.01 =>
                {
                    b.rect.right = rect.right;
                }
                _ => boxes.push(TextBox { rect, direct }),
            }
        }
        boxes
    }

    /// All lines that are shown.
    pub fn get_line_metrics(&self) -> Vec<LineMetrics> {
        (0..self.line_number()).filter_map(|i| self.get_line_metrics_at(i)).collect()
    }

    /// A line of the whole text, from 0.
    pub fn get_line_metrics_at(&self, line_number: usize) -> Option<LineMetrics> {
        let line = self.lines.layout.get(line_number)?;
        let (m, b, range) = (line.metrics(), self.lines.line(line_number), line.text_range());
        let text = self.text.text.get(range.clone())?;
        let bare = text.trim_end_matches(['\n', '\r']);
        Some(LineMetrics {
            start_index: range.start,
            end_index: range.start + bare.len(),
            end_excluding_whitespaces: range.start + text.trim_end().len(),
            end_including_newline: range.end,
            hard_break: bare.len() < text.len(),
            ascent: (b.baseline - b.top).into(),
            descent: (b.bottom - b.baseline).into(),
            height: (b.bottom - b.top).into(),
            width: (m.advance - m.hanging_advance).into(),
            left: (m.inline_min_coord + m.offset).into(),
            baseline: b.baseline.into(),
            line_number,
        })
    }

    /// The line of the byte at an index.
    pub fn get_line_number_at(&self, code_unit_index: usize) -> Option<usize> {
        self.lines.layout.lines().position(|l| l.text_range().contains(&code_unit_index))
    }

    /// The letters of the byte at an index.
    pub fn get_glyph_cluster_at(&self, code_unit_index: usize) -> Option<GlyphClusterInfo> {
        Cluster::from_byte_index(&self.lines.layout, code_unit_index).map(|c| self.info(&c))
    }

    /// The letters nearest to a position.
    pub fn get_closest_glyph_cluster_at(&self, d: impl Into<Point>) -> Option<GlyphClusterInfo> {
        self.nearest(d.into()).map(|(c, _)| self.info(&c))
    }

    /// The place between two letters nearest to a position.
    pub fn get_glyph_position_at_coordinate(&self, p: impl Into<Point>) -> PositionWithAffinity {
        let (byte, affinity) = match self.nearest(p.into()) {
            Some((c, side)) if (side == ClusterSide::Left) != c.is_rtl() => {
                (c.text_range().start, Affinity::Downstream)
            }
            Some((c, _)) => (c.text_range().end, Affinity::Upstream),
            None => (0, Affinity::Downstream),
        };
        PositionWithAffinity { position: self.utf16_of_byte(byte) as i32, affinity }
    }

    fn nearest(&self, p: Point) -> Option<(Cluster<'_, Ink>, ClusterSide)> {
        self.lines.nearest(p.x, p.y)
    }
}
