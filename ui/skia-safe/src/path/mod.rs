//! Outlines and what can be made of them.

mod arc;
mod builder;
mod path;
mod stroke;
mod tracer;

pub use builder::{ArcSize, PathBuilder};
pub use path::{Path, PathDirection, PathFillType, PathOp};

pub(crate) use path::Shape;
pub(crate) use stroke::painted;
