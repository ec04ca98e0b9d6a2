//! Gradients.

use crate::color::Color4f;
use crate::geometry::{Matrix, Point};
use crate::paint::{Shader, ShaderKind, TileMode};
use crate::pixels::ColorSpace;
use std::sync::Arc;
use tiny_skia as ts;

/// Whether colours are mixed after they were multiplied by alpha. Not supported: they never are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InPremul {
    /// They aren't.
    No,
    /// They are.
    Yes,
}

/// The space in which colours are mixed. Only the destination's (sRGB) is supported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InterpolationSpace {
    /// That of the surface.
    Destination,
}

/// Which way round hues are mixed. Only there because Skia has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HueMethod {
    /// The shorter way.
    Shorter,
}

/// How a gradient's colours are mixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Interpolation {
    /// Before or after alpha.
    pub in_premul: InPremul,
    /// In which space.
    pub color_space: InterpolationSpace,
    /// Which way round.
    pub hue_method: HueMethod,
}

impl Default for Interpolation {
    fn default() -> Self {
        Self {
            in_premul: InPremul::No,
            color_space: InterpolationSpace::Destination,
            hue_method: HueMethod::Shorter,
        }
    }
}

/// The colours of a gradient.
#[derive(Clone, Debug)]
pub struct Colors<'a> {
    colors: &'a [Color4f],
    pos: Option<&'a [f32]>,
    tile_mode: TileMode,
}

impl<'a> Colors<'a> {
    /// Colours with positions from 0 to 1, or evenly spaced if there are none.
    ///
    /// # Panics
    /// If there are positions but not as many as colours, as in skia-safe.
    pub fn new(
        colors: &'a [Color4f],
        pos: Option<&'a [f32]>,
        tile_mode: TileMode,
        _color_space: impl Into<Option<ColorSpace>>,
    ) -> Self {
        assert!(pos.is_none_or(|pos| pos.len() == colors.len()));
        Self { colors, pos, tile_mode }
    }

    /// Evenly spaced colours.
    pub fn new_evenly_spaced(
        colors: &'a [Color4f],
        tile_mode: TileMode,
        color_space: impl Into<Option<ColorSpace>>,
    ) -> Self {
        Self::new(colors, None, tile_mode, color_space)
    }

    fn stops(&self) -> Arc<[ts::GradientStop]> {
        let last = self.colors.len().saturating_sub(1).max(1) as f32;
        let at = |i: usize| self.pos.map_or(i as f32 / last, |p| p[i]);
        self.colors.iter().enumerate().map(|(i, c)| ts::GradientStop::new(at(i), c.ts())).collect()
    }
}

/// Colours and how they are mixed.
#[derive(Clone, Debug)]
pub struct Gradient<'a> {
    colors: Colors<'a>,
}

impl<'a> Gradient<'a> {
    /// A gradient of these colours.
    pub fn new(colors: Colors<'a>, _interpolation: impl Into<Interpolation>) -> Self {
        Self { colors }
    }
}

/// From one point to another. None without colours, or if a coordinate is not a number.
pub fn linear_gradient<'a>(
    points: (impl Into<Point>, impl Into<Point>),
    gradient: &Gradient<'_>,
    local_matrix: impl Into<Option<&'a Matrix>>,
) -> Option<Shader> {
    let ends = (points.0.into(), points.1.into());
    let finite = ends.0.x.is_finite() && ends.0.y.is_finite() && ends.1.x.is_finite() && ends.1.y.is_finite();
    let stops = gradient.colors.stops();
    let tile = gradient.colors.tile_mode;
    let local = local_matrix.into().copied().unwrap_or_default();
    (finite && !stops.is_empty()).then(|| Shader::new(ShaderKind::Linear { ends, stops, tile }, local))
}

/// From a point outwards. None without colours, or with a radius that isn't positive.
pub fn radial_gradient<'a>(
    (center, radius): (impl Into<Point>, f32),
    gradient: &Gradient<'_>,
    local_matrix: impl Into<Option<&'a Matrix>>,
) -> Option<Shader> {
    let center = center.into();
    let finite = center.x.is_finite() && center.y.is_finite() && radius.is_finite() && radius > 0.0;
    let stops = gradient.colors.stops();
    let tile = gradient.colors.tile_mode;
    let local = local_matrix.into().copied().unwrap_or_default();
    (finite && !stops.is_empty())
        .then(|| Shader::new(ShaderKind::Radial { center, radius, stops, tile }, local))
}
