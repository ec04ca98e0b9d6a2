//! The standalone program, without a sound card and without a screen.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::{
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use support::{built, text};

#[test]
fn it_runs_until_it_is_interrupted() {
    let mut child = Command::new(built("AI_MIXTAPES_STANDALONE"))
        .args(["--backend", "dummy"])
        .env_remove("DISPLAY")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    thread::sleep(Duration::from_millis(1500));
    let early = child.try_wait().unwrap();
    // As Ctrl-C does it.
    let interrupt = Command::new("sh").args(["-c", &format!("kill -INT {}", child.id())]).status().unwrap();
    let patience = Instant::now();
    while child.try_wait().unwrap().is_none() && patience.elapsed() < Duration::from_secs(10) {
        thread::sleep(Duration::from_millis(20));
    }
    let _ = child.kill();
    let output = child.wait_with_output().unwrap();
    let words = text(&output.stderr);
    assert!(early.is_none() && interrupt.success(), "it ended by itself: {words}");
    assert_eq!(output.status.code(), Some(0), "{words}");
    assert!(!words.contains("panicked"), "{words}");
}
