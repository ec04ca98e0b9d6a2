//! Items across a thread boundary: each once and in order, or counted as dropped; nobody ever waits.
//!
//! A triple buffer keeps only the newest value, so the value is a ring of the last items. The writer gets an old
//! ring back and copies in only what is newer than that ring's end; the reader takes what it hasn't taken yet.
//! A *generation* is one unbroken stream of items, numbered from 0; a new one makes the reader forget the old.

use triple_buffer::{Input, Output, TripleBuffer};

/// Both sides of a hand-over that keeps the last `capacity` items (at least 1), filled with `empty`.
pub(super) fn handover<T: Copy + Send>(capacity: usize, empty: T) -> (HandoverInput<T>, HandoverOutput<T>) {
    let ring = Ring { generation: 0, end: 0, items: vec![empty; capacity.max(1)] };
    let (slots, output) = TripleBuffer::new(&ring).split();
    (HandoverInput { ring, slots }, HandoverOutput { slots: output, generation: 0, taken: 0 })
}

#[derive(Clone, Debug)]
struct Ring<T> {
    generation: u64,
    /// Items of this generation so far; item `i` lies at `i % items.len()`.
    end: u64,
    items: Vec<T>,
}

impl<T: Copy> Ring<T> {
    fn index(&self, item: u64) -> usize {
        (item % self.items.len() as u64) as usize
    }

    /// Number of the oldest item that the ring still holds.
    fn oldest(&self) -> u64 {
        self.end.saturating_sub(self.items.len() as u64)
    }
}

/// The writing side. Allocates nothing, takes no lock.
pub(super) struct HandoverInput<T: Copy + Send> {
    ring: Ring<T>,
    slots: Input<Ring<T>>,
}

impl<T: Copy + Send> HandoverInput<T> {
    /// Adds an item. The reader sees it after [`publish`](Self::publish).
    pub fn push(&mut self, item: T) {
        let index = self.ring.index(self.ring.end);
        self.ring.items[index] = item;
        self.ring.end += 1;
    }

    /// Begins a new stream: what the reader has not taken by the next [`publish`](Self::publish) is gone.
    pub fn begin(&mut self, generation: u64) {
        self.ring.generation = generation;
        self.ring.end = 0;
    }

    /// The stream that is being written.
    pub fn generation(&self) -> u64 {
        self.ring.generation
    }

    /// Shows the reader everything that was pushed. Takes as long as copying what is new takes.
    pub fn publish(&mut self) {
        let slot = self.slots.input_buffer_mut();
        let known = if slot.generation == self.ring.generation { slot.end } else { 0 };
        for item in known.max(self.ring.oldest())..self.ring.end {
            let index = self.ring.index(item);
            slot.items[index] = self.ring.items[index];
        }
        (slot.generation, slot.end) = (self.ring.generation, self.ring.end);
        self.slots.publish();
    }
}

/// The reading side. Allocates nothing, takes no lock.
pub(super) struct HandoverOutput<T: Copy + Send> {
    slots: Output<Ring<T>>,
    generation: u64,
    taken: u64,
}

/// What [`HandoverOutput::take`] hands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Handed<'a, T> {
    /// The stream is another one than before; its items follow, numbered from 0.
    Begun {
        /// The new stream.
        generation: u64,
    },
    /// Items were overwritten before they could be taken.
    Dropped {
        /// How many.
        count: u64,
    },
    /// The next item of the stream, and its number.
    Item(u64, &'a T),
}

impl<T: Copy + Send> HandoverOutput<T> {
    /// Hands what is new since the last call to `sink`, in order.
    pub fn take(&mut self, mut sink: impl FnMut(Handed<'_, T>)) {
        self.slots.update();
        let ring = self.slots.output_buffer();
        if ring.generation != self.generation {
            (self.generation, self.taken) = (ring.generation, 0);
            sink(Handed::Begun { generation: ring.generation });
        }
        let first = self.taken.max(ring.oldest());
        if first > self.taken {
            sink(Handed::Dropped { count: first - self.taken });
        }
        for item in first..ring.end {
            sink(Handed::Item(item, &ring.items[ring.index(item)]));
        }
        self.taken = ring.end.max(self.taken);
    }

    /// The stream that was last taken from.
    pub fn generation(&self) -> u64 {
        self.generation
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn take(output: &mut HandoverOutput<u64>) -> (u64, Vec<(u64, u64)>) {
        let (mut dropped, mut items) = (0, Vec::new());
        output.take(|handed| match handed {
            Handed::Begun { .. } => {}
            Handed::Dropped { count } => dropped += count,
            Handed::Item(number, item) => items.push((number, *item)),
        });
        (dropped, items)
    }

    #[test]
    fn nothing_is_seen_before_it_is_published() {
        let (mut input, mut output) = handover(4, 0);
        input.push(7);
        assert_eq!(take(&mut output), (0, vec![]));
        input.publish();
        assert_eq!(take(&mut output), (0, vec![(0, 7)]));
        assert_eq!(take(&mut output), (0, vec![]));
    }

    #[test]
    fn what_was_overwritten_is_counted() {
        let (mut input, mut output) = handover(4, 0);
        (0..10).for_each(|item| input.push(item));
        input.publish();
        assert_eq!(take(&mut output), (6, vec![(6, 6), (7, 7), (8, 8), (9, 9)]));
    }

    #[test]
    fn a_new_stream_begins_at_zero_and_says_so() {
        let (mut input, mut output) = handover(4, 0);
        input.push(1);
        input.begin(5);
        input.push(2);
        input.publish();
        let mut handed = Vec::new();
        output.take(|next| handed.push(format!("{next:?}")));
        assert_eq!(handed, ["Begun { generation: 5 }", "Item(0, 2)"]);
    }

    proptest! {
        #[test]
        fn each_item_is_taken_once_in_order_or_counted(
            steps in prop::collection::vec((0u64..9, any::<bool>(), any::<bool>(), prop::bool::weighted(0.05)), 1..200),
        ) {
            let (mut input, mut output) = handover(7, 0);
            let (mut pushed, mut seen, mut generation) = (0, 0, 0);
            for (count, publish, read, begin) in steps {
                if begin {
                    generation += 1;
                    input.begin(generation);
                    (pushed, seen) = (0, 0);
                    input.publish();
                    take(&mut output);
                }
                for _ in 0..count {
                    input.push(generation * 1_000_000 + pushed);
                    pushed += 1;
                }
                if publish {
                    input.publish();
                }
                if read {
                    let (dropped, items) = take(&mut output);
                    seen += dropped;
                    for (number, item) in items {
                        prop_assert_eq!(number, seen);
                        prop_assert_eq!(item, generation * 1_000_000 + seen);
                        seen += 1;
                    }
                }
            }
            input.publish();
            let (dropped, items) = take(&mut output);
            prop_assert_eq!(seen + dropped + items.len() as u64, pushed);
        }
    }

    #[test]
    fn two_threads_lose_nothing_unseen() {
        const COUNT: u64 = 300_000;
        let (mut input, mut output) = handover(64, 0);
        std::thread::scope(|scope| {
            scope.spawn(move || {
                for item in 0..COUNT {
                    input.push(item);
                    if item % 3 == 0 {
                        input.publish();
                    }
                }
                input.publish();
            });
            let mut seen = 0;
            while seen < COUNT {
                output.take(|handed| match handed {
                    Handed::Begun { .. } => unreachable!("the stream never changes"),
                    Handed::Dropped { count } => seen += count,
                    Handed::Item(number, item) => {
                        assert_eq!((number, *item), (seen, seen));
                        seen += 1;
                    }
                });
            }
            assert_eq!(seen, COUNT);
        });
    }
}
