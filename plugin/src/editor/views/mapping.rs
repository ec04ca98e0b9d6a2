//! From what is detected to what goes out: the parameters beside the mood, and the macros at a glance.

use engine::outputs::MACROS;
use vizia_core::prelude::*;
use vizia_reactive::{SignalGet, SignalMap};

use super::{control::ControlSet, routing::bar::LiveBar, row::param_row, shown::Shown, tip::explain};
use crate::editor::state::routing::RoutingView;

/// A parameter's id, its name in the panel, and its explanation.
type Entry = (&'static str, &'static str, &'static str);

/// The groups of the panel: title and parameters.
const GROUPS: [(&str, &[Entry]); 2] = [
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
];

/// Builds the panel.
pub fn build(cx: &mut Context, shown: Shown, controls: &ControlSet) {
    VStack::new(cx, |cx| {
        for (title, params) in GROUPS {
            Label::new(cx, title).class("title");
            for (id, name, tip) in params {
                param_row(cx, controls, id, name, tip, shown.palette);
            }
        }
        explain(Label::new(cx, "MACROS").class("title"), "The page Routing sets them up");
        let used = shown.routing.map(RoutingView::uses_macros);
        Binding::new(cx, used, move |cx| {
            if used.get() {
                glances(cx, shown);
            } else {
                Label::new(cx, "None has a source yet: the page Routing gives them one").class("unused");
            }
        });
    })
    .class("panel")
    .class("mapping-panel");
}

fn glances(cx: &mut Context, shown: Shown) {
    HStack::new(cx, |cx| {
        for half in 0..2 {
            VStack::new(cx, |cx| {
                (half * MACROS / 2..(half + 1) * MACROS / 2).for_each(|index| glance(cx, shown, index));
            })
            .class("macro-glances");
        }
    })
    .class("macro-columns");
}

/// One macro: its number, what moves it, where it is.
fn glance(cx: &mut Context, shown: Shown, index: usize) {
    HStack::new(cx, |cx| {
        Label::new(cx, format!("{}", index + 1)).class("glance-number");
        Label::new(cx, shown.routing.map(move |view| view.macros[index].source.to_owned()))
            .class("glance-name");
        LiveBar::of_macro(cx, &shown, index);
    })
    .class("macro-glance");
}
