//! Building a path.

use crate::geometry::{Point, RRect, Rect, Vector};
use crate::path::arc::Arc;
use crate::path::tracer::Tracer;
use crate::path::{Path, PathDirection, PathFillType};

/// Which of the two arcs that fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArcSize {
    /// The shorter.
    Small,
    /// The longer.
    Large,
}

/// Collects outlines for a [`Path`].
#[derive(Clone, Debug)]
pub struct PathBuilder {
    tracer: Tracer,
    fill: PathFillType,
    /// The rectangle that is all there is so far.
    only: Option<RRect>,
}

impl Default for PathBuilder {
    fn default() -> Self {
        Self::new_with_fill_type(PathFillType::Winding)
    }
}

impl PathBuilder {
    /// Nothing so far.
    pub fn new() -> Self {
        Self::default()
    }

    /// Nothing so far; what will be inside of outlines that cross.
    pub fn new_with_fill_type(fill_type: PathFillType) -> Self {
        Self { tracer: Tracer::default(), fill: fill_type, only: None }
    }

    /// Whether there is nothing so far.
    pub fn is_empty(&self) -> bool {
        self.tracer.is_empty()
    }

    /// What is inside of outlines that cross.
    pub fn fill_type(&self) -> PathFillType {
        self.fill
    }

    /// Sets what is inside of outlines that cross.
    pub fn set_fill_type(&mut self, ft: PathFillType) -> &mut Self {
        self.fill = ft;
        self
    }

    /// Forgets everything.
    pub fn reset(&mut self) -> &mut Self {
        *self = Self::default();
        self
    }

    /// Traces something more.
    fn trace(&mut self, more: impl FnOnce(&mut Tracer)) -> &mut Self {
        self.only = None;
        more(&mut self.tracer);
        self
    }

    /// Starts an outline.
    pub fn move_to(&mut self, pt: impl Into<Point>) -> &mut Self {
        let pt = pt.into();
        self.trace(|t| _ = t.move_to(pt))
    }

    /// A line.
    pub fn line_to(&mut self, pt: impl Into<Point>) -> &mut Self {
        let pt = pt.into();
        self.trace(|t| _ = t.line_to(pt))
    }

    /// A line, by how far it goes.
    pub fn r_line_to(&mut self, pt: impl Into<Vector>) -> &mut Self {
        let to = self.tracer.last() + pt.into();
        self.line_to(to)
    }

    /// Lines from point to point.
    pub fn polyline_to(&mut self, points: &[Point]) -> &mut Self {
        if points.is_empty() { self } else { self.trace(|t| _ = t.polyline_to(points)) }
    }

    /// A quadratic Bézier curve.
    pub fn quad_to(&mut self, p1: impl Into<Point>, p2: impl Into<Point>) -> &mut Self {
        let (p1, p2) = (p1.into(), p2.into());
        self.trace(|t| _ = t.quad_to(p1, p2))
    }

    /// A cubic Bézier curve.
    pub fn cubic_to(
        &mut self,
        p1: impl Into<Point>,
        p2: impl Into<Point>,
        p3: impl Into<Point>,
    ) -> &mut Self {
        let (p1, p2, p3) = (p1.into(), p2.into(), p3.into());
        self.trace(|t| _ = t.cubic_to(p1, p2, p3))
    }

    /// A line back to where the outline started.
    pub fn close(&mut self) -> &mut Self {
        self.trace(|t| _ = t.close())
    }

    /// An arc of the ellipse in `oval`, after a line to it unless `force_move_to`. Degrees, clockwise from three
    /// o'clock.
    pub fn arc_to(
        &mut self,
        oval: impl AsRef<Rect>,
        start_angle_deg: f32,
        sweep_angle_deg: f32,
        force_move_to: bool,
    ) -> &mut Self {
        let oval = oval.as_ref();
        self.trace(|t| _ = t.arc_to(oval, start_angle_deg, sweep_angle_deg, force_move_to))
    }

    /// An arc of the ellipse in `oval` as an outline of its own. Degrees, clockwise from three o'clock.
    pub fn add_arc(
        &mut self,
        oval: impl AsRef<Rect>,
        start_angle_deg: f32,
        sweep_angle_deg: f32,
    ) -> &mut Self {
        self.arc_to(oval, start_angle_deg, sweep_angle_deg, true)
    }

    /// An arc as SVG has it, by how far it goes.
    pub fn r_arc_to(
        &mut self,
        r: impl Into<Vector>,
        x_axis_rotate: f32,
        large_arc: ArcSize,
        sweep: PathDirection,
        dxdy: impl Into<Vector>,
    ) -> &mut Self {
        let (from, to) = (self.tracer.last(), self.tracer.last() + dxdy.into());
        let (large, clockwise) = (large_arc == ArcSize::Large, sweep == PathDirection::CW);
        match Arc::between(from, to, r.into(), x_axis_rotate, large, clockwise) {
            Some(arc) => self.trace(|t| _ = t.arc(arc)),
            None => self.line_to(to),
        }
    }

    /// A line as an outline of its own.
    pub fn add_line(&mut self, a: impl Into<Point>, b: impl Into<Point>) -> &mut Self {
        self.move_to(a).line_to(b)
    }

    /// Lines from point to point as an outline of its own.
    pub fn add_polygon(&mut self, pts: &[Point], close: bool) -> &mut Self {
        if pts.is_empty() { self } else { self.trace(|t| _ = t.polygon(pts, close)) }
    }

    /// A rectangle, always clockwise from the top left.
    pub fn add_rect(
        &mut self,
        rect: impl AsRef<Rect>,
        _dir: impl Into<Option<PathDirection>>,
        _start_index: impl Into<Option<usize>>,
    ) -> &mut Self {
        let r = *rect.as_ref();
        let first = self.tracer.is_empty();
        self.move_to((r.left, r.top)).line_to((r.right, r.top));
        self.line_to((r.right, r.bottom)).line_to((r.left, r.bottom)).close();
        self.only = first.then(|| RRect::new_rect(r));
        self
    }

    /// An ellipse, always clockwise from the right.
    pub fn add_oval(
        &mut self,
        rect: impl AsRef<Rect>,
        _dir: impl Into<Option<PathDirection>>,
        _start_index: impl Into<Option<usize>>,
    ) -> &mut Self {
        let first = self.tracer.is_empty();
        self.arc_to(rect.as_ref(), 0.0, 360.0, true).close();
        self.only = first.then(|| RRect::new_oval(rect));
        self
    }

    /// A circle, always clockwise from the right.
    pub fn add_circle(
        &mut self,
        center: impl Into<Point>,
        radius: f32,
        dir: impl Into<Option<PathDirection>>,
    ) -> &mut Self {
        let c = center.into();
        self.add_oval(Rect::new(c.x - radius, c.y - radius, c.x + radius, c.y + radius), dir, None)
    }

    /// A rectangle with rounded corners, always clockwise from the top left.
    pub fn add_rrect(
        &mut self,
        rect: impl AsRef<RRect>,
        dir: impl Into<Option<PathDirection>>,
        start_index: impl Into<Option<usize>>,
    ) -> &mut Self {
        let r = rect.as_ref();
        if r.is_rect() {
            return self.add_rect(r.rect(), dir, start_index);
        }
        let first = self.tracer.is_empty();
        self.trace(|t| _ = t.rrect(r)).only = first.then_some(*r);
        self
    }

    /// Moves everything so far.
    pub fn offset(&mut self, d: impl Into<Vector>) -> &mut Self {
        let d = d.into();
        self.tracer.offset(d);
        self.only = self.only.map(|r| r.with_offset(d));
        self
    }

    /// What was built so far.
    pub fn snapshot(&self) -> Path {
        match &self.only {
            Some(r) if !r.is_empty() => Path::rrect(r, None).with_fill_type(self.fill),
            _ => Path::traced(&self.tracer, self.fill),
        }
    }

    /// What was built so far; the builder is empty afterwards.
    pub fn detach(&mut self) -> Path {
        std::mem::take(self).snapshot()
    }
}
