//! What becomes control changes, one route a row, and the fine points of the chosen one.

use engine::outputs::ROUTES;
use vizia_core::prelude::*;
use vizia_reactive::{SignalGet, SignalMap};

use super::{
    super::{
        buttons::button,
        control::ControlSet,
        list::Chooser,
        row::{param_row, slider_row},
        shown::{Picker, Shown},
        tip::explain,
    },
    bar::LiveBar,
    held::HeldButton,
    picker::{opener, sheet},
};
use crate::{
    editor::state::{
        Ask,
        routing::{RoutingView, dial::Dial, edit::Edit},
    },
    outputs::routing::seven_bits,
};

/// The old parameters of the first routes.
const OLD: [(&str, &str); 2] = [
    ("cc_valence", "The parameter Valence CC: the controller of this route"),
    ("cc_arousal", "The parameter Arousal CC: the controller of this route"),
];

/// Builds the panel's content.
pub fn build(cx: &mut Context, shown: Shown, controls: &ControlSet) {
    HStack::new(cx, |cx| {
        Label::new(cx, "CONTROLLERS").class("title");
        Element::new(cx).class("spring");
        learn(cx, shown);
        HStack::new(cx, |cx| {
            let tip = "Sends all controllers, the note and the program once more";
            button(cx, "resend", String::from("Resend all"), tip, Ask::Resend);
        })
        .class("choice")
        .class("small");
    })
    .class("title-row");
    let chosen = shown.routing.map(|view| view.chosen.route);
    Chooser::new(cx, ("route", ROUTES), chosen, Ask::ChooseRoute, move |cx, index| row(cx, shown, index))
        .class("routes-list");
    warning(cx, shown);
    HStack::new(cx, |cx| {
        let name = "Carries";
        explain(Label::new(cx, name).class("param-name"), "What is sent: a source of the mood, or a macro");
        let carried = shown.routing.map(|view| view.routes[usize::from(view.chosen.route)].feed.clone());
        opener(cx, shown, Picker::Feed, carried);
    })
    .class("param-row");
    sheet(cx, shown, controls, Picker::Feed);
    address(cx, shown, controls);
    bits(cx, shown);
    let dials = &controls.dials;
    let tip = "What moves less than this isn't sent";
    slider_row(cx, &dials.get(Dial::Deadband), "Deadband", tip, shown.palette);
    slider_row(cx, &dials.get(Dial::Rate), "At most", "Messages a second", shown.palette);
}

fn row(cx: &mut Context, shown: Shown, index: usize) {
    let feed = shown.routing.map(move |view| view.routes[index].feed.clone());
    let address = shown.routing.map(move |view| view.routes[index].address.clone());
    let warned = shown.routing.map(move |view| view.routes[index].warning.is_some());
    let sends = shown.routing.map(move |view| view.routes[index].sends);
    // Written only when it is another one.
    let sent = shown.live.map(move |live| sends.get().then(|| seven_bits(live.routes[index])));
    let sent = sent.map(|sent| sent.map_or_else(String::new, |sent| sent.to_string()));
    Label::new(cx, (index + 1).to_string()).class("list-number");
    Label::new(cx, feed).class("route-feed");
    Label::new(cx, address).class("route-address").toggle_class("alarm", warned);
    LiveBar::of_route(cx, &shown, index);
    Label::new(cx, sent).class("route-value");
}

/// The button that lets a light desk or the like learn the chosen route.
fn learn(cx: &mut Context, shown: Shown) {
    let chosen = shown.routing.map(|view| view.chosen.route);
    HStack::new(cx, |cx| {
        Binding::new(cx, chosen, move |cx| {
            let (down, up) = (Ask::Learn(Some(chosen.get())), Ask::Learn(None));
            let button = HeldButton::new(cx, "Learn", down, up).id("learn");
            let tip = "While it is held, this route alone is sent, up and down: for what learns controllers";
            explain(button, tip);
        });
    })
    .class("choice")
    .class("small");
}

/// Channel and number: parameters of the first two routes, numbers of the table from then on.
fn address(cx: &mut Context, shown: Shown, controls: &ControlSet) {
    let chosen = shown.routing.map(|view| view.chosen.route);
    let controls = controls.clone();
    Binding::new(cx, chosen, move |cx| {
        let index = usize::from(chosen.get());
        if let Some((id, tip)) = OLD.get(index) {
            let channel = "The parameter CC Channel, of routes 1 and 2";
            param_row(cx, &controls, "cc_channel", "Channel", channel, shown.palette);
            param_row(cx, &controls, id, "Number", tip, shown.palette);
        } else {
            let dials = &controls.dials;
            slider_row(cx, &dials.get(Dial::Channel), "Channel", "1 to 16", shown.palette);
            let tip = "The controller, 1 to 119; off sends nothing";
            slider_row(cx, &dials.get(Dial::Number), "Number", tip, shown.palette);
        }
    });
}

fn bits(cx: &mut Context, shown: Shown) {
    HStack::new(cx, |cx| {
        let tip = "How finely values are told; 14 bits use the controller 32 higher, too";
        explain(Label::new(cx, "Steps").class("param-name"), tip);
        HStack::new(cx, |cx| {
            for (name, fine) in [("7 bit", false), ("14 bit", true)] {
                let index = shown.routing.map(|view| view.chosen.route);
                let chosen = shown.routing.map(move |view| view.route.fine == fine);
                let tip = if fine { "16,384 steps, of controllers 1 to 31" } else { "128 steps" };
                let button = Button::new(cx, |cx| Label::new(cx, name))
                    .on_press(move |cx| cx.emit(Ask::Edit(Edit::Fine(index.get(), fine))))
                    .id(format!("bits-{name}"))
                    .toggle_class("chosen", chosen);
                explain(button, tip);
            }
        })
        .class("choice")
        .class("wide");
    })
    .class("param-row");
}

/// What is wrong with the chosen route, or with any other; or what is to be known of it.
fn warning(cx: &mut Context, shown: Shown) {
    let (warned, note) =
        (shown.routing.map(RoutingView::warning), shown.routing.map(RoutingView::route_note));
    let told = warned.map(move |warned| warned.clone().unwrap_or_else(|| note.get().to_owned()));
    Label::new(cx, told).class("reach").toggle_class("alarm", warned.map(Option::is_some));
}
