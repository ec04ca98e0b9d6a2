//! What leaves the plug-in beside the host: [OSC](osc) to lights and pictures, and the session [log] on disk.
//!
//! ```text
//! tick ─► Feeder ─► queue ─► publisher thread ─► sockets     one thread of each kind a module,
//! audio thread  └─► queue ─► log thread ─► files             for all instances that want it
//! ```
//!
//! The audio thread puts plain values ([`Said`]) into queues of its instance's own, and never waits; what has no room is
//! told at the next tick (OSC) or counted (log). Everything else is the main side's: [`Outside`] is what an editor, a
//! session or a preset sets and asks. A disk that is slow must not delay OSC, so the two have a thread each, which one
//! [`hub`] runs. On the log's thread the module's memory is watched, too.

mod handle;
mod hub;
pub mod log;
pub mod osc;
mod said;
mod watch;

pub use handle::{Farewell, Outside, Settings};
pub use said::{Feeder, Said, Song};
pub use watch::Watcher;

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
    time::SystemTime,
};

/// What went wrong, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// One line for the user.
    pub text: String,
    /// The last time that it did.
    pub at: SystemTime,
}

impl Fault {
    /// One of this moment.
    fn now(text: impl fmt::Display) -> Self {
        Self { text: text.to_string(), at: SystemTime::now() }
    }
}

/// What a mutex guards, also if somebody has panicked with it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
