//! The plug-in on a machine that is short of memory: a program by itself, since its environment says so.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    env, fs, thread,
    time::{Duration, Instant},
};

use ai_mixtapes::rt::pressure::{BUDGET_VARIABLE, STALL_VARIABLE};
use host::{Take, rig::Rig, signals::music};
use report::Report;

const RATE: f64 = 48_000.0;

/// What the plug-in reports when `holds` holds of it; fails if that doesn't come to be.
fn wait_for(rig: &mut Rig, what: &str, holds: impl Fn(&Report) -> bool) -> Report {
    let patience = Instant::now() + Duration::from_secs(60);
    loop {
        let report = rig.report().unwrap();
        if holds(&report) {
            return report;
        }
        assert!(Instant::now() < patience, "{what}: {:?}, {:?}", report.history, report.memory);
        thread::sleep(Duration::from_millis(50));
    }
}

fn stall(full: u32) -> String {
    format!(
        "some avg10=50.00 avg60=0.00 avg300=0.00 total=0\nfull avg10={full}.00 avg60=0.00 avg300=0.00 total=0\n"
    )
}

#[test]
fn less_history_is_kept_while_the_system_says_so_and_the_report_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let stalls = folder.path().join("memory");
    fs::write(&stalls, stall(40)).unwrap();
    // SAFETY: no other thread of this program reads or writes its environment: this is its only test, and the module
    // isn't loaded yet.
    unsafe {
        env::set_var(STALL_VARIABLE, &stalls);
        env::set_var(BUDGET_VARIABLE, "lots");
    }
    let mut rig = Rig::load();
    rig.set_offline(true);
    rig.play(&Take::new(RATE, 512), &music(RATE, 2.0, 2, 1));
    let limited = |report: &Report| report.history.as_ref().is_some_and(|history| history.page_limit == 3);
    let report = wait_for(&mut rig, "pressure", limited);
    let (history, memory) = (report.history.unwrap(), report.memory.unwrap());
    assert_eq!((history.reason.as_str(), history.entries, history.used_pages), ("pressure", 4, 1));
    assert_eq!(report.counters.cleanups, 1);
    let pressure = memory.pressure.unwrap();
    assert_eq!((pressure.level.as_str(), pressure.source.as_deref()), ("critical", Some("system")));
    assert_eq!((pressure.full_stalled, pressure.budget_bytes), (Some(40.0), None));
    let refusal = pressure.budget_refusal.unwrap();
    assert!(refusal.contains("lots") && refusal.contains(BUDGET_VARIABLE), "{refusal}");
    // What is over goes step by step.
    fs::write(&stalls, stall(0)).unwrap();
    let report = wait_for(&mut rig, "relief", |report| !limited(report));
    assert_eq!(report.history.unwrap().page_limit, 5, "some work still waits");
}
