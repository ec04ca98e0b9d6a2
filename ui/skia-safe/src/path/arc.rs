//! Arcs of ellipses as cubic curves.

use crate::geometry::{Point, Rect};
use std::f32::consts::{FRAC_PI_2, TAU};

/// An arc of an ellipse about `center`; angles in radians, clockwise from three o'clock on the unturned ellipse.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arc {
    pub center: Point,
    pub radii: Point,
    pub turned: f32,
    pub start: f32,
    pub sweep: f32,
}

impl Arc {
    /// Of the ellipse in `oval`; angles in degrees.
    pub fn in_oval(oval: &Rect, start: f32, sweep: f32) -> Self {
        let radii = Point::new(oval.width() / 2.0, oval.height() / 2.0);
        let (start, sweep) = (start.to_radians(), sweep.to_radians());
        Self { center: oval.center(), radii, turned: 0.0, start, sweep }
    }

    /// From one point to another as SVG has it (F.6 of SVG 1.1); none if that is a line.
    pub fn between(
        from: Point,
        to: Point,
        radii: Point,
        turned: f32,
        large: bool,
        clockwise: bool,
    ) -> Option<Self> {
        let (mut rx, mut ry) = (radii.x.abs(), radii.y.abs());
        if !(rx > 0.0 && ry > 0.0) || from == to {
            return None;
        }
        let turned = turned.to_radians();
        let (sin, cos) = turned.sin_cos();
        let half = Point::new((from.x - to.x) / 2.0, (from.y - to.y) / 2.0);
        let (x, y) = (cos * half.x + sin * half.y, cos * half.y - sin * half.x);
        let too_small = (x / rx).powi(2) + (y / ry).powi(2);
        if too_small > 1.0 {
            rx *= too_small.sqrt();
            ry *= too_small.sqrt();
        }
        let denominator = (rx * y).powi(2) + (ry * x).powi(2);
        let mut k = (((rx * ry).powi(2) - denominator) / denominator).max(0.0).sqrt();
        if large == clockwise {
            k = -k;
        }
        let (cx, cy) = (k * rx * y / ry, -k * ry * x / rx);
        let center = Point::new(
            cos * cx - sin * cy + (from.x + to.x) / 2.0,
            sin * cx + cos * cy + (from.y + to.y) / 2.0,
        );
        let start = ((y - cy) / ry).atan2((x - cx) / rx);
        let mut sweep = ((-y - cy) / ry).atan2((-x - cx) / rx) - start;
        if clockwise && sweep < 0.0 {
            sweep += TAU;
        } else if !clockwise && sweep > 0.0 {
            sweep -= TAU;
        }
        Some(Self { center, radii: Point::new(rx, ry), turned, start, sweep })
    }

    /// A point of the turned ellipse, from one of the unit circle.
    fn at(&self, x: f32, y: f32) -> Point {
        let (sin, cos) = self.turned.sin_cos();
        let (x, y) = (x * self.radii.x, y * self.radii.y);
        Point::new(self.center.x + x * cos - y * sin, self.center.y + x * sin + y * cos)
    }

    /// Where it starts.
    pub fn first(&self) -> Point {
        let (sin, cos) = self.start.sin_cos();
        self.at(cos, sin)
    }

    /// Cubic curves of at most a quarter turn each.
    pub fn cubics(&self) -> impl Iterator<Item = (Point, Point, Point)> + '_ {
        let sweep = if self.sweep.is_finite() { self.sweep.clamp(-TAU, TAU) } else { 0.0 };
        let n = if sweep == 0.0 { 0 } else { (sweep.abs() / FRAC_PI_2 - 1e-4).ceil().max(1.0) as usize };
        let step = sweep / n.max(1) as f32;
        let k = 4.0 / 3.0 * (step / 4.0).tan();
        (0..n).map(move |i| {
            let (s0, c0) = (self.start + step * i as f32).sin_cos();
            let (s1, c1) = (self.start + step * (i + 1) as f32).sin_cos();
            (self.at(c0 - k * s0, s0 + k * c0), self.at(c1 + k * s1, s1 - k * c1), self.at(c1, s1))
        })
    }
}
