//! What stands in a window whose content has failed.

use std::panic::{AssertUnwindSafe, catch_unwind};

use vizia_core::prelude::*;

use crate::content::Content;

/// A font's family and the file that holds it.
pub(crate) type Font = (&'static str, &'static [u8]);

/// Says that the editor has failed and what to do; without a font it stays a plain background.
pub(crate) struct Fault(pub Option<Font>);

impl Content for Fault {
    fn build(&mut self, cx: &mut Context) {
        if let Some((_, file)) = self.0 {
            cx.add_font_mem(file);
        }
        let family = self.0.map_or("sans-serif", |(family, _)| family);
        VStack::new(cx, |cx| {
            let lines = [
                ("The editor has stopped after an error.", 16.0),
                ("The audio goes on. Close the editor and open it again.", 13.0),
            ];
            for (line, size) in lines {
                // On the label itself: a theme's colour for labels is stronger than that of what they stand in.
                Label::new(cx, line)
                    .font_family(vec![FamilyOwned::Named(family.into())])
                    .font_size(size)
                    .color(Color::rgb(0xd8, 0xda, 0xde));
            }
        })
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
