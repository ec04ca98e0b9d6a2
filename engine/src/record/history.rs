//! The history of an instance's moods, in pages.

mod entry;
mod page;
mod pages;
mod pool;
#[cfg(test)]
mod tests;

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicU64, Ordering},
};

pub use self::{
    entry::{Entry, HistoryUsage},
    page::count_pages_with,
    pool::{GivenBack, PoolReason, Pressure, PressureLevel, PressureSource},
};
use self::{page::Page, pages::Pages};
use crate::mood::Update;

/// The updates of at least the last hour, in pages of 10 minutes that are used again and never move.
///
/// The worker writes, anybody but the audio thread reads: both sides take a lock, and nothing is done under it but
/// copying. An instance has no page before its first update, and one more whenever one is full, up to
/// [`HOUR_PAGES`](Self::HOUR_PAGES); more while somebody [looks back](Self::hold), fewer under
/// [`Pressure`]. A page is memory of its own, taken from the system and given back to it.
#[derive(Debug)]
pub struct History {
    pages: Mutex<Pages>,
    /// Index of the next update, to be read without the lock.
    next: AtomicU64,
}

impl History {
    /// Updates of a page: 10 minutes.
    pub const PAGE_UPDATES: usize = page::PAGE_UPDATES;
    /// The most while memory is very scarce.
    pub const MIN_PAGES: usize = pool::MIN_PAGES;
    /// Pages that hold an hour even while the newest of them is nearly empty.
    pub const HOUR_PAGES: usize = pool::HOUR_PAGES;
    /// More pages are never there.
    pub const MAX_PAGES: usize = pool::MAX_PAGES;

    /// Index of the oldest update that is kept; [`next`](Self::next) if there is none.
    pub fn first(&self) -> u64 {
        self.lock().first()
    }

    /// Index that the next update will have. Takes no lock.
    pub fn next(&self) -> u64 {
        self.next.load(Ordering::Acquire)
    }

    /// Adds the updates from `index` on to `into`, as far as they are kept, in order and without a gap; returns the
    /// index to ask for next time. Takes no lock if there is nothing new.
    pub fn read_since(&self, index: u64, into: &mut Vec<Entry>) -> u64 {
        let next = self.next();
        if index >= next {
            return next;
        }
        // The worker may write a few more until the copy is made.
        into.reserve(self.lock().count_since(index) + 4);
        let pages = self.lock();
        pages.read_since(index, into);
        pages.next
    }

    /// The newest update.
    pub fn latest(&self) -> Option<Entry> {
        self.lock().latest()
    }

    /// Forgets all updates. Indices, generations and elapsed seconds go on.
    pub fn clear(&self) {
        let spare = self.lock().clear();
        drop(spare);
    }

    /// Somebody looks at a time that stands still, or no longer: meanwhile up to [`MAX_PAGES`](Self::MAX_PAGES) are
    /// kept, so that what is shown can still be exported.
    pub fn hold(&self, held: bool) {
        let change = |holders: usize| if held { holders + 1 } else { holders.saturating_sub(1) };
        let spare = self.lock().change_demand(|demand| demand.holders = change(demand.holders));
        drop(spare);
    }

    /// Memory is scarce from now on, or not any more: the oldest pages go, or more may come. What was given back.
    pub fn set_pressure(&self, pressure: Pressure) -> GivenBack {
        let spare = self.lock().change_demand(|demand| demand.pressure = pressure);
        given_back(&spare)
    }

    /// Gives back the pages that wait for use. What was given back.
    pub fn tidy(&self) -> GivenBack {
        let touched = self.lock().tidy();
        given_back(&touched)
    }

    /// How much memory it uses.
    pub fn usage(&self) -> HistoryUsage {
        self.lock().usage()
    }

    /// The instance begins anew, and counts seconds from 0. Worker thread.
    pub(crate) fn reset(&self) {
        self.lock().reset();
    }

    /// A new stream begins after a silence. Worker thread.
    pub(crate) fn begin_stream(&self) {
        self.lock().begin_stream();
    }

    /// Keeps an update, and returns the seconds that were heard since the instance was made. Worker thread.
    pub(crate) fn push(&self, update: Update, host_seconds: Option<f64>) -> f64 {
        let mut pages = self.lock();
        pages.push(update, host_seconds);
        self.next.store(pages.next, Ordering::Release);
        pages.heard_seconds()
    }

    fn lock(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn given_back(pages: &[Page]) -> GivenBack {
    GivenBack { pages: pages.len(), bytes: pages.iter().map(Page::touched_bytes).sum() }
}

impl Default for History {
    fn default() -> Self {
        Self { pages: Mutex::new(Pages::new()), next: AtomicU64::new(0) }
    }
}
