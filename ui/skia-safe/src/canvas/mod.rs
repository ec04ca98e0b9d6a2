//! The canvas.

mod canvas;
mod clip;
mod draw;
mod layer;
mod pixels;
mod save_layer;
mod stack;

pub use canvas::Canvas;
pub use save_layer::SaveLayerRec;

pub(crate) use pixels::{Mask, Pixels};
