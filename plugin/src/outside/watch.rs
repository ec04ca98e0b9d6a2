//! What looks at the module's memory for one instance, on the log's thread.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use engine::telemetry::Monitor;

use super::hub::Guest;
use crate::rt::memory;

/// Growth that goes on is an anomaly so often.
const PAUSE: Duration = Duration::from_secs(60);

/// Looks at the module's memory as long as its instance lives, and notes growth that is an anomaly.
pub struct Watcher {
    monitor: Arc<Monitor>,
    /// Whether it is to go.
    leave: Arc<AtomicBool>,
    noted: Option<Instant>,
}

impl Watcher {
    /// For the instance of this monitor, until it is to leave.
    pub fn new(monitor: Arc<Monitor>, leave: Arc<AtomicBool>) -> Self {
        Self { monitor, leave, noted: None }
    }

    /// Looks, if it is time.
    pub fn look(&mut self, now: Instant) {
        let pauses = self.noted.is_some_and(|noted| now.saturating_duration_since(noted) < PAUSE);
        let growth = memory::look(now).growth;
        if !pauses && growth.is_some_and(|growth| self.monitor.note_memory_growth(&growth)) {
            self.noted = Some(now);
        }
    }
}

impl Guest for Watcher {
    fn serve(&mut self, now: Instant) -> Option<Instant> {
        if self.leave.load(Ordering::Acquire) {
            return None;
        }
        self.look(now);
        Some(now + memory::STEP)
    }
}
