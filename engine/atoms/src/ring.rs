//! The newest records of many writers.

use std::array;

use crate::sync::{AtomicU64, Ordering, fence};

/// Keeps the last `KEPT` records of `WORDS` numbers each.
///
/// Any thread may push and read, at any time: pushing allocates nothing and waits for nobody, and a reader leaves out
/// what is being written. A writer that falls `KEPT` records behind while it writes loses its own record, or makes
/// another writer lose one, but nobody ever finds a mixture.
#[derive(Debug)]
pub struct Ring<const KEPT: usize, const WORDS: usize> {
    slots: [Slot<WORDS>; KEPT],
    /// Number of the next one to keep; number `n` lies at `n % KEPT`.
    next: AtomicU64,
    /// Those before this one are forgotten.
    forgotten: AtomicU64,
}

/// A place in the ring, after the manner of a sequence lock.
#[derive(Debug)]
struct Slot<const WORDS: usize> {
    /// 2n + 1 while number n is being written, 2n + 2 when it is there.
    sequence: AtomicU64,
    words: [AtomicU64; WORDS],
}

impl<const KEPT: usize, const WORDS: usize> Default for Ring<KEPT, WORDS> {
    fn default() -> Self {
        let slot = |_| Slot { sequence: AtomicU64::new(0), words: array::from_fn(|_| AtomicU64::new(0)) };
        Self { slots: array::from_fn(slot), next: AtomicU64::new(0), forgotten: AtomicU64::new(0) }
    }
}

impl<const KEPT: usize, const WORDS: usize> Ring<KEPT, WORDS> {
    /// Keeps a record.
    pub fn push(&self, record: [u64; WORDS]) {
        let index = self.next.fetch_add(1, Ordering::Relaxed);
        self.slots[index as usize % KEPT].write(index, record);
    }

    /// The records that are kept, newest last.
    pub fn read(&self) -> impl Iterator<Item = [u64; WORDS]> {
        let next = self.next.load(Ordering::Acquire);
        let first = self.forgotten.load(Ordering::Relaxed).max(next.saturating_sub(KEPT as u64));
        (first..next).filter_map(|index| self.slots[index as usize % KEPT].read(index))
    }

    /// The record that was the `number`th to be pushed, from 0 on, if it is kept: also one that was forgotten.
    pub fn get(&self, number: u64) -> Option<[u64; WORDS]> {
        self.slots[number as usize % KEPT].read(number)
    }

    /// Forgets all records.
    pub fn reset(&self) {
        // Never less than another reset has forgotten.
        self.forgotten.fetch_max(self.next.load(Ordering::Acquire), Ordering::Relaxed);
    }
}

impl<const WORDS: usize> Slot<WORDS> {
    fn write(&self, index: u64, record: [u64; WORDS]) {
        let before = self.sequence.load(Ordering::Relaxed);
        // Odd: a writer that fell a whole round behind is still at it. Then this record isn't kept.
        let free = before.is_multiple_of(2) && before <= 2 * index;
        let writing = 2 * index + 1;
        let begin =
            |()| self.sequence.compare_exchange(before, writing, Ordering::Acquire, Ordering::Relaxed).ok();
        if free.then_some(()).and_then(begin).is_none() {
            return;
        }
        fence(Ordering::Release);
        for (word, value) in self.words.iter().zip(&record) {
            word.store(*value, Ordering::Relaxed);
        }
        self.sequence.store(2 * index + 2, Ordering::Release);
    }

    fn read(&self, index: u64) -> Option<[u64; WORDS]> {
        let there = 2 * index + 2;
        if self.sequence.load(Ordering::Acquire) != there {
            return None;
        }
        let mut record = [0; WORDS];
        for (value, word) in record.iter_mut().zip(&self.words) {
            *value = word.load(Ordering::Relaxed);
        }
        fence(Ordering::Acquire);
        (self.sequence.load(Ordering::Relaxed) == there).then_some(record)
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    #[test]
    fn the_last_records_are_kept_in_their_order_until_they_are_forgotten() {
        let ring = Ring::<4, 2>::default();
        (1..=10).for_each(|number| assert_no_alloc::assert_no_alloc(|| ring.push([number, 10 * number])));
        assert_eq!(ring.read().collect::<Vec<_>>(), [[7, 70], [8, 80], [9, 90], [10, 100]]);
        ring.reset();
        assert_eq!(ring.read().count(), 0);
        assert_eq!(
            [5, 6, 9, 10].map(|number| ring.get(number)),
            [None, Some([7, 70]), Some([10, 100]), None]
        );
        ring.push([11, 110]);
        assert_eq!(ring.read().collect::<Vec<_>>(), [[11, 110]]);
    }
}
