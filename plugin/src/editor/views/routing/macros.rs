//! The macros, one a row.

use engine::outputs::MACROS;
use vizia_core::prelude::*;
use vizia_reactive::SignalMap;

use super::{
    super::{list::Chooser, shown::Shown, tip::explain},
    bar::LiveBar,
    steps,
};
use crate::editor::state::Ask;

/// Builds the panel's content.
pub fn build(cx: &mut Context, shown: Shown) {
    HStack::new(cx, |cx| {
        let title = Label::new(cx, "MACROS").class("title");
        explain(title, "Eight parameters that the mood moves; the mark on a bar is where it is set");
        Element::new(cx).class("spring");
        steps(cx, shown);
    })
    .class("title-row");
    let chosen = shown.routing.map(|view| view.chosen.made);
    Chooser::new(cx, ("macro", MACROS), chosen, Ask::ChooseMacro, move |cx, index| {
        let (source, mode) = (
            shown.routing.map(move |view| view.macros[index].source.to_owned()),
            shown.routing.map(move |view| view.macros[index].mode.to_owned()),
        );
        Label::new(cx, (index + 1).to_string()).class("list-number").hoverable(false);
        VStack::new(cx, |cx| {
            HStack::new(cx, |cx| {
                Label::new(cx, source).class("list-name");
                Label::new(cx, mode).class("list-note");
            })
            .class("list-line");
            LiveBar::of_macro(cx, &shown, index);
        })
        .class("list-lines");
    });
}
