//! The mouse and the keyboard, handed to a drawing.

use baseview::{Event, MouseEvent, WindowEvent as BaseWindowEvent};
use keyboard_types::{KeyState, KeyboardEvent};
use vizia_core::prelude::{Code, Modifiers, MouseButton, WindowEvent};

use crate::{drawing::Drawing, input, link::HostKey};

/// Hands events to a drawing; remembers which keys and buttons are held.
#[derive(Default)]
pub(crate) struct Events {
    modifiers: Modifiers,
    buttons: Vec<MouseButton>,
    /// The pointer left the window while a button was held.
    left: bool,
    /// Keys that went down and were used: their way up is used too.
    keys: Vec<Code>,
    /// The user goes from view to view by tab, so Space and Enter are for the view that has the focus. After a click
    /// they are for the host, which starts and stops with them.
    by_keyboard: bool,
}

impl Events {
    /// Works off an event; `requests` hears what views ask of the window. True if the host shouldn't use it too.
    pub fn handle(
        &mut self,
        event: Event,
        drawing: &mut Drawing,
        mut requests: impl FnMut(&WindowEvent),
    ) -> bool {
        let used = match event {
            Event::Mouse(event) => self.mouse(event, drawing),
            Event::Keyboard(event) => return self.key(event, drawing, requests),
            Event::Window(BaseWindowEvent::Focused) => {
                drawing.send(WindowEvent::WindowFocused(true));
                false
            }
            Event::Window(BaseWindowEvent::Unfocused) => {
                self.hold(Modifiers::empty(), drawing);
                self.keys.clear();
                drawing.send(WindowEvent::WindowFocused(false));
                false
            }
            _ => false,
        };
        drawing.settle(&mut requests);
        used
    }

    fn mouse(&mut self, event: MouseEvent, drawing: &mut Drawing) -> bool {
        match event {
            MouseEvent::CursorMoved { position, modifiers } => {
                self.hold(input::modifiers(modifiers), drawing);
                drawing.send(WindowEvent::MouseMove(position.x as f32, position.y as f32));
            }
            MouseEvent::ButtonPressed { button, modifiers } => {
                self.hold(input::modifiers(modifiers), drawing);
                self.by_keyboard = false;
                if let Some(button) = input::button(button) {
                    self.buttons.push(button);
                    drawing.send(WindowEvent::MouseDown(button));
                }
            }
            MouseEvent::ButtonReleased { button, modifiers } => {
                self.hold(input::modifiers(modifiers), drawing);
                if let Some(button) = input::button(button) {
                    self.buttons.retain(|held| *held != button);
                    drawing.send(WindowEvent::MouseUp(button));
                }
                if self.left && self.buttons.is_empty() {
                    self.leave(drawing);
                }
            }
            MouseEvent::WheelScrolled { delta, modifiers } => {
                self.hold(input::modifiers(modifiers), drawing);
                let (x, y) = input::lines(delta);
                drawing.send(WindowEvent::MouseScroll(x, y));
            }
            MouseEvent::CursorEntered => {
                self.left = false;
                drawing.send(WindowEvent::MouseEnter);
            }
            // A drag goes on beyond the window's edge.
            MouseEvent::CursorLeft if !self.buttons.is_empty() => self.left = true,
            MouseEvent::CursorLeft => self.leave(drawing),
            _ => return false,
        }
        true
    }

    fn leave(&mut self, drawing: &mut Drawing) {
        self.left = false;
        // Only a move tells the view under the pointer that it isn't there any more.
        drawing.send(WindowEvent::MouseMove(-1.0, -1.0));
        drawing.send(WindowEvent::MouseLeave);
    }

    fn key(
        &mut self,
        event: KeyboardEvent,
        drawing: &mut Drawing,
        mut requests: impl FnMut(&WindowEvent),
    ) -> bool {
        let Some(code) = input::code(event.code) else { return false };
        let down = event.state == KeyState::Down;
        // They are those of before the event.
        let mut held = input::modifiers(event.modifiers);
        if let Some(modifier) = input::modifier(code) {
            held.set(modifier, down);
        }
        self.hold(held, drawing);
        if !down {
            let Some(place) = self.keys.iter().position(|key| *key == code) else { return false };
            self.keys.swap_remove(place);
        }
        if down && !self.wants(code, drawing) {
            return false;
        }
        let (typing, focused) = (drawing.takes_text(), drawing.focused());
        if down && typing {
            for character in input::text(&event.key, held).chars().filter(|character| !character.is_control())
            {
                drawing.send(WindowEvent::CharInput(character));
            }
        }
        let key = input::key(&event.key);
        drawing.send(if down { WindowEvent::KeyDown(code, key) } else { WindowEvent::KeyUp(code, key) });
        // vizia shows us the events that no view has consumed.
        let mut consumed = true;
        drawing.settle(|event| {
            consumed &= !matches!(event, WindowEvent::KeyDown(..));
            requests(event);
        });
        if !down {
            return true;
        }
        let moved = drawing.focused() != focused;
        self.by_keyboard |= moved && code == Code::Tab;
        let used = typing || drawing.takes_text() || consumed || moved || presses(code);
        if used {
            self.keys.push(code);
        }
        used
    }

    /// Whether a key may mean something here.
    fn wants(&self, code: Code, drawing: &Drawing) -> bool {
        // vizia has F5 read the style sheets anew.
        code != Code::F5 && (!presses(code) || self.by_keyboard || drawing.takes_text())
    }

    /// A key that the host got while a text field has the keyboard.
    pub fn host_key(&mut self, key: HostKey, drawing: &mut Drawing) {
        self.hold(key.modifiers, drawing);
        if !key.down {
            drawing.send(WindowEvent::KeyUp(key.code, None));
            return;
        }
        if key.code == Code::Space {
            drawing.send(WindowEvent::CharInput(' '));
        }
        drawing.send(WindowEvent::KeyDown(key.code, None));
    }

    fn hold(&mut self, modifiers: Modifiers, drawing: &mut Drawing) {
        if modifiers != self.modifiers {
            self.modifiers = modifiers;
            drawing.set_modifiers(modifiers);
        }
    }
}

/// Whether a key presses the view that has the focus.
fn presses(code: Code) -> bool {
    matches!(code, Code::Space | Code::Enter | Code::NumpadEnter)
}
