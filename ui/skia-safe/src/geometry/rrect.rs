//! Rectangles with rounded corners.

use super::{Point, Rect, Vector};

/// Which corner; the order is that of [`RRect::new_rect_radii`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Corner {
    /// Top left.
    UpperLeft,
    /// Top right.
    UpperRight,
    /// Bottom right.
    LowerRight,
    /// Bottom left.
    LowerLeft,
}

/// A rectangle each of whose corners is a quarter of an ellipse.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RRect {
    rect: Rect,
    radii: [Vector; 4],
}

impl RRect {
    /// A rectangle with square corners.
    pub fn new_rect(rect: impl AsRef<Rect>) -> Self {
        Self::new_rect_radii(rect, &[Vector::default(); 4])
    }

    /// An ellipse.
    pub fn new_oval(oval: impl AsRef<Rect>) -> Self {
        let oval = oval.as_ref().sorted();
        Self::new_rect_xy(oval, oval.width() / 2.0, oval.height() / 2.0)
    }

    /// A rectangle with four equal corners.
    pub fn new_rect_xy(rect: impl AsRef<Rect>, x_rad: f32, y_rad: f32) -> Self {
        Self::new_rect_radii(rect, &[Point::new(x_rad, y_rad); 4])
    }

    /// A rectangle with a radius for each corner, clockwise from the top left. Radii that don't fit are scaled
    /// down together; a corner with a radius that isn't positive in both ways is square.
    pub fn new_rect_radii(rect: impl AsRef<Rect>, radii: &[Vector; 4]) -> Self {
        let rect = rect.as_ref();
        if !rect.is_finite() {
            return Self::default();
        }
        let rect = rect.sorted();
        let positive = |r: &Vector| r.x > 0.0 && r.y > 0.0 && r.x.is_finite() && r.y.is_finite();
        let mut radii = radii.map(|r| if positive(&r) { r } else { Vector::default() });
        let fit = [
            (radii[0].x + radii[1].x, rect.width()),
            (radii[1].y + radii[2].y, rect.height()),
            (radii[2].x + radii[3].x, rect.width()),
            (radii[3].y + radii[0].y, rect.height()),
        ];
        let scale =
            fit.iter().filter(|(sum, side)| sum > side).fold(1.0f32, |f, (sum, side)| f.min(side / sum));
        if scale < 1.0 {
            radii = radii.map(|r| Vector::new(r.x * scale, r.y * scale));
        }
        Self { rect, radii }
    }

    /// The rectangle around it.
    pub fn rect(&self) -> &Rect {
        &self.rect
    }

    /// The rectangle around it.
    pub fn bounds(&self) -> &Rect {
        &self.rect
    }

    /// From left to right.
    pub fn width(&self) -> f32 {
        self.rect.width()
    }

    /// From top to bottom.
    pub fn height(&self) -> f32 {
        self.rect.height()
    }

    /// Whether it has no inside.
    pub fn is_empty(&self) -> bool {
        self.rect.is_empty()
    }

    /// Whether all corners are square.
    pub fn is_rect(&self) -> bool {
        !self.is_empty() && self.radii.iter().all(|r| r.x == 0.0)
    }

    /// The radii of a corner.
    pub fn radii(&self, corner: Corner) -> Vector {
        self.radii[corner as usize]
    }

    /// The radii of all corners, clockwise from the top left.
    pub fn radii_ref(&self) -> &[Vector; 4] {
        &self.radii
    }

    /// Each side moved inwards, radii shrunk.
    #[must_use]
    pub fn with_inset(&self, delta: impl Into<Vector>) -> Self {
        let d = delta.into();
        let mut rect = self.rect.with_inset(d);
        if rect.left > rect.right {
            rect.left = self.rect.center_x();
            rect.right = rect.left;
        }
        if rect.top > rect.bottom {
            rect.top = self.rect.center_y();
            rect.bottom = rect.top;
        }
        let shrunk = |r: f32, d: f32| if r > 0.0 { r - d } else { r };
        Self::new_rect_radii(rect, &self.radii.map(|r| Vector::new(shrunk(r.x, d.x), shrunk(r.y, d.y))))
    }

    /// Each side moved outwards, radii grown; square corners stay square.
    #[must_use]
    pub fn with_outset(&self, delta: impl Into<Vector>) -> Self {
        self.with_inset(-delta.into())
    }

    /// The rectangle moved.
    #[must_use]
    pub fn with_offset(&self, delta: impl Into<Vector>) -> Self {
        Self { rect: self.rect.with_offset(delta), ..*self }
    }

    /// As seen through a matrix that keeps right angles right and only scales by positive factors.
    pub(crate) fn scaled(&self, to: Rect, scale: (f32, f32)) -> Self {
        let radii = self.radii.map(|r| Vector::new(r.x * scale.0, r.y * scale.1));
        Self::new_rect_radii(to, &radii)
    }
}

impl AsRef<RRect> for RRect {
    fn as_ref(&self) -> &RRect {
        self
    }
}
