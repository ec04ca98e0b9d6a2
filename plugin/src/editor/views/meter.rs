//! A value as a bar: filled for now, marked for the section.

use vizia_core::{
    prelude::*,
    vg::{Canvas, RRect},
};
use vizia_reactive::{Memo, Signal, SignalMap, SignalWith};

use super::{pen, shown::Shown, tip::explain};
use crate::editor::{
    palette::Palette,
    state::now::{NowView, Reading},
};

/// One of the mood's values.
#[derive(Clone, Copy)]
pub struct MoodValue {
    /// As it is called.
    pub name: &'static str,
    /// What it means.
    pub tip: &'static str,
    /// Its colour.
    color: fn(&Palette) -> Color,
    /// Where it is found.
    reading: fn(&NowView) -> &Reading,
    /// Where the bar begins: the value in its middle, or at its left end.
    centred: bool,
}

/// All of them.
pub const MOOD_VALUES: [MoodValue; 4] = [
    MoodValue {
        name: "Valence",
        tip: "From unpleasant (−1) to pleasant (+1), as listeners would say",
        color: |palette| palette.valence,
        reading: |now| &now.valence,
        centred: true,
    },
    MoodValue {
        name: "Arousal",
        tip: "From calm (−1) to excited (+1)",
        color: |palette| palette.arousal,
        reading: |now| &now.arousal,
        centred: true,
    },
    MoodValue {
        name: "Tension",
        tip: "From relaxed (−1) to tense (+1)",
        color: |palette| palette.tension,
        reading: |now| &now.tension,
        centred: true,
    },
    MoodValue {
        name: "Confidence",
        tip: "How probable it is that the quadrant of the plane is right; under 30 % it is a guess",
        color: |palette| palette.confidence,
        reading: |now| &now.confidence,
        centred: false,
    },
];

impl MoodValue {
    /// Its text as of now.
    pub fn now_text(self, now: Signal<NowView>) -> Memo<String> {
        now.map(move |now| (self.reading)(now).now_text.clone())
    }

    /// Its text of the section.
    pub fn section_text(self, now: Signal<NowView>) -> Memo<String> {
        now.map(move |now| (self.reading)(now).section_text.clone())
    }
}

/// The bar of a value.
pub struct Meter {
    value: MoodValue,
    now: Signal<NowView>,
    palette: Signal<Palette>,
}

impl Meter {
    /// Of a value.
    pub fn new<'a>(cx: &'a mut Context, value: MoodValue, shown: &Shown) -> Handle<'a, Self> {
        let (now, palette) = (shown.now, shown.palette);
        let values = now.map(move |now| {
            let reading = (value.reading)(now);
            (reading.now, reading.section)
        });
        let meter = Self { value, now, palette }
            .build(cx, |_| ())
            .class("meter")
            .bind(values, |mut handle| handle.needs_redraw())
            .bind(palette, |mut handle| handle.needs_redraw());
        explain(meter, value.tip)
    }
}

impl View for Meter {
    fn element(&self) -> Option<&'static str> {
        Some("meter")
    }

    fn draw(&self, cx: &mut DrawContext<'_>, canvas: &Canvas) {
        let (bounds, scale) = (cx.bounds(), cx.scale_factor());
        let palette = self.palette.with_untracked(|palette| *palette);
        let (now, section) = self.now.with_untracked(|now| {
            let reading = (self.value.reading)(now);
            (reading.now, reading.section)
        });
        let radius = 3.0 * scale;
        let place = |value: f32| {
            let share = if self.value.centred { (value + 1.0) / 2.0 } else { value };
            bounds.x + bounds.w * share.clamp(0.0, 1.0)
        };
        let bar = |from: f32, to: f32| {
            RRect::new_rect_xy(pen::rect(from, bounds.y, to - from, bounds.h), radius, radius)
        };
        canvas.draw_rrect(bar(bounds.x, bounds.x + bounds.w), &pen::fill(palette.track));
        let color = (self.value.color)(&palette);
        let zero = place(0.0);
        if let Some(now) = now.map(place) {
            canvas.draw_rrect(bar(now.min(zero), now.max(zero)), &pen::fill(color));
        }
        if self.value.centred {
            let line = pen::rect((zero - scale / 2.0).round(), bounds.y, scale, bounds.h);
            canvas.draw_rect(line, &pen::fill(palette.muted));
        }
        if let Some(section) = section.map(place) {
            let (x, over) = (section.clamp(bounds.x + scale, bounds.x + bounds.w - scale), 2.0 * scale);
            let around = pen::rect(x - 2.5 * scale, bounds.y - over, 5.0 * scale, bounds.h + 2.0 * over);
            let mark = pen::rect(x - 1.5 * scale, bounds.y - over, 3.0 * scale, bounds.h + 2.0 * over);
            canvas.draw_rect(around, &pen::fill(palette.panel));
            canvas.draw_rect(mark, &pen::fill(palette.text));
        }
    }
}
