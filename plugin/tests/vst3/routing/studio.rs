//! A host at work: sound goes through the plug-in, its window is called, and what it tells goes where VST3 says.

use std::{thread, time::Duration};

use ::host::signals::music;
use serde_json::Value;
use vst3::Steinberg::{
    Vst::{Event, Event_::EventTypes_, ParamID, ParamValue},
    kResultOk,
};

use crate::{
    host::{Asked, Change, Handler, Host, Plugin, Print, Take, Window},
    x::Desk,
};

pub const RATE: f64 = 48_000.0;
/// Samples in a block: 10 ms.
pub const BLOCK: usize = 480;
/// Music comes again after so many seconds.
const LOOP: f64 = 30.0;
/// How often a host's run loop turns until all that waits has been told, and what was asked for done.
const TURNS: usize = 3;

pub struct Studio {
    /// Goes before the plug-in does.
    window: Option<Window>,
    pub plugin: Plugin,
    handler: Handler,
    /// The first macro.
    pub id: ParamID,
    /// What the host automates in the next block.
    pub changes: Vec<Change>,
    /// The host sends what it was told of the macro back, so many seconds later.
    pub echo: Option<f64>,
    /// The host's run loop doesn't turn while it plays.
    pub busy: bool,
    /// All changes that were told.
    pub changes_told: Vec<Change>,
    /// All notes and other events, with their samples.
    pub events: Vec<(usize, Event)>,
    /// All that the component handler has heard.
    pub heard: Vec<Asked>,
    music: Vec<Vec<f32>>,
    at: usize,
}

impl Studio {
    /// An instance with this routing, and music.
    pub fn new(host: &Host, routing: &str, seed: u64) -> Self {
        let (plugin, handler) = Plugin::load_with_handler(host);
        let mut state: Value = serde_json::from_slice(&plugin.save().unwrap()[8..]).unwrap();
        state["fields"]["routing"] = routing.into();
        let json = state.to_string().into_bytes();
        let framed = [&(json.len() as u64).to_le_bytes()[..], &json].concat();
        assert_eq!(plugin.restore(&framed), kResultOk, "{routing}");
        let id = plugin.id("Macro 1");
        Self {
            window: None,
            plugin,
            handler,
            id,
            changes: Vec::new(),
            echo: None,
            busy: false,
            changes_told: Vec::new(),
            events: Vec::new(),
            heard: Vec::new(),
            music: music(RATE, LOOP, 2, seed),
            at: 0,
        }
    }

    pub fn start(&self) {
        self.plugin.activate(&Take::new(RATE, BLOCK).setup);
        self.plugin.set_processing(true);
    }

    pub fn stop(&mut self) {
        self.plugin.set_processing(false);
        self.plugin.deactivate();
        self.heard.extend(self.handler.take());
    }

    /// Opens the window, and waits until it is there.
    pub fn open(&mut self, desk: &Desk) {
        self.window = Some(Window::open(&self.plugin, desk.window(960, 600)));
        self.turn();
    }

    pub fn close(&mut self) {
        self.window = None;
        self.heard.extend(self.handler.take());
    }

    /// The run loop turns for a while, if there is a window with one, and no sound comes.
    pub fn turn(&mut self) {
        let mut turned = 0;
        while turned < TURNS && self.window.is_some() {
            turned += usize::from(self.idle());
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Plays on until the handler has heard the begin of a gesture and not its end.
    pub fn play_into_a_gesture(&mut self) {
        for _ in 0..100 {
            self.play(0.1);
            self.turn();
            if self.edits().1 {
                return;
            }
        }
        panic!("no gesture in ten seconds");
    }

    /// Plays on, as fast as it goes.
    pub fn play(&mut self, seconds: f64) {
        self.blocks(seconds, true, false);
    }

    /// The transport stands still, and music comes all the same.
    pub fn listen(&mut self, seconds: f64) {
        self.blocks(seconds, false, false);
    }

    pub fn silence(&mut self, seconds: f64) {
        self.blocks(seconds, true, true);
    }

    /// A block without sound, with a place for events.
    pub fn flush(&mut self) {
        let print = self.plugin.empty_block(&Take::new(RATE, BLOCK));
        self.keep(print);
    }

    fn blocks(&mut self, seconds: f64, playing: bool, silent: bool) {
        for _ in 0..(seconds * RATE / BLOCK as f64).round() as usize {
            let begin = self.at % (self.music[0].len() / BLOCK * BLOCK);
            let mut input: Vec<_> =
                self.music.iter().map(|channel| channel[begin..begin + BLOCK].to_vec()).collect();
            if silent {
                input.iter_mut().for_each(|channel| channel.fill(0.0));
            }
            let mut changes = std::mem::take(&mut self.changes);
            changes.extend(self.echoes());
            let take = Take { begins: self.at, playing, changes, ..Take::new(RATE, BLOCK) };
            let print = self.plugin.blocks(&take, &input);
            self.keep(print);
            self.at += BLOCK;
            if !self.busy {
                self.idle();
            }
        }
    }

    /// What of the macro comes back in this block.
    fn echoes(&self) -> Vec<Change> {
        let Some(late) = self.echo else { return Vec::new() };
        let late = (late * RATE) as usize;
        let of_macro = self.changes_told.iter().filter(|change| change.id == self.id);
        let due = of_macro.filter(|change| (self.at..self.at + BLOCK).contains(&(change.sample + late)));
        due.map(|change| Change { sample: change.sample + late - self.at, ..*change }).collect()
    }

    fn keep(&mut self, print: Print) {
        for change in print.changes {
            self.plugin.hand_on(change.id, change.value);
            self.changes_told.push(Change { sample: self.at + change.sample, ..change });
        }
        self.events.extend(print.events.into_iter().map(|(sample, event)| (self.at + sample, event)));
    }

    /// Whether the run loop had something to do.
    fn idle(&mut self) -> bool {
        let turned = self.window.as_ref().is_some_and(Window::idle);
        self.heard.extend(self.handler.take());
        turned
    }

    /// What was told of the macro: sample and value.
    pub fn told(&self) -> Vec<(usize, ParamValue)> {
        let changes = self.changes_told.iter().filter(|change| change.id == self.id);
        changes.map(|change| (change.sample, change.value)).collect()
    }

    /// The notes that have begun and not ended: channel and key. Each ends once, and only if it has begun.
    pub fn sounding(&self) -> Vec<(i16, i16)> {
        let mut sounding = Vec::new();
        for (sample, event) in &self.events {
            // SAFETY: the type says which of them it is.
            unsafe {
                if event.r#type == EventTypes_::kNoteOnEvent as u16 {
                    let note = event.__field0.noteOn;
                    sounding.push((note.channel, note.pitch));
                } else if event.r#type == EventTypes_::kNoteOffEvent as u16 {
                    let note = event.__field0.noteOff;
                    let place = sounding.iter().position(|on| *on == (note.channel, note.pitch));
                    sounding.remove(place.unwrap_or_else(|| panic!("{} ends at {sample}", note.pitch)));
                }
            }
        }
        sounding
    }

    /// The edits of the macro that the handler heard; panics unless they are gestures, each with values in it.
    /// Gives the values, and whether a gesture goes on.
    pub fn edits(&self) -> (Vec<ParamValue>, bool) {
        let (mut values, mut open) = (Vec::new(), false);
        for asked in &self.heard {
            match asked {
                Asked::Begin(id) if *id == self.id && !open => open = true,
                Asked::Perform(id, value) if *id == self.id && open => values.push(*value),
                Asked::End(id) if *id == self.id && open => open = false,
                Asked::Restart(_) => {}
                _ => panic!("{asked:?} out of turn, of {:?}", self.heard),
            }
        }
        (values, open)
    }
}

/// Where the first macro is set, as the plug-in would save it.
pub fn macro_in_state(plugin: &Plugin) -> f64 {
    let state: Value = serde_json::from_slice(&plugin.save().unwrap()[8..]).unwrap();
    state["params"]["macro_1"]["f32"].as_f64().unwrap()
}
