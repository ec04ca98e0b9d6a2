//! The latest times of a stage, as a line of a few pixels.

use vizia_core::{prelude::*, vg::Canvas};
use vizia_reactive::{Memo, Signal, SignalMap, SignalWith};

use super::{pen, shown::Shown};
use crate::editor::palette::Palette;

/// The line, with its target.
pub struct Spark {
    /// The heights, and the target's; [0, 1].
    heights: Memo<(Vec<f32>, f32)>,
    palette: Signal<Palette>,
}

impl Spark {
    /// Of the stage in a row of the timing table.
    pub fn new<'a>(cx: &'a mut Context, shown: &Shown, row: usize) -> Handle<'a, Self> {
        let heights = shown.timing.map(move |timing| {
            timing.rows.get(row).map_or_else(Default::default, |row| (row.spark.clone(), row.target))
        });
        let palette = shown.palette;
        Self { heights, palette }
            .build(cx, |_| ())
            .class("spark")
            .bind(heights, |mut handle| handle.needs_redraw())
            .bind(palette, |mut handle| handle.needs_redraw())
    }
}

impl View for Spark {
    fn element(&self) -> Option<&'static str> {
        Some("spark")
    }

    fn draw(&self, cx: &mut DrawContext<'_>, canvas: &Canvas) {
        let (bounds, scale) = (cx.bounds(), cx.scale_factor());
        let palette = self.palette.with_untracked(|palette| *palette);
        let up = |height: f32| bounds.y + bounds.h - scale - height * (bounds.h - 2.0 * scale);
        self.heights.with_untracked(|(heights, target)| {
            let target = pen::crisp(up(*target));
            let line = pen::stroke(palette.axis, scale);
            canvas.draw_line((bounds.x, target), (bounds.x + bounds.w, target), &line);
            let step = bounds.w / (heights.len().max(2) - 1) as f32;
            let points =
                heights.iter().enumerate().map(|(i, height)| (bounds.x + i as f32 * step, up(*height)));
            if heights.len() > 1 {
                canvas.draw_path(&pen::polyline(points), &pen::stroke(palette.accent, scale));
            }
        });
    }
}
