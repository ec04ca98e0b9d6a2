//! What looks at the module's memory for one instance, and keeps house, on the log's thread.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use engine::{record::Pressure, telemetry::Monitor};

use super::hub::Guest;
use crate::rt::memory;

/// Growth that goes on is an anomaly so often.
const PAUSE: Duration = Duration::from_secs(60);
/// House is kept so often, and whenever memory becomes scarcer or less scarce.
const HOUSEKEEPING: Duration = Duration::from_secs(60);

/// As long as its instance lives: looks at the module's memory, notes growth that is an anomaly, and has the instance
/// give back what it doesn't need.
pub struct Watcher {
    monitor: Arc<Monitor>,
    /// Whether it is to go.
    leave: Arc<AtomicBool>,
    noted: Option<Instant>,
    /// When house was kept, and how scarce memory was.
    tidied: Option<(Instant, Pressure)>,
}

impl Watcher {
    /// For the instance of this monitor, until it is to leave.
    pub fn new(monitor: Arc<Monitor>, leave: Arc<AtomicBool>) -> Self {
        Self { monitor, leave, noted: None, tidied: None }
    }

    /// Looks, if it is time.
    pub fn look(&mut self, now: Instant) {
        let memory = memory::look(now);
        let since = |then: Instant| now.saturating_duration_since(then);
        let pauses = self.noted.is_some_and(|noted| since(noted) < PAUSE);
        if !pauses && memory.growth.is_some_and(|growth| self.monitor.note_memory_growth(&growth)) {
            self.noted = Some(now);
        }
        // A new instance has nothing to give back, but may come to a machine that is short of memory.
        let (tidied, before) = *self.tidied.get_or_insert((now, Pressure::default()));
        if memory.pressure != before || since(tidied) >= HOUSEKEEPING {
            self.monitor.tidy(memory.pressure);
            self.tidied = Some((now, memory.pressure));
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
