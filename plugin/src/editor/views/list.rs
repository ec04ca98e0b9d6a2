//! A list of which one is chosen: arrow keys go up and down.

use vizia_core::prelude::*;
use vizia_reactive::{Memo, SignalGet, SignalMap};

use crate::editor::state::Ask;

/// What surrounds the rows of a list. Each has an identifier: the list's, and its number from 1 on.
pub struct Chooser {
    id: &'static str,
    chosen: Memo<u8>,
    count: u8,
    ask: fn(u8) -> Ask,
}

impl Chooser {
    /// A list of `count` rows.
    pub fn new<'a>(
        cx: &'a mut Context,
        (id, count): (&'static str, usize),
        chosen: Memo<u8>,
        ask: fn(u8) -> Ask,
        row: impl Fn(&mut Context, usize),
    ) -> Handle<'a, Self> {
        Self { id, chosen, count: count as u8, ask }
            .build(cx, move |cx| {
                for index in 0..count {
                    Button::new(cx, |cx| HStack::new(cx, |cx| row(cx, index)).class("list-row"))
                        .on_press(move |cx| cx.emit(ask(index as u8)))
                        .id(format!("{id}-{}", index + 1))
                        .class("list-button")
                        .toggle_class("current", chosen.map(move |chosen| usize::from(*chosen) == index));
                }
            })
            .class("list")
    }
}

impl View for Chooser {
    fn event(&mut self, cx: &mut EventContext<'_>, event: &mut Event) {
        event.map(|window_event, meta| {
            let chosen = self.chosen.get();
            let other = match window_event {
                WindowEvent::KeyDown(Code::ArrowDown, _) => (chosen + 1).min(self.count - 1),
                WindowEvent::KeyDown(Code::ArrowUp, _) => chosen.saturating_sub(1),
                WindowEvent::KeyDown(Code::Home, _) => 0,
                WindowEvent::KeyDown(Code::End, _) => self.count - 1,
                _ => return,
            };
            cx.emit((self.ask)(other));
            if let Some(row) = cx.resolve_entity_identifier(&format!("{}-{}", self.id, other + 1)) {
                cx.with_current(row, |cx| cx.focus_with_visibility(true));
            }
            meta.consume();
        });
    }
}
