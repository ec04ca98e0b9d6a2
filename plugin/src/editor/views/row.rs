//! A value in a row: its name, a bar or buttons, its text, and why a text was refused.

use std::rc::Rc;

use vizia_core::prelude::*;
use vizia_reactive::{Signal, SignalGet, SignalMap};

use super::{
    adjusted::{Adjusted, Change, Row},
    control::{Control, ControlSet},
    slider::Slider,
    tip::explain,
};
use crate::editor::palette::Palette;

/// A value that slides.
pub fn slider_row(
    cx: &mut Context,
    adjusted: &Rc<dyn Adjusted>,
    name: &'static str,
    tip: &'static str,
    palette: Signal<Palette>,
) {
    let idle = adjusted.shown().map(|value| value.idle);
    Row::new(cx, adjusted, |cx| {
        explain(Label::new(cx, name).class("param-name"), tip);
        Slider::new(cx, adjusted, palette).id(adjusted.id());
        entry(cx, adjusted);
        refusal(cx, adjusted);
    })
    .class("param-row")
    .toggle_class("idle", idle);
}

/// A parameter: one of few values has a button for each.
pub fn param_row(
    cx: &mut Context,
    controls: &ControlSet,
    id: &str,
    name: &'static str,
    tip: &'static str,
    palette: Signal<Palette>,
) {
    let Some(control) = controls.get(id) else { return };
    let adjusted = Rc::clone(control) as Rc<dyn Adjusted>;
    let Some(last @ 1..=3) = control.param().steps() else {
        return slider_row(cx, &adjusted, name, tip, palette);
    };
    Row::new(cx, &adjusted, |cx| {
        explain(Label::new(cx, name).class("param-name"), tip);
        segments(cx, control, last);
    })
    .class("param-row");
}

/// A button for each value.
fn segments(cx: &mut Context, control: &Control, last: usize) {
    HStack::new(cx, |cx| {
        for step in 0..=last {
            let value = step as f32 / last as f32;
            let text = control.param().text_of(value);
            Button::new(cx, |cx| Label::new(cx, text))
                .on_press(move |cx| cx.emit(Change::Set(value)))
                .id(format!("{}-{step}", control.id()))
                .toggle_class(
                    "chosen",
                    control.shown().map(move |shown| (shown.normalized - value).abs() < 1e-3),
                );
        }
    })
    .class("choice");
}

/// The value as text, to be written over.
fn entry(cx: &mut Context, adjusted: &Rc<dyn Adjusted>) {
    let text = adjusted.shown().map(|value| value.text.clone());
    Textbox::new(cx, text)
        .on_submit(|cx, text: String, _| cx.emit(Change::Enter(text)))
        .id(format!("{}-text", adjusted.id()));
}

/// Why the text beside it was refused, for a while over the rest of the row.
fn refusal(cx: &mut Context, adjusted: &Rc<dyn Adjusted>) {
    let (refusal, id) = (adjusted.refusal().shown, format!("{}-refusal", adjusted.id()));
    Binding::new(cx, refusal, move |cx| {
        if let Some(reason) = refusal.get() {
            Label::new(cx, reason).class("refusal").id(id.clone());
        }
    });
}

/// A parameter that is on or off, as a button that carries its name.
pub fn switch(cx: &mut Context, controls: &ControlSet, id: &str, tip: &'static str) {
    let Some(control) = controls.get(id) else { return };
    let shown = control.shown();
    let name = control.param().name().to_owned();
    let adjusted = Rc::clone(control) as Rc<dyn Adjusted>;
    let row = Row::new(cx, &adjusted, |cx| {
        Button::new(cx, |cx| Label::new(cx, name))
            .on_press(|cx| cx.emit(Change::Toggle))
            .id(id)
            .toggle_class("chosen", shown.map(|shown| shown.normalized > 0.5));
    });
    explain(row.size(Auto), tip);
}
