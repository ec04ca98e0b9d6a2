//! One event, in a form that takes no memory of its own.

use std::{mem, ptr};

use clap_sys::events::{
    CLAP_CORE_EVENT_SPACE_ID, CLAP_EVENT_MIDI, CLAP_EVENT_NOTE_CHOKE, CLAP_EVENT_NOTE_END,
    CLAP_EVENT_NOTE_OFF, CLAP_EVENT_NOTE_ON, CLAP_EVENT_PARAM_GESTURE_BEGIN, CLAP_EVENT_PARAM_GESTURE_END,
    CLAP_EVENT_PARAM_VALUE, clap_event_header, clap_event_midi, clap_event_note, clap_event_param_gesture,
    clap_event_param_value,
};

use crate::outputs::{
    moved::{IDS, Told},
    owed,
};

#[derive(Clone, Copy)]
pub(super) struct Event {
    pub time: u32,
    /// Events of the same time stay in the order that they came in.
    pub order: u32,
    pub flags: u32,
    pub kind: Kind,
}

#[derive(Clone, Copy)]
pub(super) enum Kind {
    Value { id: u32, value: f64 },
    Gesture { id: u32, begins: bool },
    Midi { port: u16, data: [u8; 3] },
    Note(Note),
}

/// A note that begins, ends, or is choked.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Note {
    /// Which of these it is, as CLAP numbers them.
    type_: u16,
    /// The host's number of it; -1 for any.
    id: i32,
    port: i16,
    channel: i16,
    key: i16,
    velocity: f64,
}

impl Note {
    /// Whether they say the same of the same key; how hard it is struck doesn't count.
    fn is_again(&self, older: &Self) -> bool {
        *older == Self { velocity: older.velocity, ..*self }
    }
}

impl Kind {
    /// What is told of a macro.
    pub fn of_macro(told: Told) -> Self {
        let id = |index: u8| IDS[usize::from(index)];
        match told {
            Told::Begin(index) => Self::Gesture { id: id(index), begins: true },
            Told::Value(index, value) => Self::Value { id: id(index), value },
            Told::End(index) => Self::Gesture { id: id(index), begins: false },
        }
    }

    /// The end of a note that we began.
    pub fn note_off(note: owed::Note) -> Self {
        Self::Note(Note {
            type_: CLAP_EVENT_NOTE_OFF,
            id: -1,
            port: 0,
            channel: note.channel.into(),
            key: note.key.into(),
            velocity: 0.0,
        })
    }

    /// Shows it as an event at the beginning of whatever there is, as [`Event::show`] does.
    pub fn show_at_once(self, send: impl FnOnce(*const clap_event_header) -> bool) -> bool {
        Event { time: 0, order: 0, flags: 0, kind: self }.show(send)
    }

    /// What an event says; none if it is one that nobody of us sends.
    ///
    /// # Safety
    /// `event` must point to a CLAP event that is as long as its header says.
    pub unsafe fn of(event: *const clap_event_header) -> Option<Self> {
        // SAFETY: promised by the caller.
        let header = unsafe { *event };
        if header.space_id != CLAP_CORE_EVENT_SPACE_ID {
            return None;
        }
        let kind = match header.type_ {
            CLAP_EVENT_PARAM_VALUE => {
                // SAFETY: the type says so.
                let event = unsafe { *event.cast::<clap_event_param_value>() };
                Self::Value { id: event.param_id, value: event.value }
            }
            CLAP_EVENT_PARAM_GESTURE_BEGIN | CLAP_EVENT_PARAM_GESTURE_END => {
                // SAFETY: the type says so.
                let event = unsafe { *event.cast::<clap_event_param_gesture>() };
                Self::Gesture { id: event.param_id, begins: header.type_ == CLAP_EVENT_PARAM_GESTURE_BEGIN }
            }
            CLAP_EVENT_MIDI => {
                // SAFETY: the type says so.
                let event = unsafe { *event.cast::<clap_event_midi>() };
                Self::Midi { port: event.port_index, data: event.data }
            }
            CLAP_EVENT_NOTE_ON | CLAP_EVENT_NOTE_OFF | CLAP_EVENT_NOTE_CHOKE | CLAP_EVENT_NOTE_END => {
                // SAFETY: the type says so.
                let event = unsafe { *event.cast::<clap_event_note>() };
                Self::Note(Note {
                    type_: header.type_,
                    id: event.note_id,
                    port: event.port_index,
                    channel: event.channel,
                    key: event.key,
                    velocity: event.velocity,
                })
            }
            _ => return None,
        };
        Some(kind)
    }

    /// Whether nobody needs `older` any more when this comes.
    pub fn replaces(self, older: Self) -> bool {
        match (self, older) {
            (Self::Value { id, .. }, Self::Value { id: older, .. }) => id == older,
            (Self::Gesture { id, begins }, Self::Gesture { id: older, begins: began }) => {
                (id, begins) == (older, began)
            }
            (Self::Midi { port, data }, Self::Midi { port: older_port, data: older }) => {
                (port, data[0], data[1]) == (older_port, older[0], older[1])
            }
            (Self::Note(note), Self::Note(older)) => note.is_again(&older),
            _ => false,
        }
    }
}

impl Event {
    /// Shows the event as CLAP has it, and gives what is answered. The pointer is good for the call only.
    pub fn show(&self, send: impl FnOnce(*const clap_event_header) -> bool) -> bool {
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
            Kind::Note(Note { type_, id, port, channel, key, velocity }) => {
                let header = self.header::<clap_event_note>(type_);
                let event = clap_event_note { header, note_id: id, port_index: port, channel, key, velocity };
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
