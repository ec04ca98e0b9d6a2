//! How something is played, and what came of it.

use std::ops::Range;

use clack_host::{events::io::EventBuffer, process::ProcessStatus};

use crate::{Event, What, push_value};

/// How a signal is played through the plug-in. Any thread.
#[derive(Clone, Debug)]
pub struct Take {
    /// Hertz.
    pub rate: f64,
    /// Block sizes in samples, again and again.
    pub blocks: Vec<usize>,
    /// Whether input and output are the same memory.
    pub in_place: bool,
    /// Whether blocks come at the pace of real time.
    pub paced: bool,
    /// Whether the host stops and starts around every block.
    pub restless: bool,
    /// Whether the transport plays; none says nothing of it.
    pub playing: Option<bool>,
    /// Beats a minute of a song that begins with the take: then the transport plays, and says where it is.
    pub tempo: Option<f64>,
    /// Parameter changes: sample, id, value.
    pub changes: Vec<(usize, u32, f64)>,
}

impl Take {
    /// As fast as it goes, in blocks of one size.
    pub fn new(rate: f64, block: usize) -> Self {
        Self {
            rate,
            blocks: vec![block],
            in_place: false,
            paced: false,
            restless: false,
            playing: None,
            tempo: None,
            changes: Vec::new(),
        }
    }

    /// What the plug-in has to be activated for.
    pub fn longest_block(&self) -> u32 {
        self.blocks.iter().copied().max().unwrap_or(1).max(1) as u32
    }

    /// The changes in a block, as events.
    pub(crate) fn changes_in(&self, block: &Range<usize>) -> EventBuffer {
        let mut events = EventBuffer::new();
        for (sample, id, value) in &self.changes {
            if block.contains(sample) {
                push_value(&mut events, (sample - block.start) as u32, *id, *value);
            }
        }
        events
    }
}

/// What came out. Any thread.
#[derive(Debug, Default)]
pub struct Print {
    /// The channels.
    pub audio: Vec<Vec<f32>>,
    /// All events, in the plug-in's order.
    pub events: Vec<Event>,
    /// What it answered to each block.
    pub statuses: Vec<ProcessStatus>,
    /// What the tail extension said after each block.
    pub tails: Vec<u32>,
}

impl Print {
    /// The values of one parameter, with their samples.
    pub fn values(&self, id: u32) -> Vec<(usize, f64)> {
        let value = |event: &Event| match event.what {
            What::Value { id: found, value } if found == id => Some((event.sample, value)),
            _ => None,
        };
        self.events.iter().filter_map(value).collect()
    }

    /// All notes, with their samples.
    pub fn notes(&self) -> Vec<(usize, What)> {
        let notes = self
            .events
            .iter()
            .filter(|event| matches!(event.what, What::NoteOn { .. } | What::NoteOff { .. }));
        notes.map(|event| (event.sample, event.what.clone())).collect()
    }

    /// The gestures of one parameter: samples, and whether it begins.
    pub fn gestures(&self, id: u32) -> Vec<(usize, bool)> {
        let gesture = |event: &Event| match event.what {
            What::Begin(found) if found == id => Some((event.sample, true)),
            What::End(found) if found == id => Some((event.sample, false)),
            _ => None,
        };
        self.events.iter().filter_map(gesture).collect()
    }

    /// The control changes of one controller: samples, channels and values.
    pub fn controls(&self, controller: u8) -> Vec<(usize, u8, u8)> {
        let control = |event: &Event| match event.what {
            What::Midi([status, found, value]) if status & 0xf0 == 0xb0 && found == controller => {
                Some((event.sample, status & 0x0f, value))
            }
            _ => None,
        };
        self.events.iter().filter_map(control).collect()
    }
}
