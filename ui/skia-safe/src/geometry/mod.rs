//! Points, sizes, rectangles and matrices.

mod matrix;
mod point;
mod rect;
mod rrect;

pub use matrix::{M44, Matrix, ScaleToFit};
pub use point::{IPoint, ISize, IVector, Point, Size, Vector};
pub use rect::{IRect, Rect};
pub use rrect::{Corner, RRect};
