//! Hosts that do what one doesn't expect of a host: each story is named after one.

use std::thread;

use host::{
    Event, Print, Take, What,
    misuse::{Block, Careless, port},
    rig::{Rig, play},
    signals::music,
};

const RATE: f64 = 48_000.0;
const VALENCE: u32 = 1;

/// The values that the host reads of all outputs.
fn outputs(rig: &mut Rig) -> [f64; 5] {
    [1, 2, 3, 4, 5].map(|id| rig.get(id))
}

fn live_take(rig: &mut Rig, seconds: f64, seed: u64) -> Print {
    rig.play(&Take { paced: true, ..Take::new(RATE, 480) }, &music(RATE, seconds, 2, seed))
}

fn bounce(rig: &mut Rig, seconds: f64, seed: u64) -> Print {
    rig.set_offline(true);
    let print = rig.play(&Take::new(RATE, 480), &music(RATE, seconds, 2, seed));
    rig.set_offline(false);
    print
}

#[test]
fn a_host_that_stops_and_starts_around_every_block_hears_what_others_hear() {
    let input = music(RATE, 3.0, 2, 11);
    let hear = |restless| {
        let mut rig = Rig::load();
        rig.set_offline(true);
        let print = rig.play(&Take { restless, ..Take::new(RATE, 480) }, &input);
        (print.events, rig.report().unwrap().updates)
    };
    let (events, updates) = hear(true);
    assert_eq!(updates.len(), 6);
    assert!(hear(false) == (events, updates), "it hears something else");
}

#[test]
fn a_host_that_renders_without_saying_so_gets_the_moods_of_one_that_does() {
    let input = music(RATE, 6.0, 2, 12);
    let hear = |offline, block| {
        let mut rig = Rig::load();
        rig.set_offline(true);
        rig.play(&Take::new(RATE, 480), &music(RATE, 0.8, 2, 1));
        rig.set_offline(offline);
        rig.play(&Take::new(RATE, block), &input);
        rig.report().unwrap().updates.split_off(1)
    };
    let expected = hear(true, 512);
    assert_eq!(expected.len(), 12);
    for block in [64, 512, 8_192, 288_000] {
        assert_eq!(hear(false, block), expected, "{block}");
    }
}

#[test]
fn a_host_that_activates_anew_finds_what_the_user_froze() {
    for name in ["Hold", "Bypass"] {
        let mut rig = Rig::load();
        let id = rig.id(name);
        let input = music(RATE, 1.4, 2, 3);
        let take = Take { paced: true, changes: vec![(60_000, id, 1.0)], ..Take::new(RATE, 480) };
        rig.play(&take, &input);
        let frozen = outputs(&mut rig);
        assert_ne!(frozen[0], 0.0);
        for print in [live_take(&mut rig, 0.8, 4), bounce(&mut rig, 1.2, 5), live_take(&mut rig, 0.2, 4)] {
            assert_eq!(outputs(&mut rig), frozen, "{name}");
            for (index, value) in frozen.into_iter().enumerate() {
                let told = print.values(1 + index as u32);
                assert!(!told.is_empty() && told.iter().all(|(_, told)| *told == value), "{name}: {told:?}");
            }
        }
    }
}

#[test]
fn a_host_that_opens_the_session_the_next_day_finds_what_the_user_froze() {
    for name in ["Hold", "Bypass"] {
        let mut rig = Rig::load();
        let id = rig.id(name);
        live_take(&mut rig, 1.4, 3);
        let loose = rig.save();
        rig.set(id, 1.0);
        let (frozen, saved) = (outputs(&mut rig), rig.save());
        assert_ne!(frozen[0], 0.0);
        assert_eq!(saved, rig.save(), "the same again");

        let mut next_day = Rig::load();
        assert!(next_day.restore(&saved));
        assert_eq!(outputs(&mut next_day), frozen, "before anything plays");
        let print = bounce(&mut next_day, 1.2, 5);
        assert!(print.values(VALENCE).iter().all(|(_, value)| *value == frozen[0]), "in a bounce");
        live_take(&mut next_day, 0.2, 4);
        assert_eq!(outputs(&mut next_day), frozen);
        assert!(Rig::load().restore(&loose), "what is not frozen is not kept");
        assert!(!String::from_utf8_lossy(&loose).contains("valence\\\""));
    }
}

#[test]
fn a_host_that_resets_and_restarts_while_it_plays_sees_nothing_jump() {
    let mut rig = Rig::load();
    let idle = rig.activate(RATE, 480);
    let take = Take { paced: true, ..Take::new(RATE, 480) };
    let (mut idle, _) = play(idle, &take, &music(RATE, 1.4, 2, 3));
    let before = outputs(&mut rig);
    assert_ne!(before[0], 0.0);
    idle.reset();
    // Too short for a first update of the new stream, then long enough.
    let (idle, reset) = play(idle, &take, &music(RATE, 0.5, 2, 4));
    for (index, value) in before.into_iter().enumerate() {
        let told = reset.values(1 + index as u32);
        assert!(!told.is_empty() && told.iter().all(|(_, told)| *told == value), "{told:?}");
    }
    let (idle, restarted) = play(idle, &take, &music(RATE, 0.5, 2, 4));
    let values: Vec<_> = [(0, before[0])].into_iter().chain(restarted.values(VALENCE)).collect();
    assert!(values.len() > 5, "a new update came");
    assert!(values.windows(2).all(|pair| (pair[0].1 - pair[1].1).abs() < 0.05), "it glides: {values:?}");
    rig.deactivate(idle);
}

#[test]
fn a_host_that_bounces_between_two_takes_gets_the_live_values_back() {
    let mut rig = Rig::load();
    live_take(&mut rig, 1.4, 3);
    let before = outputs(&mut rig);
    let alone = bounce(&mut Rig::load(), 2.2, 7);
    assert_eq!(bounce(&mut rig, 2.2, 7).events, alone.events, "it begins from nothing");
    assert_ne!(outputs(&mut rig), before);
    let print = live_take(&mut rig, 0.3, 4);
    assert_eq!(outputs(&mut rig)[..3], before[..3]);
    assert!(print.values(VALENCE).iter().all(|(_, value)| *value == before[0]));
}

/// Gives the plug-in one block of sound and takes its values as long as `takes` says so, value by value.
fn block(plugin: &mut Careless<'_>, takes: &mut dyn FnMut(u32, f64) -> bool) {
    let mut channels = [[0.1_f32; 480]; 2];
    let mut pointers = channels.each_mut().map(|channel| channel.as_mut_ptr());
    let port = Some(port(pointers.as_mut_ptr(), 2));
    let block = Block { frames: 480, input: port, output: port, takes: Some(takes), ..Block::default() };
    // SAFETY: both channels have so many frames.
    assert!(unsafe { plugin.process(block) });
}

#[test]
fn a_host_that_has_no_room_for_events_at_first_is_told_them_later() {
    let mut rig = Rig::load();
    let mut idle = rig.activate(RATE, 480);
    let mut plugin = Careless::start(&mut idle).unwrap();
    let mut asked = Vec::new();
    for _ in 0..3 {
        block(&mut plugin, &mut |id, _| {
            asked.push(id);
            false
        });
    }
    assert_eq!(asked, [1, 2, 3, 4, 5].repeat(3), "again and again, and no more of it");
    let mut taken = Vec::new();
    block(&mut plugin, &mut |id, value| {
        taken.push((id, value));
        true
    });
    assert_eq!(taken, [1, 2, 3, 4, 5].map(|id| (id, 0.0)));
    block(&mut plugin, &mut |id, _| panic!("{id} is told once"));
    drop(plugin);
    rig.deactivate(idle);
}

#[test]
fn a_host_that_listens_late_is_told_once_more_after_a_second() {
    let mut rig = Rig::load();
    rig.set_offline(true);
    let print = rig.play(&Take::new(RATE, 480), &music(RATE, 2.5, 2, 3));
    for id in 1..=5 {
        let told = print.values(id);
        let at = |sample| told.iter().any(|(told, _)| *told == sample);
        assert!(at(0) && at(48_000), "{id}: {told:?}");
    }
}

#[test]
fn a_host_that_sleeps_through_silence_hears_what_others_hear_after_it() {
    let mut awake = music(RATE, 2.0, 2, 3);
    for channel in &mut awake {
        channel.resize(channel.len() + 4 * 48_000, 0.0);
        let again = music(RATE, 2.3, 2, 8)[0].clone();
        channel.extend(again);
    }
    let sound = 6 * 48_000;
    let hear = |parts: &[&[Vec<f32>]]| -> Vec<Event> {
        let mut rig = Rig::load();
        rig.set_offline(true);
        let mut idle = rig.activate(RATE, 480);
        let mut events = Vec::new();
        for part in parts {
            let (next, print) =
                thread::scope(|scope| scope.spawn(|| play(idle, &Take::new(RATE, 480), part)).join())
                    .unwrap();
            idle = next;
            events = print.events;
        }
        rig.deactivate(idle);
        events
    };
    let cut = |from: usize, to: usize| -> Vec<Vec<f32>> {
        awake.iter().map(|channel| channel[from..to].to_vec()).collect()
    };
    let (all, before, after) = (cut(0, awake[0].len()), cut(0, 4 * 48_000), cut(sound - 960, awake[0].len()));
    let late = |events: Vec<Event>, from: usize| -> Vec<(usize, What)> {
        let late = events.into_iter().filter(|event| event.sample > from);
        late.map(|event| (event.sample - from, event.what)).collect()
    };
    let expected = late(hear(&[&all]), sound);
    assert!(expected.len() > 20);
    assert_eq!(late(hear(&[&before, &after]), 960), expected);
}
