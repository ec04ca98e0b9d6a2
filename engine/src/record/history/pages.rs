//! What a history has under its lock.

use std::collections::VecDeque;

use super::{
    entry::{Entry, HistoryUsage},
    page::{Kept, PAGE_BYTES, PAGE_UPDATES, Page},
    pool::{Demand, MAX_PAGES, MIN_PAGES},
};
use crate::mood::Update;

/// The pages in use, oldest first, and those that wait for use. All pages in use but the newest are full, and their
/// indices follow each other.
#[derive(Debug)]
pub(super) struct Pages {
    used: VecDeque<Page>,
    free: Vec<Page>,
    demand: Demand,
    /// Index of the next update.
    pub next: u64,
    generation: u32,
    /// Seconds that were heard before the last reset, and since.
    before: f64,
    since: f64,
    /// Whether this stream has an update.
    begun: bool,
}

/// The update at a place of a page.
fn entry(page: &Page, offset: usize) -> Option<Entry> {
    let Kept { begun, elapsed_seconds, host_seconds, hops, generation, music, change, state, moods } =
        *page.kept().get(offset)?;
    let update = Update { hops: hops.into(), begun, state, music, change, moods };
    let host_seconds = (!host_seconds.is_nan()).then_some(host_seconds);
    Some(Entry { index: page.first + offset as u64, generation, update, elapsed_seconds, host_seconds })
}

impl Pages {
    pub fn new() -> Self {
        Self {
            used: VecDeque::with_capacity(MAX_PAGES),
            free: Vec::with_capacity(MAX_PAGES),
            demand: Demand::default(),
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
            self.used.extend(page);
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
            page.push(kept);
        }
        self.next += 1;
    }

    /// A page for what comes next: one that waits, the oldest one where no more are allowed or to be had, or a new one;
    /// none if there never was one to be had.
    fn blank(&mut self) -> Option<Page> {
        let (limit, _) = self.demand.limit();
        let oldest = if self.used.len() >= limit { self.used.pop_front() } else { None };
        let page = oldest.or_else(|| self.free.pop()).or_else(|| Page::map().ok());
        let mut page = page.or_else(|| self.used.pop_front())?;
        page.begin(self.next);
        Some(page)
    }

    pub fn read_since(&self, index: u64, into: &mut Vec<Entry>) {
        let skip = index.saturating_sub(self.first()) as usize;
        let (page, mut offset) = (skip / PAGE_UPDATES, skip % PAGE_UPDATES);
        for page in self.used.iter().skip(page) {
            into.extend((offset..page.kept().len()).map_while(|offset| entry(page, offset)));
            offset = 0;
        }
    }

    pub fn latest(&self) -> Option<Entry> {
        self.used.back().and_then(|page| entry(page, page.kept().len().checked_sub(1)?))
    }

    /// Returns the pages that are not needed any more, to be freed where nobody waits.
    pub fn clear(&mut self) -> Vec<Page> {
        self.free.extend(self.used.drain(..));
        self.spare()
    }

    /// Follows a change of what is asked for. What comes back is as in [`clear`](Self::clear).
    pub fn change_demand(&mut self, change: impl FnOnce(&mut Demand)) -> Vec<Page> {
        change(&mut self.demand);
        let surplus = self.used.len().saturating_sub(self.demand.limit().0);
        self.free.extend(self.used.drain(..surplus));
        self.spare()
    }

    /// Takes the free pages.
    pub fn tidy(&mut self) -> Vec<Page> {
        self.free.drain(..).collect()
    }

    /// Takes the free pages beyond those that may wait until house is kept.
    fn spare(&mut self) -> Vec<Page> {
        let keep = MIN_PAGES.saturating_sub(self.used.len());
        self.free.drain(keep.min(self.free.len())..).collect()
    }

    /// Where the pages lie.
    #[cfg(test)]
    pub fn places(&self) -> impl Iterator<Item = usize> {
        self.used.iter().chain(&self.free).map(Page::place)
    }

    pub fn usage(&self) -> HistoryUsage {
        let pages = self.used.len() + self.free.len();
        let (page_limit, reason) = self.demand.limit();
        HistoryUsage {
            entries: self.used.iter().map(|page| page.kept().len()).sum(),
            used_pages: self.used.len(),
            free_pages: self.free.len(),
            bytes: pages * PAGE_BYTES,
            page_limit,
            reason,
        }
    }
}
