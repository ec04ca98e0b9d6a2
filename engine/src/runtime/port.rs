//! One instance's place at the worker.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::{Duration, Instant},
};

use atoms::Gate;

use super::{
    frames::TimedFrame,
    handover::{Handed, HandoverInput},
    link::{TimedUpdate, WorkerEnd},
};
use crate::{
    analysis::Frame,
    inference::{Listener, Served, UpdateTimes},
    mood::{Reason, Update},
    telemetry::{Monitor, Stage},
};

/// After so long without a hop nobody knows when the next one will come.
const EXPECTED: Duration = Duration::from_millis(100);

/// One activation of an instance, as the worker serves it. Lives on the worker thread.
pub(super) struct Port {
    end: WorkerEnd,
    monitor: Arc<Monitor>,
    listener: Option<Listener>,
    /// Where the stream began that is being heard, in seconds.
    begun: f64,
    /// When the last hop came, if an update falls due with the next one.
    expected: Option<Instant>,
    seen_calls: u64,
}

impl Port {
    pub fn new(end: WorkerEnd, monitor: Arc<Monitor>) -> Self {
        Self { end, monitor, listener: None, begun: 0.0, expected: None, seen_calls: 0 }
    }

    /// Whether its instance has gone.
    pub fn closed(&self) -> bool {
        self.end.gate.closed()
    }

    /// Whether its audio thread was at work since the last call of this.
    pub fn at_work(&mut self) -> bool {
        let calls = self.end.gate.calls();
        std::mem::replace(&mut self.seen_calls, calls) != calls
    }

    /// Hears what is new and publishes the updates that fall due; false if nothing more will come.
    pub fn serve(&mut self, served: &Served) -> bool {
        // Asked before, so that what was handed over until then is heard.
        let closed = self.closed();
        self.hear_all(served);
        if closed {
            self.end.gate.leave();
        }
        !closed
    }

    /// Whether an update falls due with the next hop, and that may come any moment.
    pub fn expects(&self) -> bool {
        self.expected.is_some_and(|last| last.elapsed() < EXPECTED)
    }

    fn hear_all(&mut self, served: &Served) {
        let Self { end: WorkerEnd { frames, updates, gate }, monitor, listener, begun, expected, .. } = self;
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
                *begun = 0.0;
                monitor.reset_streams();
                updates.begin(generation);
            }
            Handed::Dropped { count } => monitor.dropped_frames(count),
            Handed::Item(_, timed) => {
                if std::mem::replace(begun, timed.frame.begun) != timed.frame.begun {
                    monitor.begin_stream();
                }
                let update = hear(listener, &timed.frame);
                *expected = listener.expects().then_some(timed.entered);
                if let Some(update) = update {
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
    let TimedFrame { entered, due, .. } = *last_frame;
    updates.push(TimedUpdate { update: *update, entered, due });
    updates.publish();
    monitor.remember(*update, last_frame.host_seconds);
    gate.announce(updates.generation(), due);
}

fn record(monitor: &Monitor, spent: Option<UpdateTimes>) {
    if let Some(UpdateTimes { inference, post }) = spent {
        monitor.record(Stage::Inference, inference);
        monitor.record(Stage::Post, post);
    }
}
