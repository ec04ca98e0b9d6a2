//! The line above the panels: what it is, how it fares, which model it hears with, and the large switches.

use vizia_core::prelude::*;
use vizia_reactive::{SignalGet, SignalMap};

use super::{
    buttons::{button, choice},
    control::ControlSet,
    row::switch,
    shown::Shown,
    tip::explain,
};
use crate::{
    editor::state::Ask,
    session::settings::{Page, Theme},
};

/// Builds the line.
pub fn build(cx: &mut Context, shown: Shown, controls: &ControlSet) {
    HStack::new(cx, |cx| {
        Label::new(cx, "AI-Mixtapes").class("product");
        state(cx, shown);
        model(cx, shown);
        switch(cx, controls, "hold", "The outputs stay where they are, the analysis goes on");
        switch(cx, controls, "bypass", "The analysis stops, the sound passes as ever");
        let theme = shown.settings.map(|settings| match settings.theme {
            Theme::Dark => String::from("High contrast"),
            Theme::Contrast => String::from("Dark"),
        });
        let pages = [
            ("Mood", "What is heard", Page::Mood),
            ("Routing", "Where it goes in the host: macros, controllers, notes", Page::Routing),
            ("Outside", "Where it goes beside the host: OSC and the log; and presets", Page::Outside),
        ];
        let chosen = |page| shown.settings.map(move |settings| settings.page == page);
        choice(cx, "page", pages.map(|(name, tip, page)| (name, tip, Ask::Page(page), chosen(page))));
        button(cx, "theme", theme, "The other colours", Ask::Theme);
        button(cx, "mode", String::from("Compact"), "A small window with the mood alone", Ask::Mode);
    })
    .class("header");
}

/// The state's name.
pub fn state(cx: &mut Context, shown: Shown) {
    let badge = HStack::new(cx, |cx| {
        Label::new(cx, shown.state.map(|state| state.name.to_owned()));
    })
    .class("badge-state")
    .toggle_class("live", shown.state.map(|state| state.live))
    .toggle_class("alarm", shown.state.map(|state| state.alarm));
    explain(badge, "Whether the outputs move: the panel Now says why");
}

fn model(cx: &mut Context, shown: Shown) {
    let told = shown.model.map(|model| match &model.refusal {
        None => format!("Model: {}", model.name),
        Some(why) => format!("Model: {}. The one that you asked for was refused: {why}", model.name),
    });
    let label = Label::new(cx, told)
        .class("model")
        .toggle_class("alarm", shown.model.map(|model| model.refusal.is_some()));
    let model = shown.model;
    label.tooltip(move |cx| {
        Tooltip::new(cx, |cx| {
            let told = model.get();
            Label::new(cx, format!("The model that is heard: {}", told.name));
            if let Some(why) = told.refusal {
                Label::new(cx, format!("Refused: {why}"));
            }
        })
    });
}
