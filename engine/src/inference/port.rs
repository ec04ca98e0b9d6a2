//! One instance's place at the worker.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use super::{
    listener::{Listener, Spent},
    source::Served,
};
use crate::{
    analysis::Frame,
    handover::{Handed, HandoverInput, HandoverOutput},
    mood::{Reason, Update},
    telemetry::{Monitor, Stage},
};

/// A frame, and when the process call that completed it was entered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TimedFrame {
    pub frame: Frame,
    pub entered: Instant,
    /// Where its audio ends on the host's timeline, in seconds, if that is known.
    pub host_seconds: Option<f64>,
}

/// An update, and when the process call that completed its last hop was entered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TimedUpdate {
    pub update: Update,
    pub entered: Instant,
}

/// Wakes an audio thread that renders offline and waits for an update. Nothing else ever waits for the worker.
#[derive(Debug)]
pub(crate) struct Gate {
    /// Stream and hops of the newest update, in that order.
    newest: Mutex<(u64, u64)>,
    news: Condvar,
    /// Set by the instance that goes: the worker drops the port.
    closed: AtomicBool,
    /// Count of process calls, so that the worker knows who is at work.
    calls: AtomicU64,
}

impl Default for Gate {
    /// Made on the main thread. Some systems allocate a lock when it is used for the first time, which must not be
    /// on the audio thread: so its first time is here.
    fn default() -> Self {
        let gate = Self {
            newest: Mutex::default(),
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
    pub fn close(&self) {
        self.closed.store(true, Ordering::Release);
    }

    pub fn count_call(&self) {
        self.calls.fetch_add(1, Ordering::Relaxed);
    }

    /// Waits until the update at `hops` of stream `generation` is there; false after `limit`.
    pub fn wait(&self, generation: u64, hops: u64, limit: Duration) -> bool {
        let newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = |newest: &mut (u64, u64)| *newest < (generation, hops);
        let (newest, _) =
            self.news.wait_timeout_while(newest, limit, waits).unwrap_or_else(PoisonError::into_inner);
        *newest >= (generation, hops)
    }

    fn announce(&self, generation: u64, hops: u64) {
        *self.newest.lock().unwrap_or_else(PoisonError::into_inner) = (generation, hops);
        self.news.notify_all();
    }
}

/// The worker's end of one activation of an instance. Lives on the worker thread.
pub(crate) struct Port {
    pub frames: HandoverOutput<TimedFrame>,
    pub updates: HandoverInput<TimedUpdate>,
    pub monitor: Arc<Monitor>,
    pub gate: Arc<Gate>,
    listener: Option<Listener>,
    seen_calls: u64,
}

impl Port {
    pub fn new(
        frames: HandoverOutput<TimedFrame>,
        updates: HandoverInput<TimedUpdate>,
        monitor: Arc<Monitor>,
        gate: Arc<Gate>,
    ) -> Self {
        Self { frames, updates, monitor, gate, listener: None, seen_calls: 0 }
    }

    pub fn closed(&self) -> bool {
        self.gate.closed.load(Ordering::Acquire)
    }

    /// Whether its audio thread was at work since the last call of this.
    pub fn at_work(&mut self) -> bool {
        let calls = self.gate.calls.load(Ordering::Relaxed);
        std::mem::replace(&mut self.seen_calls, calls) != calls
    }

    /// Hears what is new and publishes the updates that fall due.
    pub(super) fn serve(&mut self, served: &Served) {
        let Self { frames, updates, monitor, gate, listener, .. } = self;
        let listener = listener.get_or_insert_with(|| {
            monitor.set_model(served.status());
            match &served.model {
                Some(model) => Listener::new(Arc::clone(model)),
                None => Listener::deaf(Reason::NoModel),
            }
        });
        frames.take(|handed| match handed {
            Handed::Begun { generation } => {
                listener.reset();
                monitor.begin_stream();
                updates.begin(generation);
            }
            Handed::Dropped { count } => {
                monitor.dropped_frames(count);
                listener.skip(count);
            }
            Handed::Item(_, timed) => {
                if let Some(update) = hear(listener, &timed.frame) {
                    // Before anybody can see the update and ask how long it took.
                    record(monitor, listener.spent());
                    publish(updates, monitor, gate, &update, timed);
                    monitor.record(Stage::Pipeline, timed.entered.elapsed());
                }
            }
        });
    }
}

/// A model that panics is a model that returns nonsense: neither may take the worker down, or hold up whoever waits
/// for the update.
fn hear(listener: &mut Listener, frame: &Frame) -> Option<Update> {
    catch_unwind(AssertUnwindSafe(|| listener.push(frame)))
        .unwrap_or_else(|_| listener.go_deaf(Reason::ModelOutput))
}

/// The history comes after the audio thread, which is in more of a hurry, and before whoever waits.
fn publish(
    updates: &mut HandoverInput<TimedUpdate>,
    monitor: &Monitor,
    gate: &Gate,
    update: &Update,
    last_frame: &TimedFrame,
) {
    updates.push(TimedUpdate { update: *update, entered: last_frame.entered });
    updates.publish();
    monitor.remember(*update, last_frame.host_seconds);
    gate.announce(updates.generation(), update.hops);
}

fn record(monitor: &Monitor, spent: Option<Spent>) {
    if let Some(Spent { inference, post }) = spent {
        monitor.record(Stage::Inference, inference);
        monitor.record(Stage::Post, post);
    }
}

#[cfg(test)]
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
