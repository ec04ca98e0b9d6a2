//! What the chosen macro makes of its source, drawn.

use engine::outputs::Macro;
use vizia_core::{prelude::*, vg::Canvas};
use vizia_reactive::{Memo, Signal, SignalGet, SignalMap, SignalWith};

use super::super::{pen, shown::Shown};
use crate::editor::{
    palette::{Palette, faded},
    state::routing::RoutingView,
};

/// Points of the curve.
const POINTS: usize = 64;
/// Logical pixels around the curve: left, top, right, bottom. Two sides have texts, as in the stylesheet.
const MARGINS: [f32; 4] = [40.0, 8.0, 10.0, 18.0];

/// The curve over the source's whole range, and a dot where the macro is.
pub struct CurveView {
    made: Memo<Macro>,
    /// Where the macro is.
    value: Memo<f32>,
    palette: Signal<Palette>,
}

impl CurveView {
    /// Of the chosen macro.
    pub fn new<'a>(cx: &'a mut Context, shown: &Shown) -> Handle<'a, Self> {
        let (palette, live) = (shown.palette, shown.live);
        let made = shown.routing.map(|view: &RoutingView| view.made);
        let value = shown.routing.map(move |view| {
            let index = usize::from(view.chosen.made);
            live.get().macros[index]
        });
        Self { made, value, palette }
            .build(cx, |_| ())
            .class("curve")
            .bind(made, |mut handle| handle.needs_redraw())
            .bind(value, |mut handle| handle.needs_redraw())
            .bind(palette, |mut handle| handle.needs_redraw())
    }
}

/// The curve, as shares of the source's range and of the macro's.
fn points(made: &Macro) -> impl Iterator<Item = (f32, f32)> {
    let [least, greatest] = made.source.map_or(Macro::UNUSED.input, |tap| tap.source.range());
    // The corners as well, which may lie between two points.
    let corners = made.input.map(|corner| (corner - least) / (greatest - least));
    let mut places: Vec<f32> = (0..=POINTS).map(|point| point as f32 / POINTS as f32).collect();
    places.extend(corners.into_iter().flat_map(|corner| [corner - 1e-4, corner]));
    places.retain(|place| (0.0..=1.0).contains(place));
    places.sort_by(f32::total_cmp);
    let made = *made;
    places.into_iter().map(move |place| (place, made.target(least + place * (greatest - least)) as f32))
}

/// Where on the curve a macro with this value is: the place whose value is nearest, in the middle of all that are.
fn place_of(made: &Macro, value: f32) -> Option<(f32, f32)> {
    let points: Vec<_> = points(made).collect();
    let distance = |point: &(f32, f32)| (point.1 - value).abs();
    let least = points.iter().map(distance).min_by(f32::total_cmp)?;
    let near: Vec<_> = points.iter().filter(|point| distance(point) <= least + 1e-4).collect();
    near.get(near.len() / 2).map(|point| **point)
}

impl View for CurveView {
    fn element(&self) -> Option<&'static str> {
        Some("curve")
    }

    fn draw(&self, cx: &mut DrawContext<'_>, canvas: &Canvas) {
        cx.draw_background(canvas);
        let (bounds, scale) = (cx.bounds(), cx.scale_factor());
        let palette = self.palette.with_untracked(|palette| *palette);
        let (made, value) =
            (self.made.with_untracked(|made| *made), self.value.with_untracked(|value| *value));
        let [left, top, right, bottom] = MARGINS.map(|margin| margin * scale);
        let (width, height) = (bounds.w - left - right, bounds.h - top - bottom);
        let at = |(x, y): (f32, f32)| (bounds.x + left + x * width, bounds.y + top + (1.0 - y) * height);
        for quarter in 0..=4 {
            let share = quarter as f32 / 4.0;
            let color = if quarter % 2 == 0 { palette.axis } else { palette.grid };
            let line = pen::stroke(color, scale);
            let ((left, y), (right, _)) = (at((0.0, share)), at((1.0, share)));
            canvas.draw_line((left, pen::crisp(y)), (right, pen::crisp(y)), &line);
            let ((x, top), (_, bottom)) = (at((share, 1.0)), at((share, 0.0)));
            canvas.draw_line((pen::crisp(x), top), (pen::crisp(x), bottom), &line);
        }
        if made.source.is_none() {
            return;
        }
        let color = if made.is_moved() { palette.accent } else { palette.muted };
        let curve: Vec<_> = points(&made).map(at).collect();
        if let (Some(first), Some(last)) = (curve.first(), curve.last()) {
            let floor = at((0.0, 0.0)).1;
            let area = [(first.0, floor)].into_iter().chain(curve.iter().copied()).chain([(last.0, floor)]);
            canvas.draw_path(&pen::polygon(area), &pen::fill(faded(color, 0.12)));
        }
        canvas.draw_path(&pen::polyline(curve), &pen::stroke(color, 2.0 * scale));
        if let Some(dot) = place_of(&made, value).filter(|_| made.is_moved()) {
            let (dot, y) = (at(dot), at((0.0, value)).1);
            let level = pen::stroke(faded(palette.text, 0.45), scale);
            canvas.draw_line((at((0.0, 0.0)).0, pen::crisp(y)), (dot.0, pen::crisp(y)), &level);
            canvas.draw_circle(dot, 5.5 * scale, &pen::fill(palette.well));
            canvas.draw_circle(dot, 4.0 * scale, &pen::fill(palette.text));
        }
    }
}

#[cfg(test)]
mod tests {
    use engine::outputs::Source;

    use super::*;

    #[test]
    fn the_dot_lies_on_the_curve_where_the_macro_is() {
        let made = Macro { curve: 0.5, output: [1.0, 0.2], ..Macro::of(Source::Energy) };
        for value in [0.2, 0.4, 0.75, 1.0] {
            let (x, y) = place_of(&made, value).unwrap();
            assert!((y - value).abs() < 0.02, "{y} {value}");
            assert!((made.target(x) as f32 - y).abs() < 1e-5);
        }
        let flat = Macro { output: [0.5, 0.5], ..made };
        let (x, y) = place_of(&flat, 0.5).unwrap();
        assert!((x - 0.5).abs() < 0.02 && y == 0.5, "{x} {y}");
    }

    #[test]
    fn the_curve_goes_from_end_to_end_and_a_threshold_is_steep() {
        let made = Macro { input: [0.3, 0.3], ..Macro::of(Source::Energy) };
        let points: Vec<_> = points(&made).collect();
        assert_eq!((points.first().unwrap().0, points.last().unwrap().0), (0.0, 1.0));
        let rise = points.windows(2).find(|pair| pair[0].1 < pair[1].1).unwrap();
        assert!(rise[1].0 - rise[0].0 < 1e-3, "{rise:?}");
    }
}
