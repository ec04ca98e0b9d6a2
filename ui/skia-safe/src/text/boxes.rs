//! What a paragraph says about itself.

use crate::geometry::Rect;
use crate::text::TextDirection;
use std::ops::Range;

/// How high the boxes of [`crate::textlayout::Paragraph::get_rects_for_range`] are. Always as lines here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RectHeightStyle {
    /// As the text.
    #[default]
    Tight,
    /// As the line's highest text.
    Max,
    /// As the line, the space between lines shared.
    IncludeLineSpacingMiddle,
    /// As the line and the space above.
    IncludeLineSpacingTop,
    /// As the line and the space below.
    IncludeLineSpacingBottom,
    /// As the strut.
    Strut,
}

/// How wide the boxes of [`crate::textlayout::Paragraph::get_rects_for_range`] are. Always as the text here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RectWidthStyle {
    /// As the text.
    #[default]
    Tight,
    /// The last of a line as far as the longest line.
    Max,
}

/// Where some text is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TextBox {
    /// In the paragraph.
    pub rect: Rect,
    /// Which way it is read.
    pub direct: TextDirection,
}

/// Letters that belong together, mostly one.
#[derive(Clone, Debug, PartialEq)]
pub struct GlyphClusterInfo {
    /// In the paragraph.
    pub bounds: Rect,
    /// In bytes.
    pub text_range: Range<usize>,
    /// Which way they are read.
    pub position: TextDirection,
}

/// To which letter a place between two belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Affinity {
    /// To the one before.
    Upstream,
    /// To the one after.
    Downstream,
}

/// A place between two letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PositionWithAffinity {
    /// In UTF-16 units.
    pub position: i32,
    /// To which letter it belongs.
    pub affinity: Affinity,
}

/// Where a line is; indices are in bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct LineMetrics {
    /// Where its text starts.
    pub start_index: usize,
    /// Where its text ends, without a line break.
    pub end_index: usize,
    /// Where its text ends, without spaces.
    pub end_excluding_whitespaces: usize,
    /// Where its text ends, with a line break.
    pub end_including_newline: usize,
    /// Whether it ends in a line break.
    pub hard_break: bool,
    /// From its top to the baseline.
    pub ascent: f64,
    /// From the baseline to its bottom.
    pub descent: f64,
    /// From top to bottom.
    pub height: f64,
    /// From left to right, without spaces at the end.
    pub width: f64,
    /// Its left.
    pub left: f64,
    /// Where letters stand.
    pub baseline: f64,
    /// From 0.
    pub line_number: usize,
}
