//! Events in and out.

use clack_host::{
    events::{Pckn, UnknownEvent, event_types::ParamValueEvent, io::EventBuffer, spaces::CoreEventSpace},
    utils::ClapId,
};

use crate::Error;

/// An event that came out, at its sample since the beginning. Any thread.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Frames from the stream's first one.
    pub sample: usize,
    /// What it says.
    pub what: What,
}

/// What an event says.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A parameter has another value.
    Value {
        /// The parameter.
        id: u32,
        /// Its value from now on.
        value: f64,
    },
    /// A user takes hold of a parameter.
    Begin(u32),
    /// A user lets go of it.
    End(u32),
    /// A MIDI message.
    Midi([u8; 3]),
    /// A note begins.
    NoteOn {
        /// 0 to 15.
        channel: u16,
        /// 0 to 127.
        key: u16,
        /// [0, 1].
        velocity: f64,
    },
    /// A note ends.
    NoteOff {
        /// 0 to 15.
        channel: u16,
        /// 0 to 127.
        key: u16,
    },
}

impl What {
    /// What an event says; none if it is one that this plug-in should never send.
    pub(crate) fn of(event: &UnknownEvent) -> Option<Self> {
        match event.as_core_event()? {
            CoreEventSpace::ParamValue(event) => {
                event.param_id().map(|id| Self::Value { id: id.get(), value: event.value() })
            }
            CoreEventSpace::ParamGestureBegin(event) => event.param_id().map(|id| Self::Begin(id.get())),
            CoreEventSpace::ParamGestureEnd(event) => event.param_id().map(|id| Self::End(id.get())),
            CoreEventSpace::Midi(event) => Some(Self::Midi(event.data())),
            CoreEventSpace::NoteOn(event) => {
                let (channel, key) = (event.channel().into_specific()?, event.key().into_specific()?);
                Some(Self::NoteOn { channel, key, velocity: event.velocity() })
            }
            CoreEventSpace::NoteOff(event) => {
                let (channel, key) = (event.channel().into_specific()?, event.key().into_specific()?);
                Some(Self::NoteOff { channel, key })
            }
            _ => None,
        }
    }
}

impl Event {
    /// Reads what was sent in a block of `frames` that begins at sample `position`.
    ///
    /// # Errors
    /// If the plug-in sent something that it shouldn't.
    pub fn read(position: usize, frames: usize, event: &UnknownEvent) -> Result<Self, Error> {
        let offset = event.header().time() as usize;
        if offset >= frames {
            return Err(Error::Beyond { offset, frames });
        }
        let what = What::of(event).ok_or_else(|| Error::Event(format!("{:?}", event.as_core_event())))?;
        Ok(Self { sample: position + offset, what })
    }
}

/// Adds an event that sets a parameter `offset` frames after its block's first. No parameter has the number
/// `u32::MAX`, so nothing is added for that.
pub fn push_value(events: &mut EventBuffer, offset: u32, id: u32, value: f64) {
    if let Some(id) = ClapId::from_raw(id) {
        events.push(&ParamValueEvent::new(offset, id, Pckn::match_all(), value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(time: u32, frames: usize) -> Result<Event, Error> {
        let mut events = EventBuffer::new();
        push_value(&mut events, time, 7, 0.5);
        Event::read(1_000, frames, events.get(0).unwrap())
    }

    #[test]
    fn an_event_has_its_place_in_the_stream() {
        assert_eq!(read(63, 64).unwrap(), Event { sample: 1_063, what: What::Value { id: 7, value: 0.5 } });
    }

    #[test]
    fn an_event_beyond_its_block_is_the_plug_ins_fault() {
        assert!(matches!(read(64, 64), Err(Error::Beyond { offset: 64, frames: 64 })));
    }

    #[test]
    fn no_event_sets_what_is_no_parameter() {
        let mut events = EventBuffer::new();
        push_value(&mut events, 0, u32::MAX, 0.5);
        assert!(events.is_empty());
    }
}
