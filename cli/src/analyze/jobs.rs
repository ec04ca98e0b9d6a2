//! Work on several threads whose results come in the order of the items.

use std::{
    ops::ControlFlow,
    sync::{
        Mutex, PoisonError,
        mpsc::{self, Receiver},
    },
    thread,
};

use super::backlog::Backlog;

/// Items that may be finished, or at work, ahead of the one whose results are being consumed, for each thread.
const AHEAD: usize = 4;

/// Bytes of results that may wait, together: those of a hundred hours of music, so that hardly anybody is held up.
const WAITING: usize = 96 << 20;

/// Calls `work` for each item, on as many threads as said, and `consume`, on this thread, with the index of the
/// item and each result that `work` emits: all of the first item, then all of the second, as they come. What waits
/// to be consumed is bounded by a few items for each thread, and, as `weigh` says how large a result is, by its size.
///
/// Emitting says whether results are still wanted: after `consume` broke off they aren't, and no further item is
/// begun.
pub fn in_order<I: Sync, R: Send, B>(
    items: &[I],
    threads: usize,
    weigh: fn(&R) -> usize,
    work: impl Fn(&I, &mut dyn FnMut(R) -> bool) + Sync,
    mut consume: impl FnMut(usize, R) -> ControlFlow<B>,
) -> ControlFlow<B> {
    let threads = threads.clamp(1, items.len().max(1));
    let (queue, results) = mpsc::sync_channel::<Receiver<R>>(AHEAD * threads);
    let next = Mutex::new((0, Some(queue)));
    let backlog = Backlog::new(WAITING);
    // An item's results get their place in the queue in the moment that the item is taken.
    let take = || {
        let mut next = next.lock().unwrap_or_else(PoisonError::into_inner);
        let (index, queue) = &mut *next;
        let item = items.get(*index);
        let (sender, receiver) = mpsc::channel();
        if item.is_none() || queue.as_ref().is_none_or(|queue| queue.send(receiver).is_err()) {
            // The last sender has to go, so that the results end.
            *queue = None;
            return None;
        }
        *index += 1;
        item.map(|item| (*index - 1, item, sender))
    };
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((index, item, sender)) = take() {
                    work(item, &mut |result| {
                        backlog.add(index, weigh(&result));
                        sender.send(result).is_ok()
                    });
                }
            });
        }
        // Moved in, so that breaking off closes the queue before the threads are waited for.
        let results = results;
        let _closing = backlog.closing();
        for (index, item) in results.iter().enumerate() {
            backlog.turn_to(index);
            for result in item {
                backlog.remove(weigh(&result));
                consume(index, result)?;
            }
        }
        ControlFlow::Continue(())
    })
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicUsize, Ordering},
        time::Duration,
    };

    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        let items: Vec<u64> = (0..40).collect();
        for threads in [1, 2, 7, 100] {
            let mut found = Vec::new();
            let done: ControlFlow<()> = in_order(
                &items,
                threads,
                |_| 1,
                |item, emit| {
                    thread::sleep(Duration::from_micros((item * 7919) % 500));
                    (0..3).for_each(|part| assert!(emit(item * 10 + part)));
                },
                |index, result| {
                    found.push((index as u64, result));
                    ControlFlow::Continue(())
                },
            );
            assert!(done.is_continue());
            let expected: Vec<_> =
                items.iter().flat_map(|item| (0..3).map(move |part| (*item, item * 10 + part))).collect();
            assert_eq!(found, expected, "{threads} threads");
        }
    }

    #[test]
    fn no_items_give_no_results() {
        let done: ControlFlow<()> =
            in_order(&[], 3, |()| 0, |_: &u8, _| {}, |_, ()| panic!("a result of nothing"));
        assert!(done.is_continue());
    }

    #[test]
    fn breaking_off_ends_the_work() {
        let begun = AtomicUsize::new(0);
        let done = in_order(
            &[0; 1000],
            2,
            |()| 0,
            |_, emit| {
                begun.fetch_add(1, Ordering::Relaxed);
                while emit(()) {
                    thread::sleep(Duration::from_micros(100));
                }
            },
            |index, ()| ControlFlow::Break(index),
        );
        assert_eq!(done, ControlFlow::Break(0));
        assert!(begun.into_inner() <= 3);
    }

    #[test]
    fn work_does_not_run_far_ahead_of_who_consumes() {
        let finished = AtomicUsize::new(0);
        let done: ControlFlow<()> = in_order(
            &[0; 200],
            2,
            |()| 0,
            |_, emit| {
                finished.fetch_add(1, Ordering::Relaxed);
                emit(());
            },
            |index, ()| {
                thread::sleep(Duration::from_micros(200));
                assert!(finished.load(Ordering::Relaxed) <= index + 1 + 2 * AHEAD + 3);
                ControlFlow::Continue(())
            },
        );
        assert!(done.is_continue());
    }

    #[test]
    fn results_that_wait_are_no_more_than_there_is_room_for() {
        const SIZE: usize = WAITING / 10;
        let waiting = AtomicUsize::new(0);
        for leaves in [false, true] {
            let done: ControlFlow<()> = in_order(
                &[(); 8],
                8,
                |_| SIZE,
                |(), emit| {
                    for _ in 0..20 {
                        waiting.fetch_add(1, Ordering::Relaxed);
                        if !emit(()) {
                            break;
                        }
                    }
                },
                |_, ()| {
                    // Those of the others, and the one that each of them holds in its hand.
                    assert!(waiting.load(Ordering::Relaxed) <= 20 + 10 + 8);
                    waiting.fetch_sub(1, Ordering::Relaxed);
                    thread::sleep(Duration::from_micros(200));
                    if leaves { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                },
            );
            assert_eq!(done.is_break(), leaves);
            waiting.store(0, Ordering::Relaxed);
        }
    }
}
