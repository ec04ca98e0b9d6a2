//! The mood that a source is taken of: of a macro, or of what a route carries.

use engine::outputs::Tap;
use vizia_core::prelude::*;
use vizia_reactive::{SignalGet, SignalMap};

use super::super::{
    control::ControlSet,
    row::slider_row,
    shown::{Picker, Shown},
    tip::explain,
};
use crate::editor::state::{
    Ask,
    routing::{RoutingView, dial::Dial, edit::Edit},
};

/// The moods that a source can be taken of: name, explanation, and what its tap says.
const MOODS: [(&str, &str, Option<f32>); 4] = [
    ("Horizon", "As the control Horizon says", None),
    ("Now", "The mood now, which follows within 2 s", Some(0.0)),
    ("Section", "The mood of the section, which follows within 12 s", Some(1.0)),
    ("Blend", "Something between the two", Some(0.5)),
];

/// Which of them a tap takes.
fn mood_of(blend: Option<f32>) -> usize {
    match blend {
        None => 0,
        Some(blend) if blend <= 0.0 => 1,
        Some(blend) if blend >= 1.0 => 2,
        Some(_) => 3,
    }
}

/// What is chosen there, if it is a source.
fn tap(view: &RoutingView, picker: Picker) -> Option<&Tap> {
    match picker {
        Picker::Feed => view.route.tap(),
        _ => view.made.source.as_ref(),
    }
}

/// Builds both rows; their buttons are identified as `source-Now`, `feed-Blend`.
pub fn build(cx: &mut Context, shown: Shown, controls: &ControlSet, picker: Picker) {
    HStack::new(cx, |cx| {
        explain(Label::new(cx, "Taken of").class("param-name"), "Which mood the source is taken of");
        HStack::new(cx, |cx| {
            for (place, (name, tip, value)) in MOODS.into_iter().enumerate() {
                let of = shown.routing.map(|view| view.chosen);
                let chosen = move |view: &RoutingView| {
                    tap(view, picker).is_some_and(|tap| mood_of(tap.blend) == place)
                };
                let edit = move |cx: &mut EventContext<'_>| {
                    cx.emit(Ask::Edit(match picker {
                        Picker::Feed => Edit::RouteBlend(of.get().route, value),
                        _ => Edit::Blend(of.get().made, value),
                    }));
                };
                let button = Button::new(cx, |cx| Label::new(cx, name))
                    .on_press(edit)
                    .id(format!("{}-{name}", picker.id()))
                    .toggle_class("chosen", shown.routing.map(chosen))
                    .disabled(shown.routing.map(move |view| tap(view, picker).is_none()));
                explain(button, tip);
            }
        })
        .class("choice")
        .class("wide");
    })
    .class("param-row");
    let dial = if picker == Picker::Feed { Dial::RouteBlend } else { Dial::Blend };
    let tip = "From the mood now (0 %) to that of the section (100 %)";
    slider_row(cx, &controls.dials.get(dial), "Blend", tip, shown.palette);
}
