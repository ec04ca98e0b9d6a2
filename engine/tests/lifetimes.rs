//! Instances come and go. One test at a time looks at the process's threads.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[cfg(target_os = "linux")]
#[path = "support/slow.rs"]
mod slow;
mod support;
#[cfg(target_os = "linux")]
#[path = "support/threads.rs"]
mod threads;

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use engine::{
    inference::{ModelSource, ModelStatus},
    mood::{Reason, State},
    runtime::{Controls, Instance, Setup},
};
#[cfg(target_os = "linux")]
use slow::SlowModel;
use support::{entries, music, render};

const SETUP: Setup = Setup { sample_rate: 48_000.0, channels: 2 };

static ALONE: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(target_os = "linux")]
#[test]
fn one_thread_serves_all_instances_and_ends_with_the_last() {
    let _alone = alone();
    threads::assert_ours(0);
    for order in [[0usize, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]] {
        let mut instances: Vec<_> =
            (0..4).map(|_| Some(Instance::new(&ModelSource::Builtin, Arc::default()))).collect();
        for instance in instances.iter_mut().flatten() {
            instance.activate(SETUP);
        }
        for index in order {
            threads::assert_ours(1);
            instances[index] = None;
        }
        threads::assert_ours(0);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn more_than_16_instances_get_a_second_thread_and_the_same_model() {
    let _alone = alone();
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
    let mut instances = Vec::new();
    for count in 1..=40_usize {
        let mut instance = Instance::new(&ModelSource::Builtin, Arc::default());
        let side = instance.activate(SETUP);
        instances.push((instance, side));
        if [16, 17, 32, 33, 40].contains(&count) {
            threads::assert_ours(count.div_ceil(16).min(cores));
        }
    }
    let signal = music(0.8, 48_000.0);
    std::thread::scope(|scope| {
        for (instance, side) in instances.iter_mut().step_by(13) {
            let signal = &signal;
            scope.spawn(move || {
                render(side, signal, &[480], &Controls::default(), true);
                assert!(instance.monitor().model().served.is_some());
            });
        }
    });
    drop(instances);
    threads::assert_ours(0);
}

#[cfg(target_os = "linux")]
#[test]
fn an_instance_made_while_the_last_one_goes_finds_a_worker() {
    let _alone = alone();
    let signal = music(0.7, 48_000.0);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..25 {
                    let mut instance = Instance::new(&ModelSource::Builtin, Arc::default());
                    let mut side = instance.activate(SETUP);
                    render(&mut side, &signal, &[480], &Controls::default(), true);
                    instance.deactivate();
                    assert_eq!(entries(&instance.monitor()).len(), 1);
                }
            });
        }
    });
    threads::assert_ours(0);
}

#[cfg(target_os = "linux")]
#[test]
fn an_instance_goes_at_once_though_its_model_loads_and_others_stay_as_they_are() {
    let _alone = alone();
    let mut slow = [(); 2].map(|()| SlowModel::new());
    for model in &slow {
        let mut instance = Instance::new(&model.source(), Arc::default());
        let side = instance.activate(SETUP);
        model.wait_for_reader();
        assert_eq!(*instance.monitor().model(), ModelStatus::default(), "it doesn't know its model yet");
        let start = Instant::now();
        drop((side, instance));
        assert!(start.elapsed() < Duration::from_millis(500), "{:?}", start.elapsed());
    }
    threads::assert_ours(2);
    let signal = music(0.7, 48_000.0);
    let mut instances =
        [ModelSource::Builtin, slow[0].source()].map(|source| Instance::new(&source, Arc::default()));
    threads::assert_ours(4);
    let hears = |instance: &mut Instance| {
        let mut side = instance.activate(SETUP);
        render(&mut side, &signal, &[480], &Controls::default(), true);
        instance.deactivate();
        assert_eq!(entries(&instance.monitor()).len(), 1);
    };
    let start = Instant::now();
    hears(&mut instances[0]);
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
    slow.iter_mut().for_each(SlowModel::release);
    hears(&mut instances[1]);
    threads::assert_ours(2);
    drop(instances);
    threads::assert_ours(0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_render_waits_for_a_model_that_loads_and_loses_nothing() {
    let _alone = alone();
    let mut slow = SlowModel::new();
    let mut instance = Instance::new(&slow.source(), Arc::default());
    let mut side = instance.activate(SETUP);
    std::thread::scope(|scope| {
        let side = &mut side;
        let renders = scope.spawn(move || {
            render(side, &music(1.3, 48_000.0), &[480], &Controls::default(), true);
        });
        std::thread::sleep(Duration::from_millis(5_500));
        assert!(!renders.is_finished(), "it waits for longer than for a worker that serves");
        slow.release();
    });
    instance.deactivate();
    let (monitor, counts) = (instance.monitor(), instance.monitor().counts());
    assert_eq!((entries(&monitor).len(), counts.late_updates, counts.degraded), (2, 0, 0));
}

#[cfg(target_os = "linux")]
#[test]
fn a_worker_that_loads_its_model_is_not_stuck() {
    let _alone = alone();
    let mut slow = SlowModel::new();
    let mut instance = Instance::new(&slow.source(), Arc::default());
    let mut side = instance.activate(SETUP);
    let mut play = |seconds| {
        render(&mut side, &music(seconds, 48_000.0), &[480], &Controls::default(), false);
        side.outputs().state
    };
    play(0.6);
    let start = Instant::now();
    while start.elapsed() < Duration::from_millis(2500) {
        assert_eq!(play(0.01), State::Loading, "after {:?}", start.elapsed());
        std::thread::sleep(Duration::from_millis(50));
    }
    slow.release();
    let due = Instant::now() + Duration::from_secs(10);
    while instance.monitor().latest().is_none() {
        assert!(Instant::now() < due, "no update came");
        assert!(!matches!(play(0.01), State::Degraded(_)));
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_rate_that_cannot_be_analysed_degrades() {
    let _alone = alone();
    for sample_rate in [1_000.0, 7_999.0, 0.0, f64::NAN] {
        let mut instance = Instance::new(&ModelSource::Builtin, Arc::default());
        let mut side = instance.activate(Setup { sample_rate, channels: 2 });
        let signal = [vec![0.5; 48_000], vec![0.5; 48_000]];
        render(&mut side, &signal, &[512], &Controls::default(), true);
        assert_eq!(side.outputs().state, State::Degraded(Reason::SampleRate), "{sample_rate}");
    }
}
