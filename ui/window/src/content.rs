//! What a window shows.

use vizia_core::prelude::Context;

/// What a window shows: made anew for each opening, on the window's thread.
///
/// On some systems several windows share a thread and with it vizia's queue of views to be rebuilt, so a signal may
/// change only where the window that it belongs to is at work: in [`update`](Self::update) and in the event handlers
/// of views.
pub trait Content: 'static {
    /// Builds the views; called once.
    fn build(&mut self, cx: &mut Context);

    /// The content's own look at what it shows, while the window can be seen: 30 times a second, or 10 after a second
    /// in which it changed nothing, no parameter changed and the user did nothing. What it doesn't change isn't drawn
    /// again.
    fn update(&mut self, cx: &mut Context);
}
