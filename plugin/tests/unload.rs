//! A host destroys its last instance and unloads the module while a thread of ours is still busy. Each story plays in a
//! process of its own, which has to end well.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[allow(dead_code, reason = "the rest is for the engine's own tests")]
#[path = "../../engine/tests/support/slow.rs"]
mod slow;
#[path = "../../engine/tests/support/threads.rs"]
mod threads;

use std::{
    env, fs,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use engine::inference::MODEL_VARIABLE;
use host::rig::{Rig, bundle, load_bundle};
use slow::SlowModel;

/// So long after its last instance a process waits for the threads that were left.
const PATIENCE: Duration = Duration::from_secs(10);

/// Creates, activates, destroys, unloads, all while the model loads.
fn come_and_go() {
    let module = load_bundle();
    let mut rig = Rig::of(&module);
    let idle = rig.activate(48_000.0, 512);
    rig.deactivate(idle);
    let start = Instant::now();
    drop(rig);
    assert!(start.elapsed() < Duration::from_secs(1), "destroying took {:?}", start.elapsed());
    drop(module);
    threads::assert_ours(1);
}

#[test]
#[ignore = "a part of another test"]
fn waits() {
    come_and_go();
    threads::assert_ours_within(PATIENCE, 0);
}

#[test]
#[ignore = "a part of another test"]
fn comes_and_goes_again() {
    for count in 1..4 {
        let module = load_bundle();
        let mut rig = Rig::of(&module);
        let idle = rig.activate(48_000.0, 512);
        rig.deactivate(idle);
        drop((rig, module));
        threads::assert_ours(count);
    }
    threads::assert_ours_within(PATIENCE, 0);
}

#[test]
#[ignore = "a part of another test"]
fn quits() {
    come_and_go();
}

#[test]
#[ignore = "a part of another test"]
fn stays() {
    let module = load_bundle();
    // Glibc unloads nothing while a thread lives that has used a thread-local with a destructor.
    let uses = || {
        let mut rig = Rig::of(&module);
        let idle = rig.activate(48_000.0, 512);
        rig.deactivate(idle);
    };
    thread::scope(|scope| scope.spawn(uses).join()).unwrap();
    threads::assert_ours_within(PATIENCE, 0);
    drop(module);
    let path = fs::canonicalize(bundle()).unwrap();
    let mapped = fs::read_to_string("/proc/self/maps").unwrap();
    assert!(mapped.contains(path.to_str().unwrap()), "{mapped}");
}

/// Starts one of the ignored tests in a process of its own.
fn start(test: &str, model: &SlowModel) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--ignored", "--exact", test, "--test-threads=1"])
        .env(MODEL_VARIABLE, model.folder())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn assert_ends_well(process: Child) {
    let output = process.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

#[test]
fn a_model_may_load_while_and_after_the_module_is_unloaded() {
    let mut model = SlowModel::new();
    let process = start("waits", &model);
    model.wait_for_reader();
    thread::sleep(Duration::from_secs(5));
    model.release();
    assert_ends_well(process);
}

#[test]
fn the_module_may_come_and_go_many_times_while_models_load() {
    let mut model = SlowModel::new();
    let process = start("comes_and_goes_again", &model);
    model.wait_for_reader();
    thread::sleep(Duration::from_secs(2));
    model.release();
    assert_ends_well(process);
}

#[test]
fn a_module_that_has_started_a_thread_stays() {
    let mut model = SlowModel::new();
    model.release();
    assert_ends_well(start("stays", &model));
}

#[test]
fn a_host_may_quit_while_a_model_loads() {
    let model = SlowModel::new();
    let process = start("quits", &model);
    assert_ends_well(process);
}
