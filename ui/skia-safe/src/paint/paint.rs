//! The paint.

use crate::blend_mode::BlendMode;
use crate::color::{Color, Color4f};
use crate::paint::{ImageFilter, MaskFilter, PathEffect, Shader};
use crate::pixels::ColorSpace;

/// Whether a shape is filled, outlined or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Its inside.
    Fill,
    /// Its outline.
    Stroke,
    /// Both.
    StrokeAndFill,
}

/// How open ends of a stroke look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cap {
    /// Cut off.
    Butt,
    /// A half circle more.
    Round,
    /// A half square more.
    Square,
}

/// How corners of a stroke look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// Pointed, unless that gets too long.
    Miter,
    /// Round.
    Round,
    /// Cut off.
    Bevel,
}

/// With what, and how, something is drawn. Fills in opaque black, without anti-aliasing, at first.
#[derive(Clone, Debug)]
pub struct Paint {
    pub(crate) color: Color4f,
    pub(crate) style: Style,
    pub(crate) width: f32,
    pub(crate) miter: f32,
    pub(crate) cap: Cap,
    pub(crate) join: Join,
    pub(crate) anti_alias: bool,
    pub(crate) blend: BlendMode,
    pub(crate) shader: Option<Shader>,
    pub(crate) mask_filter: Option<MaskFilter>,
    pub(crate) path_effect: Option<PathEffect>,
    pub(crate) image_filter: Option<ImageFilter>,
}

impl Default for Paint {
    fn default() -> Self {
        Self {
            color: Color4f::new(0.0, 0.0, 0.0, 1.0),
            style: Style::Fill,
            width: 0.0,
            miter: 4.0,
            cap: Cap::Butt,
            join: Join::Miter,
            anti_alias: false,
            blend: BlendMode::SrcOver,
            shader: None,
            mask_filter: None,
            path_effect: None,
            image_filter: None,
        }
    }
}

impl Paint {
    /// A paint of this colour.
    pub fn new<'a>(color: impl AsRef<Color4f>, color_space: impl Into<Option<&'a ColorSpace>>) -> Self {
        let mut paint = Self::default();
        paint.set_color4f(color, color_space);
        paint
    }

    /// The colour in bytes.
    pub fn color(&self) -> Color {
        self.color.to_color()
    }

    /// The colour.
    pub fn color4f(&self) -> Color4f {
        self.color
    }

    /// Sets the colour, alpha too.
    pub fn set_color(&mut self, color: impl Into<Color>) -> &mut Self {
        self.color = color.into().into();
        self
    }

    /// Sets the colour, alpha too, always as sRGB.
    pub fn set_color4f<'a>(
        &mut self,
        color: impl AsRef<Color4f>,
        _color_space: impl Into<Option<&'a ColorSpace>>,
    ) -> &mut Self {
        self.color = *color.as_ref();
        self
    }

    /// The opacity.
    pub fn alpha_f(&self) -> f32 {
        self.color.a
    }

    /// Sets the opacity, from 0 to 1.
    pub fn set_alpha_f(&mut self, alpha: f32) -> &mut Self {
        self.color.a = alpha.clamp(0.0, 1.0);
        self
    }

    /// Sets the opacity, from 0 to 255.
    pub fn set_alpha(&mut self, alpha: u8) -> &mut Self {
        self.set_alpha_f(f32::from(alpha) / 255.0)
    }

    /// Whether edges are smooth.
    pub fn is_anti_alias(&self) -> bool {
        self.anti_alias
    }

    /// Sets whether edges are smooth.
    pub fn set_anti_alias(&mut self, anti_alias: bool) -> &mut Self {
        self.anti_alias = anti_alias;
        self
    }

    /// Whether shapes are filled or outlined.
    pub fn style(&self) -> Style {
        self.style
    }

    /// Sets whether shapes are filled or outlined.
    pub fn set_style(&mut self, style: Style) -> &mut Self {
        self.style = style;
        self
    }

    /// Outlines shapes if true, fills them otherwise.
    pub fn set_stroke(&mut self, stroke: bool) -> &mut Self {
        self.set_style(if stroke { Style::Stroke } else { Style::Fill })
    }

    /// The outline's width; 0 is one pixel.
    pub fn stroke_width(&self) -> f32 {
        self.width
    }

    /// Sets the outline's width; 0 is one pixel. A negative one changes nothing.
    pub fn set_stroke_width(&mut self, width: f32) -> &mut Self {
        if width >= 0.0 {
            self.width = width;
        }
        self
    }

    /// How much longer than the outline is wide a pointed corner may be.
    pub fn stroke_miter(&self) -> f32 {
        self.miter
    }

    /// Sets how much longer than the outline is wide a pointed corner may be. A negative one changes nothing.
    pub fn set_stroke_miter(&mut self, miter_limit: f32) -> &mut Self {
        if miter_limit >= 0.0 {
            self.miter = miter_limit;
        }
        self
    }

    /// How open ends look.
    pub fn stroke_cap(&self) -> Cap {
        self.cap
    }

    /// Sets how open ends look.
    pub fn set_stroke_cap(&mut self, cap: Cap) -> &mut Self {
        self.cap = cap;
        self
    }

    /// How corners look.
    pub fn stroke_join(&self) -> Join {
        self.join
    }

    /// Sets how corners look.
    pub fn set_stroke_join(&mut self, join: Join) -> &mut Self {
        self.join = join;
        self
    }

    /// How it mixes with what is there.
    pub fn blend_mode(&self) -> BlendMode {
        self.blend
    }

    /// Sets how it mixes with what is there.
    pub fn set_blend_mode(&mut self, mode: BlendMode) -> &mut Self {
        self.blend = mode;
        self
    }

    /// Sets what colours the pixels; without one it is the paint's colour.
    pub fn set_shader(&mut self, shader: impl Into<Option<Shader>>) -> &mut Self {
        self.shader = shader.into();
        self
    }

    /// Sets what happens to coverage.
    pub fn set_mask_filter(&mut self, mask_filter: impl Into<Option<MaskFilter>>) -> &mut Self {
        self.mask_filter = mask_filter.into();
        self
    }

    /// Sets what happens to outlines.
    pub fn set_path_effect(&mut self, path_effect: impl Into<Option<PathEffect>>) -> &mut Self {
        self.path_effect = path_effect.into();
        self
    }

    /// Sets what happens to pixels.
    pub fn set_image_filter(&mut self, image_filter: impl Into<Option<ImageFilter>>) -> &mut Self {
        self.image_filter = image_filter.into();
        self
    }

    /// Whether it only lays one colour over what is there.
    pub(crate) fn is_plain(&self) -> bool {
        self.shader.is_none() && self.blend == BlendMode::SrcOver
    }
}
