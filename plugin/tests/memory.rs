//! What is counted of memory is what there is: a program by itself, built on the plug-in's own allocator.
//!
//! One test, since whatever else the process does would be counted too.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    env, fs,
    hint::black_box,
    mem,
    path::Path,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use ai_mixtapes::{
    outside::Watcher,
    rt::{
        allocator::{Usage, count_mapped, set_role, usage},
        memory::{self, STEP},
        pressure::STALL_VARIABLE,
    },
};
use engine::{
    record::{PoolReason, PressureLevel},
    telemetry::{Cause, Growth, Monitor, Role},
};

/// Ten minutes of looks.
const LOOKS: u32 = 120;

#[test]
fn counters_slopes_and_alarms_tell_what_the_program_does() {
    let folder = tempfile::tempdir().unwrap();
    let stalls = folder.path().join("memory");
    // SAFETY: no other thread of this program reads or writes its environment: this is its only test.
    unsafe { env::set_var(STALL_VARIABLE, &stalls) };
    wait_for_a_still_program();
    an_allocation_of_n_bytes_counts_n();
    a_mapping_of_n_bytes_counts_n();
    each_role_counts_its_own();
    // One after the other, an hour of a made-up clock apart.
    let start = Instant::now();
    let hours = |hours: u64| start + Duration::from_secs(3600 * hours);
    let (still, anomalies) = live(hours(1), |_| 0);
    assert!(still.bytes_per_minute.abs() <= 2.0 * still.standard_error + 1.0, "{still:?}");
    assert!(still.bytes_per_minute.abs() < 20e3 && anomalies.is_empty(), "{still:?}, {anomalies:?}");
    let (leak, anomalies) = live(hours(2), |_| 1_000_000 / 12);
    assert!((leak.bytes_per_minute - 1e6).abs() < 0.1e6, "{leak:?}");
    assert!(leak.standard_error < 0.1e6 && anomalies.is_empty(), "{leak:?}, {anomalies:?}");
    let (_, anomalies) = live(hours(3), |look| if look == LOOKS / 2 { 60_000_000 } else { 0 });
    assert_eq!(anomalies, [], "what is taken once is no growth");
    let (fast, anomalies) = live(hours(4), |_| 6_000_000 / 12);
    let found = anomalies
        .iter()
        .all(|cause| matches!(cause, Cause::MemoryGrowth { bytes_per_minute: 5_900_000..6_100_000 }));
    assert!(found && !anomalies.is_empty(), "{fast:?}, {anomalies:?}");
    pressure_shrinks_the_history_and_lets_it_recover(hours(5), &stalls);
}

/// The test runner's own thread may still be at work when this one has begun.
fn wait_for_a_still_program() {
    let mut before = usage().allocations;
    loop {
        thread::sleep(Duration::from_millis(50));
        let now = usage().allocations;
        if mem::replace(&mut before, now) == now {
            return;
        }
    }
}

fn an_allocation_of_n_bytes_counts_n() {
    for bytes in [1_usize, 7, 4096, 10_000_000] {
        let before = usage();
        let held = black_box(Vec::<u8>::with_capacity(bytes));
        let during = usage();
        drop(held);
        assert_eq!(during.bytes_in_use - before.bytes_in_use, bytes);
        assert_eq!(usage().bytes_in_use, before.bytes_in_use);
        assert!(during.peak_bytes >= during.bytes_in_use);
        // Grown in place or moved: both are one allocation more, and the old bytes are gone.
        let mut grown = Vec::<u8>::with_capacity(bytes);
        grown.reserve_exact(3 * bytes);
        assert_eq!(usage().bytes_in_use - before.bytes_in_use, grown.capacity());
    }
}

fn a_mapping_of_n_bytes_counts_n() {
    let before = usage();
    count_mapped(4096);
    let during = usage();
    assert_eq!(during.bytes_in_use - before.bytes_in_use, 4096);
    assert!(during.peak_bytes >= during.bytes_in_use && during.allocations == before.allocations);
    count_mapped(-4096);
    assert_eq!(usage().bytes_in_use, before.bytes_in_use);
}

/// The file says what Linux would say; looks are five seconds apart.
fn pressure_shrinks_the_history_and_lets_it_recover(begun: Instant, stalls: &Path) {
    let monitor = Arc::<Monitor>::default();
    let mut watcher = Watcher::new(Arc::clone(&monitor), Arc::default());
    let mut looks = 0;
    let mut look = |some: u32, full: u32| {
        let line = |kind, share| format!("{kind} avg10={share}.00 avg60=0.00 avg300=0.00 total=0\n");
        fs::write(stalls, line("some", some) + &line("full", full)).unwrap();
        watcher.look(begun + STEP * looks);
        looks += 1;
        let usage = monitor.history().usage();
        (usage.page_limit, usage.reason)
    };
    assert_eq!(look(0, 0), (7, PoolReason::Hour));
    assert_eq!(look(30, 1), (5, PoolReason::Pressure));
    assert_eq!(look(70, 40), (3, PoolReason::Pressure));
    assert_eq!(memory::pressure(), PressureLevel::Critical);
    let limits: Vec<_> = (0..14).map(|_| look(1, 0).0).collect();
    assert_eq!(limits, [[3; 6].as_slice(), &[5; 6], &[7; 2]].concat());
    assert_eq!((look(0, 0).1, memory::pressure()), (PoolReason::Hour, PressureLevel::None));
    let before = monitor.counts().cleanups;
    assert_eq!(before, 4, "as often as the level changed");
    for _ in 0..24 {
        look(0, 0);
    }
    assert_eq!(monitor.counts().cleanups, before + 2, "and each minute");
    fs::remove_file(stalls).unwrap();
    watcher.look(begun + STEP * 100);
    assert_eq!(memory::newest().stalled, None);
}

fn each_role_counts_its_own() {
    for role in Role::ALL {
        let before = usage();
        set_role(*role);
        (0..10).for_each(|_| drop(black_box(Box::new([0_u8; 100]))));
        set_role(Role::Other);
        let Usage { allocations, .. } = usage();
        let counted =
            Role::ALL.iter().map(|other| allocations[*other as usize] - before.allocations[*other as usize]);
        let expected = Role::ALL.iter().map(|other| if other == role { 10 } else { 0 });
        assert!(counted.eq(expected), "{role:?}");
    }
}

/// Ten minutes from `begun` on, leaking so many bytes before each look; the growth at the end, and what was noted.
fn live(begun: Instant, leaks: impl Fn(u32) -> usize) -> (Growth, Vec<Cause>) {
    let monitor = Arc::<Monitor>::default();
    let mut watcher = Watcher::new(Arc::clone(&monitor), Arc::default());
    let mut leaked = Vec::with_capacity(LOOKS as usize + 1);
    for look in 0..=LOOKS {
        leaked.push(vec![0_u8; leaks(look)]);
        watcher.look(begun + STEP * look);
    }
    let causes = monitor.anomalies().iter().map(|anomaly| anomaly.cause).collect();
    (memory::newest().growth.unwrap(), causes)
}
