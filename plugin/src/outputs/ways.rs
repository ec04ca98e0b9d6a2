//! All ways out, tick by tick.

use std::time::{Duration, Instant};

use engine::{
    outputs::{Outputs, ROUTES},
    runtime::Tell,
};
use nice_plug::{
    midi::{Channel, Key, VoiceID},
    prelude::{NoteEvent, ProcessContext},
};
use triple_buffer::Output as Reader;

use super::{
    Output,
    cc::{ControlChange, Controllers},
    moved::{MovedMacros, Occasion, Told},
    notes::{ClassNotes, Message},
    owed::Stop,
    routing::{CcSettings, Routing, Target},
};
use crate::shared::Shared;

/// A host that doesn't process for so long has really stopped.
const PAUSE: Duration = Duration::from_millis(250);

/// What the host knows of the plug-in, and what it is told. Audio thread; allocates nothing.
pub struct Ways {
    routing: Reader<Routing>,
    targets: [Option<Target>; ROUTES],
    /// What the host knows of each output; none if it has to be told whatever it is.
    told: [Option<f32>; Output::ALL.len()],
    controllers: Controllers,
    notes: ClassNotes,
    macros: MovedMacros,
    /// When the last block came.
    heard: Option<Instant>,
}

/// What of a block concerns the ways out.
#[derive(Clone, Copy, Debug)]
pub struct Piece {
    /// Where the old parameters send the first two routes.
    pub old: CcSettings,
    /// The transport plays.
    pub playing: bool,
    /// The host renders.
    pub offline: bool,
}

impl Ways {
    /// As `routing` says.
    pub fn new(routing: Reader<Routing>) -> Self {
        Self {
            routing,
            targets: [None; ROUTES],
            told: [None; Output::ALL.len()],
            controllers: Controllers::default(),
            notes: ClassNotes::default(),
            macros: MovedMacros::default(),
            heard: None,
        }
    }

    /// The newest table.
    pub fn routing(&mut self) -> &Routing {
        self.routing.read()
    }

    /// The host is told everything again.
    pub fn tell_all(&mut self) {
        self.told = [None; Output::ALL.len()];
        self.controllers.reset();
        self.notes.restart();
        self.macros.restart();
    }

    /// Whether all that was to be told is told.
    pub fn rests(&self, shared: &Shared) -> bool {
        self.controllers.rests() && self.notes.rests() && self.macros.rests(&shared.owed)
    }

    /// A piece of a block begins: what the last one left behind a stop is taken back, and what the user asks for at
    /// once is done.
    pub fn begin(
        &mut self,
        shared: &Shared,
        piece: Piece,
        context: &mut impl ProcessContext<crate::AiMixtapes>,
    ) {
        self.targets = self.routing.output_buffer().targets(piece.old);
        let now = Instant::now();
        let paused = self.heard.is_some_and(|before| now.saturating_duration_since(before) >= PAUSE);
        self.heard = Some(now);
        let stopped = match shared.owed.take_stop() {
            None => false,
            // Some hosts stop and start around every block: their notes and gestures go on.
            Some(Stop::Processing) => paused && !piece.offline,
            Some(Stop::Activation) => true,
        };
        if stopped {
            shared.owed.end_gestures(|index| shared.push_macro(0, Told::End(index)));
            self.notes.restart();
            self.macros.restart();
        }
        if shared.desk.take_resend() {
            self.controllers.reset();
            self.notes.restart();
        }
        if shared.desk.take_panic() {
            let notes = &self.routing.output_buffer().notes;
            self.notes.panic(notes, &shared.owed, |message| send_note(context, 0, message));
            // All notes off, for receivers that had them from elsewhere.
            send_control(context, 0, ControlChange { channel: notes.channel, controller: 123, value: 0 });
        }
    }

    /// One tick, `offset` samples into the piece.
    pub fn tick(
        &mut self,
        shared: &Shared,
        piece: Piece,
        (offset, outputs, tell): (u32, &Outputs, Tell),
        context: &mut impl ProcessContext<crate::AiMixtapes>,
    ) {
        for (output, told) in Output::ALL.into_iter().zip(&mut self.told) {
            let value = output.of(outputs);
            if *told != Some(value) || tell == Tell::All {
                // Without room in the list the next tick tells it.
                *told = shared.push_output(offset, output, value).then_some(value);
            }
        }
        let routing = self.routing.output_buffer();
        let occasion = Occasion { all: tell == Tell::All, records: piece.playing && shared.takes_gestures() };
        let told = |told| shared.push_macro(offset, told);
        self.macros.tick(routing, outputs, occasion, &shared.owed, told);
        let learnt = shared.desk.learnt();
        self.controllers.tick(&routing.controllers, &self.targets, &outputs.routes, learnt, |change| {
            send_control(context, offset, change)
        });
        self.notes.tick(&routing.notes, outputs, &shared.owed, |message| send_note(context, offset, message));
    }

    /// There is no confidence in what was told any more.
    pub fn distrust(&mut self, shared: &Shared) {
        shared.push_output(0, Output::Confidence, 0.0);
    }
}

fn send_control(
    context: &mut impl ProcessContext<crate::AiMixtapes>,
    offset: u32,
    change: ControlChange,
) -> bool {
    let event = NoteEvent::MidiCC {
        timing: offset,
        channel: change.channel,
        cc: change.controller,
        value: f32::from(change.value) / 127.0,
    };
    context.try_send_event(event).is_ok()
}

fn send_note(context: &mut impl ProcessContext<crate::AiMixtapes>, offset: u32, message: Message) -> bool {
    let (timing, voice_id) = (offset, VoiceID::Wildcard);
    let event = match message {
        Message::On(note, velocity) => {
            let (channel, key) = (Channel::Number(note.channel), Key::Number(note.key));
            NoteEvent::NoteOn { timing, voice_id, channel, key, velocity }
        }
        Message::Off(note) => {
            let (channel, key) = (Channel::Number(note.channel), Key::Number(note.key));
            NoteEvent::NoteOff { timing, voice_id, channel, key, velocity: 0.0 }
        }
        Message::Program { channel, program } => NoteEvent::MidiProgramChange { timing, channel, program },
    };
    context.try_send_event(event).is_ok()
}
