//! What stands in a window whose content has failed.

use std::panic::{AssertUnwindSafe, catch_unwind};

use vizia_core::prelude::*;

use crate::content::Content;

/// Says that the editor has failed and what to do.
pub(crate) struct Fault;

impl Content for Fault {
    fn build(&mut self, cx: &mut Context) {
        VStack::new(cx, |cx| {
            Label::new(cx, "The editor has stopped after an error.").font_size(16.0);
            Label::new(cx, "The audio goes on. Close the editor and open it again.").font_size(13.0);
        })
        .color(Color::rgb(0xd8, 0xda, 0xde))
        .background_color(Color::rgb(0x20, 0x22, 0x26))
        .alignment(Alignment::Center)
        .vertical_gap(Pixels(8.0))
        .size(Stretch(1.0));
    }

    fn update(&mut self, _cx: &mut Context) {}
}

/// Runs `work`; nothing if it panics. Whatever it had at hand is to be thrown away then.
pub(crate) fn guard<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}
