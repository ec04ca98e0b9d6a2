//! Axis-aligned rectangles, in fractions and in whole pixels.

use super::{ISize, Point, Size, Vector};

/// A rectangle by its sides.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Smaller x.
    pub left: f32,
    /// Smaller y.
    pub top: f32,
    /// Larger x.
    pub right: f32,
    /// Larger y.
    pub bottom: f32,
}

impl Rect {
    /// A rectangle by its sides.
    pub fn new(left: f32, top: f32, right: f32, bottom: f32) -> Self {
        Self { left, top, right, bottom }
    }

    /// All sides zero.
    pub fn new_empty() -> Self {
        Self::new(0.0, 0.0, 0.0, 0.0)
    }

    /// A rectangle by its sides.
    pub fn from_ltrb(l: f32, t: f32, r: f32, b: f32) -> Self {
        Self::new(l, t, r, b)
    }

    /// A rectangle by its top left corner, width and height.
    pub fn from_xywh(x: f32, y: f32, w: f32, h: f32) -> Self {
        Self::new(x, y, x + w, y + h)
    }

    /// A rectangle at the origin.
    pub fn from_wh(w: f32, h: f32) -> Self {
        Self::new(0.0, 0.0, w, h)
    }

    /// The same rectangle in fractions.
    pub fn from_irect(r: impl AsRef<IRect>) -> Self {
        let r = r.as_ref();
        Self::new(r.left as f32, r.top as f32, r.right as f32, r.bottom as f32)
    }

    /// The left side.
    pub const fn x(&self) -> f32 {
        self.left
    }

    /// The top side.
    pub const fn y(&self) -> f32 {
        self.top
    }

    /// The left side.
    pub const fn left(&self) -> f32 {
        self.left
    }

    /// The top side.
    pub const fn top(&self) -> f32 {
        self.top
    }

    /// The right side.
    pub const fn right(&self) -> f32 {
        self.right
    }

    /// The bottom side.
    pub const fn bottom(&self) -> f32 {
        self.bottom
    }

    /// From left to right; negative if the sides are swapped.
    pub fn width(&self) -> f32 {
        self.right - self.left
    }

    /// From top to bottom; negative if the sides are swapped.
    pub fn height(&self) -> f32 {
        self.bottom - self.top
    }

    /// Width and height.
    pub fn size(&self) -> Size {
        Size::new(self.width(), self.height())
    }

    /// Half-way from left to right.
    pub fn center_x(&self) -> f32 {
        self.left * 0.5 + self.right * 0.5
    }

    /// Half-way from top to bottom.
    pub fn center_y(&self) -> f32 {
        self.top * 0.5 + self.bottom * 0.5
    }

    /// The middle.
    pub fn center(&self) -> Point {
        Point::new(self.center_x(), self.center_y())
    }

    /// Whether it has no inside; true if a side is not a number.
    pub fn is_empty(&self) -> bool {
        !(self.left < self.right && self.top < self.bottom)
    }

    /// Whether no side is infinite or not a number.
    pub fn is_finite(&self) -> bool {
        self.left.is_finite() && self.top.is_finite() && self.right.is_finite() && self.bottom.is_finite()
    }

    /// Each side moved inwards.
    #[must_use]
    pub fn with_inset(&self, d: impl Into<Vector>) -> Self {
        let d = d.into();
        Self::new(self.left + d.x, self.top + d.y, self.right - d.x, self.bottom - d.y)
    }

    /// Each side moved outwards.
    #[must_use]
    pub fn with_outset(&self, d: impl Into<Vector>) -> Self {
        self.with_inset(-d.into())
    }

    /// The rectangle moved.
    #[must_use]
    pub fn with_offset(&self, d: impl Into<Vector>) -> Self {
        let d = d.into();
        Self::new(self.left + d.x, self.top + d.y, self.right + d.x, self.bottom + d.y)
    }

    /// With each pair of sides in order.
    #[must_use]
    pub fn sorted(&self) -> Self {
        Self::new(
            self.left.min(self.right),
            self.top.min(self.bottom),
            self.left.max(self.right),
            self.top.max(self.bottom),
        )
    }

    /// What both share; empty if they share nothing.
    pub(crate) fn and(&self, o: &Self) -> Self {
        Self::new(
            self.left.max(o.left),
            self.top.max(o.top),
            self.right.min(o.right),
            self.bottom.min(o.bottom),
        )
    }

    /// The smallest rectangle around both.
    pub(crate) fn around(&self, o: &Self) -> Self {
        Self::new(
            self.left.min(o.left),
            self.top.min(o.top),
            self.right.max(o.right),
            self.bottom.max(o.bottom),
        )
    }

    pub(crate) fn holds(&self, o: &Self) -> bool {
        self.left <= o.left && self.top <= o.top && self.right >= o.right && self.bottom >= o.bottom
    }

    /// The sides at whole pixels, if each is that near to one.
    pub(crate) fn on_pixels(&self, tolerance: f32) -> Option<Self> {
        let near = |v: f32| (v - v.round()).abs() <= tolerance;
        let all = near(self.left) && near(self.top) && near(self.right) && near(self.bottom);
        all.then(|| self.rounded())
    }

    /// Each side at the nearest whole pixel.
    pub(crate) fn rounded(&self) -> Self {
        Self::new(self.left.round(), self.top.round(), self.right.round(), self.bottom.round())
    }
}

impl AsRef<Rect> for Rect {
    fn as_ref(&self) -> &Rect {
        self
    }
}

/// A rectangle of whole pixels by its sides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IRect {
    /// The first column.
    pub left: i32,
    /// The first row.
    pub top: i32,
    /// The column after the last.
    pub right: i32,
    /// The row after the last.
    pub bottom: i32,
}

impl IRect {
    /// A rectangle by its sides.
    pub const fn new(left: i32, top: i32, right: i32, bottom: i32) -> Self {
        Self { left, top, right, bottom }
    }

    /// A rectangle by its top left corner, width and height.
    pub fn from_xywh(x: i32, y: i32, w: i32, h: i32) -> Self {
        Self::new(x, y, x.saturating_add(w), y.saturating_add(h))
    }

    /// From left to right.
    pub const fn width(&self) -> i32 {
        self.right.saturating_sub(self.left)
    }

    /// From top to bottom.
    pub const fn height(&self) -> i32 {
        self.bottom.saturating_sub(self.top)
    }

    /// Width and height.
    pub const fn size(&self) -> ISize {
        ISize::new(self.width(), self.height())
    }

    /// Whether it holds no pixel.
    pub fn is_empty(&self) -> bool {
        self.right <= self.left || self.bottom <= self.top
    }

    /// All pixels that `r` touches. Far-away and meaningless sides are held to ten million pixels.
    pub(crate) fn touched_by(r: &Rect) -> Self {
        let c = |v: f32| v.clamp(-1e7, 1e7) as i32;
        Self::new(c(r.left.floor()), c(r.top.floor()), c(r.right.ceil()), c(r.bottom.ceil()))
    }

    /// Columns, never negative.
    pub(crate) fn columns(&self) -> usize {
        self.width().max(0) as usize
    }

    /// Rows, never negative.
    pub(crate) fn rows(&self) -> usize {
        self.height().max(0) as usize
    }

    /// What both share; empty if they share nothing.
    pub(crate) fn and(&self, o: &Self) -> Self {
        Self::new(
            self.left.max(o.left),
            self.top.max(o.top),
            self.right.min(o.right),
            self.bottom.min(o.bottom),
        )
    }

    /// The smallest rectangle around both; an empty one counts for nothing.
    pub(crate) fn around(&self, o: &Self) -> Self {
        match (self.is_empty(), o.is_empty()) {
            (true, _) => *o,
            (_, true) => *self,
            _ => Self::new(
                self.left.min(o.left),
                self.top.min(o.top),
                self.right.max(o.right),
                self.bottom.max(o.bottom),
            ),
        }
    }

    /// Each side moved outwards.
    pub(crate) fn grown(&self, n: i32) -> Self {
        Self::new(self.left - n, self.top - n, self.right + n, self.bottom + n)
    }

    pub(crate) fn holds(&self, o: &Self) -> bool {
        self.left <= o.left && self.top <= o.top && self.right >= o.right && self.bottom >= o.bottom
    }
}

impl AsRef<IRect> for IRect {
    fn as_ref(&self) -> &IRect {
        self
    }
}
