//! One block's output events, put in order before the host gets them.
//!
//! CLAP wants them sorted by time, but they are made by several hands: nice-plug sends MIDI and notes while a block runs
//! and the editor's parameter changes after it, a block may be cut into pieces, and the output values come from us. So
//! everything is collected here, in memory that is there since activation, and handed over at the end. What the host
//! refuses is kept, the newest value of each parameter and controller and every note, and handed over with the next
//! block.

mod event;
#[cfg(test)]
mod tests;

use clap_sys::events::clap_event_header;

use self::event::{Event, Kind};
use super::{
    Output, cc,
    moved::{self, Told},
    notes,
    owed::Owed,
};

/// Values change on a grid of 10 ms; each time all of them may.
const TICK_SECONDS: f64 = 0.01;
const OF_A_TICK: usize = Output::ALL.len() + cc::OF_A_TICK + notes::OF_A_TICK + moved::OF_A_TICK;
/// What the editor's hands may add to a block: as much as nice-plug's own queue of it holds.
const EDITS: usize = 2048;
/// However long a host's blocks may be, there is an end to memory.
const MOST: usize = 32 * 1024;

/// The events of the current block.
#[derive(Default)]
pub struct OutputQueue {
    events: Vec<Event>,
    /// How many of them are from before the block: the host refused them.
    refused: usize,
    /// Where the piece of the block that is being processed begins, in samples.
    piece: u32,
    /// Between `begin` and `finish`. Without a CLAP entry (the standalone program) nobody collects.
    collecting: bool,
}

impl OutputQueue {
    /// Makes room for blocks of `max_frames` at `sample_rate`. Main thread, while inactive.
    pub fn prepare(&mut self, sample_rate: f64, max_frames: u32) {
        let ticks = f64::from(max_frames) / (sample_rate * TICK_SECONDS) + 2.0;
        let room = ((ticks * OF_A_TICK as f64) as usize).saturating_add(EDITS).min(MOST);
        self.events = Vec::with_capacity(room);
        self.refused = 0;
    }

    /// A block begins.
    pub fn begin(&mut self) {
        self.events.truncate(self.refused);
        self.piece = 0;
        self.collecting = true;
    }

    /// The piece of `samples` has been processed; what comes now belongs to the next one.
    pub fn end_piece(&mut self, samples: usize) {
        self.piece = self.piece.saturating_add(samples as u32);
    }

    /// Adds a new output value, `offset` samples into the current piece; false if there is no room for it.
    pub fn push_output(&mut self, offset: u32, output: Output, value: f32) -> bool {
        let kind = Kind::Value { id: output.id(), value: value.into() };
        self.push(self.piece.saturating_add(offset), 0, kind)
    }

    /// Adds what is told of a macro, as `push_output` does.
    pub fn push_macro(&mut self, offset: u32, told: Told) -> bool {
        self.push(self.piece.saturating_add(offset), 0, Kind::of_macro(told))
    }

    /// Adds an event that nice-plug sends; false if there is no room for it, or if it is none that we send.
    ///
    /// # Safety
    /// `event` must point to a CLAP event that is as long as its header says.
    pub unsafe fn push_raw(&mut self, event: *const clap_event_header) -> bool {
        // SAFETY: promised by the caller.
        let (header, kind) = unsafe { (*event, Kind::of(event)) };
        kind.is_some_and(|kind| self.push(header.time, header.flags, kind))
    }

    /// The block ends: hands all events to `send`, sorted by time, and says whether it took them. The pointers are good
    /// for the call only.
    pub fn finish(&mut self, mut send: impl FnMut(*const clap_event_header) -> bool) -> bool {
        // Unstable, because a stable sort may allocate.
        self.events.sort_unstable_by_key(|event| (event.time, event.order));
        let mut kept = 0;
        for index in 0..self.events.len() {
            let event = self.events[index];
            if !event.show(&mut send) {
                kept = self.keep(event, kept);
            }
        }
        self.events.truncate(kept);
        self.refused = kept;
        self.collecting = false;
        kept == 0
    }

    /// Puts a refused event behind the `kept` ones before it, which are the first of all, in place of an older one that
    /// it makes pointless; how many there are then.
    fn keep(&mut self, event: Event, kept: usize) -> usize {
        let older = self.events[..kept].iter().position(|older| event.kind.replaces(older.kind));
        // The newest comes last, behind gestures that began before it.
        let place = older.unwrap_or(kept);
        let end = if older.is_some() { kept } else { kept + 1 };
        self.events[place..end].rotate_left(usize::from(older.is_some()));
        self.events[end - 1] = Event { time: 0, ..event };
        for (order, event) in (place as u32..).zip(&mut self.events[place..end]) {
            event.order = order;
        }
        end
    }

    /// Between blocks: hands what the host is owed to `send`, and keeps what that doesn't take for later.
    pub fn give_back(owed: &Owed, mut send: impl FnMut(*const clap_event_header) -> bool) {
        owed.end_gestures(|index| Kind::of_macro(Told::End(index)).show_at_once(&mut send));
        if let Some(note) = owed.note()
            && Kind::note_off(note).show_at_once(&mut send)
        {
            owed.set_note(None);
        }
    }

    fn push(&mut self, time: u32, flags: u32, kind: Kind) -> bool {
        if !self.collecting {
            return true;
        }
        if self.events.len() == self.events.capacity() {
            return false;
        }
        let order = self.events.len() as u32;
        self.events.push(Event { time, order, flags, kind });
        true
    }
}
