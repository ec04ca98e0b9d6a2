//! What the user does at once, beside what is set: atomics from the editor to the audio thread.

use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

/// Buttons of the routing page.
#[derive(Debug, Default)]
pub struct Desk {
    resend: AtomicBool,
    panic: AtomicBool,
    /// One more than the route that is learnt; 0 if none is.
    learnt: AtomicU8,
}

/// For the editor.
impl Desk {
    /// Everything is sent once more.
    pub fn resend(&self) {
        self.resend.store(true, Ordering::Relaxed);
    }

    /// All notes end.
    pub fn panic(&self) {
        self.panic.store(true, Ordering::Relaxed);
    }

    /// The controller of one route alone is sent, and goes up and down, until none is learnt.
    pub fn learn(&self, route: Option<u8>) {
        self.learnt.store(route.map_or(0, |route| route + 1), Ordering::Relaxed);
    }
}

/// For the audio thread.
impl Desk {
    /// The route that is learnt.
    pub fn learnt(&self) -> Option<u8> {
        self.learnt.load(Ordering::Relaxed).checked_sub(1)
    }

    pub(super) fn take_resend(&self) -> bool {
        self.resend.swap(false, Ordering::Relaxed)
    }

    pub(super) fn take_panic(&self) -> bool {
        self.panic.swap(false, Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_button_is_pressed_once_and_learning_lasts() {
        let desk = Desk::default();
        desk.resend();
        desk.panic();
        assert_eq!([desk.take_resend(), desk.take_resend()], [true, false]);
        assert_eq!([desk.take_panic(), desk.take_panic()], [true, false]);
        assert_eq!(desk.learnt(), None);
        desk.learn(Some(7));
        assert_eq!((desk.learnt(), desk.learnt()), (Some(7), Some(7)));
        desk.learn(None);
        assert_eq!(desk.learnt(), None);
    }
}
