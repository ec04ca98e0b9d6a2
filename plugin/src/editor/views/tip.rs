//! Words for the mouse that rests.

use vizia_core::prelude::*;

/// Explains a view to the mouse that rests on it.
pub fn explain<'a, V: View>(handle: Handle<'a, V>, text: &'static str) -> Handle<'a, V> {
    handle.tooltip(move |cx| {
        Tooltip::new(cx, |cx| {
            Label::new(cx, text);
        })
    })
}
