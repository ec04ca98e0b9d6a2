//! Outlines of outlines.

use crate::geometry::{RRect, Vector};
use crate::paint::{Cap, Join, Paint, Style};
use crate::path::{Path, PathFillType, PathOp, Shape};
use std::borrow::Cow;
use tiny_skia as ts;

/// The area that `paint` covers: the path itself, its stroke, or both. `scale` is from the path's units to pixels.
pub(crate) fn painted<'a>(path: &'a Path, paint: &Paint, scale: f32) -> Cow<'a, Path> {
    if paint.style == Style::Fill {
        return Cow::Borrowed(path);
    }
    let width = if paint.width > 0.0 { paint.width } else { 1.0 / scale.max(1e-3) };
    let stroked = match frame(path, paint, width) {
        Some(frame) => frame,
        None => stroke(path, paint, width, scale).unwrap_or_default(),
    };
    if paint.style == Style::Stroke {
        return Cow::Owned(stroked);
    }
    Cow::Owned(Path::combined(stroked, path.clone(), PathOp::Union))
}

/// The stroke of a rectangle as one rectangle less another: nothing to trace, and cheap to fill.
fn frame(path: &Path, paint: &Paint, width: f32) -> Option<Path> {
    let rect = match &path.shape {
        Shape::Rect(r) => RRect::new_rect(r),
        Shape::RRect(r) => *r,
        _ => return None,
    };
    let half = width / 2.0;
    let pointed = paint.join == Join::Miter && paint.miter >= std::f32::consts::SQRT_2;
    // Radii grow by half the width only where the corner is round; beyond that, an offset ellipse is none.
    let corner = |r: &Vector| if r.x > 0.0 { r.x == r.y && r.x >= half } else { pointed };
    if paint.path_effect.is_some() || !half.is_finite() || !rect.radii_ref().iter().all(corner) {
        return None;
    }
    let outer = Path::rrect(rect.with_outset((half, half)), None);
    if rect.width() <= width || rect.height() <= width {
        return Some(outer);
    }
    Some(Path::combined(outer, Path::rrect(rect.with_inset((half, half)), None), PathOp::Difference))
}

/// With more dashes than this, a stroke is drawn without any. Skia has such a limit as well.
const MOST_DASHES: f32 = 100_000.0;

/// The length of an outline, at most.
fn length(outline: &ts::Path) -> f32 {
    outline.points().windows(2).map(|w| (w[1].x - w[0].x).hypot(w[1].y - w[0].y)).sum()
}

fn stroke(path: &Path, paint: &Paint, width: f32, scale: f32) -> Option<Path> {
    let outline = path.to_outline()?;
    let dashed = paint.path_effect.as_ref().and_then(|effect| {
        let (dashes, phase) = effect.dashes();
        let period: f32 = dashes.iter().sum();
        if length(&outline) / period * dashes.len() as f32 > MOST_DASHES {
            return None;
        }
        // A dash of no length makes a dot if caps are round; tiny-skia drops it, so it gets some.
        let dashes = dashes.iter().map(|d| d.max(0.01)).collect();
        ts::StrokeDash::new(dashes, phase).and_then(|d| outline.dash(&d, scale))
    });
    let stroke = ts::Stroke {
        width,
        miter_limit: paint.miter,
        line_cap: match paint.cap {
            Cap::Butt => ts::LineCap::Butt,
            Cap::Round => ts::LineCap::Round,
            Cap::Square => ts::LineCap::Square,
        },
        line_join: match paint.join {
            Join::Miter => ts::LineJoin::Miter,
            Join::Round => ts::LineJoin::Round,
            Join::Bevel => ts::LineJoin::Bevel,
        },
        dash: None,
    };
    dashed
        .as_ref()
        .unwrap_or(&outline)
        .stroke(&stroke, scale)
        .map(|p| Path::outline(p, PathFillType::Winding))
}
