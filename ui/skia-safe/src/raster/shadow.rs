//! Blurred shapes, kept: shadows seldom change, and blurring is slow.

use crate::blur::reach;
use crate::geometry::{IRect, Matrix, RRect, Rect};
use crate::path::{Path, Shape};
use crate::raster::{Coverage, cover};
use std::cell::RefCell;
use std::rc::Rc;

/// How many shadows are kept.
const KEPT: usize = 64;
/// Larger ones, in pixels, aren't kept, and only made as far as they show.
const LARGE: usize = 8_000_000;
/// Nor are longer ones.
const LONG: usize = 16_384;

type Entry = (Vec<u32>, Rc<Coverage>);

thread_local! {
    static SHADOWS: RefCell<Vec<Entry>> = const { RefCell::new(Vec::new()) };
}

/// The coverage of `path`, seen through `m` and blurred by so many pixels.
pub(crate) fn shadow(path: &Path, m: &Matrix, sigma: f32, clip: IRect) -> Option<Rc<Coverage>> {
    let seen = m.map_rect(path.bounds()).0;
    let area = IRect::touched_by(&seen);
    if area.grown(reach(sigma)).and(&clip).is_empty() || !seen.is_finite() {
        return None;
    }
    let rrect = match &path.shape {
        Shape::Rect(_) if m.is_scale_translate() => Some(RRect::new_rect(seen)),
        Shape::RRect(r) if m.is_upright() => Some(r.scaled(seen, (m.scale_x(), m.scale_y()))),
        _ => None,
    };
    let pixels = area.columns().saturating_mul(area.rows());
    if area.columns().max(area.rows()) > LONG || (rrect.is_none() && pixels > LARGE) {
        let area = area.and(&clip.grown(reach(sigma)));
        return cover(path, m, area, true).map(|c| Rc::new(c.blurred(sigma)));
    }
    let mut key = vec![sigma.to_bits()];
    key.extend(m.bits());
    sign(path, &mut key);
    SHADOWS.with_borrow_mut(|kept| {
        if let Some(i) = kept.iter().position(|(k, _)| *k == key) {
            kept[i..].rotate_left(1);
        } else {
            let made = match rrect {
                Some(r) => blurred_rrect(&r, sigma)?,
                None => cover(path, m, area, true)?.blurred(sigma),
            };
            if kept.len() >= KEPT {
                kept.remove(0);
            }
            kept.push((key, Rc::new(made)));
        }
        kept.last().map(|(_, shadow)| shadow.clone())
    })
}

/// What tells a path from others.
fn sign(path: &Path, key: &mut Vec<u32>) {
    let mut floats = |tag: u32, values: &[f32]| {
        key.push(tag);
        key.extend(values.iter().map(|v| v.to_bits()));
    };
    match &path.shape {
        Shape::Empty => floats(0, &[]),
        Shape::Rect(r) => floats(1, &[r.left, r.top, r.right, r.bottom]),
        Shape::RRect(r) => {
            let (b, q) = (r.rect(), r.radii_ref());
            floats(2, &[b.left, b.top, b.right, b.bottom]);
            q.iter().for_each(|q| floats(2, &[q.x, q.y]));
        }
        Shape::Outline(p) => {
            floats(3, &[p.len() as f32, path.fill as u32 as f32]);
            key.extend(p.verbs().iter().map(|v| *v as u32));
            p.points().iter().for_each(|p| key.extend([p.x.to_bits(), p.y.to_bits()]));
        }
        Shape::Combined(c) => {
            floats(4, &[c.2 as u32 as f32]);
            sign(&c.0, key);
            sign(&c.1, key);
        }
    }
}

/// Blurs a small rectangle with the same corners and stretches its middle, which looks the same everywhere.
fn blurred_rrect(rect: &RRect, sigma: f32) -> Option<Coverage> {
    let radius = rect.radii_ref().iter().fold(0.0f32, |m, r| m.max(r.x).max(r.y));
    let margin = 2.0 * (reach(sigma) as f32 + radius.ceil() + 2.0);
    let spare = |side: f32| (side - margin).floor().max(0.0);
    let (dx, dy) = (spare(rect.width()), spare(rect.height()));
    let b = rect.rect();
    let small =
        RRect::new_rect_radii(Rect::new(b.left, b.top, b.right - dx, b.bottom - dy), rect.radii_ref());
    let area = IRect::touched_by(small.rect());
    let shape = cover(&Path::rrect(small, None), &Matrix::new_identity(), area, true)?.blurred(sigma);
    let (dx, dy) = (dx as i32, dy as i32);
    if dx == 0 && dy == 0 {
        return Some(shape);
    }
    let from = shape.area();
    let (middle_x, middle_y) = (from.columns() / 2, from.top + from.height() / 2);
    let area = IRect::new(from.left, from.top, from.right + dx, from.bottom + dy);
    let stretched = |y: i32, out: &mut Vec<u8>| {
        let row = shape.row(y).coverage;
        out.extend_from_slice(&row[..middle_x]);
        out.extend(std::iter::repeat_n(row[middle_x], dx as usize));
        out.extend_from_slice(&row[middle_x..]);
    };
    let mut out = Coverage::with_area(area);
    let mut rows = Vec::new();
    (from.top..middle_y).for_each(|y| stretched(y, &mut rows));
    out.push_rows(middle_y, std::mem::take(&mut rows));
    stretched(middle_y, &mut rows);
    out.push_even_rows(middle_y + dy, std::mem::take(&mut rows));
    (middle_y..from.bottom).for_each(|y| stretched(y, &mut rows));
    out.push_rows(area.bottom, rows);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Vector;

    #[test]
    fn a_stretched_shadow_is_that_of_the_whole() {
        let radii = [(0.0, 0.0), (4.0, 4.0), (9.5, 7.0), (2.0, 2.0)].map(Vector::from);
        for (w, h) in [(200.0, 20.0), (31.3, 180.2), (150.7, 90.1)] {
            let rect = RRect::new_rect_radii(Rect::from_xywh(3.3, 5.8, w, h), &radii);
            let path = Path::rrect(rect, None);
            let area = IRect::touched_by(rect.rect());
            let whole = cover(&path, &Matrix::new_identity(), area, true).map(|c| c.blurred(3.0));
            let quick = blurred_rrect(&rect, 3.0);
            let (whole, quick) = (whole.expect("it covers something"), quick.expect("it covers something"));
            assert_eq!(whole.area(), quick.area());
            let (whole, quick) = (whole.to_dense(whole.area()), quick.to_dense(quick.area()));
            let worst = whole.iter().zip(&quick).map(|(a, b)| a.abs_diff(*b)).max();
            assert!(worst <= Some(1), "{w} x {h}: {worst:?}");
        }
    }
}
