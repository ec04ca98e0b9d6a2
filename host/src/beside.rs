//! Other work on the same machine.

use std::{
    hint::black_box,
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

/// Does `work` while every core computes something else.
pub fn with_every_core_busy<T>(work: impl FnOnce() -> T) -> T {
    /// Also where `work` panics: a scope waits for its threads.
    struct Over<'a>(&'a AtomicBool);
    impl Drop for Over<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    black_box((0..10_000_u64).map(black_box).sum::<u64>());
                }
            });
        }
        let _over = Over(&over);
        work()
    })
}
