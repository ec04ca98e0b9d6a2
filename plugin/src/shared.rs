//! What one instance's two halves share: nice-plug's half (the [`Plugin`](crate::AiMixtapes)) and the CLAP entry
//! that is wrapped around it.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicBool, AtomicU8, AtomicU32, Ordering},
    mpsc,
};

use atomic_refcell::AtomicRefCell;
use engine::{
    runtime::KeptOutputs,
    telemetry::{CallFault, CallWatch, Monitor},
};

use crate::{
    outputs::{Output, desk::Desk, edits::Edits, moved::Told, owed::Owed, queue::OutputQueue},
    outside::Outside,
    rt::{faults::Faults, guard},
    session::{routing::RoutingOwner, settings::KeptSettings},
};

/// How the host begins, as the next block is to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Start {
    /// With a reset.
    Anew = 2,
    /// After a stop.
    Again = 1,
}

/// One for each instance, behind an [`Arc`] that both halves hold. Nothing in it blocks.
#[derive(Default)]
pub struct Shared {
    /// The host renders offline: set by the main thread, read by the audio thread.
    offline: AtomicBool,
    /// Channels of the active layout, 0 while inactive.
    channels: AtomicU32,
    /// The state has settled at the end of the last block.
    pub settled: AtomicBool,
    /// The last [`Start`] that no block has seen, 0 if there is none.
    start: AtomicU8,
    /// A thread of the host's is in a process call.
    in_block: AtomicBool,
    /// How the host calls. Who is [alone](Self::enter_block) in a block has it, and the activation.
    pub calls: AtomicRefCell<CallWatch>,
    /// What the host reads of the outputs between blocks.
    pub outputs: Arc<KeptOutputs>,
    /// The current block's output events. Both halves use it on the audio thread, one after the other; the cell
    /// makes sure of it without waiting.
    pub events: AtomicRefCell<OutputQueue>,
    /// A value has moved that the host didn't hear of: it is to read all of them again. Set by whichever thread
    /// flushed, taken by the main thread.
    pub rescan: AtomicBool,
    /// There from the first activation on.
    pub monitor: OnceLock<Arc<Monitor>>,
    /// What states keep of the editor.
    pub editor: KeptSettings,
    /// What goes out where.
    pub routing: RoutingOwner,
    /// What leaves the plug-in beside the host.
    pub outside: Outside,
    /// What the user wants at once.
    pub desk: Desk,
    /// What the host has to get back.
    pub owed: Owed,
    /// In a VST3 host: what becomes of gestures. There from the creation on.
    edits: OnceLock<Arc<Edits>>,
    /// Something is wrapped around us, which brings gestures to its host only while a window is open.
    wrapped: AtomicBool,
    windows: AtomicU32,
    /// Panics that the host hasn't been told of.
    pub faults: Faults,
    /// The entry's part of a block has panicked: until the next activation the sound only passes.
    failed: AtomicBool,
}

impl Shared {
    /// Of a plug-in with these settings of the editor, this routing, this way to the outside, and with outputs that
    /// others keep too.
    pub fn new(
        editor: KeptSettings,
        routing: RoutingOwner,
        outside: Outside,
        outputs: Arc<KeptOutputs>,
    ) -> Self {
        Self { editor, routing, outside, outputs, ..Self::default() }
    }

    /// Where the mood has moved a macro, [0, 1]; none if it doesn't move it.
    pub fn moved(&self, index: u8) -> Option<f32> {
        let moves = self.routing.moved() & 1 << index != 0;
        self.outputs.get().filter(|_| moves).map(|outputs| outputs.macros[usize::from(index)])
    }

    /// The host is clap-wrapper.
    pub fn set_wrapped(&self) {
        self.wrapped.store(true, Ordering::Relaxed);
    }

    /// The host is a VST3's, which gets these edits.
    pub fn set_edits(&self, edits: Arc<Edits>) {
        let _ = self.edits.set(edits);
    }

    /// What becomes of gestures, if the host is a VST3's.
    pub fn edits(&self) -> Option<&Edits> {
        self.edits.get().map(Arc::as_ref)
    }

    /// A window has been opened, or closed.
    pub fn count_window(&self, opened: bool) {
        if opened {
            self.windows.fetch_add(1, Ordering::Relaxed);
        } else {
            self.windows.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// Whether the host gets gestures now. clap-wrapper brings them by a timer of the window's on Linux, and piles them
    /// up without one; in a VST3 host it is known when it does. Audio thread.
    pub fn takes_gestures(&self) -> bool {
        if let Some(edits) = self.edits() {
            return edits.are_taken();
        }
        !cfg!(target_os = "linux")
            || !self.wrapped.load(Ordering::Relaxed)
            || self.windows.load(Ordering::Relaxed) > 0
    }

    /// The newest value of an output.
    pub fn output(&self, output: Output) -> f32 {
        output.of(&self.outputs.get().unwrap_or_default())
    }

    /// The host begins; the next block decides what that means.
    pub fn set_start(&self, start: Start) {
        self.start.fetch_max(start as u8, Ordering::Relaxed);
    }

    /// How the host has begun since this was asked last. Audio thread.
    pub fn take_start(&self) -> Option<Start> {
        match self.start.swap(0, Ordering::Relaxed) {
            0 => None,
            1 => Some(Start::Again),
            _ => Some(Start::Anew),
        }
    }

    /// Whether the host begins with this block. Audio thread.
    pub fn is_starting(&self) -> bool {
        self.start.load(Ordering::Relaxed) != 0
    }

    /// Whether the host renders offline.
    pub fn offline(&self) -> bool {
        self.offline.load(Ordering::Relaxed)
    }

    /// The host has begun or ended rendering offline.
    pub fn set_offline(&self, offline: bool) {
        self.offline.store(offline, Ordering::Relaxed);
        self.outside.set_offline(offline);
    }

    /// Channels of each of the two main ports, 0 while inactive.
    pub fn channels(&self) -> usize {
        self.channels.load(Ordering::Relaxed) as usize
    }

    /// The plug-in was activated with so many channels, or deactivated (0).
    pub fn set_channels(&self, channels: u32) {
        self.channels.store(channels, Ordering::Relaxed);
    }

    /// The thread is the only one in a process call until it drops what it gets; none if another one is in it, which is
    /// counted. Audio thread; waits for nobody.
    pub fn enter_block(&self) -> Option<Alone<'_>> {
        // What the other thread has written before it left is seen.
        if self.in_block.swap(true, Ordering::Acquire) {
            self.monitor.get().inspect(|monitor| monitor.note_call(CallFault::Overlapping));
            return None;
        }
        Some(Alone(&self.in_block))
    }

    /// Whether the entry's part of a block has panicked since the last activation.
    pub fn has_failed(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }

    /// The plug-in is activated: what has failed may try again. Main thread.
    pub fn try_again(&self) {
        self.failed.store(false, Ordering::Relaxed);
    }

    /// Runs `work` as a piece of the entry's part of an audio-thread callback: no allocation, no panic gets out.
    /// Nothing after a panic: then the outputs stay where they are, with no confidence in them.
    pub fn audio_piece<T>(&self, place: &'static str, work: impl FnOnce() -> T) -> Option<T> {
        let outcome = guard::audio_callback(|| {
            #[cfg(test)]
            crate::rt::faults::stumble::over(place);
            work()
        });
        let monitor = self.monitor.get();
        if outcome.allocations > 0 {
            monitor.inspect(|monitor| monitor.count_allocations_in_process(outcome.allocations));
        }
        match outcome.result {
            Ok(value) => Some(value),
            Err(payload) => {
                self.failed.store(true, Ordering::Relaxed);
                self.faults.keep(place, payload);
                monitor.inspect(|monitor| monitor.fail());
                self.outputs.distrust();
                None
            }
        }
    }

    /// Adds a new output value to the block's events, `offset` samples into the current piece; false if it can't
    /// be added. Audio thread.
    pub fn push_output(&self, offset: u32, output: Output, value: f32) -> bool {
        self.events.try_borrow_mut().is_ok_and(|mut events| events.push_output(offset, output, value))
    }

    /// Adds what is told of a macro to the block's events, as `push_output` does. Audio thread.
    pub fn push_macro(&self, offset: u32, told: Told) -> bool {
        let taken = self.events.try_borrow_mut().is_ok_and(|mut events| events.push_macro(offset, told));
        if let Some(edits) = self.edits()
            && taken
            && self.is_of_gesture(told)
        {
            edits.count_sent();
        }
        taken
    }

    fn is_of_gesture(&self, told: Told) -> bool {
        match told {
            Told::Begin(_) | Told::End(_) => true,
            Told::Value(index, _) => self.owed.gesture(index),
        }
    }

    /// The piece of `samples` has been processed. Audio thread.
    pub fn end_piece(&self, samples: usize) {
        if let Ok(mut events) = self.events.try_borrow_mut() {
            events.end_piece(samples);
        }
    }
}

/// A process call that is the only one.
pub struct Alone<'a>(&'a AtomicBool);

impl Drop for Alone<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

/// How the entry gets hold of the [`Shared`] of an instance that it has just created: nice-plug shows of a plug-in
/// only its task executor, so the entry runs this task there, at once and on the same thread. It is the only task
/// that there is, and none is ever queued.
pub struct Connect(pub mpsc::Sender<Arc<Shared>>);
