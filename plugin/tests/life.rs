//! Instances come and go, the clock is real, and afterwards nothing is left. One story after the other: they look
//! at the threads of the whole process, and at the time.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[cfg(target_os = "linux")]
#[path = "../../engine/tests/support/threads.rs"]
mod threads;

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    thread,
};

use host::{
    Take,
    rig::{Rig, play},
    signals::{Noise, bits, music},
};

const RATE: f64 = 48_000.0;

/// Lets one story run at a time.
fn alone() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::new(());
    ONE.lock().unwrap_or_else(PoisonError::into_inner)
}

#[test]
#[cfg(target_os = "linux")]
fn one_worker_serves_all_instances_and_leaves_with_the_last() {
    let _alone = alone();
    let input = music(RATE, 0.6, 2, 1);
    let mut noise = Noise(5);
    threads::assert_ours(0);
    drop(Rig::load());
    threads::assert_ours(0);
    for count in [1, 16, 16] {
        let mut rigs: Vec<_> = (0..count).map(|_| Rig::load()).collect();
        for rig in &mut rigs {
            rig.set_offline(true);
            rig.play(&Take::new(RATE, 512), &input);
        }
        // The worker and the log's, which watches the memory.
        threads::assert_ours(2);
        while !rigs.is_empty() {
            threads::assert_ours(2);
            drop(rigs.swap_remove(noise.bits() as usize % rigs.len()));
        }
        threads::assert_ours(0);
    }
}

#[test]
fn instances_are_created_and_destroyed_on_many_threads() {
    let _alone = alone();
    let input = music(RATE, 0.6, 2, 2);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..4 {
                    let mut rig = Rig::load();
                    rig.set_offline(true);
                    let print = rig.play(&Take::new(RATE, 512), &input);
                    assert_eq!(bits(&print.audio), bits(&input));
                }
            });
        }
    });
    #[cfg(target_os = "linux")]
    threads::assert_ours(0);
}

#[test]
fn the_sample_rate_may_change_between_activations() {
    let _alone = alone();
    let mut rig = Rig::load();
    rig.set_offline(true);
    rig.play(&Take::new(RATE, 480), &music(RATE, 1.7, 2, 3));
    let input = music(96_000.0, 2.5, 2, 4);
    let changed = rig.play(&Take::new(96_000.0, 960), &input);
    assert_eq!(bits(&changed.audio), bits(&input));
    let mut fresh = Rig::load();
    fresh.set_offline(true);
    let expected = fresh.play(&Take::new(96_000.0, 960), &input);
    assert!(!expected.events.is_empty());
    assert_eq!(changed.events, expected.events, "as if it had never run at another rate");
}

#[test]
fn a_reset_begins_a_new_stream() {
    let _alone = alone();
    let input = music(RATE, 2.2, 2, 5);
    let take = Take::new(RATE, 480);
    let mut rig = Rig::load();
    rig.set_offline(true);
    let expected = rig.play(&take, &input).events;
    let idle = rig.activate(RATE, 480);
    let (mut idle, _) = play(idle, &take, &music(RATE, 1.3, 2, 6));
    idle.reset();
    let (idle, again) = play(idle, &take, &input);
    rig.deactivate(idle);
    assert_eq!(again.events, expected);
}

/// A live take that the machine kept up with prints what a bounce prints.
#[test]
fn a_live_take_prints_what_a_bounce_prints() {
    const TRIES: usize = 6;

    let _alone = alone();
    // The last of 8 updates takes effect before the end.
    let input = music(RATE, 4.2, 2, 7);
    let mut bounce = Rig::load();
    bounce.set_offline(true);
    let expected = bounce.play(&Take::new(RATE, 256), &input).events;
    let mut tries = Vec::new();
    for _ in 0..TRIES {
        let mut live = Rig::load();
        let print = live.play(&Take { paced: true, ..Take::new(RATE, 256) }, &input);
        let report = live.report().expect("a report");
        let seen = report.stages.iter().find(|stage| stage.stage == "visible").map(|stage| stage.count);
        assert_eq!(bits(&print.audio), bits(&input));
        // On a machine that is busy with other things an update may come late, and is counted.
        if report.counters.late_updates == 0 && seen == Some(8) {
            assert_eq!(print.events, expected);
            return;
        }
        tries.push(report.counters);
    }
    panic!("the machine was too busy {TRIES} times for each update to be on time: {tries:?}");
}
