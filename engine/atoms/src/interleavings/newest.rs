use std::time::Duration;

use loom::sync::Arc;

use super::{beside, check, join};
use crate::{NEWEST, NewestDurations};

fn found(newest: &NewestDurations) -> Vec<u64> {
    let mut buffer = [Duration::ZERO; NEWEST];
    newest.read(&mut buffer).iter().map(|duration| duration.as_nanos() as u64).collect()
}

fn record(newest: &NewestDurations, nanos: u64) {
    newest.record(Duration::from_nanos(nanos));
}

#[test]
fn a_reader_finds_only_what_was_recorded() {
    check(|| {
        let newest = Arc::new(NewestDurations::default());
        // The last one overwrites the first.
        let writer = beside(&newest, |newest| (1..=3).for_each(|nanos| record(newest, nanos)));
        let (last, seen) = (newest.last(), found(&newest));
        assert!(last.is_none_or(|last| (1..=3).contains(&last.as_nanos())), "{last:?}");
        assert!(last.is_none() || !seen.is_empty());
        assert!(seen.iter().all(|nanos| (1..=3).contains(nanos)), "{seen:?}");
        join([writer]);
        assert_eq!((newest.last(), found(&newest)), (Some(Duration::from_nanos(3)), vec![2, 3]));
    });
}

#[test]
fn who_has_reset_finds_nothing_of_before() {
    check(|| {
        let newest = Arc::new(NewestDurations::default());
        record(&newest, 1);
        let writer = beside(&newest, |newest| record(newest, 2));
        newest.reset();
        let seen = found(&newest);
        assert!(seen.is_empty() || seen == [2], "{seen:?}");
        join([writer]);
    });
}

#[test]
fn who_has_reset_finds_nothing_of_before_though_another_resets_too() {
    check(|| {
        let newest = Arc::new(NewestDurations::default());
        record(&newest, 1);
        let other = beside(&newest, NewestDurations::reset);
        record(&newest, 2);
        newest.reset();
        join([other]);
        assert_eq!((newest.last(), found(&newest)), (None, vec![]));
    });
}
