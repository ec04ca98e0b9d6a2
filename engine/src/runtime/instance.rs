//! The main thread's side.

use std::sync::Arc;

use super::{
    AudioSide, KeptOutputs, Setup,
    link::{MainEnd, link},
    port::Port,
    worker::Worker,
};
use crate::{inference::ModelSource, telemetry::Monitor};

/// One loaded plug-in. Belongs to the main thread; dropping it leaves the worker, and the last one ends it,
/// without waiting for longer than 100 ms.
pub struct Instance {
    /// None if the system granted no thread.
    worker: Option<Arc<Worker>>,
    monitor: Arc<Monitor>,
    kept: Arc<KeptOutputs>,
    end: Option<MainEnd>,
}

impl Instance {
    /// Joins the worker of `source`, starting it if need be. A model that is refused shows in the state, and so does
    /// a worker that can't be started. Outputs go on from what is `kept`.
    pub fn new(source: &ModelSource, kept: Arc<KeptOutputs>) -> Self {
        Self { worker: Worker::obtain(source).ok(), monitor: Arc::default(), kept, end: None }
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
        let (audio, at_worker, main) = link(remote);
        if let Some(worker) = &self.worker {
            worker.add(Port::new(at_worker, self.monitor()));
        }
        self.end = Some(main);
        AudioSide::new(setup, audio, self.monitor(), Arc::clone(&self.kept))
    }

    /// The worker forgets the audio side, once it has heard what that has handed over: it is waited for, for a moment
    /// at most.
    pub fn deactivate(&mut self) {
        let Some(end) = self.end.take() else { return };
        end.close();
        let Some(worker) = self.worker.as_ref().map(|worker| worker.remote()) else { return };
        worker.wake();
        if worker.serving_since().is_some() {
            end.wait_until_left();
        }
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        self.deactivate();
    }
}
