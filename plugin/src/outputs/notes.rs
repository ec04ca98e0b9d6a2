//! The mood class as a note that sounds while the class holds.

use engine::{
    mood::{MoodClass, State},
    outputs::Outputs,
};

use super::{
    owed::{Note, Owed},
    routing::NoteRoute,
};

/// What is sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Message {
    /// A note begins, with a velocity in ]0, 1].
    On(Note, f32),
    /// A note ends.
    Off(Note),
    /// Another program.
    Program {
        /// 0 to 15.
        channel: u8,
        /// 0 to 127.
        program: u8,
    },
}

/// Most messages of a tick: a panic.
pub const OF_A_TICK: usize = MoodClass::ALL.len() + 3;

/// Makes notes of the class. Audio thread; allocates nothing.
#[derive(Debug, Default)]
pub struct ClassNotes {
    /// What the host was told last.
    class: Option<MoodClass>,
    program: Option<(u8, u8)>,
    /// The note is sent once more, although it sounds: a host may have forgotten it.
    anew: bool,
    /// After a panic nothing sounds before another class comes.
    muted: Option<MoodClass>,
    /// Something wasn't taken.
    pending: bool,
}

impl ClassNotes {
    /// The host begins: what sounds ends, and begins anew. Programs are sent again, too.
    pub fn restart(&mut self) {
        (self.anew, self.program) = (true, None);
    }

    /// Whether all that was to be sent is sent.
    pub fn rests(&self) -> bool {
        !self.pending && !self.anew
    }

    /// One tick: hands what has to be said to `send`. What that doesn't take is asked for again.
    pub fn tick(
        &mut self,
        route: &NoteRoute,
        outputs: &Outputs,
        owed: &Owed,
        mut send: impl FnMut(Message) -> bool,
    ) {
        self.pending = !self.say(route, outputs, owed, &mut send);
        self.anew &= self.pending;
    }

    /// All of it ends, on its channel and whatever a receiver believes.
    pub fn panic(&mut self, route: &NoteRoute, owed: &Owed, mut send: impl FnMut(Message) -> bool) {
        if let Some(note) = owed.note()
            && send(Message::Off(note))
        {
            owed.set_note(None);
        }
        for class in MoodClass::ALL {
            send(Message::Off(note_of(route, class)));
        }
        self.muted = self.class;
        (self.anew, self.program) = (false, None);
    }

    /// False if something wasn't taken.
    fn say(
        &mut self,
        route: &NoteRoute,
        outputs: &Outputs,
        owed: &Owed,
        send: &mut impl FnMut(Message) -> bool,
    ) -> bool {
        let wanted = self.wanted(route, outputs, owed);
        let sounds = owed.note();
        if let Some(note) = sounds.filter(|_| self.anew || sounds != wanted) {
            if !send(Message::Off(note)) {
                return false;
            }
            owed.set_note(None);
        }
        if !self.say_program(route, outputs, send) {
            return false;
        }
        if let Some(note) = wanted.filter(|_| owed.note().is_none()) {
            if !send(Message::On(note, velocity(outputs.confidence))) {
                return false;
            }
            owed.set_note(Some(note));
        }
        true
    }

    /// The note that is to sound.
    fn wanted(&mut self, route: &NoteRoute, outputs: &Outputs, owed: &Owed) -> Option<Note> {
        self.class = Some(outputs.class);
        self.muted = self.muted.filter(|muted| *muted == outputs.class);
        let quiet = matches!(outputs.state, State::Silent | State::NoMusic) && route.off_in_silence;
        // Before anything was heard there is no class to be told.
        let heard = outputs.confidence > 0.0 || owed.note().is_some();
        let sounds = route.on && heard && !quiet && outputs.state != State::Bypassed && self.muted.is_none();
        sounds.then(|| note_of(route, outputs.class))
    }

    fn say_program(
        &mut self,
        route: &NoteRoute,
        outputs: &Outputs,
        send: &mut impl FnMut(Message) -> bool,
    ) -> bool {
        let program =
            route.program.map(|first| (route.channel, first.saturating_add(outputs.class.index()).min(127)));
        let Some((channel, program)) = program.filter(|_| outputs.confidence > 0.0) else {
            return true;
        };
        if self.program == Some((channel, program)) || outputs.state == State::Bypassed {
            return true;
        }
        let taken = send(Message::Program { channel, program });
        if taken {
            self.program = Some((channel, program));
        }
        taken
    }
}

/// The note of a class.
fn note_of(route: &NoteRoute, class: MoodClass) -> Note {
    Note { channel: route.channel.min(15), key: route.base.saturating_add(class.index()).min(127) }
}

/// From 1/127 to 1, as sure as the mood is.
fn velocity(confidence: f32) -> f32 {
    let sure = if confidence.is_nan() { 0.0 } else { confidence.clamp(0.0, 1.0) };
    (1.0 + (126.0 * sure).round()) / 127.0
}

#[cfg(test)]
mod tests;
