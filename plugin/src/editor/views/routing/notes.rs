//! The mood class as a note and as a program.

use vizia_core::prelude::*;
use vizia_reactive::{SignalGet, SignalMap};

use super::super::{buttons::button, control::ControlSet, row::slider_row, shown::Shown, tip::explain};
use crate::editor::state::{
    Ask,
    routing::{REACH, dial::Dial, edit::Edit, live::sounding},
};

/// Builds the panel's content.
pub fn build(cx: &mut Context, shown: Shown, controls: &ControlSet) {
    HStack::new(cx, |cx| {
        let title = Label::new(cx, "CLASS AS NOTES").class("title");
        explain(title, "Each of the six classes has a note, which sounds while the class holds");
        let note = shown.live.map(|live| live.note);
        let sounds = note.map(Option::is_some);
        let label = Label::new(cx, note.map(|note| sounding(*note))).class("title-note").id("note");
        explain(label.toggle_class("lit", sounds), "What sounds now");
        Element::new(cx).class("spring");
        HStack::new(cx, |cx| {
            button(cx, "panic", String::from("Panic"), "All notes end at once", Ask::Panic);
        })
        .class("choice")
        .class("small");
    })
    .class("title-row");
    HStack::new(cx, |cx| {
        explain(Label::new(cx, "Notes").class("param-name"), "Whether the class is sent as a note");
        HStack::new(cx, |cx| {
            let on = shown.routing.map(|view| view.notes.on);
            let tip = "A note for each class, from the base note on";
            toggle(cx, "notes", "Send notes", tip, on, Edit::Notes);
            let off = shown.routing.map(|view| view.notes.off_in_silence);
            let tip = "The note ends in silence and where there is no music";
            toggle(cx, "silence", "End in silence", tip, off, Edit::OffInSilence);
        })
        .class("choice")
        .class("wide")
        .class("apart");
    })
    .class("param-row");
    for (dial, name, tip) in [
        (Dial::NoteChannel, "Channel", "Of notes and programs, 1 to 16"),
        (Dial::Base, "Base note", "The note of the first class; each class has the next one"),
        (
            Dial::Program,
            "First program",
            "The program of the first class, counted from 1; also with notes off",
        ),
    ] {
        slider_row(cx, &controls.dials.get(dial), name, tip, shown.palette);
    }
    Label::new(cx, REACH).class("reach");
}

fn toggle(
    cx: &mut Context,
    id: &str,
    name: &'static str,
    tip: &'static str,
    on: vizia_reactive::Memo<bool>,
    edit: fn(bool) -> Edit,
) {
    let button = Button::new(cx, |cx| Label::new(cx, name))
        .on_press(move |cx| cx.emit(Ask::Edit(edit(!on.get()))))
        .id(id)
        .toggle_class("chosen", on);
    explain(button, tip);
}
