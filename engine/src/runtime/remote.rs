//! The worker, as an audio thread may deal with it.

#[cfg(test)]
use std::thread;
use std::{
    sync::{Arc, OnceLock},
    thread::Thread,
    time::Instant,
};

/// What an audio side has of its worker. Nothing here waits or allocates.
#[derive(Debug)]
pub(super) struct WorkerRemote {
    thread: Thread,
    serving: Arc<OnceLock<Instant>>,
}

impl WorkerRemote {
    /// Of the worker that is `thread`; `serving` is set as soon as it serves.
    pub fn new(thread: Thread, serving: Arc<OnceLock<Instant>>) -> Self {
        Self { thread, serving }
    }

    /// A worker that serves since `since`, and is this thread.
    #[cfg(test)]
    pub fn serving(since: Instant) -> Self {
        Self { thread: thread::current(), serving: Arc::new(since.into()) }
    }

    /// A worker that loads its model for ever.
    #[cfg(test)]
    pub fn loading() -> Self {
        Self { thread: thread::current(), serving: Arc::default() }
    }

    /// Makes the worker look at once.
    pub fn wake(&self) {
        self.thread.unpark();
    }

    /// Since when the worker serves; none while its model loads.
    pub fn serving_since(&self) -> Option<Instant> {
        self.serving.get().copied()
    }
}
