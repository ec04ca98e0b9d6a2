//! From the worker's answers to output values.

use std::{
    mem,
    time::{Duration, Instant},
};

use super::AudioSide;
use crate::{
    handover::Handed,
    inference::WorkerRemote,
    live::{Controls, Tell, clock::TICK_SECONDS, pace::RENDER_PATIENCE},
    mood::Outputs,
    telemetry::Stage,
};

/// A worker that serves and takes longer is stuck.
const STUCK: Duration = Duration::from_secs(2);
/// A render waits no longer for a worker that loads its model.
const LOADING_PATIENCE: Duration = Duration::from_secs(60);

impl AudioSide {
    pub(super) fn wake(&self) {
        if let Some(worker) = &self.worker {
            worker.wake();
        }
    }

    /// The one wait, of a host that renders: for the update whose effect is due, bounded, and over when the worker has
    /// answered. A worker that is stuck is waited for once, and one that loads its model for longer.
    pub(super) fn wait_for_due(&mut self, into_block: usize) {
        let Some(due) = self.owed.due_by(self.clock.position()) else { return };
        let Some(worker) = self.worker.as_ref().filter(|_| !self.stuck) else { return };
        let patience = self.pace.patience(Instant::now(), self.clock.seconds(into_block));
        let (flagged, loads) = (patience == RENDER_PATIENCE, worker.serving_since().is_none());
        let limit = if flagged && loads { LOADING_PATIENCE } else { patience };
        if limit.is_zero() {
            return;
        }
        worker.wake();
        let came = self.gate.wait(self.generation, due, limit);
        self.stuck = !came && flagged;
        self.collect(Instant::now());
    }

    /// Takes what the worker has published.
    pub(super) fn collect(&mut self, now: Instant) {
        let Self { updates, owed, pending, monitor, generation, stuck, .. } = self;
        let mut stream = updates.generation();
        updates.take(|handed| match handed {
            Handed::Begun { generation } => stream = generation,
            Handed::Dropped { count } if stream == *generation => monitor.dropped_updates(count),
            Handed::Item(_, timed) if stream == *generation => {
                monitor.record(Stage::Visible, now.saturating_duration_since(timed.entered));
                let dropped = pending.push(timed.due, timed.update);
                if dropped > 0 {
                    monitor.dropped_updates(dropped);
                }
                owed.answered(timed.due);
                *stuck = false;
            }
            Handed::Dropped { .. } | Handed::Item(..) => {}
        });
        if self.owed_for(now) > STUCK {
            self.stuck = true;
        }
    }

    /// For how long the worker could have answered and hasn't.
    fn owed_for(&self, now: Instant) -> Duration {
        let serving = self.worker.as_ref().and_then(WorkerRemote::serving_since);
        let owed = self.owed.since().zip(serving);
        owed.map_or(Duration::ZERO, |(since, serving)| now.saturating_duration_since(since.max(serving)))
    }

    pub(super) fn tick(&mut self, controls: &Controls, emit: impl FnOnce(&Outputs, Tell)) {
        let now = self.clock.position();
        self.clock.pass_tick();
        while let Some((due, update)) = self.pending.pop_due(now) {
            let late = self.clock.seconds((now - due) as usize);
            // Where a stream has begun meanwhile, its first tick is the one that is meant.
            if late > 0.99 * TICK_SECONDS {
                self.monitor.late_update(Duration::from_secs_f64(late));
            }
            self.mapper.set_update(&update);
        }
        let before = self.mapper.outputs();
        let outputs = self.mapper.tick(&controls.mapping, controls.bypass, self.hindrance());
        self.fresh |= self.tell_again == Some(0);
        self.tell_again = self.tell_again.and_then(|ticks| ticks.checked_sub(1));
        let tell = if mem::take(&mut self.fresh) { Tell::All } else { Tell::Changes };
        self.resting = outputs == before && tell == Tell::Changes;
        if !self.resting {
            self.kept.set(&outputs);
            self.monitor.set_state(outputs.state);
            emit(&outputs, tell);
        }
    }
}
