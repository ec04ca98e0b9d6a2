//! The allocator of everything that is built into this module: it counts, and it watches the audio callback.
//!
//! Counted by thread [`Role`], always, in release builds too: an allocation inside
//! [`audio_callback`](crate::rt::guard::audio_callback) is one that should not be there. In debug builds such an
//! allocation goes to `assert_no_alloc`, which aborts.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use engine::telemetry::Role;

#[cfg(debug_assertions)]
use assert_no_alloc::AllocDisabler as Watched;
#[cfg(not(debug_assertions))]
use std::alloc::System as Watched;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

static BYTES_IN_USE: AtomicUsize = AtomicUsize::new(0);
static PEAK_BYTES: AtomicUsize = AtomicUsize::new(0);
static ALLOCATIONS: [AtomicUsize; Role::COUNT] = [const { AtomicUsize::new(0) }; Role::COUNT];
static CALLBACK_ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    /// Whether this thread is inside the audio callback. Constant and without a destructor: setting it never
    /// allocates here (the system may have to map the module's thread-locals at their first touch, which is why
    /// `Plugin::reset` touches them before the first block).
    static IN_CALLBACK: Cell<bool> = const { Cell::new(false) };
    /// Whose work this thread does outside the audio callback. As above.
    static ROLE: Cell<Role> = const { Cell::new(Role::Other) };
    /// Allocations and deallocations of this thread inside the audio callback.
    static COUNT: Cell<u64> = const { Cell::new(0) };
}

/// What this module has allocated, in the whole process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// Bytes that are allocated now.
    pub bytes_in_use: usize,
    /// The most that ever were at a time.
    pub peak_bytes: usize,
    /// Allocations so far, by [`Role`].
    pub allocations: [usize; Role::COUNT],
    /// Calls of the allocator from inside the audio callback so far, freeing included.
    pub callback_allocations: usize,
}

/// What this module has allocated up to now. Cheap: a few atomics.
///
/// How fast it grows is what [`memory`](super::memory) makes of the bytes in use.
pub fn usage() -> Usage {
    let bytes_in_use = BYTES_IN_USE.load(Ordering::Relaxed);
    Usage {
        bytes_in_use,
        // An allocation counts in both, one after the other.
        peak_bytes: PEAK_BYTES.load(Ordering::Relaxed).max(bytes_in_use),
        allocations: ALLOCATIONS.each_ref().map(|count| count.load(Ordering::Relaxed)),
        callback_allocations: CALLBACK_ALLOCATIONS.load(Ordering::Relaxed),
    }
}

/// So many bytes beside the allocator's came, or went if it is less than none: a mapping of ours. They count as bytes
/// in use, and not as an allocation.
pub fn count_mapped(bytes: isize) {
    if bytes < 0 {
        BYTES_IN_USE.fetch_sub(bytes.unsigned_abs(), Ordering::Relaxed);
    } else {
        in_use_grown(bytes.unsigned_abs());
    }
}

/// So many bytes more are in use.
fn in_use_grown(bytes: usize) {
    let now = BYTES_IN_USE.fetch_add(bytes, Ordering::Relaxed) + bytes;
    if now > PEAK_BYTES.load(Ordering::Relaxed) {
        PEAK_BYTES.fetch_max(now, Ordering::Relaxed);
    }
}

/// This thread is of that role from now on.
pub fn set_role(role: Role) {
    ROLE.set(role);
}

/// This thread is inside the callback, or isn't; returns which it was.
pub(crate) fn set_in_callback(inside: bool) -> bool {
    IN_CALLBACK.replace(inside)
}

/// Calls of the allocator that this thread made inside the audio callback, ever.
pub(crate) fn callback_count() -> u64 {
    COUNT.get()
}

/// Counts, then lets the system allocate.
struct CountingAllocator;

impl CountingAllocator {
    /// Whether the call is let through unwatched. A panic has to allocate its message; it is a fault of its own,
    /// which is caught at the end of the callback.
    fn note(&self) -> bool {
        if !IN_CALLBACK.get() {
            return false;
        }
        COUNT.set(COUNT.get() + 1);
        CALLBACK_ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        thread::panicking()
    }

    fn grown(&self, memory: *mut u8, bytes: usize) {
        if !memory.is_null() {
            in_use_grown(bytes);
            let role = if IN_CALLBACK.get() { Role::Audio } else { ROLE.get() };
            ALLOCATIONS[role as usize].fetch_add(1, Ordering::Relaxed);
        }
    }
}

// SAFETY: every request goes unchanged to the system's allocator (which is also what `AllocDisabler` forwards to,
// so that memory may be taken through the one and given back through the other); the rest is counting.
unsafe impl GlobalAlloc for CountingAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promises are those that both allocators ask for.
        let memory = unsafe { if self.note() { System.alloc(layout) } else { Watched.alloc(layout) } };
        self.grown(memory, layout.size());
        memory
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        let unwatched = self.note();
        // SAFETY: as in `alloc`.
        let memory =
            unsafe { if unwatched { System.alloc_zeroed(layout) } else { Watched.alloc_zeroed(layout) } };
        self.grown(memory, layout.size());
        memory
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        BYTES_IN_USE.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller's promises are those that both allocators ask for.
        unsafe { if self.note() { System.dealloc(memory, layout) } else { Watched.dealloc(memory, layout) } }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, bytes: usize) -> *mut u8 {
        let unwatched = self.note();
        // SAFETY: as in `alloc`.
        let moved = unsafe {
            if unwatched {
                System.realloc(memory, layout, bytes)
            } else {
                Watched.realloc(memory, layout, bytes)
            }
        };
        if !moved.is_null() {
            BYTES_IN_USE.fetch_sub(layout.size(), Ordering::Relaxed);
        }
        self.grown(moved, bytes);
        moved
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_in_use_rise_and_fall_with_a_vector() {
        // Big enough to stand out from what the other tests allocate meanwhile.
        const BYTES: usize = 64 << 20;
        let before = usage();
        let vector = Vec::<u8>::with_capacity(BYTES);
        let during = usage();
        drop(vector);
        let after = usage();
        assert!(during.bytes_in_use >= before.bytes_in_use + BYTES / 2);
        assert!(after.bytes_in_use + BYTES / 2 <= during.bytes_in_use);
        assert!(during.allocations[Role::Other as usize] > before.allocations[Role::Other as usize]);
        assert!(during.peak_bytes >= during.bytes_in_use);
        assert!(after.peak_bytes >= after.bytes_in_use + BYTES / 2, "a peak stays");
    }
}
