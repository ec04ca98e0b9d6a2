//! Frames on their way from an audio thread to the worker: each once and in order, or counted as dropped; nobody waits.
//!
//! The frames lie in one ring that both sides know, each as numbers. What of them may be taken goes by a triple buffer:
//! the worker sees frames of one stream, up to the last that was published. What is overwritten before it is taken, or
//! while it is, is dropped.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use atoms::Ring;
use models::FEATURES;
use triple_buffer::{Input, Output, TripleBuffer};

use super::handover::Handed;
use crate::analysis::Frame;

/// Frames that the worker may be late: 4 s.
const KEPT: usize = 200;
/// Two features in each, and one for each of the rest.
const FEATURE_WORDS: usize = FEATURES / 2;
const _: () = assert!(FEATURES.is_multiple_of(2));
const WORDS: usize = FEATURE_WORDS + 6;

/// A frame, and when the process call that completed it was entered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct TimedFrame {
    pub frame: Frame,
    pub entered: Instant,
    /// Sample since the last reset at which an update that ends with it takes effect.
    pub due: u64,
    /// Where its audio ends on the host's timeline, in seconds, if that is known.
    pub host_seconds: Option<f64>,
}

/// Both sides of a way that keeps the last [`KEPT`] frames.
pub(super) fn frames() -> (FrameInput, FrameOutput) {
    let ring = Arc::<Ring<KEPT, WORDS>>::default();
    let (stream, output) = TripleBuffer::new(&Stream::default()).split();
    let start = Instant::now();
    let input = FrameInput { ring: Arc::clone(&ring), now: Stream::default(), stream, start };
    (input, FrameOutput { ring, stream: output, start, generation: 0, taken: 0 })
}

/// What of the ring may be taken, by the numbers that frames have in all streams together.
#[derive(Clone, Copy, Debug, Default)]
struct Stream {
    generation: u64,
    /// Of the first frame of this stream, and of the next one.
    first: u64,
    end: u64,
}

/// The writing side. Allocates nothing, takes no lock.
pub(super) struct FrameInput {
    ring: Arc<Ring<KEPT, WORDS>>,
    now: Stream,
    stream: Input<Stream>,
    /// Times are told from here on.
    start: Instant,
}

impl FrameInput {
    /// Adds a frame. The reader sees it after [`publish`](Self::publish).
    pub fn push(&mut self, frame: &TimedFrame) {
        self.ring.push(frame.pack(self.start));
        self.now.end += 1;
    }

    /// Begins a new stream: what the reader has not taken by the next [`publish`](Self::publish) is gone.
    pub fn begin(&mut self, generation: u64) {
        (self.now.generation, self.now.first) = (generation, self.now.end);
    }

    /// Shows the reader everything that was pushed.
    pub fn publish(&mut self) {
        *self.stream.input_buffer_mut() = self.now;
        self.stream.publish();
    }
}

/// The reading side. Allocates nothing, takes no lock.
pub(super) struct FrameOutput {
    ring: Arc<Ring<KEPT, WORDS>>,
    stream: Output<Stream>,
    start: Instant,
    generation: u64,
    taken: u64,
}

impl FrameOutput {
    /// Hands what is new since the last call to `sink`, in order.
    pub fn take(&mut self, mut sink: impl FnMut(Handed<'_, TimedFrame>)) {
        self.stream.update();
        let Stream { generation, first, end } = *self.stream.output_buffer();
        if generation != self.generation {
            (self.generation, self.taken) = (generation, first);
            sink(Handed::Begun { generation });
        }
        let oldest = self.taken.max(end.saturating_sub(KEPT as u64));
        let mut dropped = oldest - self.taken;
        for number in oldest..end {
            let Some(words) = self.ring.get(number) else {
                dropped += 1;
                continue;
            };
            if dropped > 0 {
                sink(Handed::Dropped { count: std::mem::take(&mut dropped) });
            }
            sink(Handed::Item(number - first, &TimedFrame::unpack(&words, self.start)));
        }
        if dropped > 0 {
            sink(Handed::Dropped { count: dropped });
        }
        self.taken = end.max(self.taken);
    }
}

impl TimedFrame {
    fn pack(&self, start: Instant) -> [u64; WORDS] {
        let Self { frame: Frame { features, level, silent, hop, begun }, entered, due, host_seconds } = self;
        let mut words = [0; WORDS];
        for (word, [low, high]) in words.iter_mut().zip(features.as_chunks().0) {
            *word = u64::from(low.to_bits()) | u64::from(high.to_bits()) << 32;
        }
        let rest = [
            u64::from(level.to_bits()) | u64::from(*silent) << 32 | u64::from(host_seconds.is_some()) << 33,
            *hop,
            begun.to_bits(),
            // For 584 years.
            entered.saturating_duration_since(start).as_nanos() as u64,
            *due,
            host_seconds.unwrap_or_default().to_bits(),
        ];
        for (word, value) in words[FEATURE_WORDS..].iter_mut().zip(rest) {
            *word = value;
        }
        words
    }

    fn unpack(words: &[u64; WORDS], start: Instant) -> Self {
        let (pairs, rest) = words.split_at(FEATURE_WORDS);
        let mut features = [0.0; FEATURES];
        for ([low, high], word) in features.as_chunks_mut().0.iter_mut().zip(pairs) {
            (*low, *high) = (f32::from_bits(*word as u32), f32::from_bits((*word >> 32) as u32));
        }
        let rest: [u64; WORDS - FEATURE_WORDS] = std::array::from_fn(|place| rest[place]);
        let [level, hop, begun, entered, due, host_seconds] = rest;
        let flag = |bit: u32| level >> bit & 1 == 1;
        Self {
            frame: Frame {
                features,
                level: f32::from_bits(level as u32),
                silent: flag(32),
                hop,
                begun: f64::from_bits(begun),
            },
            entered: start + Duration::from_nanos(entered),
            due,
            host_seconds: flag(33).then_some(f64::from_bits(host_seconds)),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The `number`th frame; no two are alike.
    fn frame(number: u64) -> TimedFrame {
        let features = std::array::from_fn(|feature| number as f32 - feature as f32 / 128.0);
        let (level, silent, begun) = (0.5 + number as f32, number.is_multiple_of(3), number as f64 / 3.0);
        TimedFrame {
            frame: Frame { features, level, silent, hop: number + 1, begun },
            entered: Instant::now(),
            due: 7 * number,
            host_seconds: (!number.is_multiple_of(2)).then_some(-0.25 * number as f64),
        }
    }

    /// Dropped ones, and the numbers of those that came.
    fn take(output: &mut FrameOutput) -> (u64, Vec<u64>) {
        let (mut dropped, mut numbers) = (0, Vec::new());
        output.take(|handed| match handed {
            Handed::Begun { .. } => {}
            Handed::Dropped { count } => dropped += count,
            Handed::Item(number, timed) => {
                assert_eq!(timed.frame, frame(timed.frame.hop - 1).frame);
                assert_eq!(timed.frame.hop, number + 1);
                numbers.push(number);
            }
        });
        (dropped, numbers)
    }

    #[test]
    fn a_frame_comes_as_it_went_and_not_before_it_is_published() {
        let (mut input, mut output) = frames();
        let sent = [frame(0), frame(1), TimedFrame { host_seconds: Some(f64::MAX), ..frame(2) }];
        assert_no_alloc::assert_no_alloc(|| sent.iter().for_each(|frame| input.push(frame)));
        assert_eq!(take(&mut output), (0, vec![]));
        assert_no_alloc::assert_no_alloc(|| input.publish());
        let mut found = Vec::with_capacity(3);
        assert_no_alloc::assert_no_alloc(|| {
            output.take(|handed| {
                if let Handed::Item(_, timed) = handed {
                    found.push(*timed);
                }
            });
        });
        assert_eq!(found, sent);
        assert_eq!(take(&mut output), (0, vec![]));
    }

    #[test]
    fn what_was_overwritten_is_counted_and_the_newest_are_there() {
        let (mut input, mut output) = frames();
        (0..KEPT as u64 + 6).for_each(|number| input.push(&frame(number)));
        input.publish();
        assert_eq!(take(&mut output), (6, (6..KEPT as u64 + 6).collect()));
        // Some are overwritten by what isn't published yet.
        (0..KEPT as u64 + 3).for_each(|number| input.push(&frame(number)));
        assert_eq!(take(&mut output), (0, vec![]));
    }

    #[test]
    fn a_new_stream_begins_at_zero_and_says_so() {
        let (mut input, mut output) = frames();
        input.push(&frame(0));
        input.begin(5);
        input.push(&frame(0));
        input.publish();
        let mut begun = 0;
        output.take(|next| match next {
            Handed::Begun { generation } => begun = generation,
            Handed::Item(number, timed) => assert_eq!((begun, number, timed.frame.hop), (5, 0, 1)),
            Handed::Dropped { count } => panic!("{count} frames are dropped"),
        });
        assert_eq!((begun, take(&mut output)), (5, (0, vec![])));
    }

    proptest! {
        #[test]
        fn each_frame_is_taken_once_in_order_or_counted(
            steps in prop::collection::vec((0u64..250, any::<bool>(), any::<bool>(), prop::bool::weighted(0.05)), 1..40),
        ) {
            let (mut input, mut output) = frames();
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
                    input.push(&frame(pushed));
                    pushed += 1;
                }
                if publish {
                    input.publish();
                }
                if read {
                    let (dropped, numbers) = take(&mut output);
                    prop_assert!(numbers.is_sorted() && numbers.first().is_none_or(|first| *first >= seen));
                    seen += dropped + numbers.len() as u64;
                }
            }
            input.publish();
            let (dropped, numbers) = take(&mut output);
            prop_assert_eq!(seen + dropped + numbers.len() as u64, pushed);
        }
    }

    #[test]
    fn two_threads_lose_nothing_unseen_and_find_no_mixture() {
        const COUNT: u64 = 100_000;
        let (mut input, mut output) = frames();
        std::thread::scope(|scope| {
            scope.spawn(move || {
                for number in 0..COUNT {
                    input.push(&frame(number));
                    if number % 3 == 0 {
                        input.publish();
                    }
                }
                input.publish();
            });
            let mut seen = 0;
            while seen < COUNT {
                let (dropped, numbers) = take(&mut output);
                assert!(numbers.is_sorted() && numbers.first().is_none_or(|first| *first >= seen));
                seen += dropped + numbers.len() as u64;
            }
            assert_eq!(seen, COUNT);
        });
    }
}
