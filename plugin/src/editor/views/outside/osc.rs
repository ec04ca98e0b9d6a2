//! OSC: whether, to whom, how often, what.

use vizia_core::prelude::*;
use vizia_reactive::{SignalGet, SignalMap};

use super::{
    super::{shown::Shown, tip::explain},
    ask,
    field::field,
};
use crate::{
    editor::state::outside::{Field, OutsideAsk},
    outside::osc::Part,
};

/// The fields: name, explanation.
const FIELDS: [(Field, &str, &str); 5] = [
    (Field::Host, "To", "The receiver: a name, or an address; 127.0.0.1 is this machine"),
    (Field::Port, "Port", "The receiver's UDP port, 1 to 65535"),
    (Field::Rate, "A second", "Bundles a second, 1 to 60"),
    (Field::Prefix, "Prefix", "What all addresses begin with"),
    (Field::Name, "Name", "What this instance is called; empty: a number that no other has"),
];

/// Builds the panel's content.
pub fn build(cx: &mut Context, shown: Shown) {
    HStack::new(cx, |cx| {
        Label::new(cx, "OSC").class("title");
        let sends = shown.outside.map(|view| view.osc.sends);
        let address = shown.outside.map(|view| view.osc.address.clone());
        let label = Label::new(cx, address).class("title-note").toggle_class("lit", sends).id("osc-address");
        explain(label, "What all of its addresses begin with");
        Element::new(cx).class("spring");
        let on = shown.outside.map(|view| view.osc.on);
        HStack::new(cx, |cx| {
            let button = Button::new(cx, |cx| Label::new(cx, "Send"))
                .on_press(move |cx| cx.emit(ask(OutsideAsk::SendOsc(!on.get()))))
                .id("osc-on")
                .toggle_class("chosen", on);
            explain(button, "The mood goes to the receiver, while the host plays; a render sends nothing");
        })
        .class("choice")
        .class("small");
    })
    .class("title-row");
    for (of, name, tip) in FIELDS {
        field(cx, shown, of, name, tip);
    }
    Label::new(cx, "What is sent, and where").class("part-title");
    for of in Part::ALL {
        HStack::new(cx, |cx| {
            part(cx, shown, of);
            Label::new(cx, of.addresses()).class("addresses");
        })
        .class("choice")
        .class("part-row");
    }
    Element::new(cx).class("rise");
    Label::new(cx, shown.outside.map(|view| view.osc.told.clone())).class("told").id("osc-told");
    fault(cx, shown);
}

fn part(cx: &mut Context, shown: Shown, of: Part) {
    let on = shown.outside.map(move |view| view.osc.parts[of as usize]);
    let button = Button::new(cx, |cx| Label::new(cx, of.name()))
        .on_press(move |cx| cx.emit(ask(OutsideAsk::SendPart(of, !on.get()))))
        .id(format!("part-{}", of.key()))
        .toggle_class("chosen", on);
    explain(button, "Sent, or not");
}

fn fault(cx: &mut Context, shown: Shown) {
    let fault = shown.outside.map(|view| view.osc.fault.clone().unwrap_or_default());
    Label::new(cx, fault).class("told").class("alarm").id("osc-fault");
}
