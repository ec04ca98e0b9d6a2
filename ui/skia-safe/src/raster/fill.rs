//! The coverage of paths.

use crate::geometry::{IRect, Matrix, RRect, Rect};
use crate::path::{Path, PathFillType, PathOp, Shape};
use crate::raster::{Coverage, mul};
use tiny_skia as ts;

/// The coverage of `path`, seen through `m`, of the pixels of `clip`; none if it covers none. `smooth` is
/// anti-aliased.
pub(crate) fn cover(path: &Path, m: &Matrix, clip: IRect, smooth: bool) -> Option<Coverage> {
    let seen = m.map_rect(path.bounds()).0;
    let area = IRect::touched_by(&seen).and(&clip);
    if area.is_empty() || !seen.is_finite() {
        return None;
    }
    match &path.shape {
        Shape::Empty => None,
        Shape::Rect(_) if m.is_scale_translate() => Some(cover_rect(&seen, area, smooth)),
        Shape::RRect(r) if smooth && m.is_upright() => {
            cover_rrect(&r.scaled(seen, (m.scale_x(), m.scale_y())), area)
        }
        Shape::Combined(c) => Some(combine(&c.0, &c.1, c.2, m, area, smooth)),
        Shape::Rect(_) | Shape::RRect(_) | Shape::Outline(_) => Some(Coverage::dense(
            area,
            cover_outline(path.to_outline()?.as_ref(), path.fill, m, area, smooth)?,
        )),
    }
}

/// One byte for each pixel of `area`.
fn cover_outline(
    outline: &ts::Path,
    fill: PathFillType,
    m: &Matrix,
    area: IRect,
    smooth: bool,
) -> Option<Vec<u8>> {
    let rule = match fill {
        PathFillType::Winding => ts::FillRule::Winding,
        PathFillType::EvenOdd => ts::FillRule::EvenOdd,
    };
    let mut mask = ts::Mask::new(area.columns() as u32, area.rows() as u32)?;
    let to_area = m.ts().post_translate(-area.left as f32, -area.top as f32);
    let b = outline.bounds();
    let seen = Matrix::from_ts(to_area).map_rect(Rect::new(b.left(), b.top(), b.right(), b.bottom())).0;
    if [seen.left, seen.top, seen.right, seen.bottom].iter().all(|v| v.abs() <= FARTHEST) {
        mask.fill_path(outline, rule, smooth, to_area);
    } else {
        mask.fill_path(&bent(outline, to_area)?, rule, smooth, ts::Transform::identity());
    }
    Some(mask.take())
}

/// tiny-skia counts in 16 bits before the point, and panics beyond.
const FARTHEST: f32 = 30_000.0;

/// An outline with all points brought near enough: wrong far away, but there.
fn bent(outline: &ts::Path, m: ts::Transform) -> Option<ts::Path> {
    use ts::PathSegment::{Close, CubicTo, LineTo, MoveTo, QuadTo};
    let near = |mut p: ts::Point| {
        m.map_point(&mut p);
        let c = |v: f32| if v.is_nan() { 0.0 } else { v.clamp(-FARTHEST, FARTHEST) };
        (c(p.x), c(p.y))
    };
    let mut b = ts::PathBuilder::new();
    for segment in outline.segments() {
        match segment {
            MoveTo(p) => b.move_to(near(p).0, near(p).1),
            LineTo(p) => b.line_to(near(p).0, near(p).1),
            QuadTo(a, p) => b.quad_to(near(a).0, near(a).1, near(p).0, near(p).1),
            CubicTo(a, c, p) => {
                b.cubic_to(near(a).0, near(a).1, near(c).0, near(c).1, near(p).0, near(p).1);
            }
            Close => b.close(),
        }
    }
    b.finish()
}

/// How much of the pixel that starts at `i` lies between two edges.
fn part(i: i32, low: f32, high: f32) -> u8 {
    ((high.min(i as f32 + 1.0) - low.max(i as f32)).clamp(0.0, 1.0) * 255.0 + 0.5) as u8
}

/// The exact area of each pixel that lies in a rectangle.
fn cover_rect(rect: &Rect, area: IRect, smooth: bool) -> Coverage {
    let rect = if smooth { *rect } else { rect.rounded() };
    let row: Vec<u8> = (area.left..area.right).map(|x| part(x, rect.left, rect.right)).collect();
    let mut coverage = Coverage::with_area(area);
    let mut y = area.top;
    while y < area.bottom {
        let value = part(y, rect.top, rect.bottom);
        // Only the first and the last row can be different.
        let end = if y == area.top || y == area.bottom - 1 { y + 1 } else { area.bottom - 1 };
        let row = if value == 255 { row.clone() } else { row.iter().map(|v| mul(*v, value)).collect() };
        coverage.push_even_rows(end, row);
        y = end;
    }
    coverage
}

/// As two strips with corners and a rectangle between them.
fn cover_rrect(rect: &RRect, area: IRect) -> Option<Coverage> {
    let (bounds, r) = (rect.rect(), rect.radii_ref());
    let flat_top = ((bounds.top + r[0].y.max(r[1].y)).ceil() as i32).clamp(area.top, area.bottom);
    let flat_bottom = ((bounds.bottom - r[2].y.max(r[3].y)).floor() as i32).clamp(flat_top, area.bottom);
    let path = Path::rrect(rect, None);
    let outline = path.to_outline()?;
    let strip = |top: i32, bottom: i32| {
        let strip = IRect::new(area.left, top, area.right, bottom);
        cover_outline(&outline, PathFillType::Winding, &Matrix::new_identity(), strip, true)
    };
    let mut coverage = Coverage::with_area(area);
    if area.top < flat_top {
        coverage.push_rows(flat_top, strip(area.top, flat_top)?);
    }
    if flat_top < flat_bottom {
        let row = (area.left..area.right).map(|x| part(x, bounds.left, bounds.right)).collect();
        coverage.push_even_rows(flat_bottom, row);
    }
    if flat_bottom < area.bottom {
        coverage.push_rows(area.bottom, strip(flat_bottom, area.bottom)?);
    }
    Some(coverage)
}

/// Two areas combined. The edges are exact as long as they don't cross within a pixel.
fn combine(a: &Path, b: &Path, op: PathOp, m: &Matrix, area: IRect, smooth: bool) -> Coverage {
    let none = || Coverage::even(area, 0);
    let get = |p: &Path| cover(p, m, area, smooth).unwrap_or_else(none);
    let (a, b) = (get(a), get(b));
    let mix = |a: u8, b: u8| match op {
        PathOp::Intersect => mul(a, b),
        PathOp::Difference => mul(a, 255 - b),
        PathOp::ReverseDifference => mul(b, 255 - a),
        PathOp::Union => 255 - mul(255 - a, 255 - b),
        PathOp::XOR => mul(a, 255 - b).saturating_add(mul(255 - a, b)),
    };
    let mut out = Coverage::with_area(area);
    let (mut row, mut other) = (vec![0; area.columns()], vec![0; area.columns()]);
    let mut different = Vec::new();
    let mut y = area.top;
    while y < area.bottom {
        let end = a.same_until(y).min(b.same_until(y)).clamp(y + 1, area.bottom);
        a.copy_row(y, area.left, &mut row);
        b.copy_row(y, area.left, &mut other);
        row.iter_mut().zip(&other).for_each(|(a, b)| *a = mix(*a, *b));
        if end == y + 1 {
            different.extend_from_slice(&row);
        } else {
            out.push_rows(y, std::mem::take(&mut different));
            out.push_even_rows(end, row.clone());
        }
        y = end;
    }
    out.push_rows(area.bottom, different);
    out
}
