//! What one instance's two halves share: nice-plug's half (the [`Plugin`](crate::AiMixtapes)) and the CLAP entry
//! that is wrapped around it.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicBool, AtomicU32, Ordering},
    mpsc,
};

use atomic_refcell::AtomicRefCell;
use engine::telemetry::Monitor;

use crate::{
    events::OutputQueue,
    outputs::{Output, OutputValues},
};

/// One for each instance, behind an [`Arc`] that both halves hold. Nothing in it blocks.
#[derive(Default)]
pub struct Shared {
    /// The host renders offline: set by the main thread, read by the audio thread.
    offline: AtomicBool,
    /// Channels of the active layout, 0 while inactive.
    channels: AtomicU32,
    /// The state has settled at the end of the last block.
    pub settled: AtomicBool,
    /// What the host reads of the outputs between blocks.
    pub outputs: OutputValues,
    /// The current block's output events. Both halves use it on the audio thread, one after the other; the cell
    /// makes sure of it without waiting.
    pub events: AtomicRefCell<OutputQueue>,
    /// A value has moved that the host didn't hear of: it is to read all of them again. Set by whichever thread
    /// flushed, taken by the main thread.
    pub rescan: AtomicBool,
    /// There from the first activation on.
    pub monitor: OnceLock<Arc<Monitor>>,
}

impl Shared {
    /// Whether the host renders offline.
    pub fn offline(&self) -> bool {
        self.offline.load(Ordering::Relaxed)
    }

    /// The host has begun or ended rendering offline.
    pub fn set_offline(&self, offline: bool) {
        self.offline.store(offline, Ordering::Relaxed);
    }

    /// Channels of each of the two main ports, 0 while inactive.
    pub fn channels(&self) -> usize {
        self.channels.load(Ordering::Relaxed) as usize
    }

    /// The plug-in was activated with so many channels, or deactivated (0).
    pub fn set_channels(&self, channels: u32) {
        self.channels.store(channels, Ordering::Relaxed);
    }

    /// Adds a new output value to the block's events, `offset` samples into the current piece; false if it can't
    /// be added. Audio thread.
    pub fn push_output(&self, offset: u32, output: Output, value: f32) -> bool {
        self.events.try_borrow_mut().is_ok_and(|mut events| events.push_output(offset, output, value))
    }

    /// The piece of `samples` has been processed. Audio thread.
    pub fn end_piece(&self, samples: usize) {
        if let Ok(mut events) = self.events.try_borrow_mut() {
            events.end_piece(samples);
        }
    }
}

/// How the entry gets hold of the [`Shared`] of an instance that it has just created: nice-plug shows of a plug-in
/// only its task executor, so the entry runs this task there, at once and on the same thread. It is the only task
/// that there is, and none is ever queued.
pub struct Connect(pub mpsc::Sender<Arc<Shared>>);
