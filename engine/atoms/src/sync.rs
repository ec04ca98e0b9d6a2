//! The atomics and locks that all of it is made of: the standard library's, or loom's.

#[cfg(loom)]
mod loomed;

#[cfg(not(loom))]
pub(crate) use std::sync::{
    Condvar, Mutex,
    atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering, fence},
};

#[cfg(loom)]
pub(crate) use self::loomed::{AtomicBool, AtomicU32, AtomicU64, Condvar};
#[cfg(loom)]
pub(crate) use loom::sync::{
    Mutex,
    atomic::{Ordering, fence},
};
#[cfg(all(test, loom))]
pub(crate) use loomed::point;
