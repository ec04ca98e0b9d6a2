//! Blocks through the plug-in, and what comes out.

use std::{collections::VecDeque, ptr};

use vst3::{
    ComPtr,
    Steinberg::{
        Vst::{
            AudioBusBuffers, AudioBusBuffers__type0, Event, IAudioProcessorTrait, ParamID, ParamValue,
            ProcessContext, ProcessContext_::StatesAndFlags_, ProcessData, ProcessModes_,
            SymbolicSampleSizes_,
        },
        int32, tresult,
    },
};

use super::{
    Plugin, Setup,
    lists::{Changes, Events},
    plugin::interface,
};

/// A parameter's normalised value from a sample of the take on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    pub sample: usize,
    pub id: ParamID,
    pub value: ParamValue,
}

/// How a take is played.
#[derive(Clone, Debug)]
pub struct Take {
    pub setup: Setup,
    /// Lengths of the blocks, again and again.
    pub blocks: Vec<usize>,
    /// What the host automates. They come at the end too, in a block without sound.
    pub changes: Vec<Change>,
    /// The host has lists for changes and events; without them the pointers are null.
    pub lists: bool,
    /// The host's list of output changes has no room in the first blocks, so many.
    pub refusing: usize,
    /// Where in the song it begins, in samples.
    pub begins: usize,
    /// The transport plays.
    pub playing: bool,
}

impl Take {
    pub fn new(rate: f64, block: usize) -> Self {
        let setup = Setup { rate, largest: block, offline: true };
        Self {
            setup,
            blocks: vec![block],
            changes: Vec::new(),
            lists: true,
            refusing: 0,
            begins: 0,
            playing: true,
        }
    }

    pub fn odd(rate: f64, blocks: &[usize]) -> Self {
        let largest = blocks.iter().copied().max().unwrap();
        Self { blocks: blocks.to_vec(), ..Self::new(rate, largest) }
    }
}

/// What came out of a take.
#[derive(Default)]
pub struct Print {
    pub audio: Vec<Vec<f32>>,
    /// The outputs' changes, in the order of their samples.
    pub changes: Vec<Change>,
    /// Sample, and note or other event.
    pub events: Vec<(usize, Event)>,
    /// What each block returned.
    pub results: Vec<tresult>,
}

impl Print {
    /// A parameter's changes: sample and normalised value.
    pub fn values(&self, id: ParamID) -> Vec<(usize, ParamValue)> {
        let changes = self.changes.iter().filter(|change| change.id == id);
        changes.map(|change| (change.sample, change.value)).collect()
    }
}

impl Plugin {
    /// Activates, plays `input`, and deactivates.
    pub fn play(&self, take: &Take, input: &[Vec<f32>]) -> Print {
        self.activate(&take.setup);
        self.set_processing(true);
        let print = self.blocks(take, input);
        self.set_processing(false);
        self.deactivate();
        print
    }

    /// Plays `input` while active. The output has as many channels; what wasn't written is NaN.
    pub fn blocks(&self, take: &Take, input: &[Vec<f32>]) -> Print {
        let length = input[0].len();
        let mut print = Print { audio: vec![vec![f32::NAN; length]; input.len()], ..Print::default() };
        let mut changes = VecDeque::from(take.changes.clone());
        let (mut position, mut blocks) = (0, take.blocks.iter().cycle().enumerate());
        while position < length {
            let (index, block) = blocks.next().unwrap();
            let frames = (*block).min(length - position);
            let due = changes.iter().take_while(|change| change.sample < position + frames).count();
            let now: Vec<_> = changes.drain(..due).collect();
            self.block(take, &mut print, &now, input, position, frames, index < take.refusing);
            position += frames;
        }
        print
    }

    /// One block: `frames` from `position` on.
    #[allow(clippy::too_many_arguments, reason = "a block has that much")]
    fn block(
        &self,
        take: &Take,
        print: &mut Print,
        changes: &[Change],
        input: &[Vec<f32>],
        position: usize,
        frames: usize,
        refuses: bool,
    ) {
        let mut sources: Vec<_> =
            input.iter().map(|channel| channel[position..].as_ptr().cast_mut()).collect();
        let mut targets: Vec<_> =
            print.audio.iter_mut().map(|channel| channel[position..].as_mut_ptr()).collect();
        let (mut inputs, mut outputs) = (bus(&mut sources), bus(&mut targets));
        let offset = |change: &Change| (change.sample.saturating_sub(position)) as int32;
        let automated = Changes::of(changes.iter().map(|change| (offset(change), change.id, change.value)));
        let (told, events) = (Changes::empty(refuses), Events::empty());
        let mut context = context(take, take.begins + position);
        let (automated_list, told_list, event_list) =
            (interface(&automated), interface(&told), interface(&events));
        let mut data = ProcessData {
            processMode: if take.setup.offline { ProcessModes_::kOffline } else { ProcessModes_::kRealtime }
                as int32,
            symbolicSampleSize: SymbolicSampleSizes_::kSample32 as int32,
            numSamples: frames as int32,
            numInputs: 1,
            numOutputs: 1,
            inputs: &raw mut inputs,
            outputs: &raw mut outputs,
            inputParameterChanges: lent(take.lists, &automated_list),
            outputParameterChanges: lent(take.lists, &told_list),
            inputEvents: ptr::null_mut(),
            outputEvents: lent(take.lists, &event_list),
            processContext: &raw mut context,
        };
        print.results.push(self.process(&mut data));
        print.changes.extend(told.all().into_iter().map(|(offset, id, value)| {
            assert!((0..frames.max(1) as int32).contains(&offset), "{offset} is in a block of {frames}");
            Change { sample: position + offset as usize, id, value }
        }));
        print.changes.sort_by_key(|change| change.sample);
        let events = events.all().into_iter();
        print.events.extend(events.map(|event| (position + event.sampleOffset as usize, event)));
    }

    /// A block without sound, with lists for what the plug-in tells in it.
    pub fn empty_block(&self, take: &Take) -> Print {
        let mut print = Print { audio: vec![Vec::new(); 2], ..Print::default() };
        self.block(take, &mut print, &[], &[Vec::new(), Vec::new()], 0, 0, false);
        print
    }

    /// One block as the host has made it.
    pub fn process(&self, data: &mut ProcessData) -> tresult {
        // SAFETY: the caller's block; its pointers are as good or bad as the story wants them.
        unsafe { self.processor.process(data) }
    }

    /// A block without sound, in which the host automates `changes`; gives what the plug-in tells in it.
    pub fn flush(&self, changes: &[(ParamID, ParamValue)]) -> Vec<(ParamID, ParamValue)> {
        let automated = Changes::of(changes.iter().map(|(id, value)| (0, *id, *value)));
        let told = Changes::empty(false);
        let (automated_list, told_list) = (interface(&automated), interface(&told));
        let mut data = ProcessData {
            inputParameterChanges: lent(true, &automated_list),
            outputParameterChanges: lent(true, &told_list),
            ..NOTHING
        };
        self.process(&mut data);
        told.all().into_iter().map(|(_, id, value)| (id, value)).collect()
    }
}

/// A block without anything in it.
pub const NOTHING: ProcessData = ProcessData {
    processMode: ProcessModes_::kRealtime as int32,
    symbolicSampleSize: SymbolicSampleSizes_::kSample32 as int32,
    numSamples: 0,
    numInputs: 0,
    numOutputs: 0,
    inputs: ptr::null_mut(),
    outputs: ptr::null_mut(),
    inputParameterChanges: ptr::null_mut(),
    outputParameterChanges: ptr::null_mut(),
    inputEvents: ptr::null_mut(),
    outputEvents: ptr::null_mut(),
    processContext: ptr::null_mut(),
};

/// A bus of these channels.
pub fn bus(channels: &mut [*mut f32]) -> AudioBusBuffers {
    AudioBusBuffers {
        numChannels: channels.len() as int32,
        silenceFlags: 0,
        __field0: AudioBusBuffers__type0 { channelBuffers32: channels.as_mut_ptr() },
    }
}

fn lent<I: vst3::Interface>(lends: bool, list: &ComPtr<I>) -> *mut I {
    if lends { list.as_ptr() } else { ptr::null_mut() }
}

/// The transport of a take, where it is.
fn context(take: &Take, position: usize) -> ProcessContext {
    // SAFETY: plain data.
    let mut context: ProcessContext = unsafe { std::mem::zeroed() };
    context.state = if take.playing { StatesAndFlags_::kPlaying } else { 0 };
    context.sampleRate = take.setup.rate;
    context.projectTimeSamples = position as i64;
    context
}
