//! How long each stage takes, what it costs, and what went wrong.

use vizia_core::prelude::*;
use vizia_reactive::{SignalMap, SignalWith};

use super::{buttons::button, history::panels, shown::Shown, spark::Spark, tip::explain};
use crate::editor::state::Ask;

/// The table's columns: title and explanation.
const COLUMNS: [(&str, &str); 5] = [
    ("last", "The newest one"),
    ("median", "Half of them are shorter"),
    ("p99", "99 of 100 are shorter"),
    ("max", "The longest one"),
    ("target", "What p99 should stay under"),
];

/// Builds the panel's content.
pub fn build(cx: &mut Context, shown: Shown) {
    HStack::new(cx, |cx| {
        panels(cx, shown);
        mishaps(cx, shown);
        button(cx, "reset", String::from("Reset"), "Begin to measure anew", Ask::ResetTiming);
    })
    .class("row");
    HStack::new(cx, |cx| {
        VStack::new(cx, |cx| table(cx, shown)).class("timing-table");
        VStack::new(cx, |cx| facts(cx, shown)).class("timing-facts");
    })
    .class("timing");
}

fn table(cx: &mut Context, shown: Shown) {
    HStack::new(cx, |cx| {
        Label::new(cx, "stage").class("stage").class("muted");
        for (title, tip) in COLUMNS {
            explain(Label::new(cx, title).class("cell").class("muted"), tip);
        }
        Label::new(cx, "latest").class("latest").class("muted");
    })
    .class("timing-row");
    let count = shown.timing.with_untracked(|timing| timing.rows.len());
    for index in 0..count {
        HStack::new(cx, |cx| {
            let (name, tip) = shown.timing.with_untracked(|timing| {
                let row = &timing.rows[index];
                (row.name, row.explanation)
            });
            explain(Label::new(cx, name).class("stage"), tip);
            for cell in 0..COLUMNS.len() {
                let text = shown.timing.map(move |timing| timing.rows[index].cells[cell].clone());
                let over = shown.timing.map(move |timing| cell == 2 && timing.rows[index].over);
                Label::new(cx, text).class("cell").toggle_class("alarm", over);
            }
            Spark::new(cx, &shown, index);
        })
        .class("timing-row");
    }
}

fn facts(cx: &mut Context, shown: Shown) {
    let count = shown.timing.with_untracked(|timing| timing.facts.len());
    for index in 0..count {
        HStack::new(cx, |cx| {
            let name = shown.timing.with_untracked(|timing| timing.facts[index].name);
            Label::new(cx, name).class("fact");
            let value = shown.timing.map(move |timing| timing.facts[index].value.clone());
            let alarm = shown.timing.map(move |timing| timing.facts[index].alarm);
            Label::new(cx, value).toggle_class("alarm", alarm);
        })
        .class("fact-row");
    }
}

/// The newest ones in one line, which is cut where there is no room.
fn mishaps(cx: &mut Context, shown: Shown) {
    let newest = shown.timing.map(|timing| {
        let newest: Vec<_> = timing.mishaps.iter().take(3).map(String::as_str).collect();
        newest.join("   ·   ")
    });
    Label::new(cx, newest).class("mishap");
}
