//! What the plug-in says about the music, and when.

use std::thread;

use engine::runtime::EFFECT_SECONDS;
use host::{
    Event, Print, Take, What,
    rig::{Rig, play},
    signals::music,
};
use report::MoodReport;

const RATE: f64 = 48_000.0;
const VALENCE: u32 = 1;
const AROUSAL: u32 = 2;

fn offline() -> Rig {
    let mut rig = Rig::load();
    rig.set_offline(true);
    rig
}

fn rendered(take: &Take, input: &[Vec<f32>]) -> Print {
    offline().play(take, input)
}

/// From now on a reader of a failed test wants the first difference, not two thousand lines.
fn assert_same(found: &[Event], expected: &[Event], what: &str) {
    let differs = found.iter().zip(expected).position(|(found, expected)| found != expected);
    let at = differs.unwrap_or(found.len().min(expected.len()));
    assert!(
        differs.is_none() && found.len() == expected.len(),
        "{what}: event {at} of {} is {:?}, expected {:?} of {}",
        found.len(),
        found.get(at),
        expected.get(at),
        expected.len()
    );
}

#[test]
fn an_update_takes_effect_a_fixed_time_after_the_audio_it_speaks_of() {
    for (rate, block) in [(48_000, 64), (48_000, 480), (48_000, 1000), (48_000, 4096), (44_100, 333)] {
        let input = music(f64::from(rate), 4.2, 2, 1);
        let mut rig = offline();
        rig.set_text("Smoothing", c"0 s");
        let print = rig.play(&Take::new(f64::from(rate), block), &input);
        let report = rig.report().expect("a report");
        assert_eq!(report.updates.len(), 8);
        let (update, effect) = (rate as usize / 2, (EFFECT_SECONDS * f64::from(rate)).round() as usize);
        let mut valence = print.values(VALENCE);
        // After a second it is told once more.
        valence.dedup_by_key(|(_, value)| *value);
        assert_eq!(valence[0], (0, 0.0), "a new stream says where it starts");
        for (sample, value) in &valence[1..] {
            assert_eq!(sample % update, effect, "{rate} Hz in blocks of {block}: {value} at {sample}");
        }
        // What is unchanged isn't sent: so look at the newest value at each effect.
        for update_report in &report.updates {
            let sample = (update_report.seconds * f64::from(rate)).round() as usize + effect;
            let MoodReport { valence: detected, .. } =
                update_report.now.as_ref().expect("it has heard music");
            let newest =
                valence.iter().rev().find(|(changed, _)| *changed <= sample).expect("a value by then");
            assert_eq!(newest.1 as f32, *detected, "at {sample}");
        }
        assert!(valence.len() >= 4, "the music changes, so does its mood: {valence:?}");
    }
}

#[test]
fn events_dont_depend_on_the_block_size() {
    let input = music(RATE, 4.0, 2, 2);
    let mut rig = Rig::load();
    let (offset, horizon, hold) = (rig.id("Valence Offset"), rig.id("Horizon"), rig.id("Hold"));
    // Controls move in mid-block, some of them between two output ticks.
    let changes = vec![
        (70_001, offset, 0.75),
        (100_480, horizon, 1.0),
        (131_071, hold, 1.0),
        (150_000, hold, 0.0),
        (150_000, offset, 0.5),
    ];
    let take = |block| Take { changes: changes.clone(), ..Take::new(RATE, block) };
    let expected = rendered(&take(480), &input).events;
    assert!(expected.len() > 500, "smoothed values move on every tick");
    assert!(expected.is_sorted_by_key(|event| event.sample));
    for block in [64, 1000, 4096, 192_000] {
        assert_same(&rendered(&take(block), &input).events, &expected, &format!("blocks of {block}"));
    }
    let odd = Take { blocks: vec![1, 8192, 0, 37, 1023], ..take(0) };
    assert_same(&rendered(&odd, &input).events, &expected, "odd blocks");
}

#[test]
fn two_renders_are_the_same_also_by_the_same_instance() {
    let input = music(RATE, 3.0, 2, 3);
    let take = Take::new(RATE, 512);
    let mut rig = offline();
    let expected = rig.play(&take, &input).events;
    assert!(!expected.is_empty());
    assert_same(&rig.play(&take, &input).events, &expected, "the same instance again");
    assert_same(&rendered(&take, &input).events, &expected, "another instance");
}

#[test]
fn after_a_reset_the_host_is_told_everything_again() {
    let mut rig = offline();
    let take = Take::new(RATE, 480);
    let idle = rig.activate(RATE, 480);
    let (mut idle, before) = play(idle, &take, &music(RATE, 2.0, 2, 1));
    assert!(before.values(VALENCE).len() > 1);
    idle.reset();
    let (idle, after) = play(idle, &take, &vec![vec![0.0; 480]; 2]);
    rig.deactivate(idle);
    let told: Vec<_> = after.events.iter().map(|event| (event.sample, event.what.clone())).collect();
    let values = (1..=5).map(|id| (0, What::Value { id, value: 0.0 }));
    let controls = [20, 21].map(|controller| (0, What::Midi([0xb0, controller, 64])));
    assert_eq!(told.len(), 7, "{told:?}");
    assert!(values.chain(controls).all(|expected| told.contains(&expected)), "{told:?}");
}

#[test]
fn another_controller_gets_the_value_even_while_it_is_held() {
    let input = music(RATE, 4.0, 2, 1);
    let mut rig = offline();
    let (hold, controller) = (rig.id("Hold"), rig.id("Valence CC"));
    let seventy_four = rig.value_of("Valence CC", c"74");
    let changes = vec![(100_000, hold, 1.0), (150_000, controller, seventy_four)];
    let print = rig.play(&Take { changes, ..Take::new(RATE, 512) }, &input);
    let held = print.controls(20).last().expect("a value before").2;
    // With the next tick.
    assert_eq!(print.controls(74), [(150_240, 0, held)]);
}

#[test]
fn eight_instances_at_once_say_what_one_says() {
    let inputs: Vec<_> = (0..8).map(|seed| music(RATE, 3.0, 2, seed)).collect();
    let take = Take::new(RATE, 480);
    let alone: Vec<_> = inputs.iter().map(|input| rendered(&take, input).events).collect();
    let mut rigs: Vec<_> = inputs.iter().map(|_| offline()).collect();
    let idles: Vec<_> = rigs.iter_mut().map(|rig| rig.activate(RATE, 480)).collect();
    let together: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = idles
            .into_iter()
            .zip(&inputs)
            .map(|(idle, input)| {
                let take = &take;
                scope.spawn(move || play(idle, take, input))
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    for ((rig, (idle, print)), expected) in rigs.iter_mut().zip(together).zip(&alone) {
        rig.deactivate(idle);
        assert_same(&print.events, expected, "together");
    }
    assert!(alone.iter().any(|events| events != &alone[0]), "different music, different moods");
}

#[test]
fn control_changes_follow_the_values_and_are_sent_once() {
    let input = music(RATE, 4.0, 2, 6);
    let mut rig = offline();
    rig.set_text("CC Channel", c"3");
    rig.set_text("Valence CC", c"CC 74");
    let print = rig.play(&Take::new(RATE, 441), &input);
    for (output, controller) in [(VALENCE, 74), (AROUSAL, 21)] {
        let values = print.values(output);
        let mut expected: Vec<_> = values
            .iter()
            .map(|(sample, value)| (*sample, 2, ((value + 1.0) / 2.0 * 127.0).round() as u8))
            .collect();
        expected.dedup_by_key(|(_, _, value)| *value);
        assert!(expected.len() > 3, "{values:?}");
        assert_eq!(print.controls(controller), expected);
    }
    assert_eq!(print.controls(20), []);

    let mut silent = offline();
    silent.set_text("Valence CC", c"Off");
    silent.set_text("Arousal CC", c"Off");
    let expected: Vec<_> =
        print.events.iter().filter(|event| matches!(event.what, What::Value { .. })).cloned().collect();
    assert_same(&silent.play(&Take::new(RATE, 441), &input).events, &expected, "without MIDI");
}

#[test]
fn the_host_reads_between_blocks_what_it_was_sent_last() {
    let input = music(RATE, 3.0, 1, 7);
    let mut rig = offline();
    rig.select_layout(1);
    let print = rig.play(&Take::new(RATE, 480), &input);
    for id in 1..=5 {
        let (_, newest) = *print.values(id).last().expect("every output was sent");
        assert_eq!(rig.get(id), newest, "output {id}");
        let listed = rig.list().into_iter().find(|listed| listed.id == id).unwrap();
        assert!(print.values(id).iter().all(|(_, value)| (listed.range.0..=listed.range.1).contains(value)));
    }
}

#[test]
fn hold_and_bypass_let_nothing_move() {
    let input = music(RATE, 4.0, 2, 9);
    for name in ["Hold", "Bypass"] {
        let mut rig = offline();
        let id = rig.id(name);
        let print = rig.play(&Take { changes: vec![(96_000, id, 1.0)], ..Take::new(RATE, 480) }, &input);
        let late: Vec<_> = print.events.iter().filter(|event| event.sample > 96_480).collect();
        assert!(late.is_empty(), "{name}: {late:?}");
        assert!(print.values(VALENCE).len() > 10);
    }
}

#[test]
fn nothing_is_allocated_late_or_lost_in_a_render() {
    let mut rig = offline();
    rig.play(&Take { blocks: vec![480, 1, 8192, 0, 64], ..Take::new(RATE, 0) }, &music(RATE, 4.0, 2, 10));
    let counters = rig.report().expect("a report").counters;
    assert_eq!(counters.allocations_in_process, 0);
    assert_eq!(counters.dropped_frames, 0);
    assert_eq!(counters.late_updates, 0);
    assert_eq!(counters.updates, 8);
}
