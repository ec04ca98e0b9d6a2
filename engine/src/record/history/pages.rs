//! What a history has under its lock.

use std::collections::VecDeque;

use super::entry::{Entry, HistoryUsage};
use crate::mood::{Moods, State, Update};

/// Updates of a page: 10 minutes.
pub(super) const PAGE_UPDATES: usize = 10 * 60 * 2;
/// Pages that are there whether they are used or not.
pub(super) const MIN_PAGES: usize = 3;
/// Pages that hold an hour even while the newest of them is nearly empty.
pub(super) const HOUR_PAGES: usize = 7;
/// More pages are never there.
pub(super) const MAX_PAGES: usize = 10;

/// The pages in use, oldest first, and those that wait for use. All pages in use but the newest are full, and their
/// indices follow each other.
#[derive(Debug)]
pub(super) struct Pages {
    used: VecDeque<Page>,
    free: Vec<Page>,
    limit: usize,
    /// Index of the next update.
    pub next: u64,
    generation: u32,
    /// Seconds that were heard before the last reset, and since.
    before: f64,
    since: f64,
    /// Whether this stream has an update.
    begun: bool,
}

#[derive(Debug)]
pub(super) struct Page {
    first: u64,
    entries: Vec<Kept>,
}

/// An entry without what its place says, in few bytes.
#[derive(Clone, Copy, Debug)]
struct Kept {
    begun: f64,
    elapsed_seconds: f64,
    /// NaN if it isn't known.
    host_seconds: f64,
    hops: u32,
    generation: u32,
    music: f32,
    change: bool,
    state: State,
    moods: Option<Moods>,
}

impl Page {
    fn new() -> Self {
        Self { first: 0, entries: Vec::with_capacity(PAGE_UPDATES) }
    }

    fn is_full(&self) -> bool {
        self.entries.len() == PAGE_UPDATES
    }

    fn entry(&self, offset: usize) -> Option<Entry> {
        let Kept { begun, elapsed_seconds, host_seconds, hops, generation, music, change, state, moods } =
            *self.entries.get(offset)?;
        let update = Update { hops: hops.into(), begun, state, music, change, moods };
        let host_seconds = (!host_seconds.is_nan()).then_some(host_seconds);
        Some(Entry { index: self.first + offset as u64, generation, update, elapsed_seconds, host_seconds })
    }
}

impl Pages {
    pub fn new() -> Self {
        Self {
            used: VecDeque::with_capacity(MAX_PAGES),
            free: Vec::with_capacity(MAX_PAGES),
            limit: HOUR_PAGES,
            next: 0,
            generation: 0,
            before: 0.0,
            since: 0.0,
            begun: false,
        }
    }

    pub fn first(&self) -> u64 {
        self.used.front().map_or(self.next, |page| page.first)
    }

    pub fn heard_seconds(&self) -> f64 {
        self.before + self.since
    }

    pub fn count_since(&self, index: u64) -> usize {
        self.next.saturating_sub(index.max(self.first())) as usize
    }

    pub fn reset(&mut self) {
        self.begin_stream();
        self.before += self.since;
        self.since = 0.0;
    }

    pub fn begin_stream(&mut self) {
        // A stream without an update leaves no trace, so that counts don't depend on how often the worker looked.
        if std::mem::take(&mut self.begun) {
            self.generation = self.generation.wrapping_add(1);
        }
    }

    pub fn push(&mut self, update: Update, host_seconds: Option<f64>) {
        if self.used.back().is_none_or(Page::is_full) {
            let page = self.blank();
            self.used.push_back(page);
        }
        (self.since, self.begun) = (update.seconds(), true);
        let Update { hops, begun, state, music, change, moods } = update;
        let kept = Kept {
            begun,
            elapsed_seconds: self.heard_seconds(),
            host_seconds: host_seconds.unwrap_or(f64::NAN),
            // They last for two years.
            hops: hops as u32,
            generation: self.generation,
            music,
            change,
            state,
            moods,
        };
        if let Some(page) = self.used.back_mut() {
            page.entries.push(kept);
        }
        self.next += 1;
    }

    /// A page for what comes next: one that waits, the oldest one where no more are allowed, or a new one.
    fn blank(&mut self) -> Page {
        while self.used.len() + self.free.len() < MIN_PAGES {
            self.free.push(Page::new());
        }
        let oldest = if self.used.len() >= self.limit { self.used.pop_front() } else { None };
        let mut page = oldest.or_else(|| self.free.pop()).unwrap_or_else(Page::new);
        page.entries.clear();
        page.first = self.next;
        page
    }

    pub fn read_since(&self, index: u64, into: &mut Vec<Entry>) {
        let skip = index.saturating_sub(self.first()) as usize;
        let (page, mut offset) = (skip / PAGE_UPDATES, skip % PAGE_UPDATES);
        for page in self.used.iter().skip(page) {
            into.extend((offset..page.entries.len()).map_while(|offset| page.entry(offset)));
            offset = 0;
        }
    }

    pub fn latest(&self) -> Option<Entry> {
        self.used.back().and_then(|page| page.entry(page.entries.len().checked_sub(1)?))
    }

    /// Returns the pages that are not needed any more, to be freed where nobody waits.
    pub fn clear(&mut self) -> Vec<Page> {
        self.free.extend(self.used.drain(..));
        self.spare()
    }

    pub fn limit(&mut self, pages: usize) -> Vec<Page> {
        self.limit = pages.clamp(MIN_PAGES, MAX_PAGES);
        let surplus = self.used.len().saturating_sub(self.limit);
        self.free.extend(self.used.drain(..surplus));
        self.spare()
    }

    /// Takes the free pages beyond those that are always there.
    fn spare(&mut self) -> Vec<Page> {
        let keep = MIN_PAGES.saturating_sub(self.used.len());
        self.free.drain(keep.min(self.free.len())..).collect()
    }

    /// Where the pages lie.
    #[cfg(test)]
    pub fn places(&self) -> impl Iterator<Item = (usize, usize)> {
        let place = |page: &Page| (page.entries.as_ptr().addr(), page.entries.capacity());
        self.used.iter().chain(&self.free).map(place)
    }

    pub fn usage(&self) -> HistoryUsage {
        let pages = self.used.len() + self.free.len();
        HistoryUsage {
            entries: self.used.iter().map(|page| page.entries.len()).sum(),
            used_pages: self.used.len(),
            free_pages: self.free.len(),
            bytes: pages * PAGE_UPDATES * size_of::<Kept>(),
        }
    }
}
