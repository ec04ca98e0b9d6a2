//! Presets: the list, what the chosen one is for, and loading and saving.

use vizia_core::prelude::*;
use vizia_reactive::{Signal, SignalGet, SignalMap, SignalUpdate};

use super::{
    super::{buttons::button, list::Chooser, shown::Shown, tip::explain},
    ask,
};
use crate::editor::state::outside::OutsideAsk;

/// Builds the panel's content.
pub fn build(cx: &mut Context, shown: Shown) {
    HStack::new(cx, |cx| {
        Label::new(cx, "PRESETS").class("title");
        Element::new(cx).class("spring");
        HStack::new(cx, |cx| {
            let tip = "What went out before the last preset was loaded";
            button(cx, "preset-back", String::from("Back"), tip, ask(OutsideAsk::TakePresetBack))
                .disabled(shown.outside.map(|view| !view.presets.can_go_back));
        })
        .class("choice")
        .class("small");
    })
    .class("title-row");
    let rows = shown.outside.map(|view| view.presets.rows.clone());
    let chosen = shown.outside.map(|view| view.presets.chosen);
    ScrollView::new(cx, move |cx| {
        Binding::new(cx, rows, move |cx| {
            let rows = rows.get();
            let count = rows.len();
            let ask = |index| ask(OutsideAsk::ChoosePreset(index));
            Chooser::new(cx, ("preset", count), chosen, ask, move |cx, index| {
                Label::new(cx, rows[index].name.clone()).class("preset-name");
                Label::new(cx, if rows[index].own { "yours" } else { "" }).class("preset-own");
            });
        });
    })
    .class("presets-list");
    Label::new(cx, shown.outside.map(|view| view.presets.about.clone())).class("told").class("about");
    let question = shown.outside.map(|view| view.presets.question.clone());
    Binding::new(cx, question, move |cx| match question.get() {
        None => load(cx),
        Some(target) => asked(cx, &target),
    });
    save(cx);
    let told = shown.outside.map(|view| (view.presets.notice.clone(), view.presets.alarm));
    Binding::new(cx, told, move |cx| {
        let (notice, alarm) = told.get();
        let id = if alarm { "preset-refusal" } else { "preset-told" };
        Label::new(cx, notice).class("told").class("notice").toggle_class("alarm", alarm).id(id);
    });
}

fn load(cx: &mut Context) {
    HStack::new(cx, |cx| {
        let tip = "Routing, OSC and the log's format become what the preset says; the sound passes as ever";
        button(cx, "preset-load", String::from("Load"), tip, ask(OutsideAsk::LoadPreset));
    })
    .class("choice")
    .class("wide");
}

/// It would send the mood to another machine.
fn asked(cx: &mut Context, target: &str) {
    Label::new(cx, format!("It sends OSC to {target}, beyond this machine."))
        .class("told")
        .id("preset-question");
    HStack::new(cx, |cx| {
        let tip = "The preset as it is";
        button(cx, "preset-send", String::from("Load all"), tip, ask(OutsideAsk::LoadAsked(true)));
        let tip = "All of it but OSC, which stays as it was";
        button(cx, "preset-without", String::from("Without OSC"), tip, ask(OutsideAsk::LoadAsked(false)));
    })
    .class("choice")
    .class("wide")
    .class("apart");
}

fn save(cx: &mut Context) {
    let name = Signal::new(String::new());
    HStack::new(cx, |cx| {
        Textbox::new(cx, name)
            .on_edit(move |_, text| name.set(text))
            .on_submit(move |_, text, _| name.set(text))
            .placeholder("Name of a new preset")
            .id("preset-name")
            .class("wide-text");
        let button = Button::new(cx, |cx| Label::new(cx, "Save"))
            .on_press(move |cx| cx.emit(ask(OutsideAsk::SavePreset(name.get()))))
            .id("preset-save");
        explain(button, "What goes out now becomes a preset of your own; none is ever overwritten");
    })
    .class("param-row");
}
