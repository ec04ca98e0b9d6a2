//! What a host has of us that has to be taken back, whatever happens: a note that sounds, gestures that go on.

use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};

use engine::outputs::MACROS;

/// A note that sounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Note {
    /// 0 to 15.
    pub channel: u8,
    /// 0 to 127.
    pub key: u8,
}

/// Said by the audio thread in its blocks, and between blocks by whoever flushes: the host never lets the two meet.
#[derive(Debug, Default)]
pub struct Owed {
    /// One more than channel and key; 0 if none sounds.
    note: AtomicU32,
    /// The macros whose gesture goes on, a bit each.
    gestures: AtomicU8,
    /// How the host has stopped since the last block; 0 if it hasn't.
    stop: AtomicU8,
}

/// How a host has stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Stop {
    /// It doesn't process.
    Processing = 1,
    /// It has deactivated: all of it is to be taken back.
    Activation = 2,
}

impl Owed {
    /// The note that sounds.
    pub fn note(&self) -> Option<Note> {
        let packed = self.note.load(Ordering::Relaxed).checked_sub(1)?;
        Some(Note { channel: (packed >> 8) as u8, key: packed as u8 })
    }

    /// Another one sounds, or none.
    pub fn set_note(&self, note: Option<Note>) {
        let packed = note.map_or(0, |note| 1 + (u32::from(note.channel) << 8) + u32::from(note.key));
        self.note.store(packed, Ordering::Relaxed);
    }

    /// Whether the gesture of a macro goes on.
    pub fn gesture(&self, index: u8) -> bool {
        self.gestures.load(Ordering::Relaxed) & 1 << index != 0
    }

    /// The gesture of a macro begins or ends.
    pub fn set_gesture(&self, index: u8, goes_on: bool) {
        if goes_on {
            self.gestures.fetch_or(1 << index, Ordering::Relaxed);
        } else {
            self.gestures.fetch_and(!(1 << index), Ordering::Relaxed);
        }
    }

    /// Ends the gestures that go on, as far as `end` is taken.
    pub fn end_gestures(&self, mut end: impl FnMut(u8) -> bool) {
        for index in 0..MACROS as u8 {
            if self.gesture(index) && end(index) {
                self.set_gesture(index, false);
            }
        }
    }

    /// Whether there is nothing to take back.
    pub fn is_empty(&self) -> bool {
        self.note().is_none() && self.gestures.load(Ordering::Relaxed) == 0
    }

    /// The host has stopped.
    pub fn stop(&self, stop: Stop) {
        self.stop.fetch_max(stop as u8, Ordering::Relaxed);
    }

    /// How it has, since this was asked last.
    pub fn take_stop(&self) -> Option<Stop> {
        match self.stop.swap(0, Ordering::Relaxed) {
            0 => None,
            1 => Some(Stop::Processing),
            _ => Some(Stop::Activation),
        }
    }

    /// Whether it has stopped and not begun again.
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed) > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_owed_is_kept_until_it_is_taken_back() {
        let owed = Owed::default();
        assert!(owed.is_empty());
        for note in [Note { channel: 15, key: 127 }, Note { channel: 0, key: 0 }] {
            owed.set_note(Some(note));
            assert_eq!((owed.note(), owed.is_empty()), (Some(note), false));
        }
        owed.set_gesture(7, true);
        owed.set_note(None);
        assert!(owed.gesture(7) && !owed.gesture(0) && !owed.is_empty());
        owed.set_gesture(7, false);
        assert!(owed.is_empty());
        assert_eq!(owed.take_stop(), None);
        owed.stop(Stop::Activation);
        owed.stop(Stop::Processing);
        assert!(owed.is_stopped());
        assert_eq!((owed.take_stop(), owed.take_stop()), (Some(Stop::Activation), None));
    }
}
