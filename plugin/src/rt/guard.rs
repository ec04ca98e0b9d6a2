//! The fence around our code on the audio thread: no allocation, and no panic gets out.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    thread,
};

use assert_no_alloc::assert_no_alloc;

use crate::rt::allocator;

/// How a piece of work on the audio thread went.
#[derive(Debug)]
pub struct Outcome<T> {
    /// What the work returned, or the panic it ended in. After a panic nothing that the work touched may be
    /// trusted any more.
    pub result: thread::Result<T>,
    /// How often the work called the allocator. Debug builds abort at the first time. Work within other such work
    /// counts nothing here: the outer one counts it.
    pub allocations: u64,
}

/// Runs `work` as our part of the audio callback.
///
/// A debug build aborts the process when `work` allocates or frees; a release build counts. A panic is caught in
/// both. The normal way allocates nothing itself.
pub fn audio_callback<T>(work: impl FnOnce() -> T) -> Outcome<T> {
    let count = allocator::callback_count();
    let role = allocator::set_in_callback(true);
    let result = catch_unwind(AssertUnwindSafe(|| assert_no_alloc(work)));
    allocator::set_in_callback(role);
    // Spans of a trace allocate, and can't be told from what must not.
    let uncounted = role || cfg!(feature = "trace");
    Outcome { result, allocations: if uncounted { 0 } else { allocator::callback_count() - count } }
}

#[cfg(test)]
mod tests {
    use std::hint::black_box;

    use super::*;

    #[test]
    fn work_that_keeps_to_the_stack_counts_nothing() {
        let outcome = audio_callback(|| (0..1000).sum::<u64>());
        assert_eq!(outcome.result.unwrap(), 499_500);
        assert_eq!(outcome.allocations, 0);
    }

    #[test]
    fn an_allocation_that_is_permitted_is_still_counted() {
        let outcome =
            audio_callback(|| assert_no_alloc::permit_alloc(|| drop(black_box(Box::new([0_u8; 64])))));
        assert_eq!(outcome.allocations, 2, "one to take, one to give back");
    }

    #[test]
    fn an_allocation_in_a_callback_within_a_callback_is_counted_once() {
        let outcome = audio_callback(|| {
            let inner = audio_callback(|| {
                assert_no_alloc::permit_alloc(|| drop(black_box(Box::new([0_u8; 64]))));
            });
            inner.allocations
        });
        assert_eq!((outcome.result.unwrap(), outcome.allocations), (0, 2));
    }

    #[test]
    fn a_panic_is_caught_and_the_thread_is_as_before() {
        let outcome = audio_callback(|| panic!("on the audio thread, number {}", black_box(7)));
        let payload = outcome.result.unwrap_err();
        assert_eq!(payload.downcast_ref::<String>().unwrap(), "on the audio thread, number 7");
        drop(payload);
        assert_eq!(audio_callback(|| ()).allocations, 0);
    }
}
