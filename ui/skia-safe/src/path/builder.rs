//! Building a path.

use crate::geometry::{Point, RRect, Rect, Vector};
use crate::path::arc::Arc;
use crate::path::{Path, PathDirection, PathFillType};
use tiny_skia as ts;

/// Which of the two arcs that fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArcSize {
    /// The shorter.
    Small,
    /// The longer.
    Large,
}

#[derive(Clone, Copy, Debug)]
enum Verb {
    Move(Point),
    Line(Point),
    Quad(Point, Point),
    Cubic(Point, Point, Point),
    Close,
}

/// Collects outlines for a [`Path`].
#[derive(Clone, Debug)]
pub struct PathBuilder {
    verbs: Vec<Verb>,
    last: Point,
    start: Point,
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
        let (last, start) = Default::default();
        Self { verbs: Vec::new(), last, start, fill: fill_type, only: None }
    }

    /// Whether there is nothing so far.
    pub fn is_empty(&self) -> bool {
        self.verbs.is_empty()
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

    fn push(&mut self, verb: Verb) -> &mut Self {
        self.only = None;
        match verb {
            Verb::Move(p) => (self.last, self.start) = (p, p),
            Verb::Line(p) | Verb::Quad(_, p) | Verb::Cubic(_, _, p) => self.last = p,
            Verb::Close => self.last = self.start,
        }
        self.verbs.push(verb);
        self
    }

    /// Starts an outline.
    pub fn move_to(&mut self, pt: impl Into<Point>) -> &mut Self {
        self.push(Verb::Move(pt.into()))
    }

    /// A line.
    pub fn line_to(&mut self, pt: impl Into<Point>) -> &mut Self {
        self.push(Verb::Line(pt.into()))
    }

    /// A line, by how far it goes.
    pub fn r_line_to(&mut self, pt: impl Into<Vector>) -> &mut Self {
        let to = self.last + pt.into();
        self.line_to(to)
    }

    /// Lines from point to point.
    pub fn polyline_to(&mut self, points: &[Point]) -> &mut Self {
        self.verbs.reserve(points.len());
        for p in points {
            self.line_to(*p);
        }
        self
    }

    /// A quadratic Bézier curve.
    pub fn quad_to(&mut self, p1: impl Into<Point>, p2: impl Into<Point>) -> &mut Self {
        self.push(Verb::Quad(p1.into(), p2.into()))
    }

    /// A cubic Bézier curve.
    pub fn cubic_to(
        &mut self,
        p1: impl Into<Point>,
        p2: impl Into<Point>,
        p3: impl Into<Point>,
    ) -> &mut Self {
        self.push(Verb::Cubic(p1.into(), p2.into(), p3.into()))
    }

    /// A line back to where the outline started.
    pub fn close(&mut self) -> &mut Self {
        self.push(Verb::Close)
    }

    fn arc(&mut self, arc: Arc) -> &mut Self {
        for (a, b, p) in arc.cubics() {
            self.push(Verb::Cubic(a, b, p));
        }
        self
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
        let arc = Arc::in_oval(oval.as_ref(), start_angle_deg, sweep_angle_deg);
        if force_move_to || self.verbs.is_empty() {
            self.move_to(arc.first());
        } else {
            self.line_to(arc.first());
        }
        self.arc(arc)
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
        let (from, to) = (self.last, self.last + dxdy.into());
        let (large, clockwise) = (large_arc == ArcSize::Large, sweep == PathDirection::CW);
        match Arc::between(from, to, r.into(), x_axis_rotate, large, clockwise) {
            Some(arc) => self.arc(arc),
            None => self.line_to(to),
        }
    }

    /// A line as an outline of its own.
    pub fn add_line(&mut self, a: impl Into<Point>, b: impl Into<Point>) -> &mut Self {
        self.move_to(a).line_to(b)
    }

    /// Lines from point to point as an outline of its own.
    pub fn add_polygon(&mut self, pts: &[Point], close: bool) -> &mut Self {
        let Some((first, rest)) = pts.split_first() else { return self };
        self.move_to(*first).polyline_to(rest);
        if close { self.close() } else { self }
    }

    /// A rectangle, always clockwise from the top left.
    pub fn add_rect(
        &mut self,
        rect: impl AsRef<Rect>,
        _dir: impl Into<Option<PathDirection>>,
        _start_index: impl Into<Option<usize>>,
    ) -> &mut Self {
        let r = *rect.as_ref();
        let first = self.verbs.is_empty();
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
        let first = self.verbs.is_empty();
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
        let first = self.verbs.is_empty();
        self.trace_rrect(r);
        self.only = first.then_some(*r);
        self
    }

    pub(crate) fn trace_rrect(&mut self, r: &RRect) -> &mut Self {
        let (b, q) = (*r.rect(), *r.radii_ref());
        let corner = |s: &mut Self, x: f32, y: f32, r: Vector, angle: f32| {
            if r.x > 0.0 {
                s.arc_to(Rect::from_xywh(x, y, 2.0 * r.x, 2.0 * r.y), angle, 90.0, false);
            } else {
                s.line_to((x, y));
            }
        };
        // Skia starts at the bottom of the left side; dashes show it.
        self.move_to((b.left, b.bottom - q[3].y));
        corner(self, b.left, b.top, q[0], 180.0);
        corner(self, b.right - 2.0 * q[1].x, b.top, q[1], -90.0);
        corner(self, b.right - 2.0 * q[2].x, b.bottom - 2.0 * q[2].y, q[2], 0.0);
        corner(self, b.left, b.bottom - 2.0 * q[3].y, q[3], 90.0);
        self.close()
    }

    /// Moves everything so far.
    pub fn offset(&mut self, d: impl Into<Vector>) -> &mut Self {
        let d = d.into();
        for verb in &mut self.verbs {
            *verb = match *verb {
                Verb::Move(p) => Verb::Move(p + d),
                Verb::Line(p) => Verb::Line(p + d),
                Verb::Quad(a, p) => Verb::Quad(a + d, p + d),
                Verb::Cubic(a, b, p) => Verb::Cubic(a + d, b + d, p + d),
                Verb::Close => Verb::Close,
            };
        }
        self.last = self.last + d;
        self.start = self.start + d;
        self.only = self.only.map(|r| r.with_offset(d));
        self
    }

    /// What was built so far as an outline; none if a coordinate isn't a number or nothing is drawn by it.
    pub(crate) fn trace(&self) -> Option<ts::Path> {
        let mut b = ts::PathBuilder::with_capacity(self.verbs.len() + 1, self.verbs.len() * 2 + 1);
        for verb in &self.verbs {
            match *verb {
                Verb::Move(p) => b.move_to(p.x, p.y),
                Verb::Line(p) => b.line_to(p.x, p.y),
                Verb::Quad(a, p) => b.quad_to(a.x, a.y, p.x, p.y),
                Verb::Cubic(a, c, p) => b.cubic_to(a.x, a.y, c.x, c.y, p.x, p.y),
                Verb::Close => b.close(),
            }
        }
        b.finish()
    }

    /// What was built so far.
    pub fn snapshot(&self) -> Path {
        match &self.only {
            Some(r) if !r.is_empty() => Path::rrect(r, None).with_fill_type(self.fill),
            _ => self.trace().map(|p| Path::outline(p, self.fill)).unwrap_or_default(),
        }
    }

    /// What was built so far; the builder is empty afterwards.
    pub fn detach(&mut self) -> Path {
        std::mem::take(self).snapshot()
    }
}
