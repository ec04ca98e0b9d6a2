//! How views draw: fills, strokes and lines in logical pixels.

use vizia_core::{
    prelude::*,
    vg::{self, Paint, PaintJoin, PaintStyle, Path, PathBuilder},
};

/// Fills with a colour.
pub fn fill(color: Color) -> Paint {
    let mut paint = Paint::default();
    paint.set_color(color);
    paint.set_anti_alias(true);
    paint
}

/// Strokes with a colour, as wide as so many physical pixels.
pub fn stroke(color: Color, width: f32) -> Paint {
    let mut paint = fill(color);
    paint.set_style(PaintStyle::Stroke);
    paint.set_stroke_width(width);
    paint.set_stroke_join(PaintJoin::Round);
    paint
}

/// A line through points; none for fewer than two.
pub fn polyline(points: impl IntoIterator<Item = (f32, f32)>) -> Path {
    through(points).detach()
}

/// The area within points.
pub fn polygon(points: impl IntoIterator<Item = (f32, f32)>) -> Path {
    through(points).close().detach()
}

fn through(points: impl IntoIterator<Item = (f32, f32)>) -> PathBuilder {
    let mut path = PathBuilder::new();
    let mut points = points.into_iter();
    if let Some(first) = points.next() {
        path.move_to(first);
    }
    points.for_each(|point| _ = path.line_to(point));
    path
}

/// A rectangle from its corner and its size.
pub fn rect(x: f32, y: f32, width: f32, height: f32) -> vg::Rect {
    vg::Rect::from_xywh(x, y, width, height)
}

/// The middle of the physical pixel that holds a coordinate, so that a line of one pixel is sharp.
pub fn crisp(coordinate: f32) -> f32 {
    coordinate.floor() + 0.5
}
