//! The threads that run the model, for all instances of a loaded module: one, and another one where one has too much to
//! do at a time.

use std::{
    io,
    num::NonZero,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use super::{
    port::Port,
    remote::WorkerRemote,
    thread::{Spawned, spawn},
};
use crate::inference::{ModelSource, Served};

/// Between two looks while an instance processes.
const BUSY_POLL: Duration = Duration::from_millis(5);
/// The same when an update falls due with the next hop: the audio thread wakes nobody.
const EAGER_POLL: Duration = Duration::from_millis(1);
/// Between two looks while none does.
const IDLE_POLL: Duration = Duration::from_millis(100);
/// So long after its last process call an instance still counts as processing.
const LINGER: Duration = Duration::from_millis(500);
/// So long the last handle waits for the thread. One that loads its model can't be interrupted.
const FAREWELL: Duration = Duration::from_millis(100);

/// So many instances one thread serves on time, even while other programs compute; what is beyond gets a further
/// thread, as long as there is a core for it.
const INSTANCES: usize = 16;

/// The workers at work, each with the source of its model.
static SHARED: Mutex<Vec<(ModelSource, Weak<Worker>)>> = Mutex::new(Vec::new());

/// A handle on the thread; dropping the last one ends it, but waits for that a moment only. A thread that is busy then
/// is left to itself: nobody is given it any more, and it ends as soon as it has loaded its model.
pub(super) struct Worker {
    inbox: Arc<Inbox>,
    thread: Spawned,
    serving: Arc<OnceLock<Instant>>,
    /// Shared by all workers of one source: the first one loads it.
    served: Arc<OnceLock<Served>>,
}

#[derive(Default)]
struct Inbox {
    ports: Mutex<Vec<Port>>,
    stop: AtomicBool,
}

impl Worker {
    /// A worker for `source`, for one instance more: a running one, unless all of them have enough to do and there is a
    /// core left.
    ///
    /// # Errors
    /// If the system grants no further thread.
    pub fn obtain(source: &ModelSource) -> io::Result<Arc<Self>> {
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        shared.retain(|(_, worker)| worker.strong_count() > 0);
        let same: Vec<_> = shared
            .iter()
            .filter(|(served, _)| served == source)
            .filter_map(|(_, worker)| worker.upgrade())
            .collect();
        // Besides those that have it, this list does.
        let instances = |worker: &Arc<Self>| Arc::strong_count(worker) - 1;
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let served = match same.iter().min_by_key(|worker| instances(worker)) {
            Some(worker) if instances(worker) < INSTANCES || same.len() >= cores => {
                return Ok(Arc::clone(worker));
            }
            Some(worker) => Arc::clone(&worker.served),
            None => Arc::default(),
        };
        let worker = Arc::new(Self::spawn(source.clone(), served)?);
        shared.push((source.clone(), Arc::downgrade(&worker)));
        Ok(worker)
    }

    fn spawn(source: ModelSource, served: Arc<OnceLock<Served>>) -> io::Result<Self> {
        let (inbox, serving) = (Arc::<Inbox>::default(), Arc::<OnceLock<Instant>>::default());
        let (post, ready, model) = (Arc::clone(&inbox), Arc::clone(&serving), Arc::clone(&served));
        let thread = spawn("ai-mixtapes-mood", move || {
            let served = model.get_or_init(|| Served::load(&source));
            ready.get_or_init(Instant::now);
            post.work(served);
        })?;
        Ok(Self { inbox, thread, serving, served })
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
        WorkerRemote::new(self.thread.thread().clone(), Arc::clone(&self.serving))
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
            ports.retain_mut(|port| {
                // One more round for all would make whoever ends the worker wait.
                if self.stop.load(Ordering::Acquire) {
                    return false;
                }
                let stays = port.serve(served);
                if port.at_work() {
                    last_work = Instant::now();
                }
                stays
            });
            let pause = match last_work.elapsed() < LINGER {
                true if ports.iter().any(Port::expects) => EAGER_POLL,
                true => BUSY_POLL,
                false => IDLE_POLL,
            };
            thread::park_timeout(pause);
        }
    }
}
