//! From baseview's words for keys, buttons and cursors to vizia's.

use baseview::{MouseCursor, ScrollDelta};
use keyboard_types::{Key as BaseKey, Modifiers as BaseModifiers};
use nice_plug::prelude::{Modifiers as HostModifiers, VirtualKeyCode};
use vizia_core::prelude::{Code, CursorIcon, Key, Modifiers, MouseButton};

/// Physical pixels of a touchpad's way that count as one line of a wheel.
const PIXELS_PER_LINE: f32 = 20.0;

/// A mouse button; those without a name in vizia are none.
pub(crate) fn button(button: baseview::MouseButton) -> Option<MouseButton> {
    Some(match button {
        baseview::MouseButton::Left => MouseButton::Left,
        baseview::MouseButton::Middle => MouseButton::Middle,
        baseview::MouseButton::Right => MouseButton::Right,
        baseview::MouseButton::Back => MouseButton::Back,
        baseview::MouseButton::Forward => MouseButton::Forward,
        _ => return None,
    })
}

/// Lines to the right and up.
pub(crate) fn lines(delta: ScrollDelta) -> (f32, f32) {
    match delta {
        ScrollDelta::Lines { x, y } => (x, y),
        ScrollDelta::Pixels { x, y } => (x / PIXELS_PER_LINE, y / PIXELS_PER_LINE),
    }
}

/// The modifier keys that are held.
pub(crate) fn modifiers(held: BaseModifiers) -> Modifiers {
    let pairs = [
        (BaseModifiers::SHIFT, Modifiers::SHIFT),
        (BaseModifiers::CONTROL, Modifiers::CTRL),
        (BaseModifiers::ALT, Modifiers::ALT),
        (BaseModifiers::META, Modifiers::SUPER),
    ];
    pairs.iter().filter(|(base, _)| held.contains(*base)).map(|(_, ours)| *ours).collect()
}

/// The modifier that a key is.
pub(crate) fn modifier(code: Code) -> Option<Modifiers> {
    Some(match code {
        Code::ShiftLeft | Code::ShiftRight => Modifiers::SHIFT,
        Code::ControlLeft | Code::ControlRight => Modifiers::CTRL,
        Code::AltLeft | Code::AltRight => Modifiers::ALT,
        Code::MetaLeft | Code::MetaRight => Modifiers::SUPER,
        _ => return None,
    })
}

/// A key as vizia knows it, by where it is. The two use different versions of the same crate.
pub(crate) fn code(code: keyboard_types::Code) -> Option<Code> {
    code.to_string().parse().ok()
}

/// A key as vizia knows it, by what it means.
pub(crate) fn key(key: &BaseKey) -> Option<Key> {
    key.to_string().parse().ok()
}

/// The text that a key types. With control, alt or the system's own key it is a command instead.
pub(crate) fn text(key: &BaseKey, held: Modifiers) -> &str {
    match key {
        BaseKey::Character(text) if (held - Modifiers::SHIFT).is_empty() => text,
        _ => "",
    }
}

/// The nearest of the system's cursors.
pub(crate) fn cursor(icon: CursorIcon) -> MouseCursor {
    match icon {
        CursorIcon::None => MouseCursor::Hidden,
        CursorIcon::Cell => MouseCursor::Cell,
        CursorIcon::Crosshair => MouseCursor::Crosshair,
        CursorIcon::Text => MouseCursor::Text,
        CursorIcon::VerticalText => MouseCursor::VerticalText,
        CursorIcon::Help => MouseCursor::Help,
        CursorIcon::Hand | CursorIcon::Grab => MouseCursor::Hand,
        CursorIcon::Grabbing => MouseCursor::HandGrabbing,
        CursorIcon::Progress => MouseCursor::PtrWorking,
        CursorIcon::Wait => MouseCursor::Working,
        CursorIcon::Alias => MouseCursor::Alias,
        CursorIcon::Copy => MouseCursor::Copy,
        CursorIcon::Move => MouseCursor::Move,
        CursorIcon::AllScroll => MouseCursor::AllScroll,
        CursorIcon::NoDrop => MouseCursor::PtrNotAllowed,
        CursorIcon::NotAllowed => MouseCursor::NotAllowed,
        CursorIcon::ZoomIn => MouseCursor::ZoomIn,
        CursorIcon::ZoomOut => MouseCursor::ZoomOut,
        CursorIcon::NResize => MouseCursor::NResize,
        CursorIcon::EResize => MouseCursor::EResize,
        CursorIcon::SResize => MouseCursor::SResize,
        CursorIcon::WResize => MouseCursor::WResize,
        CursorIcon::NeResize => MouseCursor::NeResize,
        CursorIcon::NwResize => MouseCursor::NwResize,
        CursorIcon::SeResize => MouseCursor::SeResize,
        CursorIcon::SwResize => MouseCursor::SwResize,
        CursorIcon::EwResize => MouseCursor::EwResize,
        CursorIcon::NsResize => MouseCursor::NsResize,
        CursorIcon::NeswResize => MouseCursor::NeswResize,
        CursorIcon::NwseResize => MouseCursor::NwseResize,
        CursorIcon::ColResize => MouseCursor::ColResize,
        CursorIcon::RowResize => MouseCursor::RowResize,
        _ => MouseCursor::Default,
    }
}

/// The modifier keys that a host says are held.
pub(crate) fn host_modifiers(held: HostModifiers) -> Modifiers {
    // Outside macOS the "command" key is Ctrl.
    let command = if cfg!(target_os = "macos") { Modifiers::SUPER } else { Modifiers::CTRL };
    let pairs = [
        (HostModifiers::SHIFT, Modifiers::SHIFT),
        (HostModifiers::ALT, Modifiers::ALT),
        (HostModifiers::COMMAND, command),
        (HostModifiers::CONTROL, Modifiers::CTRL),
    ];
    pairs.iter().filter(|(host, _)| held.contains(*host)).map(|(_, ours)| *ours).collect()
}

/// The keys of a host that a text field has a use for.
pub(crate) fn host_code(key: VirtualKeyCode) -> Option<Code> {
    Some(match key {
        VirtualKeyCode::Backspace => Code::Backspace,
        VirtualKeyCode::Tab => Code::Tab,
        VirtualKeyCode::Return => Code::Enter,
        VirtualKeyCode::NumpadEnter => Code::NumpadEnter,
        VirtualKeyCode::Escape => Code::Escape,
        VirtualKeyCode::Space => Code::Space,
        VirtualKeyCode::End => Code::End,
        VirtualKeyCode::Home => Code::Home,
        VirtualKeyCode::ArrowLeft => Code::ArrowLeft,
        VirtualKeyCode::ArrowUp => Code::ArrowUp,
        VirtualKeyCode::ArrowRight => Code::ArrowRight,
        VirtualKeyCode::ArrowDown => Code::ArrowDown,
        VirtualKeyCode::PageUp => Code::PageUp,
        VirtualKeyCode::PageDown => Code::PageDown,
        VirtualKeyCode::Delete => Code::Delete,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use keyboard_types::NamedKey;

    use super::*;

    #[test]
    fn keys_are_the_same_by_either_name() {
        assert_eq!(code(keyboard_types::Code::KeyA), Some(Code::KeyA));
        assert_eq!(code(keyboard_types::Code::NumpadEnter), Some(Code::NumpadEnter));
        assert_eq!(key(&BaseKey::Named(NamedKey::ArrowLeft)), Some(Key::ArrowLeft));
        assert_eq!(key(&BaseKey::Character("ß".into())), Some(Key::Character("ß".into())));
    }

    #[test]
    fn commands_type_no_text() {
        let key = BaseKey::Character("c".into());
        assert_eq!(text(&key, Modifiers::SHIFT), "c");
        assert_eq!(text(&key, Modifiers::CTRL), "");
        assert_eq!(text(&BaseKey::Named(NamedKey::Enter), Modifiers::empty()), "");
    }

    #[test]
    fn modifiers_keep_their_meaning() {
        let held = BaseModifiers::SHIFT | BaseModifiers::CONTROL | BaseModifiers::NUM_LOCK;
        assert_eq!(modifiers(held), Modifiers::SHIFT | Modifiers::CTRL);
    }

    #[test]
    fn touchpads_scroll_like_wheels() {
        assert_eq!(lines(ScrollDelta::Lines { x: 0.0, y: -1.0 }), (0.0, -1.0));
        assert_eq!(lines(ScrollDelta::Pixels { x: 40.0, y: 10.0 }), (2.0, 0.5));
    }
}
