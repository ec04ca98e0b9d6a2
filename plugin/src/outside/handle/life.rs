//! The plug-in's life, as far as it concerns what leaves it.

use std::{
    mem,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use engine::telemetry::Monitor;

use super::{Feeder, Hub, LOGGER, LOGGER_NAME, Outside, Stay};
use crate::outside::{lock, watch::Watcher};

/// So long the last instance waits for the threads.
const FAREWELL: Duration = Duration::from_millis(100);

/// For the plug-in's life.
impl Outside {
    /// The audio thread's end; none after the first time. Main thread.
    pub fn link(&self) -> Option<Feeder> {
        let mut running = lock(&self.0.running);
        if mem::replace(&mut running.linked, true) {
            return None;
        }
        let (feeder, (osc, rows)) = Feeder::new(Arc::clone(&self.0.flags));
        self.0.osc.values.set(osc);
        running.rows = Some(rows);
        self.0.open_rows(&mut running);
        Some(feeder)
    }

    /// The instance is activated, or deactivated. From the first activation on there are threads, as what is set asks
    /// for them. Main thread.
    pub fn set_active(&self, active: bool) {
        self.0.osc.set_active(active);
        let first = {
            let mut running = lock(&self.0.running);
            active && !running.gone && !mem::replace(&mut running.alive, true)
        };
        if first {
            self.apply_osc();
        }
    }

    /// Has the module's memory watched for the instance of this monitor, by the log's thread; nothing if it is already,
    /// or if the system grants no thread. Main thread.
    pub fn watch(&self, monitor: Arc<Monitor>) {
        self.0.log.set_monitor(Arc::clone(&monitor));
        let mut running = lock(&self.0.running);
        if running.gone || running.watch.is_some() {
            return;
        }
        let leave = Arc::<AtomicBool>::default();
        let watcher = Watcher::new(monitor, Arc::clone(&leave));
        running.watch =
            Hub::enter(&LOGGER, LOGGER_NAME, Box::new(watcher)).ok().map(|hub| Stay { hub, leave });
    }

    /// The host says that it renders, or that it doesn't. Main thread.
    pub fn set_offline(&self, offline: bool) {
        self.0.flags.offline.store(offline, Ordering::Relaxed);
    }

    /// The instance goes: nothing more is sent, a log is ended, and nothing begins again, whoever still holds a handle.
    /// Main thread.
    pub fn leave(&self) -> Farewell {
        *lock(&self.0.tell) = None;
        let mut running = lock(&self.0.running);
        (running.alive, running.gone) = (false, true);
        self.0.flags.osc.store(0, Ordering::Relaxed);
        self.0.flags.log.store(false, Ordering::Relaxed);
        let stays = [running.osc.take(), running.log.take(), running.watch.take()];
        Farewell { hubs: stays.map(|stay| stay.map(Stay::end)), since: Instant::now() }
    }
}

/// Threads that may end.
pub struct Farewell {
    hubs: [Option<Arc<Hub>>; 3],
    since: Instant,
}

impl Farewell {
    /// Waits until those that nobody needs any more have ended, but no longer than until 100 ms after the
    /// [leave](Outside::leave).
    pub fn wait(self) {
        for hub in self.hubs.into_iter().flatten() {
            Hub::ends_within(hub, FAREWELL.saturating_sub(self.since.elapsed()));
        }
    }
}
