use std::time::Duration;

use loom::sync::Arc;

use super::{beside, check, join};
use crate::{
    Gate,
    sync::{AtomicU64, Ordering},
};

/// Any but zero: loom waits for ever.
const LIMIT: Duration = Duration::from_secs(1);

/// A gate, and what the one side shows the other beside it.
#[derive(Default)]
struct Way {
    gate: Gate,
    shown: AtomicU64,
}

#[test]
fn who_waits_for_an_update_wakes_and_finds_it() {
    check(|| {
        let way = Arc::new(Way::default());
        let worker = beside(&way, |way| {
            way.gate.announce(1, 25);
            way.shown.store(50, Ordering::Relaxed);
            way.gate.announce(1, 50);
        });
        assert!(way.gate.wait(1, 50, LIMIT));
        assert_eq!(way.shown.load(Ordering::Relaxed), 50);
        join([worker]);
    });
}

#[test]
fn who_waits_for_an_update_wakes_though_the_worker_is_already_in_the_next_stream() {
    check(|| {
        let way = Arc::new(Way::default());
        let worker = beside(&way, |way| way.gate.announce(2, 25));
        assert!(way.gate.wait(1, 50, LIMIT));
        join([worker]);
    });
}

#[test]
fn who_leaves_has_heard_what_was_handed_over_and_is_waited_for() {
    check(|| {
        let way = Arc::new(Way::default());
        let worker = beside(&way, |way| {
            // As the worker does it: asks first, then hears, then leaves.
            while !way.gate.closed() {
                loom::thread::yield_now();
            }
            assert_eq!(way.shown.load(Ordering::Relaxed), 1, "what was handed over before the end");
            way.shown.store(2, Ordering::Relaxed);
            way.gate.leave();
        });
        way.shown.store(1, Ordering::Relaxed);
        way.gate.close();
        way.gate.wait_until_left();
        assert_eq!(way.shown.load(Ordering::Relaxed), 2, "what it has heard last");
        join([worker]);
    });
}

#[test]
fn an_update_and_a_farewell_wake_two_who_wait() {
    check(|| {
        let way = Arc::new(Way::default());
        let audio = beside(&way, |way| assert!(way.gate.wait(1, 25, LIMIT)));
        let worker = beside(&way, |way| {
            way.gate.announce(1, 25);
            way.gate.leave();
        });
        way.gate.wait_until_left();
        join([audio, worker]);
    });
}
