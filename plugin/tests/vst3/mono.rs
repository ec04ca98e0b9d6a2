//! Mono and stereo, as the host asks for them.

use ::host::signals::{bits, music};
use vst3::Steinberg::{
    Vst::{BusDirections_, BusInfo, IComponentTrait, MediaTypes_, SpeakerArr, SpeakerArrangement},
    kResultFalse, kResultOk,
};

use crate::host::{Host, Plugin, Setup, Take};

const MONO: SpeakerArrangement = SpeakerArr::kMono;
const STEREO: SpeakerArrangement = SpeakerArr::kStereo;

/// Channels of the input and the output.
fn channels(plugin: &Plugin) -> [i32; 2] {
    [BusDirections_::kInput, BusDirections_::kOutput].map(|direction| {
        // SAFETY: the info is plain data, and the plug-in fills it.
        unsafe {
            let mut info: BusInfo = std::mem::zeroed();
            let audio = MediaTypes_::kAudio as i32;
            assert_eq!(plugin.component.getBusInfo(audio, direction as i32, 0, &raw mut info), kResultOk);
            info.channelCount
        }
    })
}

#[test]
fn a_host_chooses_between_stereo_and_mono_as_often_as_it_likes() {
    let host = Host::start();
    let plugin = Plugin::load(&host);
    assert_eq!((plugin.arrangements(), channels(&plugin)), ([STEREO; 2], [2; 2]));
    for (arrangement, count) in [(MONO, 1), (MONO, 1), (STEREO, 2), (MONO, 1)] {
        assert_eq!(plugin.arrange(vec![arrangement], vec![arrangement]), kResultOk);
        assert_eq!((plugin.arrangements(), channels(&plugin)), ([arrangement; 2], [count; 2]));
        let input = music(48_000.0, 0.2, count as usize, 4);
        let print = plugin.play(&Take::new(48_000.0, 100), &input);
        assert_eq!(bits(&print.audio), bits(&input));
    }
}

#[test]
fn mono_is_heard_as_it_is_in_a_clap() {
    let host = Host::start();
    let input = music(48_000.0, 3.0, 1, 6);
    let plugin = Plugin::load(&host);
    assert_eq!(plugin.arrange(vec![MONO], vec![MONO]), kResultOk);
    let print = plugin.play(&Take::new(48_000.0, 480), &input);
    let both = vec![input[0].clone(), input[0].clone()];
    let stereo = Plugin::load(&host).play(&Take::new(48_000.0, 480), &both);
    let valence = plugin.id("Valence");
    assert!(print.values(valence).len() > 10, "{:?}", print.values(valence));
    // The sum of two equal channels is the one channel.
    let ends = [&print, &stereo].map(|print| print.values(valence).last().unwrap().1);
    assert!((ends[0] - ends[1]).abs() < 0.02, "{ends:?}");
}

#[test]
fn what_is_neither_is_refused_and_changes_nothing() {
    let host = Host::start();
    for set in [STEREO, MONO] {
        let plugin = Plugin::load(&host);
        assert_eq!(plugin.arrange(vec![set], vec![set]), kResultOk);
        for (inputs, outputs) in [
            (vec![MONO], vec![STEREO]),
            (vec![STEREO], vec![MONO]),
            (vec![SpeakerArr::k51], vec![SpeakerArr::k51]),
            (vec![SpeakerArr::kEmpty], vec![SpeakerArr::kEmpty]),
            (vec![], vec![STEREO]),
            (vec![STEREO], vec![]),
            (vec![STEREO, STEREO], vec![STEREO]),
            (vec![STEREO, MONO], vec![STEREO, MONO]),
        ] {
            assert_eq!(plugin.arrange(inputs, outputs), kResultFalse);
            assert_eq!(plugin.arrangements(), [set; 2]);
        }
    }
}

#[test]
fn nothing_is_rearranged_while_blocks_come() {
    let host = Host::start();
    let input = music(48_000.0, 0.2, 2, 4);
    let plugin = Plugin::load(&host);
    plugin.activate(&Setup { rate: 48_000.0, largest: 512, offline: true });
    plugin.set_processing(true);
    assert_eq!(plugin.arrange(vec![MONO], vec![MONO]), kResultFalse);
    assert_eq!(plugin.arrangements(), [STEREO; 2]);
    let print = plugin.blocks(&Take::new(48_000.0, 512), &input);
    assert_eq!(bits(&print.audio), bits(&input));
    plugin.set_processing(false);
    plugin.deactivate();
    assert_eq!(plugin.arrange(vec![MONO], vec![MONO]), kResultOk);
}
