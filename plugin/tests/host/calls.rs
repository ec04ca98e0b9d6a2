//! Hosts whose process calls overlap or are missing, and those that only seem so.

use std::{
    thread,
    time::{Duration, Instant},
};

use host::{
    Take,
    misuse::{Block, Careless, Intruder, port},
    rig::Rig,
    signals::music,
};

const RATE: f64 = 48_000.0;
const FRAMES: usize = 480;

/// What the report says of overlapping and missing calls and of other rates, and the causes of all anomalies.
fn counted(rig: &mut Rig) -> ([u64; 3], Vec<String>) {
    let report = rig.report().unwrap();
    let counters = report.counters;
    let causes = report.anomalies.unwrap().newest.into_iter().map(|anomaly| anomaly.cause);
    let calls = ["overlapping calls", "missing calls", "sample rate"];
    let of_calls = causes.filter(|cause| calls.contains(&cause.as_str())).collect();
    ([counters.overlapping_calls, counters.missing_calls, counters.rate_surprises], of_calls)
}

/// Another thread's block in the midst of one; what came out.
fn intrude(intruder: Intruder) -> [[f32; FRAMES]; 2] {
    let (mut input, mut output) = ([[0.25_f32; FRAMES], [-0.5; FRAMES]], [[9.0_f32; FRAMES]; 2]);
    let mut inputs = input.each_mut().map(|channel| channel.as_mut_ptr());
    let mut outputs = output.each_mut().map(|channel| channel.as_mut_ptr());
    let block = Block {
        frames: FRAMES as u32,
        input: Some(port(inputs.as_mut_ptr(), 2)),
        output: Some(port(outputs.as_mut_ptr(), 2)),
        takes: Some(&mut |id, _| panic!("{id} is told by another thread")),
        ..Block::default()
    };
    // SAFETY: all channels have so many frames, and the instance is in a block.
    assert!(unsafe { intruder.process(block) });
    output
}

/// A block of sound in place, at a time of the host's steady clock; the parameters that were told.
fn block(plugin: &mut Careless<'_>, steady_time: i64, mut takes: impl FnMut()) -> usize {
    let mut channels = [[0.1_f32; FRAMES]; 2];
    let mut pointers = channels.each_mut().map(|channel| channel.as_mut_ptr());
    let port = Some(port(pointers.as_mut_ptr(), 2));
    let mut told = 0;
    let block = Block {
        frames: FRAMES as u32,
        input: port,
        output: port,
        steady_time: Some(steady_time),
        takes: Some(&mut |_, _| {
            takes();
            told += 1;
            true
        }),
        ..Block::default()
    };
    // SAFETY: both channels have so many frames.
    assert!(unsafe { plugin.process(block) });
    assert_eq!(channels, [[0.1; FRAMES]; 2]);
    told
}

#[test]
fn a_host_that_calls_from_two_threads_at_once_hears_its_sound_and_is_counted() {
    let mut rig = Rig::load();
    let mut idle = rig.activate(RATE, FRAMES as u32);
    let mut plugin = Careless::start(&mut idle).unwrap();
    let intruder = plugin.intruder();
    let mut passed = Vec::new();
    let told = block(&mut plugin, 0, || {
        passed.push(thread::scope(|scope| scope.spawn(move || intrude(intruder)).join().unwrap()));
    });
    assert_eq!(told, 5, "all that the first call has to tell");
    assert_eq!(passed, [[[0.25; FRAMES], [-0.5; FRAMES]]; 5]);
    // Blocks that come one after the other are what they were, on whichever thread.
    assert_eq!(block(&mut plugin, 480, || ()), 0);
    thread::scope(|scope| scope.spawn(move || intrude(intruder)).join().unwrap());
    drop(plugin);
    rig.deactivate(idle);
    let causes = vec!["overlapping calls".to_owned()];
    assert_eq!(counted(&mut rig), ([5, 0, 0], causes), "each is counted, one in ten seconds is kept");
    assert_eq!(rig.report().unwrap().counters.process_calls, 3);
}

#[test]
fn a_host_that_leaves_blocks_out_is_counted_and_one_that_pauses_is_not() {
    // The host's steady clock after a gap of so many frames.
    let gap = |steady_time: fn(i64) -> i64, stops| {
        let mut rig = Rig::load();
        let mut idle = rig.activate(RATE, FRAMES as u32);
        let mut plugin = Careless::start(&mut idle).unwrap();
        block(&mut plugin, 0, || ());
        let begun = Instant::now();
        if stops {
            drop(plugin);
            plugin = Careless::start(&mut idle).unwrap();
        }
        thread::sleep(Duration::from_millis(300));
        let frames = (begun.elapsed().as_secs_f64() * RATE) as i64;
        block(&mut plugin, steady_time(frames), || ());
        drop(plugin);
        rig.deactivate(idle);
        counted(&mut rig)
    };
    assert_eq!(gap(|frames| frames, false), ([0, 1, 0], vec!["missing calls".to_owned()]));
    assert_eq!(gap(|_| 480, false), ([0, 0, 0], vec![]), "its clock stood still");
    assert_eq!(gap(|frames| frames, true), ([0, 0, 0], vec![]), "it had stopped");
    assert_eq!(gap(|frames| frames + 10_000_000, false), ([0, 0, 0], vec![]), "it jumped");
}

#[test]
fn hosts_that_play_render_and_sleep_are_not_counted() {
    let mut rig = Rig::load();
    let live = Take { paced: true, ..Take::new(RATE, FRAMES) };
    rig.play(&live, &music(RATE, 1.5, 2, 1));
    rig.play(&Take { tempo: Some(120.0), ..live.clone() }, &music(RATE, 1.0, 2, 1));
    rig.play(&Take { restless: true, ..live }, &music(RATE, 0.5, 2, 1));
    rig.play(&Take::new(RATE, 8_192), &music(RATE, 30.0, 2, 1));
    rig.set_offline(true);
    rig.play(&Take::new(RATE, 64), &music(RATE, 10.0, 2, 1));
    assert_eq!(counted(&mut rig), ([0; 3], vec![]));
}
