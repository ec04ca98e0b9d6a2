//! A text that is typed in, with its name, and why the last one was refused.

use vizia_core::prelude::*;
use vizia_reactive::{SignalGet, SignalMap};

use super::{
    super::{shown::Shown, tip::explain},
    ask,
};
use crate::editor::state::outside::{Field, OutsideAsk};

/// Builds its row.
pub fn field(cx: &mut Context, shown: Shown, field: Field, name: &'static str, tip: &'static str) {
    HStack::new(cx, |cx| {
        explain(Label::new(cx, name).class("param-name"), tip);
        Textbox::new(cx, shown.outside.map(move |view| view.osc.fields[field as usize].clone()))
            .on_submit(move |cx, text: String, _| cx.emit(ask(OutsideAsk::Enter(field, text))))
            .id(format!("{}-text", field.id()))
            .class("wide-text");
    })
    .class("param-row");
    let refused = shown.outside.map(move |view| {
        view.osc.refused.as_ref().filter(|(id, _)| *id == field.id()).map(|(_, why)| why.clone())
    });
    Binding::new(cx, refused, move |cx| {
        if let Some(why) = refused.get() {
            Label::new(cx, why).class("told").class("alarm").id(format!("{}-refusal", field.id()));
        }
    });
}
