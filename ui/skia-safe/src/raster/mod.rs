//! From shapes to pixels: which pixels a shape covers, and mixing colours into them.

mod blend;
mod coverage;
mod fill;
mod shadow;

pub(crate) use blend::{blend_row, fill_row, lerp_row, mul, over_row};
pub(crate) use coverage::{Coverage, Row};
pub(crate) use fill::cover;
pub(crate) use shadow::shadow;
