//! The main thread's side.

use std::{sync::Arc, time::Instant};

use super::{AudioSide, KeptOutputs, Setup, pending};
use crate::{
    analysis::Frame,
    handover::handover,
    inference::{Gate, ModelSource, Port, TimedFrame, TimedUpdate, Worker, WorkerRemote},
    mood::{State, Update},
    telemetry::Monitor,
};

/// Frames that the worker may be late: 4 s.
const FRAME_RING: usize = 200;

/// One loaded plug-in. Belongs to the main thread; dropping it leaves the worker, and the last one ends it,
/// without waiting for longer than 100 ms.
pub struct Instance {
    /// None if the system granted no thread.
    worker: Option<Arc<Worker>>,
    monitor: Arc<Monitor>,
    kept: Arc<KeptOutputs>,
    gate: Option<Arc<Gate>>,
}

impl Instance {
    /// Joins the worker of `source`, starting it if need be. A model that is refused shows in the state, and so does
    /// a worker that can't be started. Outputs go on from what is `kept`.
    pub fn new(source: &ModelSource, kept: Arc<KeptOutputs>) -> Self {
        Self { worker: Worker::obtain(source).ok(), monitor: Arc::default(), kept, gate: None }
    }

    /// What others may know of this instance.
    pub fn monitor(&self) -> Arc<Monitor> {
        Arc::clone(&self.monitor)
    }

    /// Makes an audio side for `setup`; the one of an earlier activation gets no updates any more.
    pub fn activate(&mut self, setup: Setup) -> AudioSide {
        self.deactivate();
        self.monitor.set_setup(setup.sample_rate, setup.channels);
        let remote = self.worker.as_ref().map(|worker| worker.remote());
        let (side, port, gate) = link(setup, remote, &self.monitor, &self.kept);
        if let Some(worker) = &self.worker {
            worker.add(port);
        }
        self.gate = Some(gate);
        side
    }

    /// The worker forgets the audio side, once it has heard what that has handed over: it is waited for, for a moment
    /// at most.
    pub fn deactivate(&mut self) {
        let Some(gate) = self.gate.take() else { return };
        gate.close();
        let Some(worker) = self.worker.as_ref().map(|worker| worker.remote()) else { return };
        worker.wake();
        if worker.serving_since().is_some() {
            gate.wait_until_left();
        }
    }
}

/// Both ends of the way between an audio thread and a worker, and the gate through which others close it.
pub(super) fn link(
    setup: Setup,
    worker: Option<WorkerRemote>,
    monitor: &Arc<Monitor>,
    kept: &Arc<KeptOutputs>,
) -> (AudioSide, Port, Arc<Gate>) {
    let now = Instant::now();
    let frame = TimedFrame { frame: Frame::EMPTY, entered: now, due: 0, host_seconds: None };
    let (frames, taken_frames) = handover(FRAME_RING, frame);
    let update = Update::new(0, State::Warming, None);
    let (updates, taken_updates) = handover(pending::ROOM, TimedUpdate { update, entered: now, due: 0 });
    let gate = Arc::<Gate>::default();
    let port = Port::new(taken_frames, updates, Arc::clone(monitor), Arc::clone(&gate));
    let (monitor, kept) = (Arc::clone(monitor), Arc::clone(kept));
    let side = AudioSide::new(setup, frames, taken_updates, Arc::clone(&gate), worker, monitor, kept);
    (side, port, gate)
}

impl Drop for Instance {
    fn drop(&mut self) {
        self.deactivate();
    }
}
