//! loom's atomics and condition variable, with what they lack.

use std::{
    sync::{LockResult, PoisonError},
    time::Duration,
};

use loom::sync::{
    MutexGuard,
    atomic::{self, Ordering},
};

loom::lazy_static! {
    static ref POINTS: atomic::AtomicU64 = atomic::AtomicU64::new(0);
}

/// A point at which the thread may be interrupted.
///
/// loom leaves orders out that make no difference, but takes too many for such: it compares a store with the last access
/// of the same atomic only, so that after `a.load()` by a reader and `a.load()`, `a.store()` by a writer it never tries
/// the store before the reader's load. Here every access is preceded by a store into one and the same atomic, which
/// makes a difference to all others, and as nobody loads it, it makes nothing visible that wouldn't be so without.
pub(crate) fn point() {
    POINTS.store(0, Ordering::Relaxed);
}

/// An atomic of loom's with a point before each access.
macro_rules! atomic {
    ($name:ident, $value:ty) => {
        #[derive(Debug, Default)]
        pub(crate) struct $name(atomic::$name);

        #[allow(dead_code, reason = "not every type needs every access")]
        impl $name {
            pub fn new(value: $value) -> Self {
                Self(atomic::$name::new(value))
            }

            pub fn load(&self, order: Ordering) -> $value {
                point();
                self.0.load(order)
            }

            pub fn store(&self, value: $value, order: Ordering) {
                point();
                self.0.store(value, order);
            }
        }
    };
}

/// The same for a number.
macro_rules! number {
    ($name:ident, $value:ty) => {
        atomic!($name, $value);

        #[allow(dead_code, reason = "not every type needs every access")]
        impl $name {
            pub fn fetch_add(&self, value: $value, order: Ordering) -> $value {
                point();
                self.0.fetch_add(value, order)
            }

            pub fn fetch_max(&self, value: $value, order: Ordering) -> $value {
                point();
                self.0.fetch_max(value, order)
            }

            pub fn compare_exchange(
                &self,
                current: $value,
                new: $value,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$value, $value> {
                point();
                self.0.compare_exchange(current, new, success, failure)
            }
        }
    };
}

atomic!(AtomicBool, bool);
number!(AtomicU32, u32);
number!(AtomicU64, u64);

/// loom knows no time: this waits for ever, unless it may not wait at all.
#[derive(Debug)]
pub(crate) struct Condvar(loom::sync::Condvar);

impl Condvar {
    pub fn new() -> Self {
        Self(loom::sync::Condvar::new())
    }

    pub fn notify_all(&self) {
        self.0.notify_all();
    }

    pub fn wait_timeout_while<'a, T>(
        &self,
        mut guard: MutexGuard<'a, T>,
        limit: Duration,
        mut waits: impl FnMut(&mut T) -> bool,
    ) -> LockResult<(MutexGuard<'a, T>, ())> {
        while !limit.is_zero() && waits(&mut guard) {
            guard = self.0.wait(guard).unwrap_or_else(PoisonError::into_inner);
        }
        Ok((guard, ()))
    }
}
