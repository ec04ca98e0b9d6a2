//! The one thread that runs the model, for all instances of a loaded module.

use std::{
    io,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
    thread::Thread,
    time::{Duration, Instant},
};

use super::{
    Port,
    source::{ModelSource, Served},
};
use crate::thread::{self, Spawned};

/// Between two looks while an instance processes.
const BUSY_POLL: Duration = Duration::from_millis(5);
/// Between two looks while none does.
const IDLE_POLL: Duration = Duration::from_millis(100);
/// So long after its last process call an instance still counts as processing.
const LINGER: Duration = Duration::from_millis(500);
/// So long the last handle waits for the thread. One that loads its model can't be interrupted.
const FAREWELL: Duration = Duration::from_millis(100);

/// The workers that live, each with the source of its model.
static SHARED: Mutex<Vec<(ModelSource, Weak<Worker>)>> = Mutex::new(Vec::new());

/// A handle on the thread; dropping the last one ends it, but waits for that a moment only. A thread that is busy then
/// is left to itself: nobody is given it any more, and it ends as soon as it has loaded its model.
pub(crate) struct Worker {
    inbox: Arc<Inbox>,
    thread: Spawned,
    serving: Arc<OnceLock<Instant>>,
}

/// What an audio side has of its worker. Nothing here waits or allocates.
#[derive(Debug)]
pub(crate) struct WorkerRemote {
    thread: Thread,
    serving: Arc<OnceLock<Instant>>,
}

impl WorkerRemote {
    /// Makes the worker look at once.
    pub fn wake(&self) {
        self.thread.unpark();
    }

    /// Since when the worker serves; none while its model loads.
    pub fn serving_since(&self) -> Option<Instant> {
        self.serving.get().copied()
    }
}

#[derive(Default)]
struct Inbox {
    ports: Mutex<Vec<Port>>,
    stop: AtomicBool,
}

impl Worker {
    /// The worker for `source`: the running one if it serves the same model.
    ///
    /// # Errors
    /// If the system grants no further thread.
    pub fn obtain(source: &ModelSource) -> io::Result<Arc<Self>> {
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        shared.retain(|(_, worker)| worker.strong_count() > 0);
        let same = shared.iter().find(|(served, _)| served == source);
        if let Some(worker) = same.and_then(|(_, worker)| worker.upgrade()) {
            return Ok(worker);
        }
        let worker = Arc::new(Self::spawn(source.clone())?);
        shared.push((source.clone(), Arc::downgrade(&worker)));
        Ok(worker)
    }

    fn spawn(source: ModelSource) -> io::Result<Self> {
        let (inbox, serving) = (Arc::<Inbox>::default(), Arc::<OnceLock<Instant>>::default());
        let (post, ready) = (Arc::clone(&inbox), Arc::clone(&serving));
        let thread = thread::spawn("ai-mixtapes-mood", move || {
            let served = Served::load(&source);
            ready.get_or_init(Instant::now);
            post.work(&served);
        })?;
        Ok(Self { inbox, thread, serving })
    }

    /// Takes an instance in.
    pub fn add(&self, port: Port) {
        let mut ports = self.inbox.ports();
        // While the model loads nobody else clears away what isn't wanted any more.
        ports.retain(|port| !port.closed());
        ports.push(port);
        drop(ports);
        self.wake();
    }

    /// Makes the thread look at once.
    fn wake(&self) {
        self.thread.thread().unpark();
    }

    /// For an audio side.
    pub fn remote(&self) -> WorkerRemote {
        WorkerRemote { thread: self.thread.thread().clone(), serving: Arc::clone(&self.serving) }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.inbox.stop.store(true, Ordering::Release);
        self.inbox.ports().clear();
        self.wake();
        self.thread.join_within(FAREWELL);
    }
}

impl Inbox {
    fn ports(&self) -> MutexGuard<'_, Vec<Port>> {
        self.ports.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self, served: &Served) {
        let mut ports: Vec<Port> = Vec::new();
        let mut last_work = Instant::now();
        while !self.stop.load(Ordering::Acquire) {
            ports.append(&mut self.ports());
            ports.retain(|port| !port.closed());
            for port in &mut ports {
                port.serve(served);
                if port.at_work() {
                    last_work = Instant::now();
                }
                if self.stop.load(Ordering::Acquire) {
                    return;
                }
            }
            std::thread::park_timeout(if last_work.elapsed() < LINGER { BUSY_POLL } else { IDLE_POLL });
        }
    }
}
