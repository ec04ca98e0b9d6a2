//! The session log: whether, how, where to.

use vizia_core::prelude::*;
use vizia_reactive::{SignalGet, SignalMap};

use super::{
    super::{buttons::choice, shown::Shown, tip::explain},
    ask,
};
use crate::{editor::state::outside::OutsideAsk, outside::log::LogFormat};

/// What is to be known of it.
const ABOUT: &str = "Each update becomes a row, with the time of day and the song position. What was written survives a \
                     crash. A session that is opened never begins one by itself.";
const REPORT: &str = "cargo xtask report FILE… draws it as a page.";

/// Builds the panel's content.
pub fn build(cx: &mut Context, shown: Shown) {
    HStack::new(cx, |cx| {
        Label::new(cx, "SESSION LOG").class("title");
        Element::new(cx).class("spring");
        let runs = shown.outside.map(|view| view.log.runs);
        let name = runs.map(|runs| if *runs { "Stop" } else { "Start" }.to_owned());
        HStack::new(cx, |cx| {
            let button = Button::new(cx, |cx| Label::new(cx, name))
                .on_press(move |cx| cx.emit(ask(OutsideAsk::Log(!runs.get()))))
                .id("log")
                .toggle_class("chosen", runs);
            explain(button, "Begins to write, in a new file, or ends");
        })
        .class("choice")
        .class("small");
    })
    .class("title-row");
    HStack::new(cx, |cx| {
        explain(Label::new(cx, "Written as").class("param-name"), "Another one goes on in a new file");
        let formats = LogFormat::ALL.map(|format| {
            let tip = match format {
                LogFormat::Csv => "A table, for spreadsheets",
                LogFormat::JsonLines => "An object in each line, for programs",
            };
            let chosen = shown.outside.map(move |view| view.log.format == format);
            (format.name(), tip, ask(OutsideAsk::LogFormat(format)), chosen)
        });
        choice(cx, "log-format", formats);
    })
    .class("param-row");
    let text = |read: fn(&crate::editor::state::outside::LogView) -> String| {
        shown.outside.map(move |view| read(&view.log))
    };
    Label::new(cx, text(|log| log.told.clone())).class("told").id("log-told");
    Label::new(cx, text(|log| log.file.clone())).class("told").class("strong").id("log-file");
    Label::new(cx, text(|log| log.folder.clone())).class("told");
    Label::new(cx, text(|log| log.fault.clone().unwrap_or_default()))
        .class("told")
        .class("alarm")
        .id("log-fault");
    Element::new(cx).class("rise");
    Label::new(cx, ABOUT).class("told");
    Label::new(cx, REPORT).class("told");
}
