//! The mouse and the keyboard, handed to a stage.

use baseview::{Event, MouseEvent, WindowEvent as BaseWindowEvent};
use keyboard_types::{KeyState, KeyboardEvent};
use vizia_core::prelude::{Code, Modifiers, MouseButton, WindowEvent};

use crate::{input, link::HostKey, stage::Stage};

/// Hands events to a stage; remembers which keys and buttons are held.
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
        stage: &mut Stage,
        mut requests: impl FnMut(&WindowEvent),
    ) -> bool {
        let used = match event {
            Event::Mouse(event) => self.mouse(event, stage),
            Event::Keyboard(event) => return self.key(event, stage, requests),
            Event::Window(BaseWindowEvent::Focused) => {
                stage.send(WindowEvent::WindowFocused(true));
                false
            }
            Event::Window(BaseWindowEvent::Unfocused) => {
                self.hold(Modifiers::empty(), stage);
                self.keys.clear();
                stage.send(WindowEvent::WindowFocused(false));
                false
            }
            _ => false,
        };
        stage.settle(&mut requests);
        used
    }

    fn mouse(&mut self, event: MouseEvent, stage: &mut Stage) -> bool {
        match event {
            MouseEvent::CursorMoved { position, modifiers } => {
                self.hold(input::modifiers(modifiers), stage);
                stage.send(WindowEvent::MouseMove(position.x as f32, position.y as f32));
            }
            MouseEvent::ButtonPressed { button, modifiers } => {
                self.hold(input::modifiers(modifiers), stage);
                self.by_keyboard = false;
                if let Some(button) = input::button(button) {
                    self.buttons.push(button);
                    stage.send(WindowEvent::MouseDown(button));
                }
            }
            MouseEvent::ButtonReleased { button, modifiers } => {
                self.hold(input::modifiers(modifiers), stage);
                if let Some(button) = input::button(button) {
                    self.buttons.retain(|held| *held != button);
                    stage.send(WindowEvent::MouseUp(button));
                }
                if self.left && self.buttons.is_empty() {
                    self.leave(stage);
                }
            }
            MouseEvent::WheelScrolled { delta, modifiers } => {
                self.hold(input::modifiers(modifiers), stage);
                let (x, y) = input::lines(delta);
                stage.send(WindowEvent::MouseScroll(x, y));
            }
            MouseEvent::CursorEntered => {
                self.left = false;
                stage.send(WindowEvent::MouseEnter);
            }
            // A drag goes on beyond the window's edge.
            MouseEvent::CursorLeft if !self.buttons.is_empty() => self.left = true,
            MouseEvent::CursorLeft => self.leave(stage),
            _ => return false,
        }
        true
    }

    fn leave(&mut self, stage: &mut Stage) {
        self.left = false;
        // Only a move tells the view under the pointer that it isn't there any more.
        stage.send(WindowEvent::MouseMove(-1.0, -1.0));
        stage.send(WindowEvent::MouseLeave);
    }

    fn key(
        &mut self,
        event: KeyboardEvent,
        stage: &mut Stage,
        mut requests: impl FnMut(&WindowEvent),
    ) -> bool {
        let Some(code) = input::code(event.code) else { return false };
        let down = event.state == KeyState::Down;
        // They are those of before the event.
        let mut held = input::modifiers(event.modifiers);
        if let Some(modifier) = input::modifier(code) {
            held.set(modifier, down);
        }
        self.hold(held, stage);
        if !down {
            let Some(place) = self.keys.iter().position(|key| *key == code) else { return false };
            self.keys.swap_remove(place);
        }
        if down && !self.wants(code, stage) {
            return false;
        }
        let (typing, focused) = (stage.takes_text(), stage.focused());
        if down && typing {
            for character in input::text(&event.key, held).chars().filter(|character| !character.is_control())
            {
                stage.send(WindowEvent::CharInput(character));
            }
        }
        let key = input::key(&event.key);
        stage.send(if down { WindowEvent::KeyDown(code, key) } else { WindowEvent::KeyUp(code, key) });
        // vizia shows us the events that no view has consumed.
        let mut consumed = true;
        stage.settle(|event| {
            consumed &= !matches!(event, WindowEvent::KeyDown(..));
            requests(event);
        });
        if !down {
            return true;
        }
        let moved = stage.focused() != focused;
        self.by_keyboard |= moved && code == Code::Tab;
        let used = typing || stage.takes_text() || consumed || moved || presses(code);
        if used {
            self.keys.push(code);
        }
        used
    }

    /// Whether a key may mean something here.
    fn wants(&self, code: Code, stage: &Stage) -> bool {
        // vizia has F5 read the style sheets anew.
        code != Code::F5 && (!presses(code) || self.by_keyboard || stage.takes_text())
    }

    /// A key that the host got while a text field has the keyboard.
    pub fn host_key(&mut self, key: HostKey, stage: &mut Stage) {
        self.hold(key.modifiers, stage);
        if !key.down {
            stage.send(WindowEvent::KeyUp(key.code, None));
            return;
        }
        if key.code == Code::Space {
            stage.send(WindowEvent::CharInput(' '));
        }
        stage.send(WindowEvent::KeyDown(key.code, None));
    }

    fn hold(&mut self, modifiers: Modifiers, stage: &mut Stage) {
        if modifiers != self.modifiers {
            self.modifiers = modifiers;
            stage.set_modifiers(modifiers);
        }
    }
}

/// Whether a key presses the view that has the focus.
fn presses(code: Code) -> bool {
    matches!(code, Code::Space | Code::Enter | Code::NumpadEnter)
}
