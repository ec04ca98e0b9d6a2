//! Buttons that ask for something.

use vizia_core::prelude::*;
use vizia_reactive::SignalGet;

use super::tip::explain;
use crate::editor::state::Ask;

/// A button with its identifier and its name, that asks for something.
pub fn button<'a>(
    cx: &'a mut Context,
    id: &str,
    name: impl Res<String> + Clone + 'static,
    tip: &'static str,
    ask: Ask,
) -> Handle<'a, Button> {
    let button =
        Button::new(cx, move |cx| Label::new(cx, name.clone())).on_press(move |cx| cx.emit(ask.clone()));
    explain(button.id(id), tip)
}

/// A button for each of some choices, in a row: name, explanation, what it asks for, and whether it is the one. They
/// are identified as `of-name`.
pub fn choice<S>(
    cx: &mut Context,
    of: &str,
    choices: impl IntoIterator<Item = (&'static str, &'static str, Ask, S)>,
) where
    S: SignalGet<bool> + Res<bool> + 'static,
{
    HStack::new(cx, move |cx| {
        for (name, tip, ask, chosen) in choices {
            button(cx, &format!("{of}-{name}"), String::from(name), tip, ask).toggle_class("chosen", chosen);
        }
    })
    .class("choice");
}
