//! What a start means, once it is known who the host is.

use std::mem;

use super::{AudioSide, Start};
use crate::{
    analysis::Spent,
    live::{
        Controls, Host,
        pace::Pace,
        pending::{Owed, Pending},
    },
};

/// Ticks from a start until the outputs are told once more: 1 s.
const TELL_AGAIN_TICKS: u32 = 100;

impl AudioSide {
    /// Decides, with the first block that shows who the host is, what a start, a restored session or the end of a
    /// bypass means.
    pub(super) fn begin(&mut self, controls: &Controls, host: Host) {
        if let Some(start) = self.start.take() {
            let turns = self.kept.rendering() != host.offline;
            if start == Start::Anew || turns {
                self.begin_anew(controls, host, turns);
            }
        }
        let restorations = self.kept.restorations();
        if mem::replace(&mut self.restorations, restorations) != restorations
            && let Some(outputs) = self.kept.restored()
        {
            self.mapper.restore(&outputs);
            self.fresh = true;
        }
        if mem::replace(&mut self.bypassed, controls.bypass) && !controls.bypass {
            self.begin_stream();
            self.mapper.begin_stream();
        }
    }

    /// A render begins from nothing, but for what the user froze, and the live values are put aside; live goes on from
    /// where they are.
    fn begin_anew(&mut self, controls: &Controls, host: Host, turns: bool) {
        self.pace = Pace::default();
        self.begin_stream();
        if turns && host.offline {
            self.kept.put_aside();
        } else if turns {
            match self.kept.take_back() {
                Some(live) => self.mapper.restore(&live),
                // What was frozen in the render is all there ever was.
                None if controls.freeze() => {}
                None => self.mapper.reset(),
            }
        }
        if host.offline && !controls.freeze() {
            self.mapper.reset();
        }
        self.mapper.begin_stream();
        self.fresh = true;
        self.tell_again = Some(TELL_AGAIN_TICKS);
    }

    fn begin_stream(&mut self) {
        if let Ok(analyser) = &mut self.analyser {
            analyser.reset();
        }
        self.generation += 1;
        self.frames.begin(self.generation);
        self.unpublished = true;
        self.publish();
        self.clock.reset();
        self.hops = 0;
        (self.owed, self.pending) = (Owed::default(), Pending::default());
        self.spent = Spent::default();
        self.stuck = false;
    }
}
