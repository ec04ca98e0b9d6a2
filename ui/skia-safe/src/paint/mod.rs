//! With what, and how, things are drawn.

mod filters;
mod gradient;
mod image;
mod paint;
mod shader;
mod tile;

pub use filters::{BlurStyle, ImageFilter, MaskFilter, PathEffect};
pub use gradient::{Colors, Gradient, HueMethod, InPremul, Interpolation, InterpolationSpace};
pub use gradient::{linear_gradient, radial_gradient};
pub use image::Image;
pub use paint::{Cap, Join, Paint, Style};
pub use shader::Shader;
pub use tile::{CubicResampler, FilterMode, MipmapMode, SamplingOptions, TileMode};

pub(crate) use shader::ShaderKind;
