//! What goes in comes out, bit for bit and at once, whatever it is and however it comes.

use std::ptr;

use ::host::signals::{bits, music, rubbish};
use vst3::Steinberg::{
    Vst::{ProcessData, SpeakerArr},
    kNotInitialized, kResultOk,
};

use crate::host::{Host, NOTHING, Plugin, Setup, Take, bus};

const ODD_BLOCKS: [usize; 9] = [64, 1, 0, 37, 8192, 3, 0, 0, 1000];
const FRAMES: usize = 64;

#[test]
fn audio_passes_bit_exactly_in_odd_blocks_with_lists_and_without() {
    let host = Host::start();
    for (channels, arrangement) in [(1, SpeakerArr::kMono), (2, SpeakerArr::kStereo)] {
        for input in [music(48_000.0, 1.1, channels, 5), rubbish(30_000, channels)] {
            for lists in [false, true] {
                let plugin = Plugin::load(&host);
                assert_eq!(plugin.arrange(vec![arrangement], vec![arrangement]), kResultOk);
                let print = plugin.play(&Take { lists, ..Take::odd(48_000.0, &ODD_BLOCKS) }, &input);
                assert_eq!(bits(&print.audio), bits(&input), "{channels} channels, lists: {lists}");
                assert!(print.results.iter().all(|result| *result == kResultOk));
            }
        }
    }
}

#[test]
fn any_rate_is_taken() {
    let host = Host::start();
    for rate in [1_000.0, 8_000.0, 44_100.0, 192_000.0, 768_000.0] {
        let input = music(rate, 0.3, 2, 3);
        let print = Plugin::load(&host).play(&Take::new(rate, 480), &input);
        assert_eq!(bits(&print.audio), bits(&input), "{rate} Hz");
    }
}

/// Two channels of sound and what a block of them leaves in three.
struct Buffers {
    input: [[f32; FRAMES]; 2],
    output: [[f32; FRAMES]; 3],
}

impl Buffers {
    fn new() -> Self {
        Self { input: [[0.25; FRAMES], [-0.5; FRAMES]], output: [[9.0; FRAMES]; 3] }
    }

    /// Plays a block with so many channels in and out (none: no bus at all); the third input is missing.
    fn process(&mut self, plugin: &Plugin, inputs: Option<usize>, outputs: Option<usize>) -> i32 {
        let [left, right] = self.input.each_mut().map(|channel| channel.as_mut_ptr());
        let mut sources = [left, right, ptr::null_mut()];
        let mut targets = self.output.each_mut().map(|channel| channel.as_mut_ptr());
        let mut input = inputs.map(|count| bus(&mut sources[..count]));
        let mut output = outputs.map(|count| bus(&mut targets[..count]));
        let mut data = ProcessData {
            numSamples: FRAMES as i32,
            numInputs: input.is_some().into(),
            numOutputs: output.is_some().into(),
            inputs: input.as_mut().map_or(ptr::null_mut(), ptr::from_mut),
            outputs: output.as_mut().map_or(ptr::null_mut(), ptr::from_mut),
            ..NOTHING
        };
        plugin.process(&mut data)
    }
}

#[test]
fn a_host_sends_other_channels_than_agreed_upon() {
    let host = Host::start();
    let plugin = Plugin::load(&host);
    plugin.activate(&Setup { rate: 48_000.0, largest: FRAMES, offline: false });
    plugin.set_processing(true);
    let silence = [0.0; FRAMES];
    let untouched = [9.0; FRAMES];
    let [left, right] = Buffers::new().input;
    for (inputs, outputs, expected) in [
        (Some(2), Some(2), [left, right, untouched]),
        (Some(1), Some(1), [left, untouched, untouched]),
        (Some(1), Some(2), [left, silence, untouched]),
        (Some(2), Some(1), [left, untouched, untouched]),
        (Some(3), Some(3), [left, right, silence]),
        (Some(0), Some(2), [silence, silence, untouched]),
        (None, Some(2), [silence, silence, untouched]),
        (Some(2), None, [untouched; 3]),
        (None, None, [untouched; 3]),
    ] {
        let mut buffers = Buffers::new();
        assert_eq!(buffers.process(&plugin, inputs, outputs), kResultOk);
        assert_eq!(buffers.output, expected, "{inputs:?} in, {outputs:?} out");
    }
    plugin.set_processing(false);
    plugin.deactivate();
}

#[test]
fn a_host_never_says_that_it_processes() {
    let host = Host::start();
    let plugin = Plugin::load(&host);
    for active in [false, true] {
        if active {
            plugin.activate(&Setup { rate: 48_000.0, largest: FRAMES, offline: false });
        }
        let mut buffers = Buffers::new();
        assert_eq!(buffers.process(&plugin, Some(2), Some(2)), kNotInitialized);
        assert_eq!(buffers.output[..2], buffers.input, "active: {active}");
    }
    plugin.deactivate();
}
