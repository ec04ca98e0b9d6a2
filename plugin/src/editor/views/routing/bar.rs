//! A value as it moves, as a thin bar.

use vizia_core::{
    prelude::*,
    vg::{Canvas, RRect},
};
use vizia_reactive::{Memo, Signal, SignalGet, SignalMap, SignalWith};

use super::super::{pen, shown::Shown};
use crate::editor::palette::Palette;

/// What a bar shows.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Level {
    /// [0, 1].
    value: f32,
    /// Where it is set, in case that is to be seen, too.
    set: Option<f32>,
    /// It is moved, or sent.
    lit: bool,
}

/// The bar.
pub struct LiveBar {
    level: Memo<Level>,
    palette: Signal<Palette>,
}

impl LiveBar {
    /// Where a macro is; a mark shows where it is set.
    pub fn of_macro<'a>(cx: &'a mut Context, shown: &Shown, index: usize) -> Handle<'a, Self> {
        let moved = shown.routing.map(move |view| view.macros[index].moved);
        let level = shown.live.map(move |live| Level {
            value: live.macros[index],
            set: Some(live.set[index]),
            lit: moved.get(),
        });
        Self::new(cx, shown, level)
    }

    /// What a route carries.
    pub fn of_route<'a>(cx: &'a mut Context, shown: &Shown, index: usize) -> Handle<'a, Self> {
        let sends = shown.routing.map(move |view| view.routes[index].sends);
        let level = shown.live.map(move |live| {
            let lit = sends.get();
            Level { value: if lit { live.routes[index] } else { 0.0 }, set: None, lit }
        });
        Self::new(cx, shown, level)
    }

    fn new<'a>(cx: &'a mut Context, shown: &Shown, level: Memo<Level>) -> Handle<'a, Self> {
        let palette = shown.palette;
        Self { level, palette }
            .build(cx, |_| ())
            .class("live-bar")
            .hoverable(false)
            .bind(level, |mut handle| handle.needs_redraw())
            .bind(palette, |mut handle| handle.needs_redraw())
    }
}

impl View for LiveBar {
    fn element(&self) -> Option<&'static str> {
        Some("live-bar")
    }

    fn draw(&self, cx: &mut DrawContext<'_>, canvas: &Canvas) {
        let (bounds, scale) = (cx.bounds(), cx.scale_factor());
        let palette = self.palette.with_untracked(|palette| *palette);
        let Level { value, set, lit } = self.level.with_untracked(|level| *level);
        let over = 3.0 * scale;
        let (top, height) = (bounds.y + over, bounds.h - 2.0 * over);
        let radius = (height / 2.0).min(3.0 * scale);
        let bar = |width: f32| RRect::new_rect_xy(pen::rect(bounds.x, top, width, height), radius, radius);
        canvas.draw_rrect(bar(bounds.w), &pen::fill(palette.track));
        let color = if lit { palette.accent } else { palette.muted };
        let width = bounds.w * value.clamp(0.0, 1.0);
        if width >= scale {
            canvas.draw_rrect(bar(width), &pen::fill(color));
        }
        if let Some(set) = set {
            let x = bounds.x + (bounds.w * set.clamp(0.0, 1.0)).clamp(1.5 * scale, bounds.w - 1.5 * scale);
            let around = pen::rect(x - 2.5 * scale, bounds.y, 5.0 * scale, bounds.h);
            let mark = pen::rect(x - 1.0 * scale, bounds.y, 2.0 * scale, bounds.h);
            canvas.draw_rect(around, &pen::fill(palette.panel));
            canvas.draw_rect(mark, &pen::fill(palette.text));
        }
    }
}
