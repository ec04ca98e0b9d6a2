use std::thread;

use proptest::prelude::*;

use super::*;

fn summary(nanos: &[u64]) -> Timing {
    let histogram = Histogram::new();
    nanos.iter().for_each(|nanos| histogram.record(Duration::from_nanos(*nanos)));
    histogram.summary()
}

#[test]
fn an_empty_histogram_is_all_zero() {
    assert_eq!(Histogram::new().summary(), Timing::default());
    assert_eq!(Timing::default().max, Duration::ZERO);
}

#[test]
fn one_duration_is_all_its_statistics_exactly() {
    for nanos in [0, 1, 15, 16, 17, 999, 1_000_003, u64::MAX] {
        let all = Duration::from_nanos(nanos);
        assert_eq!(summary(&[nanos]), Timing { count: 1, min: all, median: all, p99: all, max: all });
    }
}

#[test]
fn its_buckets_tell_what_lies_where() {
    let histogram = Histogram::new();
    assert_eq!(histogram.buckets(), []);
    [7, 3, 7, 1_000].into_iter().for_each(|nanos| histogram.record(Duration::from_nanos(nanos)));
    let buckets = histogram.buckets();
    assert_eq!(buckets[..2], [(Duration::from_nanos(3), 1), (Duration::from_nanos(7), 2)]);
    assert_eq!((buckets.len(), buckets[2].1), (3, 1));
    assert!(buckets[2].0.abs_diff(Duration::from_nanos(1_000)) <= Duration::from_nanos(32));
    histogram.reset();
    assert_eq!(histogram.buckets(), []);
}

#[test]
fn median_and_p99_follow_the_rule_of_ranks() {
    // Under 32 ns buckets are exact.
    assert_eq!(summary(&[3, 1, 2, 4]).median, Duration::from_nanos(2));
    assert_eq!(summary(&[3, 1, 2]).median, Duration::from_nanos(2));
    let mut hundred = vec![5; 99];
    hundred.push(30);
    assert_eq!(summary(&hundred).p99, Duration::from_nanos(5));
    hundred.extend([30, 30]);
    assert_eq!(summary(&hundred).p99, Duration::from_nanos(30));
}

#[test]
fn buckets_follow_each_other_without_gap() {
    let mut expected = 0;
    for nanos in 0..100_000 {
        let bucket = bucket_of(nanos);
        assert!(bucket == expected || bucket == expected + 1, "{nanos}");
        expected = bucket;
    }
    assert_eq!(bucket_of((1 << HIGHEST_BIT) - 1), BUCKETS - 2);
    assert_eq!(bucket_of(1 << HIGHEST_BIT), BUCKETS - 1);
    for bucket in 0..BUCKETS {
        assert_eq!(bucket_of(middle_of(bucket)), bucket);
    }
}

#[test]
fn durations_beyond_the_scale_keep_their_extremes() {
    let timing = summary(&[1 << 41, 1 << 42, u64::MAX]);
    assert_eq!((timing.count, timing.min), (3, Duration::from_nanos(1 << 41)));
    assert_eq!(timing.max, Duration::from_nanos(u64::MAX));
    let histogram = Histogram::new();
    histogram.record(Duration::MAX);
    assert_eq!(histogram.summary().max, Duration::from_nanos(u64::MAX));
}

#[test]
fn a_reset_forgets_all() {
    let histogram = Histogram::new();
    histogram.record(Duration::from_millis(3));
    histogram.reset();
    assert_eq!(histogram.summary(), Timing::default());
    histogram.record(Duration::from_millis(1));
    assert_eq!(histogram.summary().max, Duration::from_millis(1));
}

#[test]
fn recording_allocates_nothing() {
    let histogram = Histogram::new();
    assert_no_alloc::assert_no_alloc(|| histogram.record(Duration::from_micros(7)));
    assert_eq!(histogram.summary().count, 1);
}

#[test]
fn a_reader_sees_ordered_statistics_while_they_are_written() {
    const RECORDS: u64 = 200_000;
    let histogram = Histogram::new();
    thread::scope(|scope| {
        scope.spawn(|| {
            for step in 0..RECORDS {
                // Ever wider about 2^20 ns, so that the extremes move all the time.
                let nanos = if step % 2 == 0 { (1 << 20) + step } else { (1 << 20) - step };
                histogram.record(Duration::from_nanos(nanos));
            }
        });
        let mut before = 0;
        while before < RECORDS {
            let Timing { count, min, median, p99, max } = histogram.summary();
            assert!(count >= before, "{before} {count}");
            assert!(min <= median && median <= p99 && p99 <= max, "{min:?} {median:?} {p99:?} {max:?}");
            before = count;
        }
    });
}

/// Durations of all magnitudes up to the end of the scale.
fn any_nanos() -> impl Strategy<Value = u64> {
    (0_u32..HIGHEST_BIT).prop_flat_map(|bits| 0..(2_u64 << bits))
}

fn within(found: Duration, exact: u64) -> bool {
    (found.as_nanos() as f64 - exact as f64).abs() <= exact as f64 / 32.0
}

proptest! {
    #[test]
    fn quantiles_are_near_and_extremes_exact(mut nanos in prop::collection::vec(any_nanos(), 1..500)) {
        let timing = summary(&nanos);
        nanos.sort_unstable();
        let count = nanos.len();
        prop_assert_eq!(timing.count, count as u64);
        prop_assert_eq!(timing.min, Duration::from_nanos(nanos[0]));
        prop_assert_eq!(timing.max, Duration::from_nanos(nanos[count - 1]));
        let median = nanos[count.div_ceil(2) - 1];
        let p99 = nanos[(99 * count).div_ceil(100) - 1];
        prop_assert!(within(timing.median, median), "{:?} for {median}", timing.median);
        prop_assert!(within(timing.p99, p99), "{:?} for {p99}", timing.p99);
    }
}
