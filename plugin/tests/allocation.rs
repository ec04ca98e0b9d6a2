//! The check for allocations in the audio callback bites: shown by processes that it kills.
//!
//! This program is built on the plug-in's own allocator and guard.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    hint::black_box,
    process::{Command, Output},
};

use ai_mixtapes::rt::guard::audio_callback;

/// Runs one of the ignored tests below in a process of its own.
fn run_apart(test: &str) -> Output {
    let program = std::env::current_exe().unwrap();
    Command::new(program).args(["--ignored", "--exact", test, "--test-threads=1"]).output().unwrap()
}

#[cfg(unix)]
fn assert_aborted(test: &str) {
    use std::os::unix::process::ExitStatusExt;

    const SIGABRT: i32 = 6;
    let output = run_apart(test);
    assert_eq!(output.status.signal(), Some(SIGABRT), "{test}: {output:?}");
}

#[test]
#[cfg(all(unix, debug_assertions))]
fn an_allocation_in_the_audio_callback_aborts() {
    assert_aborted("allocates");
}

#[test]
#[cfg(all(unix, debug_assertions))]
fn freeing_in_the_audio_callback_aborts() {
    assert_aborted("frees");
}

#[test]
fn the_same_work_outside_of_the_callback_is_fine() {
    assert!(run_apart("allocates_outside").status.success());
}

#[test]
#[cfg(not(debug_assertions))]
fn a_release_build_counts() {
    assert_eq!(audio_callback(|| drop(black_box(vec![1_u8; 100]))).allocations, 2);
}

#[test]
#[ignore = "dies by intention"]
fn allocates() {
    let outcome = audio_callback(|| black_box(vec![1_u8; 100]));
    panic!("it lived to tell: {outcome:?}");
}

#[test]
#[ignore = "dies by intention"]
fn frees() {
    let memory = black_box(vec![1_u8; 100]);
    let outcome = audio_callback(move || drop(memory));
    panic!("it lived to tell: {outcome:?}");
}

#[test]
#[ignore = "a part of another test"]
fn allocates_outside() {
    drop(black_box(vec![1_u8; 100]));
    assert_eq!(audio_callback(|| ()).allocations, 0);
}
