//! The output values, and when the host has to be told of them.

use std::{mem, sync::Arc};

use crate::{
    mood::{Moods, State, Update},
    outputs::{Hindrance, OutputMapper, Outputs},
    runtime::{Controls, KeptOutputs, Tell, clock::TICK_SECONDS},
};

/// Ticks from a start until the outputs are told once more: 1 s.
const TELL_AGAIN_TICKS: u32 = 100;

/// Makes output values of updates, tick by tick, and keeps them for the next activation.
pub(super) struct Telling {
    mapper: OutputMapper,
    kept: Arc<KeptOutputs>,
    /// The restorations of what is kept that were followed.
    restorations: u32,
    /// The next tick tells the outputs whatever they are.
    fresh: bool,
    /// Ticks until it does so once more.
    tell_again: Option<u32>,
    /// Nothing changed at the last tick.
    resting: bool,
}

impl Telling {
    /// Outputs go on from what is `kept`.
    pub fn new(kept: Arc<KeptOutputs>) -> Self {
        let mut mapper = OutputMapper::new(TICK_SECONDS);
        if let Some(outputs) = kept.get() {
            mapper.restore(&outputs);
        }
        let restorations = kept.restorations();
        Self { mapper, kept, restorations, fresh: true, tell_again: None, resting: false }
    }

    /// Whether the values are those of a render.
    pub fn rendering(&self) -> bool {
        self.kept.rendering()
    }

    /// The host begins anew, `offline` or not, which may be a `turn` from the one to the other. A render begins from
    /// nothing, but for what the user froze, and the played values are put aside; a host that plays goes on from
    /// where they are.
    pub fn begin_anew(&mut self, frozen: bool, offline: bool, turns: bool) {
        if turns && offline {
            self.kept.put_aside();
        } else if turns {
            match self.kept.take_back() {
                Some(played) => self.mapper.restore(&played),
                // What was frozen in the render is all there ever was.
                None if frozen => {}
                None => self.mapper.reset(),
            }
        }
        if offline && !frozen {
            self.mapper.reset();
        }
        self.mapper.begin_stream();
        self.fresh = true;
        self.tell_again = Some(TELL_AGAIN_TICKS);
    }

    /// Follows what a session has brought back since the last call, if it has.
    pub fn take_restored(&mut self) {
        let restorations = self.kept.restorations();
        if mem::replace(&mut self.restorations, restorations) != restorations
            && let Some(outputs) = self.kept.restored()
        {
            self.mapper.restore(&outputs);
            self.fresh = true;
        }
    }

    /// Sound begins anew: outputs stay where they are until the next update takes effect.
    pub fn begin_stream(&mut self) {
        self.mapper.begin_stream();
    }

    /// An update takes effect.
    pub fn set_update(&mut self, update: &Update) {
        self.mapper.set_update(update);
    }

    /// One tick: the outputs, and what the host has to be told of them.
    pub fn tick(&mut self, controls: &Controls, hindrance: Option<Hindrance>) -> (Outputs, Tell) {
        let before = self.mapper.outputs();
        let outputs = self.mapper.tick(&controls.mapping, controls.bypass, hindrance);
        self.fresh |= self.tell_again == Some(0);
        self.tell_again = self.tell_again.and_then(|ticks| ticks.checked_sub(1));
        let tell = match mem::take(&mut self.fresh) {
            true => Tell::All,
            false if outputs != before => Tell::Changes,
            false => Tell::Nothing,
        };
        self.resting = tell == Tell::Nothing && self.mapper.rests();
        if tell != Tell::Nothing {
            self.kept.set(&outputs);
        }
        (outputs, tell)
    }

    /// The moods in effect.
    pub fn moods(&self) -> Option<&Moods> {
        self.mapper.moods()
    }

    /// Whether a change of the music is being told at the tick to come.
    pub fn pulses(&self) -> bool {
        self.mapper.pulses()
    }

    /// Whether there is nothing to tell as long as no update comes.
    pub fn rests(&self) -> bool {
        self.resting && self.tell_again.is_none()
    }

    /// The output values as last told.
    pub fn outputs(&self) -> Outputs {
        self.mapper.outputs()
    }

    /// The state of the update in effect.
    pub fn heard(&self) -> State {
        self.mapper.state()
    }
}
