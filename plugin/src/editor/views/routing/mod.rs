//! The page of the routing: what macros are made of, and what goes out where.

pub mod bar;
mod curve;
mod held;
mod macros;
mod made;
mod notes;
mod picker;
mod routes;
mod taken;

use vizia_core::prelude::*;
use vizia_reactive::SignalMap;

use self::picker::Sheets;
use super::{buttons::button, control::ControlSet, shown::Shown};
use crate::editor::state::Ask;

/// Builds all that stands under the header.
pub fn build(cx: &mut Context, shown: Shown, controls: &ControlSet) {
    Sheets::new(cx, shown, |cx| {
        VStack::new(cx, |cx| {
            macros::build(cx, shown);
        })
        .class("panel")
        .class("macros-panel");
        VStack::new(cx, |cx| {
            made::build(cx, shown, controls);
        })
        .class("panel")
        .class("made-panel");
        VStack::new(cx, |cx| {
            VStack::new(cx, |cx| {
                routes::build(cx, shown, controls);
            })
            .class("panel")
            .class("routes-panel");
            VStack::new(cx, |cx| {
                notes::build(cx, shown, controls);
            })
            .class("panel")
            .class("notes-panel");
        })
        .class("out-column");
    })
    .class("routing-page");
}

/// The buttons that take changes back, and do them again.
fn steps(cx: &mut Context, shown: Shown) {
    let (none_before, none_after) =
        (shown.routing.map(|view| !view.steps.0), shown.routing.map(|view| !view.steps.1));
    HStack::new(cx, |cx| {
        let undo = "Takes the last change of this page back: Ctrl+Z";
        button(cx, "undo", String::from("Undo"), undo, Ask::Undo).disabled(none_before);
        let redo = "Does it again: Ctrl+Shift+Z";
        button(cx, "redo", String::from("Redo"), redo, Ask::Redo).disabled(none_after);
    })
    .class("choice")
    .class("small");
}
