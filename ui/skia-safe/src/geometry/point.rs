//! Positions and sizes, in fractions and in whole pixels.

use std::ops::{Add, Neg, Sub};

/// A position, or the way from one to another.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f32,
    /// Downwards.
    pub y: f32,
}

/// The way from one [`Point`] to another.
pub type Vector = Point;

impl Point {
    /// A point from its coordinates.
    pub const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }
}

impl From<(f32, f32)> for Point {
    fn from((x, y): (f32, f32)) -> Self {
        Self { x, y }
    }
}

impl From<(i32, i32)> for Point {
    fn from((x, y): (i32, i32)) -> Self {
        Self::new(x as f32, y as f32)
    }
}

impl From<IPoint> for Point {
    fn from(p: IPoint) -> Self {
        Self::new(p.x as f32, p.y as f32)
    }
}

impl Add for Point {
    type Output = Self;
    fn add(self, d: Vector) -> Self {
        Self::new(self.x + d.x, self.y + d.y)
    }
}

impl Sub for Point {
    type Output = Vector;
    fn sub(self, p: Self) -> Vector {
        Vector::new(self.x - p.x, self.y - p.y)
    }
}

impl Neg for Point {
    type Output = Self;
    fn neg(self) -> Self {
        Self::new(-self.x, -self.y)
    }
}

/// A position in whole pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IPoint {
    /// To the right.
    pub x: i32,
    /// Downwards.
    pub y: i32,
}

/// The way from one [`IPoint`] to another.
pub type IVector = IPoint;

impl IPoint {
    /// A point from its coordinates.
    pub const fn new(x: i32, y: i32) -> Self {
        Self { x, y }
    }
}

impl From<(i32, i32)> for IPoint {
    fn from((x, y): (i32, i32)) -> Self {
        Self { x, y }
    }
}

/// A width and a height.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// From left to right.
    pub width: f32,
    /// From top to bottom.
    pub height: f32,
}

impl Size {
    /// A size from its sides.
    pub const fn new(width: f32, height: f32) -> Self {
        Self { width, height }
    }
}

impl From<(f32, f32)> for Size {
    fn from((width, height): (f32, f32)) -> Self {
        Self { width, height }
    }
}

/// A width and a height in whole pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ISize {
    /// From left to right.
    pub width: i32,
    /// From top to bottom.
    pub height: i32,
}

impl ISize {
    /// A size from its sides.
    pub const fn new(width: i32, height: i32) -> Self {
        Self { width, height }
    }
}

impl From<(i32, i32)> for ISize {
    fn from((width, height): (i32, i32)) -> Self {
        Self { width, height }
    }
}
