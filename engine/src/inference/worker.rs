//! The one thread that runs the model, for all instances of a loaded module.

use std::{
    io,
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
    thread::{Builder, JoinHandle, Thread},
    time::{Duration, Instant},
};

use super::{
    Port,
    source::{ModelSource, Served},
};

/// Between two looks while an instance processes.
const BUSY_POLL: Duration = Duration::from_millis(5);
/// Between two looks while none does.
const IDLE_POLL: Duration = Duration::from_millis(100);
/// So long after its last process call an instance still counts as processing.
const LINGER: Duration = Duration::from_millis(500);

/// The workers that live, each with the source of its model.
static SHARED: Mutex<Vec<(ModelSource, Weak<Worker>)>> = Mutex::new(Vec::new());

/// A handle on the thread; dropping the last one joins it.
pub(crate) struct Worker {
    inbox: Arc<Inbox>,
    thread: Option<JoinHandle<()>>,
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
        let inbox = Arc::new(Inbox::default());
        let post = Arc::clone(&inbox);
        let thread = Builder::new().name("ai-mixtapes-mood".to_owned()).spawn(move || post.work(&source))?;
        Ok(Self { inbox, thread: Some(thread) })
    }

    /// Takes an instance in.
    pub fn add(&self, port: Port) {
        self.inbox.ports.lock().unwrap_or_else(PoisonError::into_inner).push(port);
        self.wake();
    }

    /// Makes the thread look at once.
    pub fn wake(&self) {
        if let Some(thread) = &self.thread {
            thread.thread().unpark();
        }
    }

    /// The thread, to be woken from elsewhere.
    pub fn thread(&self) -> Option<Thread> {
        self.thread.as_ref().map(|thread| thread.thread().clone())
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.inbox.stop.store(true, Ordering::Release);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            // It can't have panicked: whatever may panic is caught there.
            let _ = thread.join();
        }
    }
}

impl Inbox {
    fn work(&self, source: &ModelSource) {
        let served = Served::load(source);
        let mut ports: Vec<Port> = Vec::new();
        let mut last_work = Instant::now();
        while !self.stop.load(Ordering::Acquire) {
            ports.append(&mut self.ports.lock().unwrap_or_else(PoisonError::into_inner));
            ports.retain(|port| !port.closed());
            for port in &mut ports {
                port.serve(&served);
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
