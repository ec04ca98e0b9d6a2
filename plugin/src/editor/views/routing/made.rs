//! What the chosen macro is made of.

use engine::outputs::MacroMode;
use vizia_core::prelude::*;
use vizia_reactive::{SignalGet, SignalMap};

use super::{
    super::{
        control::ControlSet,
        row::{param_row, slider_row},
        shown::{Picker, Shown},
        tip::explain,
    },
    curve::CurveView,
    picker::{opener, sheet},
    taken,
};
use crate::editor::state::{
    Ask,
    routing::{dial::Dial, edit::Edit, mode_meaning, mode_name},
};

/// The numbers under the curve: name, explanation.
const SHAPE: [(Dial, &str, &str); 8] = [
    (Dial::Least, "Input from", "The source's value at which the macro begins to move"),
    (Dial::Greatest, "Input to", "The source's value at which it has arrived"),
    (Dial::From, "Output from", "Where the macro is at the least input"),
    (Dial::To, "Output to", "Where it is at the greatest; less than the other inverts it"),
    (Dial::Curve, "Curve", "Over 0 it rises late, under 0 early"),
    (Dial::Rise, "Rise", "How long it takes to go up, 0 to 60 s"),
    (Dial::Fall, "Fall", "How long it takes to go down, 0 to 60 s"),
    (Dial::Gate, "Gate", "While the mood is less sure than this, the macro stays where it is"),
];

/// Builds the panel's content.
pub fn build(cx: &mut Context, shown: Shown, controls: &ControlSet) {
    HStack::new(cx, |cx| {
        let name = shown.routing.map(|view| format!("MACRO {}", view.chosen.made + 1));
        Label::new(cx, name).class("title");
        Label::new(cx, shown.routing.map(|view| view.source_note().to_owned())).class("title-note");
        Element::new(cx).class("spring");
        let live = shown.live;
        // Written only when it is another one.
        let percent = shown.routing.map(move |view| {
            let value = live.get().macros[usize::from(view.chosen.made)];
            (value * 100.0).round() as i32
        });
        let value = percent.map(|percent| format!("{percent} %"));
        explain(Label::new(cx, value).class("now-value"), "Where it is now");
    })
    .class("title-row");
    HStack::new(cx, |cx| {
        explain(Label::new(cx, "Source").class("param-name"), "What of the mood moves the macro");
        opener(
            cx,
            shown,
            Picker::Source,
            shown.routing.map(|view| view.macros[usize::from(view.chosen.made)].source.to_owned()),
        );
    })
    .class("param-row");
    sheet(cx, shown, controls, Picker::Source);
    taken::build(cx, shown, controls, Picker::Source);
    drawn(cx, shown);
    for (dial, name, tip) in SHAPE {
        slider_row(cx, &controls.dials.get(dial), name, tip, shown.palette);
    }
    modes(cx, shown);
    let chosen = shown.routing.map(|view| view.chosen.made);
    let controls = controls.clone();
    Binding::new(cx, chosen, move |cx| {
        let id = format!("macro_{}", chosen.get() + 1);
        param_row(
            cx,
            &controls,
            &id,
            "Set to",
            "The parameter: where the macro is while the mood doesn't move it",
            shown.palette,
        );
    });
}

fn drawn(cx: &mut Context, shown: Shown) {
    let [least, greatest] = [Dial::Least, Dial::Greatest].map(|dial| {
        shown.routing.map(move |view| {
            let scale = view.dial(dial).scale;
            view.source().map_or_else(String::new, |_| scale.writing.text(scale.default))
        })
    });
    ZStack::new(cx, |cx| {
        CurveView::new(cx, &shown);
        Label::new(cx, "100 %").class("curve-label").class("curve-top");
        Label::new(cx, "0 %").class("curve-label").class("curve-floor");
        Label::new(cx, least).class("curve-label").class("curve-least");
        Label::new(cx, greatest).class("curve-label").class("curve-greatest");
    })
    .class("curve-well");
}

/// Who moves the macro.
fn modes(cx: &mut Context, shown: Shown) {
    HStack::new(cx, |cx| {
        explain(Label::new(cx, "Mode").class("param-name"), "Who moves the macro, and what the host records");
        HStack::new(cx, |cx| {
            for mode in [MacroMode::Follow, MacroMode::Write, MacroMode::Read] {
                let index = shown.routing.map(|view| view.chosen.made);
                let chosen = shown.routing.map(move |view| view.made.mode == mode);
                let button = Button::new(cx, |cx| Label::new(cx, mode_name(mode)))
                    .on_press(move |cx| cx.emit(Ask::Edit(Edit::Mode(index.get(), mode))))
                    .id(format!("mode-{}", mode_name(mode)))
                    .toggle_class("chosen", chosen);
                explain(button, mode_meaning(mode));
            }
        })
        .class("choice")
        .class("wide");
    })
    .class("param-row");
    let meaning = shown.routing.map(|view| mode_meaning(view.made.mode).to_owned());
    Label::new(cx, meaning).class("mode-meaning");
}
