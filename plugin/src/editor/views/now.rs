//! The mood now: its class in large letters, its values and the state.

use engine::mood::MoodClass;
use vizia_core::prelude::*;
use vizia_reactive::SignalMap;

use super::{
    meter::{MOOD_VALUES, Meter},
    shown::Shown,
    tip::explain,
};

/// Builds the panel.
pub fn build(cx: &mut Context, shown: Shown) {
    VStack::new(cx, |cx| {
        HStack::new(cx, |cx| {
            Label::new(cx, "NOW").class("title");
            Element::new(cx).class("spring");
            let sureness = shown.now.map(|now| now.sureness.to_owned());
            Label::new(cx, sureness).class("title");
        })
        .class("row");
        class(cx, shown, "class");
        Label::new(cx, shown.state.map(|state| state.meaning.clone()))
            .class("meaning")
            .toggle_class("alarm", shown.state.map(|state| state.alarm));
        HStack::new(cx, |cx| {
            Element::new(cx).class("spring");
            explain(
                Label::new(cx, "2 s").class("column-name"),
                "Now, which follows a change within 2 s: the filled bar",
            );
            explain(
                Label::new(cx, "12 s").class("column-name"),
                "The section, which follows a change within 12 s: the mark on the bar",
            );
        })
        .class("row");
        for value in MOOD_VALUES {
            VStack::new(cx, |cx| {
                HStack::new(cx, |cx| {
                    explain(Label::new(cx, value.name).class("meter-name"), value.tip);
                    Label::new(cx, value.now_text(shown.now)).class("value");
                    Label::new(cx, value.section_text(shown.now)).class("second");
                })
                .class("row");
                Meter::new(cx, value, &shown);
            })
            .class("meter-block");
        }
    })
    .class("panel")
    .class("now-panel");
}

/// The class's name, in its colour.
pub fn class(cx: &mut Context, shown: Shown, name: &'static str) {
    let mut label = Label::new(cx, shown.now.map(|now| now.class_text.clone())).class(name);
    for class in MoodClass::ALL {
        let style = class.name().to_lowercase();
        label = label.toggle_class(&style, shown.now.map(move |now| now.class == Some(class)));
    }
    explain(label, "The region of the plane, on the horizon that drives the outputs");
}
