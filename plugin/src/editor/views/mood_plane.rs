//! The valence-arousal plane, with its regions, the trail of the last minute and the points of both horizons.

use vizia_core::{
    prelude::*,
    vg::{self, Canvas},
};
use vizia_reactive::{Signal, SignalWith};

use super::{pen, shown::Shown};
use crate::editor::{
    palette::{Palette, faded},
    state::{
        plane::PlaneView,
        regions::{Point, Region, Regions},
    },
};

/// Where region names stand, of the way from the centre to the edge.
const LABELS: f32 = 0.8;
/// No further to the side, so that none is cut off.
const LABELS_ASIDE: f32 = 0.7;
/// Degrees from one corner of a drawn sector to the next.
const STEP: f32 = 3.0;
/// Radius of the plane's corners, in logical pixels.
const CORNER: f32 = 4.0;
/// The halo's radius, of the plane's side: without confidence, and what full confidence adds.
const HALO: (f32, f32) = (0.028, 0.08);

/// The plane. Its side is the shorter one of its bounds.
pub struct MoodPlane {
    plane: Signal<PlaneView>,
    regions: Signal<Regions>,
    palette: Signal<Palette>,
}

impl MoodPlane {
    /// With the names of regions and axes.
    pub fn new<'a>(cx: &'a mut Context, shown: &Shown) -> Handle<'a, Self> {
        let regions = shown.regions;
        Self::bare_with(cx, shown, move |cx| {
            Binding::new(cx, regions, move |cx| {
                let regions = regions.with_untracked(Clone::clone);
                for region in &regions.sectors {
                    let (x, y) = region.label_at(LABELS);
                    name(cx, region.class.name(), x.clamp(-LABELS_ASIDE, LABELS_ASIDE), y);
                }
                name(cx, "Neutral", 0.0, -0.07);
            });
            Label::new(cx, "valence →").class("axis").class("axis-valence");
            Label::new(cx, "↑ arousal").class("axis").class("axis-arousal");
        })
    }

    /// Without any names.
    pub fn bare<'a>(cx: &'a mut Context, shown: &Shown) -> Handle<'a, Self> {
        Self::bare_with(cx, shown, |_| ())
    }

    fn bare_with<'a>(
        cx: &'a mut Context,
        shown: &Shown,
        names: impl FnOnce(&mut Context),
    ) -> Handle<'a, Self> {
        let (plane, regions, palette) = (shown.plane, shown.regions, shown.palette);
        Self { plane, regions, palette }
            .build(cx, names)
            .class("plane")
            .bind(plane, |mut handle| handle.needs_redraw())
            .bind(regions, |mut handle| handle.needs_redraw())
            .bind(palette, |mut handle| handle.needs_redraw())
    }
}

/// A label centred on a point of the plane. The plane is as wide as it is high wherever names are shown.
fn name(cx: &mut Context, text: &'static str, valence: f32, arousal: f32) {
    Label::new(cx, text)
        .class("region")
        .left(Percentage(50.0 + 50.0 * valence))
        .top(Percentage(50.0 - 50.0 * arousal));
}

impl View for MoodPlane {
    fn element(&self) -> Option<&'static str> {
        Some("mood-plane")
    }

    fn draw(&self, cx: &mut DrawContext<'_>, canvas: &Canvas) {
        let (bounds, scale) = (cx.bounds(), cx.scale_factor());
        let square = Square::within(bounds, scale);
        let palette = self.palette.with_untracked(|palette| *palette);
        canvas.save();
        canvas.clip_path(&square.outline(), vg::ClipOp::Intersect, true);
        canvas.draw_rect(square.rect(), &pen::fill(palette.well));
        self.regions.with_untracked(|regions| draw_regions(canvas, &square, regions, &palette));
        self.plane.with_untracked(|plane| {
            draw_trail(canvas, &square, plane, &palette);
            draw_points(canvas, &square, plane, &palette);
        });
        canvas.restore();
    }
}

/// Where the plane lies in the picture.
struct Square {
    x: f32,
    y: f32,
    side: f32,
    scale: f32,
}

impl Square {
    fn within(bounds: BoundingBox, scale: f32) -> Self {
        let side = bounds.w.min(bounds.h).floor();
        let x = (bounds.x + (bounds.w - side) / 2.0).floor();
        let y = (bounds.y + (bounds.h - side) / 2.0).floor();
        Self { x, y, side, scale }
    }

    fn at(&self, (valence, arousal): Point) -> (f32, f32) {
        let half = self.side / 2.0;
        (self.x + half + valence.clamp(-1.0, 1.0) * half, self.y + half - arousal.clamp(-1.0, 1.0) * half)
    }

    fn rect(&self) -> vg::Rect {
        pen::rect(self.x, self.y, self.side, self.side)
    }

    fn outline(&self) -> vg::Path {
        let radius = CORNER * self.scale;
        let mut path = vg::PathBuilder::new();
        path.add_rrect(vg::RRect::new_rect_xy(self.rect(), radius, radius), None, None);
        path.detach()
    }
}

fn draw_regions(canvas: &Canvas, square: &Square, regions: &Regions, palette: &Palette) {
    for region in &regions.sectors {
        canvas.draw_path(&sector(square, region), &pen::fill(faded(palette.class(region.class), 0.13)));
    }
    for region in &regions.sectors {
        let (sin, cos) = region.from.to_radians().sin_cos();
        let (inner, outer) = (regions.neutral_radius, 1.0 / sin.abs().max(cos.abs()));
        let (from, to) = (square.at((cos * inner, sin * inner)), square.at((cos * outer, sin * outer)));
        canvas.draw_line(from, to, &pen::stroke(palette.axis, square.scale));
    }
    let centre = square.at((0.0, 0.0));
    let radius = regions.neutral_radius * square.side / 2.0;
    canvas.draw_circle(centre, radius, &pen::fill(palette.well));
    canvas.draw_circle(centre, radius, &pen::stroke(palette.axis, square.scale));
    let axis = pen::stroke(faded(palette.muted, 0.45), square.scale);
    let (x, y) = (pen::crisp(centre.0), pen::crisp(centre.1));
    canvas.draw_line((square.x, y), (square.x + square.side, y), &axis);
    canvas.draw_line((x, square.y), (x, square.y + square.side), &axis);
}

/// The part of the square that a region takes.
fn sector(square: &Square, region: &Region) -> vg::Path {
    let steps = ((region.to - region.from) / STEP).ceil().max(1.0);
    let corners = (0..=steps as u32).map(|step| {
        let degrees = region.from + (region.to - region.from) * step as f32 / steps;
        let (sin, cos) = degrees.to_radians().sin_cos();
        let reach = 1.0 / sin.abs().max(cos.abs());
        square.at((cos * reach, sin * reach))
    });
    pen::polygon([square.at((0.0, 0.0))].into_iter().chain(corners))
}

fn draw_trail(canvas: &Canvas, square: &Square, plane: &PlaneView, palette: &Palette) {
    for pair in plane.trail.windows(2) {
        let [Some((from, _)), Some((to, age))] = pair else { continue };
        let opacity = 0.75 * (1.0 - age).max(0.0).powi(2) + 0.04;
        let paint = pen::stroke(faded(palette.text, opacity), 1.5 * square.scale);
        canvas.draw_line(square.at(*from), square.at(*to), &paint);
    }
}

fn draw_points(canvas: &Canvas, square: &Square, plane: &PlaneView, palette: &Palette) {
    let Some(points) = plane.points else { return };
    let scale = square.scale;
    let color = plane.class.map_or(palette.muted, |class| palette.class(class));
    let color = if plane.dimmed { faded(color, 0.5) } else { color };
    let [now, section] = points.map(|point| square.at(point));
    let driving = [now, section][plane.driving];
    let halo = (HALO.0 + HALO.1 * plane.confidence) * square.side + 2.0 * scale;
    if plane.confidence > 0.0 {
        canvas.draw_circle(driving, halo, &pen::fill(faded(color, 0.22)));
        canvas.draw_circle(driving, halo, &pen::stroke(faded(color, 0.8), scale));
    }
    // Told apart by their form: now is a disc, the section a diamond.
    let reach = 6.5 * scale;
    let (x, y) = section;
    let diamond = pen::polygon([(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)]);
    canvas.draw_path(&diamond, &pen::fill(palette.well));
    canvas.draw_path(&diamond, &pen::stroke(palette.text, 1.75 * scale));
    canvas.draw_circle(now, 5.5 * scale, &pen::fill(palette.well));
    canvas.draw_circle(now, 4.5 * scale, &pen::fill(color));
    canvas.draw_circle(now, 5.0 * scale, &pen::stroke(palette.text, 1.25 * scale));
}
