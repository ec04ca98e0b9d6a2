//! The audio processor: mono beside stereo, and every block comes out as it came in.

use std::{ptr, slice, sync::OnceLock};

use ::vst3::{
    ComPtr, ComRef,
    Steinberg::{
        FUnknown, TBool,
        Vst::{
            AudioBusBuffers, BusDirection, BusDirections_, IAudioProcessor, IAudioProcessorVtbl, IComponent,
            ProcessData, ProcessSetup, SpeakerArr, SpeakerArrangement, SymbolicSampleSizes_, kSpeakerL,
        },
        int32, kInvalidArgument, kNotInitialized, kResultFalse, kResultOk, tresult, uint32,
    },
};

use super::{component, table};
use crate::entry::wrapped;

static TABLE: OnceLock<table::Table<IAudioProcessorVtbl>> = OnceLock::new();

/// clap-wrapper's one channel: the first of as many speakers as there are channels. For a host it is
/// [`SpeakerArr::kMono`].
const ONE_CHANNEL: SpeakerArrangement = kSpeakerL;

/// Gives a new object our functions for what an `IAudioProcessor` does.
///
/// # Safety
/// `object` must be a new one of clap-wrapper's.
pub(super) unsafe fn change(object: &ComPtr<FUnknown>) {
    // SAFETY: promised by the caller; all objects of clap-wrapper's with this interface are of one class.
    unsafe {
        table::replace::<IAudioProcessor, IAudioProcessorVtbl>(object, &TABLE, |functions| {
            functions.setBusArrangements = set_bus_arrangements;
            functions.getBusArrangement = get_bus_arrangement;
            functions.getLatencySamples = latency;
            functions.setupProcessing = setup;
            functions.setProcessing = set_processing;
            functions.process = process;
        });
    }
}

/// Mono in and out, or stereo in and out; all else is refused, and leaves what was.
unsafe extern "system" fn set_bus_arrangements(
    this: *mut IAudioProcessor,
    inputs: *mut SpeakerArrangement,
    input_count: int32,
    outputs: *mut SpeakerArrangement,
    output_count: int32,
) -> tresult {
    // SAFETY: the host's pointers; one of our functions is called.
    unsafe {
        if !is_initialized(this) {
            return kNotInitialized;
        }
        if input_count != 1 || output_count != 1 || inputs.is_null() || outputs.is_null() {
            return kResultFalse;
        }
        let (mut arrangement, channels) = match (*inputs, *outputs) {
            (SpeakerArr::kMono, SpeakerArr::kMono) => (ONE_CHANNEL, 1),
            (SpeakerArr::kStereo, SpeakerArr::kStereo) => (SpeakerArr::kStereo, 2),
            _ => return kResultFalse,
        };
        let mut same = arrangement;
        let set = table::first::<_, IAudioProcessorVtbl>(this).setBusArrangements;
        wrapped::while_wanting(channels, || set(this, &raw mut arrangement, 1, &raw mut same, 1))
    }
}

unsafe extern "system" fn get_bus_arrangement(
    this: *mut IAudioProcessor,
    direction: BusDirection,
    index: int32,
    arrangement: *mut SpeakerArrangement,
) -> tresult {
    // clap-wrapper would look before the first bus.
    if index < 0 || arrangement.is_null() {
        return kInvalidArgument;
    }
    // SAFETY: as above.
    unsafe {
        let get = table::first::<_, IAudioProcessorVtbl>(this).getBusArrangement;
        let result = get(this, direction, index, arrangement);
        if result == kResultOk && *arrangement == ONE_CHANNEL {
            arrangement.write(SpeakerArr::kMono);
        }
        result
    }
}

unsafe extern "system" fn latency(this: *mut IAudioProcessor) -> uint32 {
    // SAFETY: as above.
    unsafe {
        if is_initialized(this) {
            (table::first::<_, IAudioProcessorVtbl>(this).getLatencySamples)(this)
        } else {
            0
        }
    }
}

unsafe extern "system" fn setup(this: *mut IAudioProcessor, setup: *mut ProcessSetup) -> tresult {
    // SAFETY: as above.
    unsafe {
        if setup.is_null() {
            return kInvalidArgument;
        }
        if !is_initialized(this) {
            return kNotInitialized;
        }
        (table::first::<_, IAudioProcessorVtbl>(this).setupProcessing)(this, setup)
    }
}

unsafe extern "system" fn set_processing(this: *mut IAudioProcessor, state: TBool) -> tresult {
    // SAFETY: as above.
    unsafe {
        if !is_initialized(this) {
            return kNotInitialized;
        }
        (table::first::<_, IAudioProcessorVtbl>(this).setProcessing)(this, state)
    }
}

/// Audio thread. clap-wrapper writes no sound at all where the channels aren't those agreed upon, and where the host
/// has not said that it processes.
unsafe extern "system" fn process(this: *mut IAudioProcessor, data: *mut ProcessData) -> tresult {
    // SAFETY: as above.
    let Some(data) = (unsafe { data.as_mut() }) else { return kInvalidArgument };
    // SAFETY: as above; the host's block.
    unsafe {
        let first = table::first::<_, IAudioProcessorVtbl>(this).process;
        let takes_events = !data.outputEvents.is_null();
        if data.numSamples <= 0 || fits(this, data) {
            let result = wrapped::while_in_block(takes_events, || first(this, data));
            if result != kResultOk {
                pass_what_is_there(data);
            }
            return result;
        }
        // The events are heard all the same.
        let mut events = ProcessData { numSamples: 0, ..*data };
        let result = wrapped::while_in_block(takes_events, || first(this, &raw mut events));
        pass_what_is_there(data);
        result
    }
}

/// Whether the block has what clap-wrapper takes for granted, and the channels agreed upon.
///
/// # Safety
/// `this` must be an object of ours, and `data` a host's block.
unsafe fn fits(this: *mut IAudioProcessor, data: &ProcessData) -> bool {
    let agreed = |direction, bus: Option<&AudioBusBuffers>| {
        let mut arrangement = SpeakerArr::kEmpty;
        // SAFETY: promised by the caller.
        let known = unsafe {
            let get = table::first::<_, IAudioProcessorVtbl>(this).getBusArrangement;
            get(this, direction, 0, &raw mut arrangement)
        };
        known == kResultOk && bus.is_some_and(|bus| bus.numChannels == arrangement.count_ones() as int32)
    };
    // SAFETY: promised by the caller.
    let (input, output) = unsafe { (input(data), output(data)) };
    data.symbolicSampleSize == SymbolicSampleSizes_::kSample32 as int32
        && agreed(BusDirections_::kInput as BusDirection, input)
        && agreed(BusDirections_::kOutput as BusDirection, output)
}

/// Copies the channels that are there and silences outputs without an input.
///
/// # Safety
/// `data` must be a host's block.
unsafe fn pass_what_is_there(data: &ProcessData) {
    // Samples are moved, not looked at; so all that counts is how long one is.
    let long = data.symbolicSampleSize == SymbolicSampleSizes_::kSample64 as int32;
    let sample = if long { size_of::<f64>() } else { size_of::<f32>() };
    let bytes = usize::try_from(data.numSamples).unwrap_or(0) * sample;
    // SAFETY: promised by the caller: channels are as long as the block, and may be the same for input and output.
    unsafe {
        let inputs = input(data).map(|bus| channels(bus)).unwrap_or_default();
        let outputs = output(data).map(|bus| channels(bus)).unwrap_or_default();
        for (index, output) in outputs.iter().enumerate().filter(|(_, output)| !output.is_null()) {
            match inputs.get(index).filter(|input| !input.is_null()) {
                Some(input) => ptr::copy(*input, *output, bytes),
                None => ptr::write_bytes(*output, 0, bytes),
            }
        }
    }
}

/// # Safety
/// `data` must be a host's block.
unsafe fn input(data: &ProcessData) -> Option<&AudioBusBuffers> {
    // SAFETY: promised by the caller.
    unsafe { data.inputs.as_ref().filter(|_| data.numInputs > 0) }
}

/// # Safety
/// `data` must be a host's block.
unsafe fn output(data: &ProcessData) -> Option<&AudioBusBuffers> {
    // SAFETY: promised by the caller.
    unsafe { data.outputs.as_ref().filter(|_| data.numOutputs > 0) }
}

/// The channels' first bytes.
///
/// # Safety
/// `bus` must be a host's.
unsafe fn channels(bus: &AudioBusBuffers) -> &[*mut u8] {
    // SAFETY: both fields of the union are pointers to pointers.
    let pointers = unsafe { bus.__field0.channelBuffers32 };
    let count = usize::try_from(bus.numChannels).unwrap_or(0);
    if pointers.is_null() || count == 0 {
        return &[];
    }
    // SAFETY: promised by the caller.
    unsafe { slice::from_raw_parts(pointers.cast::<*mut u8>(), count) }
}

/// # Safety
/// `this` must be an object of clap-wrapper's.
unsafe fn is_initialized(this: *mut IAudioProcessor) -> bool {
    // SAFETY: promised by the caller.
    let component = unsafe { ComRef::from_raw(this) }.and_then(|this| this.cast::<IComponent>());
    // SAFETY: as above.
    component.is_some_and(|component| unsafe { component::is_initialized(component.as_ptr()) })
}
