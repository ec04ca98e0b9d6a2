//! Outlines, traced point by point.

use crate::geometry::{Point, RRect, Rect, Vector};
use crate::path::arc::Arc;
use tiny_skia as ts;

#[derive(Clone, Copy, Debug)]
enum Verb {
    Move(Point),
    Line(Point),
    Quad(Point, Point),
    Cubic(Point, Point, Point),
    Close,
}

/// Collects the lines and curves of outlines.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tracer {
    verbs: Vec<Verb>,
    last: Point,
    start: Point,
}

impl Tracer {
    /// Whether there is nothing so far.
    pub fn is_empty(&self) -> bool {
        self.verbs.is_empty()
    }

    /// Where it is.
    pub fn last(&self) -> Point {
        self.last
    }

    fn push(&mut self, verb: Verb) -> &mut Self {
        match verb {
            Verb::Move(p) => (self.last, self.start) = (p, p),
            Verb::Line(p) | Verb::Quad(_, p) | Verb::Cubic(_, _, p) => self.last = p,
            Verb::Close => self.last = self.start,
        }
        self.verbs.push(verb);
        self
    }

    /// Starts an outline.
    pub fn move_to(&mut self, to: Point) -> &mut Self {
        self.push(Verb::Move(to))
    }

    /// A line.
    pub fn line_to(&mut self, to: Point) -> &mut Self {
        self.push(Verb::Line(to))
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
    pub fn quad_to(&mut self, p1: Point, p2: Point) -> &mut Self {
        self.push(Verb::Quad(p1, p2))
    }

    /// A cubic Bézier curve.
    pub fn cubic_to(&mut self, p1: Point, p2: Point, p3: Point) -> &mut Self {
        self.push(Verb::Cubic(p1, p2, p3))
    }

    /// A line back to where the outline started.
    pub fn close(&mut self) -> &mut Self {
        self.push(Verb::Close)
    }

    /// An arc that begins here.
    pub fn arc(&mut self, arc: Arc) -> &mut Self {
        for (a, b, p) in arc.cubics() {
            self.cubic_to(a, b, p);
        }
        self
    }

    /// An arc of the ellipse in `oval`, after a line to it unless `force_move_to`. Degrees, clockwise from three
    /// o'clock.
    pub fn arc_to(&mut self, oval: &Rect, start: f32, sweep: f32, force_move_to: bool) -> &mut Self {
        let arc = Arc::in_oval(oval, start, sweep);
        if force_move_to || self.is_empty() {
            self.move_to(arc.first());
        } else {
            self.line_to(arc.first());
        }
        self.arc(arc)
    }

    /// Lines from point to point as an outline of its own.
    pub fn polygon(&mut self, points: &[Point], close: bool) -> &mut Self {
        let Some((first, rest)) = points.split_first() else { return self };
        self.move_to(*first).polyline_to(rest);
        if close { self.close() } else { self }
    }

    /// A rectangle with rounded corners, clockwise from the bottom of its left side.
    pub fn rrect(&mut self, r: &RRect) -> &mut Self {
        let (b, q) = (*r.rect(), *r.radii_ref());
        let corner = |s: &mut Self, x: f32, y: f32, r: Vector, angle: f32| {
            if r.x > 0.0 {
                s.arc_to(&Rect::from_xywh(x, y, 2.0 * r.x, 2.0 * r.y), angle, 90.0, false);
            } else {
                s.line_to((x, y).into());
            }
        };
        // Skia starts at the bottom of the left side; dashes show it.
        self.move_to((b.left, b.bottom - q[3].y).into());
        corner(self, b.left, b.top, q[0], 180.0);
        corner(self, b.right - 2.0 * q[1].x, b.top, q[1], -90.0);
        corner(self, b.right - 2.0 * q[2].x, b.bottom - 2.0 * q[2].y, q[2], 0.0);
        corner(self, b.left, b.bottom - 2.0 * q[3].y, q[3], 90.0);
        self.close()
    }

    /// Moves everything so far.
    pub fn offset(&mut self, d: Vector) {
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
    }

    /// What was traced so far; none if a coordinate isn't a number or nothing is drawn by it.
    pub fn outline(&self) -> Option<ts::Path> {
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
}
