//! A button that means something only while it is held.

use vizia_core::prelude::*;

use crate::editor::state::Ask;

/// Asks for something when it goes down, and for something else when it comes up, however that happens.
pub struct HeldButton {
    down: Ask,
    up: Ask,
    held: bool,
}

impl HeldButton {
    /// With its name.
    pub fn new<'a>(cx: &'a mut Context, name: &'static str, down: Ask, up: Ask) -> Handle<'a, Self> {
        Self { down, up, held: false }
            .build(cx, |cx| {
                Label::new(cx, name).hoverable(false);
            })
            .navigable(true)
    }

    fn hold(&mut self, cx: &mut EventContext<'_>, held: bool) {
        if held != self.held {
            self.held = held;
            cx.toggle_class("chosen", held);
            cx.emit(if held { self.down.clone() } else { self.up.clone() });
        }
    }
}

impl View for HeldButton {
    fn element(&self) -> Option<&'static str> {
        Some("button")
    }

    fn event(&mut self, cx: &mut EventContext<'_>, event: &mut Event) {
        event.map(|window_event, meta| match window_event {
            WindowEvent::MouseDown(MouseButton::Left) if meta.target == cx.current() && !cx.is_disabled() => {
                cx.focus();
                cx.capture();
                self.hold(cx, true);
            }
            WindowEvent::MouseUp(MouseButton::Left) if self.held => {
                cx.release();
                self.hold(cx, false);
            }
            WindowEvent::KeyDown(Code::Space | Code::Enter | Code::NumpadEnter, _) if !cx.is_disabled() => {
                self.hold(cx, true);
                meta.consume();
            }
            WindowEvent::KeyUp(Code::Space | Code::Enter | Code::NumpadEnter, _) | WindowEvent::FocusOut => {
                self.hold(cx, false);
            }
            _ => {}
        });
    }
}
