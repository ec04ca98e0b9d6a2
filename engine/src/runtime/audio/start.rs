//! What a start means, once it is known who the host is.

use std::mem;

use super::{AudioSide, Start};
use crate::{
    analysis::HopTimes,
    runtime::{
        BlockInfo, Controls,
        pace::Pace,
        pending::{Owed, Pending},
    },
};

impl AudioSide {
    /// Decides, with the first block that shows who the host is, what a start, a restored session or the end of a
    /// bypass means.
    pub(super) fn begin(&mut self, controls: &Controls, host: BlockInfo) {
        if let Some(start) = self.start.take() {
            let turns = self.telling.rendering() != host.offline;
            if start == Start::Anew || turns {
                self.begin_anew(controls, host, turns);
            }
        }
        self.telling.take_restored();
        if mem::replace(&mut self.bypassed, controls.bypass) && !controls.bypass {
            self.begin_stream();
            self.telling.begin_stream();
        }
    }

    fn begin_anew(&mut self, controls: &Controls, host: BlockInfo, turns: bool) {
        self.pace = Pace::default();
        self.begin_stream();
        self.telling.begin_anew(controls.freeze(), host.offline, turns);
    }

    fn begin_stream(&mut self) {
        if let Ok(analyser) = &mut self.analyser {
            analyser.reset();
        }
        self.worker.begin();
        self.publish();
        self.clock.reset();
        self.hops = 0;
        (self.owed, self.pending) = (Owed::default(), Pending::default());
        self.spent = HopTimes::default();
        self.stuck = false;
    }
}
