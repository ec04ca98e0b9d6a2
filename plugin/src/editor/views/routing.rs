//! The parameters: from what is detected to what goes out.

use vizia_core::prelude::*;
use vizia_reactive::{Signal, SignalGet, SignalMap};

use super::{
    control::{Change, Control, ControlRow, Controls},
    shown::Shown,
    slider::Slider,
    tip::explain,
};
use crate::editor::palette::Palette;

/// A parameter's id, its name in the panel, and its explanation.
type Entry = (&'static str, &'static str, &'static str);

/// The groups of the panel: title and parameters.
const GROUPS: [(&str, &[Entry]); 3] = [
    (
        "OUTPUTS",
        &[
            (
                "horizon",
                "Horizon",
                "Which mood drives the outputs: one that follows a change within 2 s, or within 12 s",
            ),
            ("smoothing", "Smoothing", "How long the outputs take to follow"),
        ],
    ),
    (
        "CALIBRATE TO TASTE",
        &[
            ("valence_offset", "Valence offset", "Added to valence"),
            ("valence_range", "Valence range", "Valence is multiplied by it first"),
            ("arousal_offset", "Arousal offset", "Added to arousal"),
            ("arousal_range", "Arousal range", "Arousal is multiplied by it first"),
        ],
    ),
    (
        "MIDI",
        &[
            ("cc_channel", "Channel", "The channel of the two controllers; they don't reach VST3 hosts"),
            ("cc_valence", "Valence", "The controller that valence goes to, in CLAP and standalone"),
            ("cc_arousal", "Arousal", "The controller that arousal goes to, in CLAP and standalone"),
        ],
    ),
];

/// Builds the panel.
pub fn build(cx: &mut Context, shown: Shown, controls: &Controls) {
    VStack::new(cx, |cx| {
        for (title, params) in GROUPS {
            Label::new(cx, title).class("title");
            for (id, name, tip) in params {
                row(cx, controls, id, name, tip, shown.palette);
            }
        }
    })
    .class("panel")
    .class("routing-panel");
}

fn row(
    cx: &mut Context,
    controls: &Controls,
    id: &str,
    name: &'static str,
    tip: &'static str,
    palette: Signal<Palette>,
) {
    let Some(control) = controls.get(id) else { return };
    ControlRow::new(cx, control, |cx| {
        explain(Label::new(cx, name).class("param-name"), tip);
        match control.param().steps() {
            Some(last @ 1..=3) => segments(cx, control, last),
            _ => {
                Slider::new(cx, control, palette).id(id);
                entry(cx, control);
                refusal(cx, control);
            }
        }
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
                .id(format!("{}-{step}", control.param().id()))
                .toggle_class(
                    "chosen",
                    control.shown.map(move |shown| (shown.normalized - value).abs() < 1e-3),
                );
        }
    })
    .class("choice");
}

/// The value as text, to be written over.
fn entry(cx: &mut Context, control: &Control) {
    let text = control.shown.map(|value| value.text.clone());
    Textbox::new(cx, text)
        .on_submit(|cx, text: String, _| cx.emit(Change::Enter(text)))
        .id(format!("{}-text", control.param().id()));
}

/// Why the text beside it was refused, for a while over the rest of the row.
fn refusal(cx: &mut Context, control: &Control) {
    let (refusal, id) = (control.refusal, format!("{}-refusal", control.param().id()));
    Binding::new(cx, refusal, move |cx| {
        if let Some(reason) = refusal.get() {
            Label::new(cx, reason).class("refusal").id(id.clone());
        }
    });
}

/// A parameter that is on or off, as a button that carries its name.
pub fn switch(cx: &mut Context, controls: &Controls, id: &str, tip: &'static str) {
    let Some(control) = controls.get(id) else { return };
    let shown = control.shown;
    let name = control.param().name().to_owned();
    let row = ControlRow::new(cx, control, |cx| {
        Button::new(cx, |cx| Label::new(cx, name))
            .on_press(|cx| cx.emit(Change::Toggle))
            .id(id)
            .toggle_class("chosen", shown.map(|shown| shown.normalized > 0.5));
    });
    explain(row.size(Auto), tip);
}
