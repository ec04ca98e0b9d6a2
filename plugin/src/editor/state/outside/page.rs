//! What happens on the page.

use std::path::PathBuf;

use super::{Field, OutsideAsk, OutsideView, Presets};
use crate::{outside::Outside, session::routing::RoutingOwner};

/// The page.
#[derive(Debug)]
pub struct OutsidePage {
    presets: Presets,
    /// Where logs go.
    folder: PathBuf,
    /// The folder of presets was looked at since the page was opened.
    listed: bool,
    /// The field whose last text was refused, and why.
    refused: Option<(Field, String)>,
}

impl OutsidePage {
    /// Logs go into `folder`, presets below it.
    pub fn new(folder: PathBuf) -> Self {
        Self { presets: Presets::below(&folder), folder, listed: false, refused: None }
    }

    /// Sees what has become of what was asked for. True if there is something new to be seen.
    pub fn look(&mut self, routing: &RoutingOwner, outside: &Outside) -> bool {
        self.presets.look(routing, outside)
    }

    /// It is seen, or isn't.
    pub fn show(&mut self, shows: bool) {
        if shows && !self.listed {
            self.presets.list();
        }
        if !shows {
            self.refused = None;
        }
        self.listed = shows;
    }

    /// Does what the user asks for.
    pub fn answer(&mut self, ask: OutsideAsk, routing: &RoutingOwner, outside: &Outside) {
        match ask {
            // What is set is whole, so nothing is refused.
            OutsideAsk::SendOsc(on) => drop(outside.change_osc(|osc| osc.on = on)),
            OutsideAsk::SendPart(part, on) => {
                drop(outside.change_osc(|osc| osc.parts = osc.parts.with(part, on)));
            }
            OutsideAsk::Enter(field, text) => {
                self.refused = field.enter(outside, &text).err().map(|why| (field, why));
            }
            OutsideAsk::Log(true) => outside.start_log(Some(self.folder.clone())),
            OutsideAsk::Log(false) => outside.stop_log(),
            OutsideAsk::LogFormat(format) => outside.set_log_format(format),
            OutsideAsk::ChoosePreset(index) => self.presets.choose(index),
            OutsideAsk::LoadPreset => self.presets.load(routing, outside),
            OutsideAsk::LoadAsked(as_it_is) => self.presets.answer(as_it_is, routing, outside),
            OutsideAsk::TakePresetBack => self.presets.go_back(routing, outside),
            OutsideAsk::SavePreset(name) => self.presets.save(name, routing, outside),
        }
    }

    /// What is shown.
    pub fn view(&self, outside: &Outside) -> OutsideView {
        OutsideView::new(outside, self.refused.as_ref(), &self.presets)
    }
}
