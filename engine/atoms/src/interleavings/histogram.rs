use std::time::Duration;

use loom::sync::Arc;

use super::{beside, check, join};
use crate::{Histogram, Timing};

const fn nanos(nanos: u64) -> Duration {
    Duration::from_nanos(nanos)
}

/// All that a histogram says of so many durations from `min` to `max`.
fn extremes(Timing { count, min, max, .. }: Timing) -> (u64, Duration, Duration) {
    (count, min, max)
}

#[test]
fn what_is_seen_counted_lies_between_the_extremes_that_are_seen() {
    check(|| {
        let histogram = Arc::new(Histogram::new());
        let writer = beside(&histogram, |histogram| {
            histogram.record(nanos(2));
            histogram.record(nanos(1));
        });
        let Timing { count, min, median, p99, max } = histogram.summary();
        assert!(min <= median && median <= p99 && p99 <= max);
        match count {
            0 => assert_eq!(max, Duration::ZERO),
            // The other one's extreme may be there before it is counted.
            1 => assert!(max == nanos(2) && (min == nanos(2) || min == nanos(1))),
            _ => assert_eq!((count, min, max), (2, nanos(1), nanos(2))),
        }
        join([writer]);
        assert_eq!(extremes(histogram.summary()), (2, nanos(1), nanos(2)));
    });
}

#[test]
fn who_has_reset_finds_nothing_of_before() {
    check(|| {
        let histogram = Arc::new(Histogram::new());
        histogram.record(nanos(1));
        let writer = beside(&histogram, |histogram| histogram.record(nanos(2)));
        histogram.reset();
        let seen = extremes(histogram.summary());
        assert!(seen == (0, Duration::ZERO, Duration::ZERO) || seen == (1, nanos(2), nanos(2)), "{seen:?}");
        join([writer]);
    });
}

#[test]
fn a_reader_finds_what_was_before_a_reset_or_after_it_and_no_mixture() {
    check(|| {
        let histogram = Arc::new(Histogram::new());
        histogram.record(nanos(1));
        let resets = beside(&histogram, Histogram::reset);
        let writer = beside(&histogram, |histogram| histogram.record(nanos(2)));
        let seen = extremes(histogram.summary());
        let before = [(1, nanos(1), nanos(1)), (1, nanos(1), nanos(2)), (2, nanos(1), nanos(2))];
        let after = [(0, Duration::ZERO, Duration::ZERO), (1, nanos(2), nanos(2))];
        assert!(before.contains(&seen) || after.contains(&seen), "{seen:?}");
        join([resets, writer]);
    });
}
