//! Drawing paragraphs.

use crate::canvas::Canvas;
use crate::geometry::{Point, Rect};
use crate::paint::Paint;
use crate::text::glyphs::{Glyphs, draw_glyphs};
use crate::text::lines::LineBox;
use crate::text::styled::Ink;
use crate::text::{Paragraph, TextDecoration, TextStyle};
use parley::{GlyphRun, PositionedLayoutItem};
use skrifa::instance::NormalizedCoord;

impl Paragraph {
    /// Draws it with its top left corner at a point.
    pub fn paint(&self, canvas: &Canvas, p: impl Into<Point>) {
        let at = p.into();
        let lines = self.shown();
        for (line, place) in lines.layout.lines().zip(lines.boxes()) {
            for item in line.items() {
                let PositionedLayoutItem::GlyphRun(run) = item else { continue };
                if let Some(style) = self.text.styles.get(run.style().brush.0) {
                    draw_run(canvas, at, place, &run, style);
                }
            }
        }
    }
}

fn draw_run(canvas: &Canvas, at: Point, line: &LineBox, run: &GlyphRun<'_, Ink>, style: &TextStyle) {
    let (x, baseline) = (at.x + run.offset(), at.y + line.drawn);
    if let Some(background) = &style.background {
        let (top, bottom) = (at.y + line.top, at.y + line.bottom);
        canvas.draw_rect(Rect::new(x, top, x + run.advance(), bottom), background);
    }
    let axes =
        run.run().normalized_coords().iter().map(|c| NormalizedCoord::from_bits(c.to_bits())).collect();
    let glyphs = Glyphs {
        font: run.run().font(),
        size: run.run().font_size(),
        axes,
        embolden: run.run().synthesis().embolden(),
        skew: run.run().synthesis().skew().unwrap_or(0.0),
    };
    let shift = line.drawn - run.baseline();
    let places = run.positioned_glyphs().map(|g| (g.id, Point::new(at.x + g.x, at.y + g.y + shift)));
    draw_glyphs(canvas, &glyphs, places, &style.foreground);
    let metrics = run.run().font_metrics();
    let mut paint = Paint::default();
    paint.set_color(style.decoration_color).set_anti_alias(true);
    let rule = |above: f32, thickness: f32| {
        // On whole pixels, so that it is as sharp as the letters.
        let top = (baseline - above).round();
        canvas.draw_rect(Rect::from_xywh(x, top, run.advance(), thickness.round().max(1.0)), &paint);
    };
    if style.decoration.contains(TextDecoration::UNDERLINE) {
        rule(metrics.underline_offset, metrics.underline_size);
    }
    if style.decoration.contains(TextDecoration::LINE_THROUGH) {
        rule(metrics.strikethrough_offset, metrics.strikethrough_size);
    }
    if style.decoration.contains(TextDecoration::OVERLINE) {
        rule(metrics.ascent, metrics.underline_size);
    }
}
