//! How something is played, and what came of it.

use clack_host::{
    events::{UnknownEvent, spaces::CoreEventSpace},
    process::ProcessStatus,
};

/// How a signal is played through the plug-in.
#[derive(Clone, Debug)]
pub struct Take {
    pub rate: f64,
    /// Block sizes in samples, again and again.
    pub blocks: Vec<usize>,
    /// Whether input and output are the same memory.
    pub in_place: bool,
    /// Whether blocks come at the pace of real time.
    pub paced: bool,
    /// Whether the host stops and starts around every block.
    pub restless: bool,
    /// Parameter changes: sample, id, value.
    pub changes: Vec<(usize, u32, f64)>,
}

impl Take {
    pub fn new(rate: f64, block: usize) -> Self {
        Self {
            rate,
            blocks: vec![block],
            in_place: false,
            paced: false,
            restless: false,
            changes: Vec::new(),
        }
    }

    pub fn longest_block(&self) -> u32 {
        self.blocks.iter().copied().max().unwrap_or(1).max(1) as u32
    }
}

/// What came out.
#[derive(Default)]
pub struct Print {
    pub audio: Vec<Vec<f32>>,
    pub events: Vec<Event>,
    pub statuses: Vec<ProcessStatus>,
    /// What the tail extension said after each block.
    pub tails: Vec<u32>,
}

/// An output event, at its sample since the beginning.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub sample: usize,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq)]
pub enum What {
    Value {
        id: u32,
        value: f64,
    },
    /// A user takes hold of a parameter.
    Begin(u32),
    /// A user lets go of it.
    End(u32),
    Midi([u8; 3]),
}

impl Event {
    pub fn new(position: usize, frames: usize, event: &UnknownEvent) -> Self {
        let offset = event.header().time() as usize;
        assert!(offset < frames, "an event at {offset} in a block of {frames}");
        let what = match event.as_core_event() {
            Some(CoreEventSpace::ParamValue(event)) => {
                What::Value { id: event.param_id().expect("an id").get(), value: event.value() }
            }
            Some(CoreEventSpace::ParamGestureBegin(event)) => {
                What::Begin(event.param_id().expect("an id").get())
            }
            Some(CoreEventSpace::ParamGestureEnd(event)) => What::End(event.param_id().expect("an id").get()),
            Some(CoreEventSpace::Midi(event)) => What::Midi(event.data()),
            other => panic!("an event that nobody expects: {other:?}"),
        };
        Self { sample: position + offset, what }
    }
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
