use loom::sync::Arc;

use super::{beside, check, join};
use crate::Ring;

fn found<const KEPT: usize>(ring: &Ring<KEPT, 2>) -> Vec<[u64; 2]> {
    ring.read().collect()
}

#[test]
fn nobody_finds_a_mixture_though_writers_meet_at_one_place() {
    check(|| {
        let ring = Arc::new(Ring::<1, 2>::default());
        let writers = [1, 2].map(|number| beside(&ring, move |ring| ring.push([number, number])));
        let seen = found(&ring);
        assert!(seen.len() <= 1 && seen.iter().all(|record| [[1, 1], [2, 2]].contains(record)), "{seen:?}");
        join(writers);
        let left = found(&ring);
        assert!(left.iter().all(|record| [[1, 1], [2, 2]].contains(record)), "{left:?}");
    });
}

#[test]
fn writers_that_have_room_lose_nothing() {
    check(|| {
        let ring = Arc::new(Ring::<2, 2>::default());
        let writer = beside(&ring, |ring| ring.push([1, 1]));
        ring.push([2, 2]);
        join([writer]);
        let mut left = found(&ring);
        left.sort_unstable();
        assert_eq!(left, [[1, 1], [2, 2]]);
    });
}

#[test]
fn a_reader_finds_a_record_whole_or_not_at_all_while_it_is_overwritten() {
    check(|| {
        let ring = Arc::new(Ring::<1, 2>::default());
        ring.push([1, 1]);
        let writer = beside(&ring, |ring| {
            ring.push([2, 2]);
            ring.push([3, 3]);
        });
        let seen = found(&ring);
        assert!(seen.iter().all(|[a, b]| a == b && (1..=3).contains(a)), "{seen:?}");
        join([writer]);
        assert_eq!(found(&ring), [[3, 3]]);
    });
}

#[test]
fn who_has_reset_finds_nothing_of_before_though_another_resets_too() {
    check(|| {
        let ring = Arc::new(Ring::<2, 2>::default());
        ring.push([1, 1]);
        let other = beside(&ring, Ring::reset);
        ring.push([2, 2]);
        ring.reset();
        join([other]);
        assert_eq!(found(&ring), [[0; 2]; 0]);
    });
}
