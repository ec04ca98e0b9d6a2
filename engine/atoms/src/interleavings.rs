//! Every order in which threads can get at what they share, as far as loom tries them: a thread is interrupted only so
//! often as `LOOM_MAX_PREEMPTIONS` says, or twice.

mod gate;
mod histogram;
mod kept;
mod newest;
mod ring;

use std::{collections::BTreeSet, sync::Mutex};

use loom::{model::Builder, sync::Arc, thread::JoinHandle};

use crate::sync::{AtomicU64, Ordering, point};

/// Runs a test in every order.
fn check(test: impl Fn() + Sync + Send + 'static) {
    let mut builder = Builder::new();
    builder.preemption_bound = builder.preemption_bound.or(Some(2));
    builder.check(move || {
        // Made here, before there are threads, so that nothing is handed over with it.
        point();
        test();
    });
}

/// Does `work` with something shared, on a thread of its own.
fn beside<T: Send + Sync + 'static>(shared: &Arc<T>, work: impl FnOnce(&T) + 'static) -> JoinHandle<()> {
    let shared = Arc::clone(shared);
    loom::thread::spawn(move || work(&shared))
}

fn join<const N: usize>(threads: [JoinHandle<()>; N]) {
    threads.into_iter().for_each(|thread| thread.join().expect("the thread has not panicked"));
}

/// What loom must be able to find, or the other tests say nothing: a reader sees a message's flag, and stale or not
/// what the writer wrote before it, though the writer has loaded the flag itself.
#[test]
fn orders_are_not_left_out() {
    let seen = std::sync::Arc::new(Mutex::new(BTreeSet::new()));
    let found = std::sync::Arc::clone(&seen);
    check(move || {
        let message = Arc::new([(); 2].map(|()| AtomicU64::new(0)));
        let writer = beside(&message, |[text, flag]| {
            let count = flag.load(Ordering::Relaxed);
            text.store(1, Ordering::Relaxed);
            flag.store(count + 1, Ordering::Relaxed);
        });
        let [text, flag] = &*message;
        let (flag, text) = (flag.load(Ordering::Relaxed), text.load(Ordering::Relaxed));
        found.lock().expect("no test has failed").insert((flag, text));
        join([writer]);
    });
    assert_eq!(*seen.lock().expect("no test has failed"), [(0, 0), (0, 1), (1, 0), (1, 1)].into());
}
