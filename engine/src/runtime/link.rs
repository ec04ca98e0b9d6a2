//! The way between an audio thread and a worker.
//!
//! [`link`] makes its three ends together, one for each thread that has to do with it, and nothing else crosses: frames
//! go one way, updates the other, each by way of a hand-over that keeps the newest, and a gate tells who waits that
//! there is news.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use atoms::Gate;

use super::{
    frames::{FrameInput, FrameOutput, TimedFrame, frames},
    handover::{Handed, HandoverInput, HandoverOutput, handover},
    pending,
    remote::WorkerRemote,
};
use crate::mood::{State, Update};

/// An update, and when the process call that completed its last hop was entered.
#[derive(Clone, Copy, Debug)]
pub(super) struct TimedUpdate {
    pub update: Update,
    pub entered: Instant,
    /// Sample since the last reset at which it takes effect.
    pub due: u64,
}

/// All ends of a way to `worker`, if there is one.
pub(super) fn link(worker: Option<WorkerRemote>) -> (AudioEnd, WorkerEnd, MainEnd) {
    let now = Instant::now();
    let (frames, taken_frames) = frames();
    let update = Update::new(0, State::Warming, None);
    let (updates, taken_updates) = handover(pending::ROOM, TimedUpdate { update, entered: now, due: 0 });
    let gate = Arc::<Gate>::default();
    let audio = AudioEnd {
        frames,
        updates: taken_updates,
        gate: Arc::clone(&gate),
        worker,
        generation: 0,
        unpublished: false,
    };
    (audio, WorkerEnd { frames: taken_frames, updates, gate: Arc::clone(&gate) }, MainEnd(gate))
}

/// The audio thread's end: hands frames over and takes updates. Allocates nothing and takes no lock, but in
/// [`wait`](Self::wait).
pub(super) struct AudioEnd {
    frames: FrameInput,
    updates: HandoverOutput<TimedUpdate>,
    gate: Arc<Gate>,
    worker: Option<WorkerRemote>,
    /// The stream since the last reset.
    generation: u64,
    /// There are frames that the worker can't see yet.
    unpublished: bool,
}

impl AudioEnd {
    /// The host calls: the worker shall look often.
    pub fn count_call(&self) {
        self.gate.count_call();
    }

    /// The worker, if the system granted a thread for it.
    pub fn worker(&self) -> Option<&WorkerRemote> {
        self.worker.as_ref()
    }

    /// Makes the worker look at once.
    pub fn wake(&self) {
        if let Some(worker) = &self.worker {
            worker.wake();
        }
    }

    /// A new stream begins: what belongs to the one before is no longer of use.
    pub fn begin(&mut self) {
        self.generation += 1;
        self.frames.begin(self.generation);
        self.unpublished = true;
    }

    /// Hands a frame over; the worker sees it with the next [`publish`](Self::publish).
    pub fn push(&mut self, frame: &TimedFrame) {
        self.frames.push(frame);
        self.unpublished = true;
    }

    /// Whether there is anything that the worker can't see yet.
    pub fn has_news(&self) -> bool {
        self.unpublished
    }

    /// Shows the worker what is new.
    pub fn publish(&mut self) {
        self.unpublished = false;
        self.frames.publish();
    }

    /// Hands what the worker has published of this stream to `sink`: updates, and how many were lost before them.
    pub fn take(&mut self, mut sink: impl FnMut(Answer<'_>)) {
        let mut stream = self.updates.generation();
        self.updates.take(|handed| match handed {
            Handed::Begun { generation } => stream = generation,
            Handed::Dropped { count } if stream == self.generation => sink(Answer::Dropped(count)),
            Handed::Item(_, update) if stream == self.generation => sink(Answer::Update(update)),
            Handed::Dropped { .. } | Handed::Item(..) => {}
        });
    }

    /// Waits until the update that takes effect at `due` is there; false after `limit`. Only while a host renders.
    pub fn wait(&self, due: u64, limit: Duration) -> bool {
        self.gate.wait(self.generation, due, limit)
    }
}

/// What the worker has published.
pub(super) enum Answer<'a> {
    /// So many updates were overwritten before they could be taken.
    Dropped(u64),
    /// The next one.
    Update(&'a TimedUpdate),
}

/// The worker's end: takes frames and publishes updates. It may allocate and take locks, and waits for nobody.
pub(super) struct WorkerEnd {
    pub frames: FrameOutput,
    pub updates: HandoverInput<TimedUpdate>,
    pub gate: Arc<Gate>,
}

/// The main thread's end: closes the way.
pub(super) struct MainEnd(Arc<Gate>);

impl MainEnd {
    /// Nothing more will come from the audio thread.
    pub fn close(&self) {
        self.0.close();
    }

    /// Waits until the worker has heard what was handed over and let go of it, for a moment at most.
    pub fn wait_until_left(&self) {
        self.0.wait_until_left();
    }
}
