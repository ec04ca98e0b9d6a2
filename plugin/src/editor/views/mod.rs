//! The views, one a file: each draws what the state says, and tells what the user asks for.

mod adjusted;
mod buttons;
mod chart;
mod compact;
mod control;
mod dials;
mod header;
mod history;
mod list;
mod mapping;
mod meter;
mod mood_plane;
mod now;
mod outside;
mod pen;
mod routing;
mod row;
mod shown;
mod slider;
mod spark;
mod timing;
mod tip;

use vizia_core::prelude::*;
use vizia_reactive::{SignalGet, SignalMap};

pub use self::{
    control::{Control, ControlSet},
    dials::{Asks, Dials},
    shown::{Picker, Shown, show},
};
use crate::session::settings::{Mode, Page, Panel, Theme};

/// All views, under a root that carries the theme.
pub fn build(cx: &mut Context, shown: Shown, controls: &ControlSet) {
    let controls = controls.clone();
    VStack::new(cx, move |cx| {
        Binding::new(cx, shown.mode, move |cx| match shown.mode.get() {
            Mode::Full => full(cx, shown, &controls),
            Mode::Compact => compact::build(cx, shown),
        });
    })
    .class("editor")
    .toggle_class(Theme::Dark.class(), shown.settings.map(|settings| settings.theme == Theme::Dark))
    .toggle_class(Theme::Contrast.class(), shown.settings.map(|settings| settings.theme == Theme::Contrast))
    .toggle_class("compact", shown.mode.map(|mode| *mode == Mode::Compact));
}

fn full(cx: &mut Context, shown: Shown, controls: &ControlSet) {
    header::build(cx, shown, controls);
    let page = shown.settings.map(|settings| settings.page);
    let controls = controls.clone();
    Binding::new(cx, page, move |cx| match page.get() {
        Page::Mood => mood(cx, shown, &controls),
        Page::Routing => routing::build(cx, shown, &controls),
        Page::Outside => outside::build(cx, shown),
    });
}

fn mood(cx: &mut Context, shown: Shown, controls: &ControlSet) {
    HStack::new(cx, |cx| {
        VStack::new(cx, |cx| {
            mood_plane::MoodPlane::new(cx, &shown);
        })
        .class("panel")
        .class("plane-panel");
        now::build(cx, shown);
        mapping::build(cx, shown, controls);
    })
    .class("upper");
    let panel = shown.settings.map(|settings| settings.panel);
    VStack::new(cx, |cx| {
        Binding::new(cx, panel, move |cx| match panel.get() {
            Panel::History => history::build(cx, shown),
            Panel::Timing => timing::build(cx, shown),
        });
    })
    .class("panel")
    .class("lower");
}
