//! The pages of a history are counted as they come and go: a program by itself, since whatever else it keeps would be
//! counted too.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::sync::atomic::{AtomicIsize, Ordering};

use engine::{
    record::{History, Pressure, PressureLevel, PressureSource, count_pages_with},
    runtime::Controls,
};
use support::{entries_of, instance, music, render};

static BYTES: AtomicIsize = AtomicIsize::new(0);

#[test]
fn pages_count_from_their_first_use_until_they_are_given_back() {
    const RATE: f64 = 8_000.0;
    count_pages_with(|bytes| {
        BYTES.fetch_add(bytes, Ordering::Relaxed);
    });
    let counted = || BYTES.load(Ordering::Relaxed) as usize;
    let (instance, mut side) = instance(RATE);
    let monitor = instance.monitor();
    assert_eq!(counted(), 0);
    render(&mut side, &music(2.5, RATE), &[512], &Controls::default(), true);
    entries_of(&monitor, 5);
    let usage = monitor.history().usage();
    assert_eq!((usage.used_pages, usage.free_pages), (1, 0));
    assert!(usage.bytes > 100_000 && counted() == usage.bytes, "{}", counted());
    monitor.tidy(Pressure { level: PressureLevel::Critical, source: PressureSource::System });
    assert_eq!(
        (counted(), monitor.history().usage().entries),
        (usage.bytes, 5),
        "what is used and within the limit stays"
    );
    monitor.history().clear();
    monitor.tidy(Pressure::default());
    assert_eq!((counted(), monitor.counts().cleanups), (0, 2));
    let written = usage.bytes / History::PAGE_UPDATES * 5;
    assert_eq!(monitor.counts().cleanup_bytes, written as u64);
}
