//! The small window: the plane, the class and the values.

use vizia_core::prelude::*;

use super::{
    buttons::button,
    header,
    meter::{MOOD_VALUES, Meter},
    mood_plane::MoodPlane,
    now,
    shown::Shown,
    tip::explain,
};
use crate::editor::state::Ask;

/// Builds all that a small window shows.
pub fn build(cx: &mut Context, shown: Shown) {
    HStack::new(cx, |cx| {
        MoodPlane::bare(cx, &shown).class("compact-plane");
        VStack::new(cx, |cx| {
            HStack::new(cx, |cx| {
                now::class(cx, shown, "compact-class");
                header::state(cx, shown);
                button(cx, "mode", String::from("Full"), "The large window", Ask::Mode);
            })
            .class("row");
            for value in MOOD_VALUES {
                HStack::new(cx, |cx| {
                    explain(Label::new(cx, value.name).class("compact-name"), value.tip);
                    Meter::new(cx, value, &shown);
                    Label::new(cx, value.now_text(shown.now)).class("compact-value");
                })
                .class("meter-row");
            }
        })
        .class("compact-values");
    })
    .class("compact-row");
}
