//! What gives each pixel its colour, when that isn't the paint's.

use crate::geometry::{Matrix, Point, Rect};
use crate::paint::{Image, SamplingOptions, TileMode};
use std::sync::Arc;
use tiny_skia as ts;

/// Gives each pixel its colour: a gradient or an image.
#[derive(Clone, Debug)]
pub struct Shader {
    kind: ShaderKind,
    local: Matrix,
}

#[derive(Clone, Debug)]
pub(crate) enum ShaderKind {
    Linear { ends: (Point, Point), stops: Arc<[ts::GradientStop]>, tile: TileMode },
    Radial { center: Point, radius: f32, stops: Arc<[ts::GradientStop]>, tile: TileMode },
    Image { image: Image, tile: TileMode, sampling: SamplingOptions },
}

impl Image {
    /// The image as a shader. Both directions are tiled as the first says.
    pub fn to_shader<'a>(
        &self,
        tile_modes: impl Into<Option<(TileMode, TileMode)>>,
        sampling: impl Into<SamplingOptions>,
        local_matrix: impl Into<Option<&'a Matrix>>,
    ) -> Option<Shader> {
        let (tile, _) = tile_modes.into().unwrap_or((TileMode::Clamp, TileMode::Clamp));
        let local = local_matrix.into().copied().unwrap_or_default();
        let kind = ShaderKind::Image { image: self.clone(), tile, sampling: sampling.into() };
        Some(Shader::new(kind, local))
    }
}

impl Shader {
    pub(crate) fn new(kind: ShaderKind, local: Matrix) -> Self {
        Self { kind, local }
    }

    /// As drawn to pixels that `m` maps the canvas's space to.
    pub(crate) fn ts(&self, m: &Matrix, alpha: f32) -> Option<ts::Shader<'_>> {
        let t = (*m * self.local).ts();
        let at = |p: &Point| ts::Point::from_xy(p.x, p.y);
        let mut shader = match &self.kind {
            ShaderKind::Linear { ends, stops, tile } => {
                ts::LinearGradient::new(at(&ends.0), at(&ends.1), stops.to_vec(), tile.ts(), t)?
            }
            ShaderKind::Radial { center, radius, stops, tile } => {
                let center = at(center);
                ts::RadialGradient::new(center, 0.0, center, *radius, stops.to_vec(), tile.ts(), t)?
            }
            ShaderKind::Image { image, tile, sampling } => {
                ts::Pattern::new(image.pixmap().as_ref(), tile.ts(), sampling.ts(), 1.0, t)
            }
        };
        if alpha < 1.0 {
            shader.apply_opacity(alpha.max(0.0));
        }
        Some(shader)
    }

    /// Where it has any colour, if that isn't everywhere, in the canvas's space.
    pub(crate) fn limits(&self) -> Option<(Rect, Matrix)> {
        match &self.kind {
            ShaderKind::Image { image, tile: TileMode::Decal, .. } => {
                Some((Rect::from_wh(image.width() as f32, image.height() as f32), self.local))
            }
            _ => None,
        }
    }
}
