//! What the worker answers, waited for or not, up to its effect.

use std::time::{Duration, Instant};

use super::AudioSide;
use crate::{
    mood::Update,
    runtime::{
        Controls, Tell, Tick, clock::TICK_SECONDS, link::Answer, pace::RENDER_PATIENCE, remote::WorkerRemote,
    },
    telemetry::Stage,
};

/// A worker that serves and takes longer is stuck.
const STUCK: Duration = Duration::from_secs(2);
/// A render waits no longer for a worker that loads its model.
const LOADING_PATIENCE: Duration = Duration::from_secs(60);

impl AudioSide {
    /// The one wait, of a host that renders: for the update whose effect is due, bounded, and over when the worker has
    /// answered. A worker that is stuck is waited for once, and one that loads its model for longer.
    pub(super) fn wait_for_due(&mut self, into_block: usize) {
        let Some(due) = self.owed.due_by(self.clock.position()) else { return };
        let Some(worker) = self.worker.worker().filter(|_| !self.stuck) else { return };
        let patience = self.pace.patience(Instant::now(), self.clock.seconds(into_block));
        let (flagged, loads) = (patience == RENDER_PATIENCE, worker.serving_since().is_none());
        let limit = if flagged && loads { LOADING_PATIENCE } else { patience };
        if limit.is_zero() {
            return;
        }
        worker.wake();
        let came = self.worker.wait(due, limit);
        self.stuck = !came && flagged;
        self.collect(Instant::now());
    }

    /// Takes what the worker has published.
    pub(super) fn collect(&mut self, now: Instant) {
        let Self { worker, owed, pending, monitor, stuck, .. } = self;
        worker.take(|answer| match answer {
            Answer::Dropped(count) => monitor.dropped_updates(count),
            Answer::Update(timed) => {
                monitor.record(Stage::Visible, now.saturating_duration_since(timed.entered));
                let dropped = pending.push(timed.due, timed.update);
                if dropped > 0 {
                    monitor.dropped_updates(dropped);
                }
                owed.answered(timed.due);
                *stuck = false;
            }
        });
        if self.owed_for(now) > STUCK {
            self.stuck = true;
        }
    }

    /// For how long the worker could have answered and hasn't.
    fn owed_for(&self, now: Instant) -> Duration {
        let serving = self.worker.worker().and_then(WorkerRemote::serving_since);
        let owed = self.owed.since().zip(serving);
        owed.map_or(Duration::ZERO, |(since, serving)| now.saturating_duration_since(since.max(serving)))
    }

    pub(super) fn tick(
        &mut self,
        controls: &Controls,
        offline: bool,
        offset: u32,
        emit: impl FnOnce(&Tick<'_>),
    ) {
        let now = self.clock.position();
        self.clock.pass_tick();
        let mut effect = None;
        while let Some((due, update)) = self.pending.pop_due(now) {
            let late = self.clock.seconds((now - due) as usize);
            // Where a stream has begun meanwhile, its first tick is the one that is meant.
            if late > 0.99 * TICK_SECONDS {
                self.monitor.late_update(Duration::from_secs_f64(late));
            }
            self.telling.set_update(&update);
            let change = update.change || effect.is_some_and(|before: Update| before.change);
            effect = Some(Update { change, ..update });
        }
        let hindrance = self.hindrance();
        let pulse = self.telling.pulses();
        let (outputs, tell) = self.telling.tick(controls, hindrance);
        if tell != Tell::Nothing {
            self.monitor.set_state(outputs.state);
        }
        let renders = offline || self.pace.renders();
        let moods = self.telling.moods();
        emit(&Tick { offset, outputs: &outputs, tell, moods, effect: effect.as_ref(), pulse, renders });
    }
}
