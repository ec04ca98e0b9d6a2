//! The mood of the past, and what can be done with it.

use engine::record::table::Format;
use vizia_core::prelude::*;
use vizia_reactive::{SignalGet, SignalMap};

use super::{
    buttons::{button, choice},
    chart::{Chart, across},
    shown::Shown,
};
use crate::{
    editor::state::Ask,
    session::settings::{Clock, Panel, Zoom},
};

/// Logical pixels that a time takes, as in the stylesheet.
const TICK_WIDTH: f32 = 60.0;

/// Builds the panel's content.
pub fn build(cx: &mut Context, shown: Shown) {
    HStack::new(cx, |cx| {
        panels(cx, shown);
        let settings = shown.settings;
        let zooms = [
            ("1 min", "The last minute", Zoom::Minute),
            ("10 min", "The last ten minutes", Zoom::TenMinutes),
            ("60 min", "The last hour", Zoom::Hour),
        ];
        choice(
            cx,
            "zoom",
            zooms.map(|(name, tip, zoom)| {
                (name, tip, Ask::Zoom(zoom), settings.map(move |settings| settings.zoom == zoom))
            }),
        );
        let clocks = [
            ("Elapsed", "Times count the audio heard", Clock::Elapsed),
            ("Host", "Times are the host's song position", Clock::Host),
        ];
        choice(
            cx,
            "clock",
            clocks.map(|(name, tip, clock)| {
                (name, tip, Ask::Clock(clock), settings.map(move |settings| settings.clock == clock))
            }),
        );
        Label::new(cx, "— valence").class("legend").class("valence");
        Label::new(cx, "- - arousal").class("legend").class("arousal");
        Element::new(cx).class("spring");
        button(
            cx,
            "freeze",
            String::from("Freeze"),
            "The curves stand still, the analysis goes on",
            Ask::HoldHistory,
        )
        .toggle_class("chosen", shown.history.map(|history| history.held));
        button(cx, "clear", String::from("Clear"), "Forget the past", Ask::ClearHistory);
        button(cx, "csv", String::from("CSV"), "Write the session as a table", Ask::Export(Format::Csv));
        button(cx, "json", String::from("JSON"), "Write the session as JSON", Ask::Export(Format::Json));
    })
    .class("row");
    Chart::new(cx, &shown, |cx| {
        for (level, place) in [("+1", "top"), ("0", "middle"), ("−1", "bottom")] {
            Label::new(cx, level).class("level").class(place);
        }
        let ticks = shown.history.map(|history| history.ticks.clone());
        Binding::new(cx, ticks, move |cx| {
            for tick in ticks.get().into_iter().filter(|tick| (0.03..0.97).contains(&tick.x)) {
                let (share, pixels) = across(tick.x);
                Label::new(cx, tick.text)
                    .class("tick")
                    .left(Percentage(100.0 * share))
                    .translate(Translate::new(Length::px(pixels - TICK_WIDTH / 2.0), Length::px(0.0)));
            }
        });
        let hover = shown.history.map(|history| history.hover.as_ref().map(|hover| hover.text.clone()));
        Binding::new(cx, hover, move |cx| {
            if let Some(text) = hover.get() {
                Label::new(cx, text).class("hover");
            }
        });
        let empty = shown.history.map(|history| history.empty);
        Binding::new(cx, empty, move |cx| {
            if empty.get() {
                Label::new(cx, "Nothing heard yet: play something").class("empty");
            }
        });
    })
    .id("chart");
    Label::new(cx, shown.notice).class("notice");
}

/// The choice of the lower panel.
pub fn panels(cx: &mut Context, shown: Shown) {
    let settings = shown.settings;
    let panels = [
        ("History", "The mood of the past", Panel::History),
        ("Timing", "How long each stage takes", Panel::Timing),
    ];
    choice(
        cx,
        "panel",
        panels.map(|(name, tip, panel)| {
            (name, tip, Ask::Panel(panel), settings.map(move |settings| settings.panel == panel))
        }),
    );
}
