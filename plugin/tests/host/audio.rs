//! What goes in comes out, bit for bit and at once, whatever it is and however it comes.

use std::ptr;

use host::{
    ProcessStatus::{Continue, ContinueIfNotQuiet},
    Take,
    misuse::{Block, Careless, port},
    rig::{Rig, play},
    signals::{bits, music, rubbish},
};

const ODD_BLOCKS: [usize; 12] = [64, 1, 0, 37, 480, 8192, 3, 1000, 0, 0, 511, 2];

#[test]
fn audio_passes_bit_exactly_in_mono_and_stereo_in_place_and_not() {
    for channels in [1, 2] {
        let input = music(48_000.0, 1.3, channels, 5);
        for in_place in [false, true] {
            let mut rig = Rig::load();
            rig.select_layout(channels);
            rig.set_offline(true);
            let take = Take { in_place, blocks: ODD_BLOCKS.to_vec(), ..Take::new(48_000.0, 0) };
            let print = rig.play(&take, &input);
            assert_eq!(bits(&print.audio), bits(&input), "{channels} channels, in place: {in_place}");
        }
    }
}

#[test]
fn what_is_no_sound_passes_too() {
    let input = rubbish(60_000, 2);
    for in_place in [false, true] {
        let mut rig = Rig::load();
        rig.set_offline(true);
        let take = Take { in_place, blocks: ODD_BLOCKS.to_vec(), ..Take::new(44_100.0, 0) };
        let print = rig.play(&take, &input);
        assert_eq!(bits(&print.audio), bits(&input), "in place: {in_place}");
        assert!(print.events.iter().all(|event| !format!("{event:?}").contains("NaN")));
    }
}

#[test]
fn bypass_and_hold_leave_the_sound_alone() {
    let input = music(48_000.0, 1.0, 2, 8);
    for name in ["Bypass", "Hold"] {
        let mut rig = Rig::load();
        let id = rig.id(name);
        rig.set(id, 1.0);
        assert_eq!(bits(&rig.play(&Take::new(48_000.0, 256), &input).audio), bits(&input), "{name}");
    }
}

#[test]
fn there_is_no_latency() {
    let mut rig = Rig::load();
    assert_eq!(rig.latency(), 0);
    let idle = rig.activate(96_000.0, 512);
    assert_eq!(rig.latency(), 0);
    rig.deactivate(idle);
}

#[test]
fn activation_never_fails() {
    for rate in [1_000.0, 7_999.0, 8_000.0, 22_050.0, 44_100.0, 96_000.0, 192_000.0, 768_000.0] {
        let mut rig = Rig::load();
        rig.set_offline(true);
        let input = music(rate, 0.6, 2, 3);
        let print = rig.play(&Take::new(rate, 480), &input);
        assert_eq!(bits(&print.audio), bits(&input), "{rate} Hz");
        let report = rig.report().expect("a report after activation");
        assert_eq!(report.state == "degraded", rate < 8_000.0, "{rate} Hz: {}", report.state);
    }
}

/// A host that keeps no promise about its buffers.
#[test]
fn blocks_with_buffers_missing_do_no_harm() {
    const FRAMES: usize = 64;
    let mut rig = Rig::load();
    let mut idle = rig.activate(48_000.0, FRAMES as u32);
    let mut left = [0.25_f32; FRAMES];
    let mut right = [-0.5_f32; FRAMES];
    let mut out = [[9.0_f32; FRAMES]; 3];
    let mut sources = [left.as_mut_ptr(), right.as_mut_ptr(), ptr::null_mut()];
    let mut targets = out.each_mut().map(|channel| channel.as_mut_ptr());
    let mut nowhere = [targets[0], ptr::null_mut()];
    let [source, target] = [&mut sources, &mut targets].map(|channels| channels.as_mut_ptr());
    let mut plugin = Careless::start(&mut idle).unwrap();
    let mut run = |input, output, frames| {
        // SAFETY: the pointers are as bad as their counts say, and no worse.
        assert!(unsafe { plugin.process(Block { frames, input, output, ..Block::default() }) });
    };
    let both = Some(port(source, 2));
    run(None, None, 64);
    run(both, None, 64);
    run(both, Some(port(ptr::null_mut(), 2)), 64);
    run(Some(port(ptr::null_mut(), 2)), Some(port(target, 2)), 64);
    assert_eq!(out[0][0], 0.0, "no input is silence");
    run(both, Some(port(target, 0)), 64);
    run(Some(port(source, 3)), Some(port(target, 3)), 64);
    assert_eq!((out[0], out[1], out[2]), (left, right, [0.0; FRAMES]), "more channels than agreed");
    out[0] = [9.0; FRAMES];
    run(Some(port(source, 1)), Some(port(target, 1)), 64);
    assert_eq!(out[0], left, "fewer channels than agreed");
    run(both, Some(port(nowhere.as_mut_ptr(), 2)), 64);
    run(both, Some(port(target, 2)), 0);
    run(both, Some(port(target, 2)), 64);
    assert_eq!((out[0], out[1]), (left, right));
    drop(plugin);
    rig.deactivate(idle);
}

#[test]
fn a_host_that_selects_another_layout_while_active_is_refused() {
    let mut rig = Rig::load();
    let input = music(48_000.0, 0.2, 2, 3);
    let idle = rig.activate(48_000.0, 64);
    assert!(rig.instance().select_layout(1).is_err());
    let (idle, print) = play(idle, &Take::new(48_000.0, 64), &input);
    assert_eq!(bits(&print.audio), bits(&input));
    rig.deactivate(idle);
    rig.select_layout(1);
    let mono = music(48_000.0, 0.2, 1, 3);
    assert_eq!(bits(&rig.play(&Take::new(48_000.0, 64), &mono).audio), bits(&mono));
}

#[test]
fn silence_lets_the_host_sleep_and_sound_does_not() {
    let mut rig = Rig::load();
    rig.set_offline(true);
    let sound = music(48_000.0, 2.0, 2, 1);
    let mut input = sound.clone();
    for channel in &mut input {
        channel.resize(channel.len() + 4 * 48_000, 0.0);
    }
    let print = rig.play(&Take::new(48_000.0, 480), &input);
    let asleep =
        print.statuses.iter().position(|status| *status == ContinueIfNotQuiet).expect("it comes to rest");
    assert!((300..420).contains(&asleep), "after block {asleep}: at 3 s and a little");
    assert!(print.statuses[..asleep].iter().all(|status| *status == Continue));
    assert!(print.statuses[asleep..].iter().all(|status| *status == ContinueIfNotQuiet));
    assert!(print.tails[..asleep].iter().all(|tail| (1..=10 * 48_000).contains(tail)), "a tail that ends");
    assert_eq!(print.tails.last(), Some(&0));
}
