//! What happens to a shape, its coverage or its pixels before they are drawn.

use crate::blur::{blur, reach};
use crate::geometry::{IRect, Matrix, Rect};
use crate::paint::TileMode;
use std::sync::Arc;

/// Where a blur shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlurStyle {
    /// Inside and outside.
    Normal,
    /// Outside, with the shape itself over it. Not supported: as `Normal`.
    Solid,
    /// Outside only. Not supported: as `Normal`.
    Outer,
    /// Inside only. Not supported: as `Normal`.
    Inner,
}

/// Changes a shape's coverage: here always a blur.
#[derive(Clone, Debug)]
pub struct MaskFilter {
    sigma: f32,
    respect_ctm: bool,
}

impl MaskFilter {
    /// A Gaussian blur. `sigma` is in the canvas's units, or in pixels if `respect_ctm` is false.
    pub fn blur(_style: BlurStyle, sigma: f32, respect_ctm: impl Into<Option<bool>>) -> Option<Self> {
        let respect_ctm = respect_ctm.into().unwrap_or(true);
        (sigma.is_finite() && sigma > 0.0).then_some(Self { sigma, respect_ctm })
    }

    /// In pixels.
    pub(crate) fn sigma(&self, m: &Matrix) -> f32 {
        if self.respect_ctm { self.sigma * m.mean_scale() } else { self.sigma }
    }
}

/// Changes a shape's outline: here always into dashes.
#[derive(Clone, Debug)]
pub struct PathEffect {
    dash: Arc<[f32]>,
    phase: f32,
}

impl PathEffect {
    /// Lengths that are drawn and left out in turn; none unless there is an even number of them.
    pub fn dash(intervals: &[f32], phase: f32) -> Option<Self> {
        let usable = intervals.len() >= 2
            && intervals.len().is_multiple_of(2)
            && intervals.iter().all(|v| *v >= 0.0 && v.is_finite())
            && intervals.iter().sum::<f32>() > 0.0
            && phase.is_finite();
        usable.then(|| Self { dash: intervals.into(), phase })
    }

    pub(crate) fn dashes(&self) -> (&[f32], f32) {
        (&self.dash, self.phase)
    }
}

/// Changes the pixels of a layer: crops and blurs, one after the other.
#[derive(Clone, Debug)]
pub struct ImageFilter(Arc<[Step]>);

#[derive(Clone, Copy, Debug)]
enum Step {
    Crop(Rect),
    Blur(f32, f32),
}

impl ImageFilter {
    /// After `input`, leaves only what lies in `rect`. Tiling isn't supported: outside is nothing.
    pub fn crop(
        rect: impl AsRef<Rect>,
        _tile_mode: impl Into<Option<TileMode>>,
        input: impl Into<Option<ImageFilter>>,
    ) -> Option<Self> {
        let rect = rect.as_ref();
        let before = input.into();
        rect.is_finite().then(|| Self::after(before.as_ref(), [Step::Crop(*rect)]))
    }

    /// After `self`, a Gaussian blur, cropped. Tiling isn't supported: outside is nothing.
    pub fn blur<'a>(
        self,
        crop_rect: impl Into<Option<&'a IRect>>,
        (sigma_x, sigma_y): (f32, f32),
        _tile_mode: impl Into<Option<TileMode>>,
    ) -> Option<Self> {
        if !(sigma_x >= 0.0 && sigma_y >= 0.0 && sigma_x.is_finite() && sigma_y.is_finite()) {
            return None;
        }
        let blur = Step::Blur(sigma_x, sigma_y);
        Some(match crop_rect.into() {
            Some(crop) => Self::after(Some(&self), [blur, Step::Crop(Rect::from_irect(crop))]),
            None => Self::after(Some(&self), [blur]),
        })
    }

    fn after<const N: usize>(before: Option<&Self>, steps: [Step; N]) -> Self {
        Self(before.iter().flat_map(|f| f.0.iter().copied()).chain(steps).collect())
    }

    /// How many pixels away a pixel can show.
    pub(crate) fn reach(&self, m: &Matrix) -> i32 {
        let scale = m.mean_scale();
        let one = |s: &Step| if let Step::Blur(x, y) = s { reach(x.max(*y) * scale) } else { 0 };
        self.0.iter().map(one).sum()
    }

    /// Filters the premultiplied pixels of `area`, in a space that `m` maps the filter's to.
    pub(crate) fn apply(&self, pixels: &mut [u8], area: IRect, m: &Matrix) {
        let scale = m.mean_scale();
        for step in self.0.iter() {
            match step {
                Step::Crop(rect) => crop(pixels, area, IRect::touched_by(&m.map_rect(rect).0.rounded())),
                Step::Blur(x, y) => blur::<4>(pixels, area.columns(), (x * scale, y * scale)),
            }
        }
    }
}

fn crop(pixels: &mut [u8], area: IRect, keep: IRect) {
    let keep = keep.and(&area);
    for (y, row) in (area.top..).zip(pixels.chunks_exact_mut(area.columns().max(1) * 4)) {
        if keep.is_empty() || y < keep.top || y >= keep.bottom {
            row.fill(0);
        } else {
            row[..(keep.left - area.left) as usize * 4].fill(0);
            row[(keep.right - area.left) as usize * 4..].fill(0);
        }
    }
}
