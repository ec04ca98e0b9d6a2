//! Presets: which there are, which one is looked at, and what was asked.

use std::path::Path;

use super::super::text::NOTHING;
use crate::{
    outside::Outside,
    presets::{Errand, Outcome, Preset, Shelf, built_in},
    session::routing::RoutingOwner,
};

/// A preset in the list.
#[derive(Clone, Debug, PartialEq)]
pub struct PresetRow {
    /// What it is called.
    pub name: String,
    /// It is the user's own.
    pub own: bool,
}

/// What the page shows of presets.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PresetsView {
    /// Those that are built in, then the user's.
    pub rows: Vec<PresetRow>,
    /// The one that is looked at.
    pub chosen: u8,
    /// What it is for.
    pub about: String,
    /// What became of the last thing that was asked for.
    pub notice: String,
    /// It failed.
    pub alarm: bool,
    /// Where a preset would send the mood, while the user is asked about it.
    pub question: Option<String>,
    /// What was before the last one can come back.
    pub can_go_back: bool,
}

/// Presets as the page deals with them.
#[derive(Debug)]
pub struct Presets {
    shelf: Shelf,
    /// Names of the user's own.
    own: Vec<String>,
    chosen: u8,
    /// What the chosen one is for, where that is known.
    about: String,
    notice: String,
    alarm: bool,
    /// One that waits for an answer.
    asked: Option<(String, Preset)>,
    /// What went out before the last one.
    before: Option<Preset>,
}

impl Presets {
    /// Those in the folder below the one of exports, and those that are built in. The folder isn't looked at yet.
    pub fn below(exports: &Path) -> Self {
        let shelf = Shelf::below(exports);
        let notice = format!("Yours are in {}", shelf.folder().display());
        let (own, about, alarm, asked, before) = (Vec::new(), String::new(), false, None, None);
        let mut presets = Self { shelf, own, chosen: 0, about, notice, alarm, asked, before };
        presets.choose(0);
        presets
    }

    /// Looks at the folder.
    pub fn list(&mut self) {
        self.shelf.send(Errand::List);
    }

    /// Looks at one.
    pub fn choose(&mut self, index: u8) {
        self.chosen = index.min((self.count() - 1).min(usize::from(u8::MAX)) as u8);
        self.asked = None;
        let about = |text| Preset::read(text).map(|preset| preset.about).unwrap_or_default();
        self.about = self.built_in().map_or_else(|| String::from("One of your own"), |(_, text)| about(text));
    }

    /// Has the chosen one go out, now or as soon as it is read.
    pub fn load(&mut self, routing: &RoutingOwner, outside: &Outside) {
        match self.built_in() {
            None => {
                let own = usize::from(self.chosen) - built_in::ALL.len();
                if let Some(name) = self.own.get(own) {
                    self.shelf.send(Errand::Load(name.clone()));
                }
            }
            Some((name, text)) => match Preset::read(text) {
                Ok(preset) => self.offer(name.to_owned(), preset, routing, outside),
                Err(error) => self.fail(error.to_string()),
            },
        }
    }

    /// One is there: it goes out, or the user is asked first.
    fn offer(&mut self, name: String, preset: Preset, routing: &RoutingOwner, outside: &Outside) {
        if preset.far_target().is_some() {
            self.asked = Some((name, preset));
        } else {
            self.apply(&name, &preset, routing, outside);
        }
    }

    /// The user has been asked: it goes out as it is, or without OSC.
    pub fn answer(&mut self, as_it_is: bool, routing: &RoutingOwner, outside: &Outside) {
        let Some((name, mut preset)) = self.asked.take() else { return };
        if !as_it_is {
            preset.osc = outside.osc();
        }
        self.apply(&name, &preset, routing, outside);
    }

    fn apply(&mut self, name: &str, preset: &Preset, routing: &RoutingOwner, outside: &Outside) {
        let before = Preset::of(routing, outside);
        match preset.apply(routing, outside) {
            Ok(()) => {
                self.before = Some(before);
                self.say(format!("“{name}” is loaded"));
            }
            Err(error) => self.fail(format!("“{name}” was refused: {error}")),
        }
    }

    /// What was before the last one comes back.
    pub fn go_back(&mut self, routing: &RoutingOwner, outside: &Outside) {
        let Some(before) = self.before.take() else { return };
        match before.apply(routing, outside) {
            Ok(()) => self.say(String::from("What was before is back")),
            Err(error) => self.fail(error.to_string()),
        }
    }

    /// What goes out becomes one of the user's own.
    pub fn save(&mut self, name: String, routing: &RoutingOwner, outside: &Outside) {
        self.say(String::from("Writing…"));
        self.shelf.send(Errand::Save(Box::new(Preset::of(routing, outside)), name));
    }

    /// Sees what has become of what was asked for. True if there is something new to be seen.
    pub fn look(&mut self, routing: &RoutingOwner, outside: &Outside) -> bool {
        let Some(outcome) = self.shelf.outcome() else { return false };
        match outcome {
            Outcome::Listed(names) => {
                let chosen = self.row(self.chosen.into()).map(|row| row.name);
                self.own = names;
                // The one that was looked at may stand elsewhere.
                let place = (0..self.count()).position(|index| self.row(index).map(|row| row.name) == chosen);
                self.choose(place.unwrap_or(0) as u8);
            }
            Outcome::Loaded(name, preset) => {
                self.about.clone_from(&preset.about);
                self.offer(name, *preset, routing, outside);
            }
            Outcome::Saved(name) => {
                self.say(format!("Saved as “{name}”"));
                self.list();
            }
            Outcome::Failed(why) => self.fail(why),
        }
        true
    }

    fn say(&mut self, notice: String) {
        (self.notice, self.alarm) = (notice, false);
    }

    fn fail(&mut self, notice: String) {
        (self.notice, self.alarm) = (notice, true);
    }

    fn built_in(&self) -> Option<(&'static str, &'static str)> {
        built_in::ALL.get(usize::from(self.chosen)).copied()
    }

    fn count(&self) -> usize {
        built_in::ALL.len() + self.own.len()
    }

    fn row(&self, index: usize) -> Option<PresetRow> {
        let built_in =
            built_in::ALL.get(index).map(|(name, _)| PresetRow { name: (*name).into(), own: false });
        let own = || {
            let name = self.own.get(index.checked_sub(built_in::ALL.len())?)?;
            Some(PresetRow { name: name.clone(), own: true })
        };
        built_in.or_else(own)
    }

    /// What is shown of them.
    pub fn view(&self) -> PresetsView {
        let target = self.asked.as_ref().and_then(|(_, preset)| preset.far_target());
        PresetsView {
            rows: (0..self.count()).filter_map(|index| self.row(index)).collect(),
            chosen: self.chosen,
            about: if self.about.is_empty() { NOTHING.to_owned() } else { self.about.clone() },
            notice: self.notice.clone(),
            alarm: self.alarm,
            question: target,
            can_go_back: self.before.is_some(),
        }
    }
}
