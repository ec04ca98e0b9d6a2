//! The page of what goes out beside the host, OSC and the log, and of presets.

mod field;
mod log;
mod osc;
mod presets;

use vizia_core::prelude::*;

use super::shown::Shown;
use crate::editor::state::{Ask, outside::OutsideAsk};

/// Builds all that stands under the header.
pub fn build(cx: &mut Context, shown: Shown) {
    HStack::new(cx, |cx| {
        VStack::new(cx, |cx| presets::build(cx, shown)).class("panel").class("presets-panel");
        VStack::new(cx, |cx| osc::build(cx, shown)).class("panel").class("osc-panel");
        VStack::new(cx, |cx| log::build(cx, shown)).class("panel").class("log-panel");
    })
    .class("outside-page");
}

fn ask(ask: OutsideAsk) -> Ask {
    Ask::Outside(ask)
}
