//! Affine matrices.

use super::{Point, Rect, Vector};
use std::ops::{Index, IndexMut, Mul};
use tiny_skia as ts;

/// A 3×3 matrix, row by row. Only its first two rows are used: there is no perspective here.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Matrix([f32; 9]);

/// How [`Matrix::rect_2_rect`] fits one rectangle into another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ScaleToFit {
    /// Both sides fit exactly.
    #[default]
    Fill,
    /// Keeps the aspect, at the left or top.
    Start,
    /// Keeps the aspect, in the middle.
    Center,
    /// Keeps the aspect, at the right or bottom.
    End,
}

impl Default for Matrix {
    fn default() -> Self {
        Self::new_identity()
    }
}

impl Matrix {
    /// The matrix that changes nothing.
    pub const fn new_identity() -> Self {
        Self([1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0])
    }

    /// A matrix by its nine numbers, row by row.
    #[allow(clippy::too_many_arguments)] // as in skia-safe
    pub fn new_all(
        scale_x: f32,
        skew_x: f32,
        trans_x: f32,
        skew_y: f32,
        scale_y: f32,
        trans_y: f32,
        pers_0: f32,
        pers_1: f32,
        pers_2: f32,
    ) -> Self {
        Self([scale_x, skew_x, trans_x, skew_y, scale_y, trans_y, pers_0, pers_1, pers_2])
    }

    const fn affine(sx: f32, kx: f32, tx: f32, ky: f32, sy: f32, ty: f32) -> Self {
        Self([sx, kx, tx, ky, sy, ty, 0.0, 0.0, 1.0])
    }

    /// Moves.
    pub fn translate(d: impl Into<Vector>) -> Self {
        let d = d.into();
        Self::affine(1.0, 0.0, d.x, 0.0, 1.0, d.y)
    }

    /// Scales about the origin.
    pub fn scale((sx, sy): (f32, f32)) -> Self {
        Self::affine(sx, 0.0, 0.0, 0.0, sy, 0.0)
    }

    /// Skews about the origin.
    pub fn skew((kx, ky): (f32, f32)) -> Self {
        Self::affine(1.0, kx, 0.0, ky, 1.0, 0.0)
    }

    /// Turns about the origin, clockwise.
    pub fn rotate_rad(rad: f32) -> Self {
        let (sin, cos) = rad.sin_cos();
        Self::affine(cos, -sin, 0.0, sin, cos, 0.0)
    }

    /// Turns about the origin, clockwise.
    pub fn rotate_deg(deg: f32) -> Self {
        Self::rotate_rad(deg.to_radians())
    }

    /// Maps `src` onto `dst`; none if `src` is empty.
    pub fn rect_2_rect(
        src: impl AsRef<Rect>,
        dst: impl AsRef<Rect>,
        stf: impl Into<Option<ScaleToFit>>,
    ) -> Option<Self> {
        let (s, d) = (src.as_ref(), dst.as_ref());
        if s.is_empty() {
            return None;
        }
        let (mut sx, mut sy) = (d.width() / s.width(), d.height() / s.height());
        let stf = stf.into().unwrap_or_default();
        if stf != ScaleToFit::Fill {
            sx = sx.min(sy);
            sy = sx;
        }
        let room = match stf {
            ScaleToFit::Fill | ScaleToFit::Start => 0.0,
            ScaleToFit::Center => 0.5,
            ScaleToFit::End => 1.0,
        };
        let tx = d.left - s.left * sx + room * (d.width() - s.width() * sx);
        let ty = d.top - s.top * sy + room * (d.height() - s.height() * sy);
        Some(Self::affine(sx, 0.0, tx, 0.0, sy, ty))
    }

    /// The matrix that undoes this one, if any does.
    pub fn invert(&self) -> Option<Self> {
        self.ts().invert().map(Self::from_ts)
    }

    /// Where a point goes.
    pub fn map_point(&self, point: impl Into<Point>) -> Point {
        let (m, p) = (&self.0, point.into());
        Point::new(m[0] * p.x + m[1] * p.y + m[2], m[3] * p.x + m[4] * p.y + m[5])
    }

    /// The rectangle around where the corners go, and whether it is exactly where the rectangle goes.
    pub fn map_rect(&self, src: impl AsRef<Rect>) -> (Rect, bool) {
        let r = src.as_ref();
        let a = self.map_point((r.left, r.top));
        let c = self.map_point((r.right, r.bottom));
        let diagonal = Rect::new(a.x, a.y, c.x, c.y).sorted();
        if self.is_scale_translate() {
            return (diagonal, true);
        }
        let b = self.map_point((r.right, r.top));
        let d = self.map_point((r.left, r.bottom));
        (diagonal.around(&Rect::new(b.x, b.y, d.x, d.y).sorted()), false)
    }

    /// Whether it moves at most.
    pub fn is_translate(&self) -> bool {
        self.is_scale_translate() && self.0[0] == 1.0 && self.0[4] == 1.0
    }

    /// Whether it scales and moves at most.
    pub fn is_scale_translate(&self) -> bool {
        self.0[1] == 0.0 && self.0[3] == 0.0
    }

    /// Whether it changes nothing.
    pub fn is_identity(&self) -> bool {
        *self == Self::new_identity()
    }

    /// Whether no number is infinite or not a number.
    pub fn is_finite(&self) -> bool {
        self.0.iter().all(|v| v.is_finite())
    }

    /// How far it moves to the right.
    pub fn translate_x(&self) -> f32 {
        self.0[2]
    }

    /// How far it moves down.
    pub fn translate_y(&self) -> f32 {
        self.0[5]
    }

    /// How much it scales to the right.
    pub fn scale_x(&self) -> f32 {
        self.0[0]
    }

    /// How much it scales downwards.
    pub fn scale_y(&self) -> f32 {
        self.0[4]
    }

    /// Whether it scales by positive factors and moves at most, so that corners stay where they are.
    pub(crate) fn is_upright(&self) -> bool {
        self.is_scale_translate() && self.0[0] > 0.0 && self.0[4] > 0.0
    }

    /// By how much it scales areas, as a length.
    pub(crate) fn mean_scale(&self) -> f32 {
        let m = &self.0;
        (m[0] * m[4] - m[1] * m[3]).abs().sqrt()
    }

    /// The numbers that matter.
    pub(crate) fn bits(&self) -> [u32; 6] {
        std::array::from_fn(|i| self.0[i].to_bits())
    }

    pub(crate) fn ts(&self) -> ts::Transform {
        let m = &self.0;
        ts::Transform::from_row(m[0], m[3], m[1], m[4], m[2], m[5])
    }

    pub(crate) fn from_ts(t: ts::Transform) -> Self {
        Self::affine(t.sx, t.kx, t.tx, t.ky, t.sy, t.ty)
    }
}

impl Mul for Matrix {
    type Output = Self;
    /// First `rhs`, then `self`.
    fn mul(self, rhs: Self) -> Self {
        let (a, b) = (&self.0, &rhs.0);
        Self::affine(
            a[0] * b[0] + a[1] * b[3],
            a[0] * b[1] + a[1] * b[4],
            a[0] * b[2] + a[1] * b[5] + a[2],
            a[3] * b[0] + a[4] * b[3],
            a[3] * b[1] + a[4] * b[4],
            a[3] * b[2] + a[4] * b[5] + a[5],
        )
    }
}

impl Index<usize> for Matrix {
    type Output = f32;
    fn index(&self, index: usize) -> &f32 {
        &self.0[index]
    }
}

impl IndexMut<usize> for Matrix {
    fn index_mut(&mut self, index: usize) -> &mut f32 {
        &mut self.0[index]
    }
}

/// What [`crate::Canvas::set_matrix`] takes: a 4×4 matrix in Skia, of which only the affine part exists here.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct M44(pub(crate) Matrix);

impl M44 {
    /// The matrix without depth.
    pub fn to_m33(&self) -> Matrix {
        self.0
    }
}

impl From<&Matrix> for M44 {
    fn from(m: &Matrix) -> Self {
        Self(*m)
    }
}

impl From<Matrix> for M44 {
    fn from(m: Matrix) -> Self {
        Self(m)
    }
}
