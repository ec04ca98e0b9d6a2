//! One block's output events, put in order before the host gets them.
//!
//! CLAP wants them sorted by time, but they are made by several hands: nice-plug sends MIDI while a block runs and
//! the editor's parameter changes after it, a block may be cut into pieces, and the output values come from us. So
//! everything is collected here, in memory that is there since activation, and handed over at the end. What the host
//! refuses is kept, the newest value of each parameter and controller, and handed over with the next block.

use std::{mem, ptr};

use clap_sys::events::{
    CLAP_CORE_EVENT_SPACE_ID, CLAP_EVENT_MIDI, CLAP_EVENT_PARAM_GESTURE_BEGIN, CLAP_EVENT_PARAM_GESTURE_END,
    CLAP_EVENT_PARAM_VALUE, clap_event_header, clap_event_midi, clap_event_param_gesture,
    clap_event_param_value,
};

use crate::outputs::Output;

/// Events that nice-plug may add to a block beside the output values.
const OTHERS: usize = 256;
/// However long a host's blocks may be, there is an end to memory.
const MOST: usize = 16 * 1024;

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

#[derive(Clone, Copy)]
struct Event {
    time: u32,
    /// Events of the same time stay in the order that they came in.
    order: u32,
    flags: u32,
    kind: Kind,
}

#[derive(Clone, Copy)]
enum Kind {
    Value { id: u32, value: f64 },
    Gesture { id: u32, begins: bool },
    Midi { port: u16, data: [u8; 3] },
}

impl OutputQueue {
    /// Makes room for blocks of `max_frames` at `sample_rate`. Main thread, while inactive.
    pub fn prepare(&mut self, sample_rate: f64, max_frames: u32) {
        // Outputs change on a grid of 10 ms; each time all of them and two control changes.
        let ticks = f64::from(max_frames) / (sample_rate * 0.01) + 2.0;
        let room = ((ticks * (Output::ALL.len() + 2) as f64) as usize).saturating_add(OTHERS).min(MOST);
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

    /// Adds an event that nice-plug sends; false if there is no room for it, or if it is none that we send.
    ///
    /// # Safety
    /// `event` must point to a CLAP event that is as long as its header says.
    pub unsafe fn push_raw(&mut self, event: *const clap_event_header) -> bool {
        // SAFETY: promised by the caller.
        let header = unsafe { *event };
        if header.space_id != CLAP_CORE_EVENT_SPACE_ID {
            return false;
        }
        let kind = match header.type_ {
            CLAP_EVENT_PARAM_VALUE => {
                // SAFETY: the type says so.
                let event = unsafe { *event.cast::<clap_event_param_value>() };
                Kind::Value { id: event.param_id, value: event.value }
            }
            CLAP_EVENT_PARAM_GESTURE_BEGIN | CLAP_EVENT_PARAM_GESTURE_END => {
                // SAFETY: the type says so.
                let event = unsafe { *event.cast::<clap_event_param_gesture>() };
                Kind::Gesture { id: event.param_id, begins: header.type_ == CLAP_EVENT_PARAM_GESTURE_BEGIN }
            }
            CLAP_EVENT_MIDI => {
                // SAFETY: the type says so.
                let event = unsafe { *event.cast::<clap_event_midi>() };
                Kind::Midi { port: event.port_index, data: event.data }
            }
            _ => return false,
        };
        self.push(header.time, header.flags, kind)
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

impl Kind {
    /// Whether nobody needs `older` any more when this comes.
    fn replaces(self, older: Self) -> bool {
        match (self, older) {
            (Self::Value { id, .. }, Self::Value { id: older, .. }) => id == older,
            (Self::Gesture { id, begins }, Self::Gesture { id: older, begins: began }) => {
                (id, begins) == (older, began)
            }
            (Self::Midi { port, data }, Self::Midi { port: older_port, data: older }) => {
                (port, data[0], data[1]) == (older_port, older[0], older[1])
            }
            _ => false,
        }
    }
}

impl Event {
    fn show(&self, send: impl FnOnce(*const clap_event_header) -> bool) -> bool {
        match self.kind {
            Kind::Value { id, value } => {
                let header = self.header::<clap_event_param_value>(CLAP_EVENT_PARAM_VALUE);
                let event = clap_event_param_value {
                    header,
                    param_id: id,
                    cookie: ptr::null_mut(),
                    note_id: -1,
                    port_index: -1,
                    channel: -1,
                    key: -1,
                    value,
                };
                send((&raw const event).cast())
            }
            Kind::Gesture { id, begins } => {
                let type_ =
                    if begins { CLAP_EVENT_PARAM_GESTURE_BEGIN } else { CLAP_EVENT_PARAM_GESTURE_END };
                let header = self.header::<clap_event_param_gesture>(type_);
                let event = clap_event_param_gesture { header, param_id: id };
                send((&raw const event).cast())
            }
            Kind::Midi { port, data } => {
                let header = self.header::<clap_event_midi>(CLAP_EVENT_MIDI);
                let event = clap_event_midi { header, port_index: port, data };
                send((&raw const event).cast())
            }
        }
    }

    fn header<T>(&self, type_: u16) -> clap_event_header {
        clap_event_header {
            size: mem::size_of::<T>() as u32,
            time: self.time,
            space_id: CLAP_CORE_EVENT_SPACE_ID,
            type_,
            flags: self.flags,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Time, type and parameter (or controller) of each event that is handed over.
    fn finish(queue: &mut OutputQueue) -> Vec<(u32, u16, u32)> {
        let mut sent = Vec::new();
        queue.finish(|event| {
            // SAFETY: the queue shows live events, as long as their type says.
            sent.push(unsafe {
                let about = match (*event).type_ {
                    CLAP_EVENT_MIDI => (*event.cast::<clap_event_midi>()).data[1].into(),
                    CLAP_EVENT_PARAM_VALUE => (*event.cast::<clap_event_param_value>()).param_id,
                    _ => (*event.cast::<clap_event_param_gesture>()).param_id,
                };
                ((*event).time, (*event).type_, about)
            });
            true
        });
        sent
    }

    fn prepared() -> OutputQueue {
        let mut queue = OutputQueue::default();
        queue.prepare(48_000.0, 512);
        queue.begin();
        queue
    }

    fn push_midi(queue: &mut OutputQueue, time: u32, controller: u8) -> bool {
        let event =
            Event { time, order: 0, flags: 0, kind: Kind::Midi { port: 0, data: [0xb0, controller, 1] } };
        let mut taken = false;
        event.show(|event| {
            // SAFETY: `show` shows a live event.
            taken = unsafe { queue.push_raw(event) };
            taken
        });
        taken
    }

    #[test]
    fn events_of_all_hands_come_out_by_time_and_else_as_they_came_in() {
        let mut queue = prepared();
        assert!(queue.push_output(100, Output::Valence, 0.5));
        assert!(push_midi(&mut queue, 100, 20));
        queue.end_piece(200);
        assert!(queue.push_output(100, Output::Arousal, 0.5));
        assert!(push_midi(&mut queue, 0, 99));
        let sent = finish(&mut queue);
        let expected = [
            (0, CLAP_EVENT_MIDI, 99),
            (100, CLAP_EVENT_PARAM_VALUE, Output::Valence.id()),
            (100, CLAP_EVENT_MIDI, 20),
            (300, CLAP_EVENT_PARAM_VALUE, Output::Arousal.id()),
        ];
        assert_eq!(sent, expected);
    }

    #[test]
    fn a_full_queue_refuses_and_stays_where_it_is() {
        let mut queue = prepared();
        let room = queue.events.capacity();
        for _ in 0..room {
            assert!(queue.push_output(0, Output::Valence, 0.5));
        }
        assert!(!queue.push_output(0, Output::Valence, 0.5));
        assert_eq!(finish(&mut queue).len(), room);
        assert_eq!(queue.events.capacity(), room);
    }

    #[test]
    fn what_the_host_refuses_comes_again_with_the_next_block_newest_values_only() {
        let mut queue = prepared();
        for (time, value) in [(10, 0.25), (20, 0.5)] {
            assert!(queue.push_output(time, Output::Valence, value));
            assert!(queue.push_output(time, Output::Arousal, value));
            assert!(push_midi(&mut queue, time, 20));
        }
        assert!(!queue.finish(|_| false));
        for _ in 0..2 {
            queue.begin();
            assert!(!queue.finish(|_| false), "still refused, and no more of it");
        }
        queue.begin();
        assert!(queue.push_output(7, Output::Arousal, 0.75));
        let expected = [
            (0, CLAP_EVENT_PARAM_VALUE, Output::Valence.id()),
            (0, CLAP_EVENT_PARAM_VALUE, Output::Arousal.id()),
            (0, CLAP_EVENT_MIDI, 20),
            (7, CLAP_EVENT_PARAM_VALUE, Output::Arousal.id()),
        ];
        assert_eq!(finish(&mut queue), expected);
        queue.begin();
        assert_eq!(finish(&mut queue), [], "told once");
    }

    #[test]
    fn a_host_that_refuses_some_gets_the_others_once() {
        let mut queue = prepared();
        for output in Output::ALL {
            assert!(queue.push_output(3, output, 0.5));
        }
        let mut room = 2;
        assert!(!queue.finish(|_| {
            room -= 1;
            room >= 0
        }));
        queue.begin();
        let told: Vec<_> = finish(&mut queue).into_iter().map(|(_, _, id)| id).collect();
        assert_eq!(told, [3, 4, 5]);
    }

    #[test]
    fn an_event_that_we_never_send_is_refused() {
        let mut queue = prepared();
        let note = clap_event_header {
            size: mem::size_of::<clap_event_header>() as u32,
            time: 0,
            space_id: CLAP_CORE_EVENT_SPACE_ID,
            type_: clap_sys::events::CLAP_EVENT_NOTE_ON,
            flags: 0,
        };
        // SAFETY: a header alone, of a type whose body is not read.
        assert!(!unsafe { queue.push_raw(&raw const note) });
        assert_eq!(finish(&mut queue), []);
    }
}
