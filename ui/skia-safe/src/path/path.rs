//! The path.

use crate::geometry::{Matrix, Point, RRect, Rect, Vector};
use crate::path::tracer::Tracer;
use std::sync::Arc;
use tiny_skia as ts;

/// Which way round an outline runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathDirection {
    /// Clockwise.
    CW,
    /// Counter-clockwise.
    CCW,
}

/// What is inside of outlines that cross or lie in each other. Skia's inverse rules don't exist here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathFillType {
    /// What is wound around, in sum.
    Winding,
    /// What lies within an odd number of outlines.
    EvenOdd,
}

/// How two areas are combined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathOp {
    /// The first without the second.
    Difference,
    /// What both share.
    Intersect,
    /// Either.
    Union,
    /// Either, but not both.
    XOR,
    /// The second without the first.
    ReverseDifference,
}

/// What a path is, as simply as it can be told.
#[derive(Clone, Debug, Default)]
pub(crate) enum Shape {
    #[default]
    Empty,
    Rect(Rect),
    RRect(RRect),
    Outline(Arc<ts::Path>),
    /// Evaluated on coverage when it is drawn or clipped to.
    Combined(Arc<(Path, Path, PathOp)>),
}

/// An outline that doesn't change.
///
/// The result of [`Path::op`] isn't an outline but remembers what it was made of: it can be filled and clipped to,
/// which is all that vizia does with it. A stroke of it draws nothing.
#[derive(Clone, Debug)]
pub struct Path {
    pub(crate) shape: Shape,
    pub(crate) fill: PathFillType,
    bounds: Rect,
}

impl Default for Path {
    fn default() -> Self {
        Self { shape: Shape::Empty, fill: PathFillType::Winding, bounds: Rect::default() }
    }
}

impl Path {
    /// Nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// A rectangle.
    pub fn rect(rect: impl AsRef<Rect>, _dir: impl Into<Option<PathDirection>>) -> Self {
        let r = rect.as_ref().sorted();
        if !r.is_finite() || r.is_empty() {
            return Self::default();
        }
        Self { shape: Shape::Rect(r), bounds: r, ..Self::default() }
    }

    /// A rectangle with rounded corners.
    pub fn rrect(rect: impl AsRef<RRect>, dir: impl Into<Option<PathDirection>>) -> Self {
        let r = *rect.as_ref();
        if r.is_empty() || r.is_rect() {
            return Self::rect(r.rect(), dir);
        }
        Self { shape: Shape::RRect(r), bounds: *r.rect(), ..Self::default() }
    }

    /// An ellipse.
    pub fn oval(oval: impl AsRef<Rect>, dir: impl Into<Option<PathDirection>>) -> Self {
        Self::rrect(RRect::new_oval(oval), dir)
    }

    /// A circle.
    pub fn circle(center: impl Into<Point>, radius: f32, dir: impl Into<Option<PathDirection>>) -> Self {
        let c = center.into();
        Self::oval(Rect::new(c.x - radius, c.y - radius, c.x + radius, c.y + radius), dir)
    }

    /// A line.
    pub fn line(a: impl Into<Point>, b: impl Into<Point>) -> Self {
        Self::traced(Tracer::default().move_to(a.into()).line_to(b.into()), PathFillType::Winding)
    }

    /// Lines from point to point.
    pub fn polygon(
        pts: &[Point],
        is_closed: bool,
        fill_type: impl Into<Option<PathFillType>>,
        _is_volatile: impl Into<Option<bool>>,
    ) -> Self {
        let fill = fill_type.into().unwrap_or(PathFillType::Winding);
        Self::traced(Tracer::default().polygon(pts, is_closed), fill)
    }

    /// What was traced; nothing if that is no outline.
    pub(crate) fn traced(tracer: &Tracer, fill: PathFillType) -> Self {
        tracer.outline().map(|p| Self::outline(p, fill)).unwrap_or_default()
    }

    pub(crate) fn outline(p: ts::Path, fill: PathFillType) -> Self {
        let b = p.bounds();
        let bounds = Rect::new(b.left(), b.top(), b.right(), b.bottom());
        Self { shape: Shape::Outline(Arc::new(p)), fill, bounds }
    }

    /// The rectangle around all points.
    pub fn bounds(&self) -> &Rect {
        &self.bounds
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        matches!(self.shape, Shape::Empty)
    }

    /// What is inside of outlines that cross.
    pub fn fill_type(&self) -> PathFillType {
        self.fill
    }

    /// The same outlines with another inside.
    #[must_use]
    pub fn with_fill_type(&self, new_fill_type: PathFillType) -> Self {
        Self { fill: new_fill_type, ..self.clone() }
    }

    /// The path moved.
    #[must_use]
    pub fn make_offset(&self, d: impl Into<Vector>) -> Self {
        let d = d.into();
        match &self.shape {
            Shape::RRect(r) => Self::rrect(r.with_offset(d), None),
            _ => self.make_transform(&Matrix::translate(d)),
        }
    }

    /// The path moved.
    #[must_use]
    pub fn with_offset(&self, d: impl Into<Vector>) -> Self {
        self.make_offset(d)
    }

    /// The path seen through a matrix.
    #[must_use]
    pub fn make_transform(&self, m: &Matrix) -> Self {
        if m.is_identity() {
            return self.clone();
        }
        let upright = m.is_upright();
        match &self.shape {
            Shape::Empty => self.clone(),
            Shape::Rect(r) if upright => Self::rect(m.map_rect(r).0, None),
            Shape::RRect(r) if upright => {
                Self::rrect(r.scaled(m.map_rect(r.rect()).0, (m.scale_x(), m.scale_y())), None)
            }
            Shape::Combined(c) => Self::combined(c.0.make_transform(m), c.1.make_transform(m), c.2),
            Shape::Rect(_) | Shape::RRect(_) | Shape::Outline(_) => {
                let moved = self.to_outline().and_then(|p| p.as_ref().clone().transform(m.ts()));
                moved.map(|p| Self::outline(p, self.fill)).unwrap_or_default()
            }
        }
    }

    /// The path seen through a matrix.
    #[must_use]
    pub fn with_transform(&self, matrix: &Matrix) -> Self {
        self.make_transform(matrix)
    }

    pub(crate) fn combined(a: Self, b: Self, op: PathOp) -> Self {
        let bounds = match op {
            PathOp::Difference => a.bounds,
            PathOp::ReverseDifference => b.bounds,
            PathOp::Intersect => a.bounds.and(&b.bounds),
            PathOp::Union | PathOp::XOR if a.is_empty() => b.bounds,
            PathOp::Union | PathOp::XOR if b.is_empty() => a.bounds,
            PathOp::Union | PathOp::XOR => a.bounds.around(&b.bounds),
        };
        if bounds.is_empty() {
            return Self::default();
        }
        Self { bounds, shape: Shape::Combined(Arc::new((a, b, op))), ..Self::default() }
    }

    /// This area combined with another; always some here.
    pub fn op(&self, path: &Path, path_op: PathOp) -> Option<Self> {
        if path_op == PathOp::Intersect {
            if let (Shape::Rect(a), Shape::Rect(b)) = (&self.shape, &path.shape) {
                let both = a.and(b);
                return Some(if both.is_empty() { Self::default() } else { Self::rect(both, None) });
            }
            if matches!(&self.shape, Shape::Rect(r) if r.holds(&path.bounds)) {
                return Some(path.clone());
            }
            if matches!(&path.shape, Shape::Rect(r) if r.holds(&self.bounds)) {
                return Some(self.clone());
            }
        }
        Some(Self::combined(self.clone(), path.clone(), path_op))
    }

    /// As an outline, if it has one.
    pub(crate) fn to_outline(&self) -> Option<Arc<ts::Path>> {
        match &self.shape {
            Shape::Rect(r) => ts::Rect::from_ltrb(r.left, r.top, r.right, r.bottom)
                .map(|r| Arc::new(ts::PathBuilder::from_rect(r))),
            Shape::RRect(r) => Tracer::default().rrect(r).outline().map(Arc::new),
            Shape::Outline(p) => Some(p.clone()),
            Shape::Empty | Shape::Combined(_) => None,
        }
    }
}
