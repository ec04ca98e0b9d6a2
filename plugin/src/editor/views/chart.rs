//! The curves of the past, and under them the ribbon of its classes.

use engine::mood::MoodClass;
use vizia_core::{
    prelude::*,
    vg::{self, Canvas, PathEffect},
};
use vizia_reactive::{Signal, SignalWith};

use super::{pen, shown::Shown};
use crate::editor::{
    palette::{Palette, faded},
    state::{
        Ask,
        history::{Column, HistoryView, Stretch},
    },
};

/// Logical pixels: around the curves and more of it left of them, the ribbon's height, the space for times under it.
const PADDING: f32 = 8.0;
const LEVELS: f32 = 20.0;
const RIBBON: f32 = 16.0;
const TIMES: f32 = 16.0;
/// Logical pixels that a class's sign needs in the ribbon.
const SIGN: f32 = 7.0;
/// Columns further apart than so many of their widths have a gap between them.
const GAP: f32 = 1.6;

/// The curves. The mouse reads them.
pub struct Chart {
    history: Signal<HistoryView>,
    palette: Signal<Palette>,
}

impl Chart {
    /// Of what the history shows.
    pub fn new<'a>(
        cx: &'a mut Context,
        shown: &Shown,
        labels: impl FnOnce(&mut Context),
    ) -> Handle<'a, Self> {
        let (history, palette) = (shown.history, shown.palette);
        Self { history, palette }
            .build(cx, labels)
            .class("chart")
            .bind(history, |mut handle| handle.needs_redraw())
            .bind(palette, |mut handle| handle.needs_redraw())
    }
}

/// Where something lies that is `x` of the way from the left of the curves to their right: of the chart's width, and
/// logical pixels on top of that.
pub fn across(x: f32) -> (f32, f32) {
    (x, PADDING + LEVELS - x * (2.0 * PADDING + LEVELS))
}

impl View for Chart {
    fn element(&self) -> Option<&'static str> {
        Some("chart")
    }

    fn event(&mut self, cx: &mut EventContext<'_>, event: &mut Event) {
        event.map(|window_event, _| match window_event {
            WindowEvent::MouseMove(x, _) => {
                let frame = Frame::within(cx.bounds(), cx.scale_factor());
                cx.emit(Ask::Hover(Some((x - frame.x) / frame.width)));
            }
            WindowEvent::MouseOut | WindowEvent::MouseLeave => cx.emit(Ask::Hover(None)),
            _ => {}
        });
    }

    fn draw(&self, cx: &mut DrawContext<'_>, canvas: &Canvas) {
        cx.draw_background(canvas);
        let frame = Frame::within(cx.bounds(), cx.scale_factor());
        let palette = self.palette.with_untracked(|palette| *palette);
        self.history.with_untracked(|history| {
            draw_grid(canvas, &frame, history, &palette);
            draw_ribbon(canvas, &frame, &history.ribbon, &palette);
            draw_curves(canvas, &frame, &history.columns, &palette);
            draw_hover(canvas, &frame, history, &palette);
        });
    }
}

/// Where the curves lie, in physical pixels.
struct Frame {
    x: f32,
    y: f32,
    width: f32,
    height: f32,
    ribbon: f32,
    scale: f32,
}

impl Frame {
    fn within(bounds: BoundingBox, scale: f32) -> Self {
        let padding = PADDING * scale;
        let height = bounds.h - 2.0 * padding - (RIBBON + TIMES) * scale;
        Self {
            x: bounds.x + padding + LEVELS * scale,
            y: bounds.y + padding,
            width: (bounds.w - 2.0 * padding - LEVELS * scale).max(1.0),
            height: height.max(1.0),
            ribbon: bounds.y + bounds.h - (RIBBON + TIMES) * scale,
            scale,
        }
    }

    fn across(&self, x: f32) -> f32 {
        self.x + x.clamp(0.0, 1.0) * self.width
    }

    fn up(&self, value: f32) -> f32 {
        self.y + (1.0 - value.clamp(-1.0, 1.0)) / 2.0 * self.height
    }
}

fn draw_grid(canvas: &Canvas, frame: &Frame, history: &HistoryView, palette: &Palette) {
    let line = |color| pen::stroke(color, frame.scale);
    for value in [-1.0, -0.5, 0.5, 1.0] {
        let y = pen::crisp(frame.up(value));
        canvas.draw_line((frame.x, y), (frame.x + frame.width, y), &line(palette.grid));
    }
    for tick in &history.ticks {
        let x = pen::crisp(frame.across(tick.x));
        canvas.draw_line((x, frame.y), (x, frame.ribbon), &line(palette.grid));
    }
    let zero = pen::crisp(frame.up(0.0));
    canvas.draw_line((frame.x, zero), (frame.x + frame.width, zero), &line(palette.axis));
}

fn draw_curves(canvas: &Canvas, frame: &Frame, columns: &[Column], palette: &Palette) {
    let step = columns.windows(2).map(|pair| pair[1].x - pair[0].x).fold(f32::MAX, f32::min);
    let joined = |one: &Column, next: &Column| {
        one.values.is_some() && next.values.is_some() && next.x - one.x < GAP * step
    };
    for piece in columns.chunk_by(joined).filter(|piece| piece[0].values.is_some()) {
        let points = |value: fn((f32, f32)) -> f32| {
            piece
                .iter()
                .filter_map(move |column| Some((frame.across(column.x), frame.up(value(column.values?)))))
        };
        let width = 1.75 * frame.scale;
        let draw = |value: fn((f32, f32)) -> f32, color, dashes| {
            let mut paint = pen::stroke(color, width);
            paint.set_path_effect(dashes);
            if piece.len() == 1 {
                points(value).for_each(|point| _ = canvas.draw_circle(point, width, &pen::fill(color)));
            } else {
                canvas.draw_path(&pen::polyline(points(value)), &paint);
            }
        };
        // Told apart by their stroke too: arousal is dashed.
        draw(|(_, arousal)| arousal, palette.arousal, PathEffect::dash(&[3.0 * width, 2.0 * width], 0.0));
        draw(|(valence, _)| valence, palette.valence, None);
    }
}

fn draw_ribbon(canvas: &Canvas, frame: &Frame, ribbon: &[Stretch], palette: &Palette) {
    let (top, height) = (frame.ribbon, (RIBBON - 2.0) * frame.scale);
    canvas.draw_rect(pen::rect(frame.x, top, frame.width, height), &pen::fill(palette.grid));
    for stretch in ribbon {
        let Some(class) = stretch.class else { continue };
        let (from, to) = (frame.across(stretch.from), frame.across(stretch.to));
        canvas.draw_rect(pen::rect(from, top, to - from, height), &pen::fill(palette.class(class)));
        if to - from >= 1.6 * SIGN * frame.scale {
            let middle = ((from + to) / 2.0, top + height / 2.0);
            draw_sign(canvas, class, middle, SIGN / 2.0 * frame.scale, palette.well);
        }
    }
}

/// A form for each class, so that none is told by its colour alone: where its region lies on the plane.
fn draw_sign(canvas: &Canvas, class: MoodClass, (x, y): (f32, f32), size: f32, color: Color) {
    let paint = pen::fill(color);
    let triangle = |dx: f32, dy: f32| {
        let (px, py) = (-dy, dx);
        pen::polygon([
            (x + dx * size, y + dy * size),
            (x - dx * size + px * size, y - dy * size + py * size),
            (x - dx * size - px * size, y - dy * size - py * size),
        ])
    };
    let path = match class {
        MoodClass::Neutral => {
            canvas.draw_circle((x, y), size * 0.6, &paint);
            return;
        }
        MoodClass::Energetic => triangle(0.0, -1.0),
        MoodClass::Happy => triangle(1.0, 0.0),
        MoodClass::Melancholic => triangle(-1.0, 0.0),
        MoodClass::Relaxed => triangle(0.0, 1.0),
        MoodClass::Tense => {
            let s = size * 0.95;
            pen::polygon([(x, y - s), (x + s, y), (x, y + s), (x - s, y)])
        }
    };
    canvas.draw_path(&path, &paint);
}

fn draw_hover(canvas: &Canvas, frame: &Frame, history: &HistoryView, palette: &Palette) {
    let Some(hover) = &history.hover else { return };
    let x = pen::crisp(frame.across(hover.x));
    let bottom = frame.ribbon + RIBBON * frame.scale;
    canvas.draw_line((x, frame.y), (x, bottom), &pen::stroke(faded(palette.text, 0.7), frame.scale));
    let Some((valence, arousal)) = hover.values else { return };
    for (value, color) in [(valence, palette.valence), (arousal, palette.arousal)] {
        let point = vg::Point::new(x, frame.up(value));
        canvas.draw_circle(point, 4.0 * frame.scale, &pen::fill(palette.well));
        canvas.draw_circle(point, 3.0 * frame.scale, &pen::fill(color));
    }
}
