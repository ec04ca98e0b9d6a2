//! One page: memory that is taken from the system by itself, and given back to it as a whole.
//!
//! So a page that goes leaves no hole in the heap of the host's process, and one that nobody has written to takes no
//! memory yet.

use std::{io, mem::MaybeUninit, slice, sync::OnceLock};

use memmap2::MmapMut;

use crate::mood::{Moods, State};

/// Updates of a page: 10 minutes.
pub(super) const PAGE_UPDATES: usize = 10 * 60 * 2;
/// Bytes of a page.
pub(super) const PAGE_BYTES: usize = PAGE_UPDATES * size_of::<Kept>();

/// Who counts the bytes of pages.
static COUNT: OnceLock<fn(isize)> = OnceLock::new();

/// Has `count` told of the bytes of every page that comes (positive) or goes (negative) from now on, in addition to
/// what an allocator counts: pages are not the heap's. The first one who asks has it.
pub fn count_pages_with(count: fn(isize)) {
    let _ = COUNT.set(count);
}

/// An entry without what its place says, in few bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kept {
    pub begun: f64,
    pub elapsed_seconds: f64,
    /// NaN if it isn't known.
    pub host_seconds: f64,
    pub hops: u32,
    pub generation: u32,
    pub music: f32,
    pub change: bool,
    pub state: State,
    pub moods: Option<Moods>,
}

/// Room for 10 minutes.
#[derive(Debug)]
pub(super) struct Page {
    /// Index of its first update.
    pub first: u64,
    memory: MmapMut,
    /// Updates that it holds, and the most that it ever held: as far as it was written to.
    count: usize,
    touched: usize,
    counted_by: Option<fn(isize)>,
}

impl Page {
    /// A new one of the system's.
    ///
    /// # Errors
    /// If there is no memory left.
    pub fn map() -> io::Result<Self> {
        // The system gives whole pages of its own, which begin where anything may.
        const { assert!(align_of::<Kept>() <= 4096) };
        let memory = MmapMut::map_anon(PAGE_BYTES)?;
        let counted_by = COUNT.get().copied();
        counted_by.inspect(|count| count(PAGE_BYTES as isize));
        Ok(Self { first: 0, memory, count: 0, touched: 0, counted_by })
    }

    pub fn is_full(&self) -> bool {
        self.count == PAGE_UPDATES
    }

    /// Bytes that were written to, and so take memory.
    pub fn touched_bytes(&self) -> usize {
        self.touched * size_of::<Kept>()
    }

    /// Empties it; its next update will have this index.
    pub fn begin(&mut self, first: u64) {
        (self.first, self.count) = (first, 0);
    }

    /// Adds an update, if there is room.
    pub fn push(&mut self, kept: Kept) {
        let memory = self.memory.as_mut_ptr().cast::<MaybeUninit<Kept>>();
        // SAFETY: the mapping has so many bytes, begins at a page of the system's, and is lent by `self`; what is in
        // it need not be initialised.
        let slots = unsafe { slice::from_raw_parts_mut(memory, PAGE_UPDATES) };
        if let Some(slot) = slots.get_mut(self.count) {
            slot.write(kept);
            self.count += 1;
            self.touched = self.touched.max(self.count);
        }
    }

    /// Its updates.
    pub fn kept(&self) -> &[Kept] {
        // SAFETY: as in `push`, which has written so many.
        unsafe { slice::from_raw_parts(self.memory.as_ptr().cast(), self.count) }
    }

    /// Where it lies.
    #[cfg(test)]
    pub fn place(&self) -> usize {
        self.memory.as_ptr().addr()
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.counted_by.inspect(|count| count(-(PAGE_BYTES as isize)));
    }
}
