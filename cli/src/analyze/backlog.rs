//! How much may wait to be consumed.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Bytes of results that wait, together; who would add to more than that waits itself, but for the item whose turn it
/// is, which is never held up.
pub struct Backlog {
    most: usize,
    now: Mutex<Now>,
    changed: Condvar,
}

struct Now {
    bytes: usize,
    /// The item that is being consumed.
    turn: usize,
    /// Nobody consumes any more.
    closed: bool,
}

impl Backlog {
    /// So many bytes at most.
    pub fn new(most: usize) -> Self {
        Self { most, now: Mutex::new(Now { bytes: 0, turn: 0, closed: false }), changed: Condvar::new() }
    }

    /// A result of the `index`th item is added, once there is room for it.
    pub fn add(&self, index: usize, bytes: usize) {
        let full = |now: &mut Now| now.bytes + bytes > self.most && now.turn != index && !now.closed;
        let now = self.changed.wait_while(self.lock(), full);
        now.unwrap_or_else(PoisonError::into_inner).bytes += bytes;
    }

    /// A result was consumed.
    pub fn remove(&self, bytes: usize) {
        self.lock().bytes -= bytes;
        self.changed.notify_all();
    }

    /// It is the `index`th item's turn.
    pub fn turn_to(&self, index: usize) {
        self.lock().turn = index;
        self.changed.notify_all();
    }

    /// Nobody consumes any more, as soon as this is dropped, so nobody need wait.
    pub fn closing(&self) -> Closing<'_> {
        Closing(self)
    }

    fn lock(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Closes a backlog when it is dropped.
pub struct Closing<'a>(&'a Backlog);

impl Drop for Closing<'_> {
    fn drop(&mut self) {
        self.0.lock().closed = true;
        self.0.changed.notify_all();
    }
}
