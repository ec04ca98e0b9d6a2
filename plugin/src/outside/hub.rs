//! A thread that serves guests of all instances, and ends with the last of them.

use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use engine::{
    runtime::thread::{Spawned, spawn},
    span,
};

/// Between two looks while nobody wants one earlier. Who enters or ends it wakes it.
const IDLE: Duration = Duration::from_secs(5);

/// Who is served.
pub trait Guest: Send {
    /// Does what is due at `now`; when it is to be called again, none if it leaves.
    fn serve(&mut self, now: Instant) -> Option<Instant>;
}

/// Where the thread of one kind is found, one a module.
pub type Place = Mutex<Weak<Hub>>;

/// A handle on a thread; it ends when the last handle is dropped and its guests have left. Nobody waits for that,
/// except with [`ends_within`](Self::ends_within).
pub struct Hub {
    inbox: Arc<Inbox>,
    thread: Spawned,
}

#[derive(Default)]
struct Inbox {
    guests: Mutex<Vec<Box<dyn Guest>>>,
    stop: AtomicBool,
}

impl Hub {
    /// Brings a guest to the thread of a kind, which is started if need be.
    ///
    /// # Errors
    /// If the system grants no thread.
    pub fn enter(place: &Place, name: &str, guest: Box<dyn Guest>) -> io::Result<Arc<Self>> {
        let mut known = place.lock().unwrap_or_else(PoisonError::into_inner);
        let hub = match known.upgrade().filter(|hub| !hub.thread.has_ended()) {
            Some(hub) => hub,
            None => {
                let inbox = Arc::<Inbox>::default();
                let post = Arc::clone(&inbox);
                let hub = Arc::new(Self { inbox, thread: spawn(name, move || post.work())? });
                *known = Arc::downgrade(&hub);
                hub
            }
        };
        drop(known);
        hub.inbox.lock().push(guest);
        hub.wake();
        Ok(hub)
    }

    /// Makes the thread look at once.
    pub fn wake(&self) {
        self.thread.thread().unpark();
    }

    /// Lets go of the handle. If it was the last one, waits until the thread has ended, but no longer than `limit`.
    pub fn ends_within(hub: Arc<Self>, limit: Duration) {
        if let Some(hub) = Arc::into_inner(hub) {
            hub.stop();
            hub.thread.join_within(limit);
        }
    }

    fn stop(&self) {
        self.inbox.stop.store(true, Ordering::Release);
        self.wake();
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Inbox {
    fn lock(&self) -> MutexGuard<'_, Vec<Box<dyn Guest>>> {
        self.guests.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self) {
        let mut guests = Vec::new();
        loop {
            // Asked first: who stops it has told its guest to leave before.
            let stop = self.stop.load(Ordering::Acquire);
            guests.append(&mut self.lock());
            let now = Instant::now();
            let mut next = now + IDLE;
            guests.retain_mut(|guest| {
                span!("outside");
                // One that panics is gone, the others are served.
                let due = catch_unwind(AssertUnwindSafe(|| guest.serve(now))).ok().flatten();
                next = due.map_or(next, |due| next.min(due));
                due.is_some()
            });
            if stop && guests.is_empty() {
                return;
            }
            thread::park_timeout(next.saturating_duration_since(Instant::now()));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicU32;

    use super::*;

    struct Counts(Arc<AtomicU32>, Arc<AtomicBool>);

    impl Guest for Counts {
        fn serve(&mut self, now: Instant) -> Option<Instant> {
            self.0.fetch_add(1, Ordering::Relaxed);
            let leaves = self.1.load(Ordering::Acquire);
            (!leaves).then_some(now + Duration::from_millis(1))
        }
    }

    struct Panics;

    impl Guest for Panics {
        fn serve(&mut self, _now: Instant) -> Option<Instant> {
            panic!("by intention")
        }
    }

    fn wait_for(count: &AtomicU32, least: u32) {
        while count.load(Ordering::Relaxed) < least {
            thread::sleep(Duration::from_millis(1));
        }
    }

    #[test]
    fn one_thread_serves_all_and_ends_with_the_last() {
        static PLACE: Place = Mutex::new(Weak::new());
        let guest = || (Arc::<AtomicU32>::default(), Arc::<AtomicBool>::default());
        let ((first, first_leaves), (second, second_leaves)) = (guest(), guest());
        let enter = |count: &Arc<AtomicU32>, leaves: &Arc<AtomicBool>| {
            Hub::enter(&PLACE, "hub", Box::new(Counts(Arc::clone(count), Arc::clone(leaves)))).unwrap()
        };
        let one = enter(&first, &first_leaves);
        let other = enter(&second, &second_leaves);
        assert!(Arc::ptr_eq(&one, &other));
        let third = Hub::enter(&PLACE, "hub", Box::new(Panics)).unwrap();
        wait_for(&first, 5);
        wait_for(&second, 5);
        drop(third);
        first_leaves.store(true, Ordering::Release);
        Hub::ends_within(one, Duration::from_secs(10));
        let before = second.load(Ordering::Relaxed);
        wait_for(&second, before + 2);
        second_leaves.store(true, Ordering::Release);
        let inbox = Arc::downgrade(&other.inbox);
        Hub::ends_within(other, Duration::from_secs(10));
        assert_eq!(inbox.strong_count(), 0, "the thread has ended");
        assert!(PLACE.lock().unwrap().upgrade().is_none());
    }
}
