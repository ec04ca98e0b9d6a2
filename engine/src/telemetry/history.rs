//! The history of an instance's moods, in pages.

use std::{
    collections::VecDeque,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use crate::mood::Update;

/// One update, and when it was.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// Rises by one from update to update as long as the instance lives.
    pub index: u64,
    /// Rises by one whenever a stream begins anew and `update.hops` with it.
    pub generation: u32,
    /// What was detected.
    pub update: Update,
    /// Seconds of audio that this instance has heard in all its streams, up to the end of this update's audio.
    /// Never falls.
    pub elapsed_seconds: f64,
    /// Where this update's audio ends on the host's timeline, in seconds; none while the host's transport stands
    /// still, or if the host says nothing of it.
    pub host_seconds: Option<f64>,
}

/// How much memory a [`History`] uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HistoryUsage {
    /// Updates that are kept.
    pub entries: usize,
    /// Pages that they fill.
    pub used_pages: usize,
    /// Pages that wait for use.
    pub free_pages: usize,
    /// Bytes of all pages.
    pub bytes: usize,
}

/// The updates of at least the last hour, in pages of 10 minutes that are used again and never move.
///
/// The worker writes, anybody but the audio thread reads: both sides take a lock, and nothing is done under it but
/// copying. An instance has no page before its first update, [`MIN_PAGES`](Self::MIN_PAGES) from then on, and up to
/// [`HOUR_PAGES`](Self::HOUR_PAGES) as it hears more.
#[derive(Debug)]
pub struct History {
    pages: Mutex<Pages>,
    /// Index of the next update, to be read without the lock.
    next: AtomicU64,
}

impl History {
    /// Updates of a page: 10 minutes.
    pub const PAGE_UPDATES: usize = 10 * 60 * 2;
    /// Pages that are there whether they are used or not.
    pub const MIN_PAGES: usize = 3;
    /// Pages that hold an hour even while the newest of them is nearly empty.
    pub const HOUR_PAGES: usize = 7;
    /// More pages are never there.
    pub const MAX_PAGES: usize = 10;

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

    /// Keeps no more than `pages` pages, [`MIN_PAGES`](Self::MIN_PAGES) to [`MAX_PAGES`](Self::MAX_PAGES), from
    /// now on: more for a longer look back than an hour, less where memory is scarce. The oldest go.
    pub fn limit_pages(&self, pages: usize) {
        let spare = self.lock().limit(pages);
        drop(spare);
    }

    /// How much memory it uses.
    pub fn usage(&self) -> HistoryUsage {
        self.lock().usage()
    }

    /// A new stream begins. Worker thread.
    pub(super) fn begin_stream(&self) {
        self.lock().begin_stream();
    }

    /// Keeps an update, and returns the hops that were heard in all streams. Worker thread.
    pub(super) fn push(&self, update: Update, host_seconds: Option<f64>) -> u64 {
        let mut pages = self.lock();
        pages.push(update, host_seconds);
        self.next.store(pages.next, Ordering::Release);
        pages.heard_hops()
    }

    fn lock(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for History {
    fn default() -> Self {
        Self { pages: Mutex::new(Pages::new()), next: AtomicU64::new(0) }
    }
}

/// What is under the lock. All pages in use but the newest are full, and their indices follow each other.
#[derive(Debug)]
struct Pages {
    used: VecDeque<Page>,
    free: Vec<Page>,
    limit: usize,
    next: u64,
    generation: u32,
    /// Hops of all streams before this one, and of this one.
    hops_before: u64,
    hops: u64,
}

#[derive(Debug)]
struct Page {
    first: u64,
    entries: Vec<Kept>,
}

/// An entry without what its place says.
#[derive(Clone, Copy, Debug)]
struct Kept {
    update: Update,
    elapsed_seconds: f64,
    /// Not a number if it isn't known.
    host_seconds: f64,
    generation: u32,
}

impl Page {
    fn new() -> Self {
        Self { first: 0, entries: Vec::with_capacity(History::PAGE_UPDATES) }
    }

    fn is_full(&self) -> bool {
        self.entries.len() == History::PAGE_UPDATES
    }

    fn entry(&self, offset: usize) -> Option<Entry> {
        let Kept { update, elapsed_seconds, host_seconds, generation } = *self.entries.get(offset)?;
        let host_seconds = (!host_seconds.is_nan()).then_some(host_seconds);
        Some(Entry { index: self.first + offset as u64, generation, update, elapsed_seconds, host_seconds })
    }
}

impl Pages {
    fn new() -> Self {
        Self {
            used: VecDeque::with_capacity(History::MAX_PAGES),
            free: Vec::with_capacity(History::MAX_PAGES),
            limit: History::HOUR_PAGES,
            next: 0,
            generation: 0,
            hops_before: 0,
            hops: 0,
        }
    }

    fn first(&self) -> u64 {
        self.used.front().map_or(self.next, |page| page.first)
    }

    fn heard_hops(&self) -> u64 {
        self.hops_before + self.hops
    }

    fn count_since(&self, index: u64) -> usize {
        self.next.saturating_sub(index.max(self.first())) as usize
    }

    fn begin_stream(&mut self) {
        // A stream without an update leaves no trace, so that counts don't depend on how often the worker looked.
        if self.hops > 0 {
            self.hops_before += self.hops;
            self.hops = 0;
            self.generation = self.generation.wrapping_add(1);
        }
    }

    fn push(&mut self, update: Update, host_seconds: Option<f64>) {
        if self.used.back().is_none_or(Page::is_full) {
            let page = self.blank();
            self.used.push_back(page);
        }
        self.hops = update.hops;
        let kept = Kept {
            update,
            elapsed_seconds: Update::seconds_of(self.heard_hops()),
            host_seconds: host_seconds.unwrap_or(f64::NAN),
            generation: self.generation,
        };
        if let Some(page) = self.used.back_mut() {
            page.entries.push(kept);
        }
        self.next += 1;
    }

    /// A page for what comes next: one that waits, the oldest one where no more are allowed, or a new one.
    fn blank(&mut self) -> Page {
        while self.used.len() + self.free.len() < History::MIN_PAGES {
            self.free.push(Page::new());
        }
        let oldest = if self.used.len() >= self.limit { self.used.pop_front() } else { None };
        let mut page = oldest.or_else(|| self.free.pop()).unwrap_or_else(Page::new);
        page.entries.clear();
        page.first = self.next;
        page
    }

    fn read_since(&self, index: u64, into: &mut Vec<Entry>) {
        let skip = index.saturating_sub(self.first()) as usize;
        let (page, mut offset) = (skip / History::PAGE_UPDATES, skip % History::PAGE_UPDATES);
        for page in self.used.iter().skip(page) {
            into.extend((offset..page.entries.len()).map_while(|offset| page.entry(offset)));
            offset = 0;
        }
    }

    fn latest(&self) -> Option<Entry> {
        self.used.back().and_then(|page| page.entry(page.entries.len().checked_sub(1)?))
    }

    /// Returns the pages that are not needed any more, to be freed where nobody waits.
    fn clear(&mut self) -> Vec<Page> {
        self.free.extend(self.used.drain(..));
        self.spare()
    }

    fn limit(&mut self, pages: usize) -> Vec<Page> {
        self.limit = pages.clamp(History::MIN_PAGES, History::MAX_PAGES);
        let surplus = self.used.len().saturating_sub(self.limit);
        self.free.extend(self.used.drain(..surplus));
        self.spare()
    }

    /// Takes the free pages beyond those that are always there.
    fn spare(&mut self) -> Vec<Page> {
        let keep = History::MIN_PAGES.saturating_sub(self.used.len());
        self.free.drain(keep.min(self.free.len())..).collect()
    }

    fn usage(&self) -> HistoryUsage {
        let pages = self.used.len() + self.free.len();
        HistoryUsage {
            entries: self.used.iter().map(|page| page.entries.len()).sum(),
            used_pages: self.used.len(),
            free_pages: self.free.len(),
            bytes: pages * History::PAGE_UPDATES * size_of::<Kept>(),
        }
    }
}
