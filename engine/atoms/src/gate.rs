//! Where threads wait for the worker.

use std::{sync::PoisonError, time::Duration};

use crate::sync::{AtomicBool, AtomicU64, Condvar, Mutex, Ordering};

/// How long a main thread waits for the worker to hear what is left.
const LEAVING: Duration = Duration::from_millis(250);

/// Wakes who waits for the worker: an audio thread that renders and wants an update, and a main thread that deactivates
/// and wants all that was handed over to be heard.
#[derive(Debug)]
pub struct Gate {
    heard: Mutex<Heard>,
    news: Condvar,
    /// Set by the instance that goes: the worker drops the port.
    closed: AtomicBool,
    /// Count of process calls, so that the worker knows who is at work.
    calls: AtomicU64,
}

/// What the worker has come to.
#[derive(Debug, Default)]
struct Heard {
    /// Generation and effect of the newest update, in that order.
    newest: (u64, u64),
    /// The port is gone, and all is heard that was handed over to it.
    left: bool,
}

impl Default for Gate {
    /// Made on the main thread. Some systems allocate a lock when it is used for the first time, which must not be
    /// on the audio thread: so its first time is here.
    fn default() -> Self {
        let gate = Self {
            heard: Mutex::default(),
            news: Condvar::new(),
            closed: AtomicBool::new(false),
            calls: AtomicU64::new(0),
        };
        gate.announce(0, 0);
        gate.wait(0, 1, Duration::ZERO);
        gate
    }
}

impl Gate {
    /// The instance goes.
    pub fn close(&self) {
        self.closed.store(true, Ordering::Release);
    }

    /// Whether its instance has gone.
    pub fn closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    /// The audio thread is at work. Audio thread.
    pub fn count_call(&self) {
        self.calls.fetch_add(1, Ordering::Relaxed);
    }

    /// How often the audio thread was at work.
    pub fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    /// Waits until the update that takes effect at `due` of generation `generation` is there; false after `limit`.
    pub fn wait(&self, generation: u64, due: u64, limit: Duration) -> bool {
        self.wait_while(limit, |heard| heard.newest < (generation, due))
    }

    /// Waits until the worker has heard what was handed over and let go of it, for a moment at most.
    pub fn wait_until_left(&self) {
        self.wait_while(LEAVING, |heard| !heard.left);
    }

    fn wait_while(&self, limit: Duration, waits: impl Fn(&Heard) -> bool) -> bool {
        let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.news.wait_timeout_while(heard, limit, |heard| waits(heard));
        !waits(&waited.unwrap_or_else(PoisonError::into_inner).0)
    }

    /// The worker has published the update that takes effect at `due`.
    pub fn announce(&self, generation: u64, due: u64) {
        self.tell(|heard| heard.newest = (generation, due));
    }

    /// The worker has heard all that it was handed, and lets go.
    pub fn leave(&self) {
        self.tell(|heard| heard.left = true);
    }

    fn tell(&self, news: impl FnOnce(&mut Heard)) {
        news(&mut self.heard.lock().unwrap_or_else(PoisonError::into_inner));
        self.news.notify_all();
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use assert_no_alloc::assert_no_alloc;

    use super::*;

    /// Linux never allocates a lock; where a system does, this needs the constructor's first use of it.
    #[test]
    fn the_audio_threads_first_use_of_a_gate_allocates_nothing() {
        let gate = Gate::default();
        let waited = assert_no_alloc(|| {
            gate.count_call();
            gate.wait(1, 25, Duration::from_millis(1))
        });
        assert!(!waited, "nobody has answered");
        gate.announce(1, 25);
        assert!(assert_no_alloc(|| gate.wait(1, 25, Duration::ZERO)));
    }
}
