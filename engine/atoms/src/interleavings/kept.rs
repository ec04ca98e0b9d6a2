use loom::sync::Arc;

use super::{beside, check, join};
use crate::{Kept, Values};

/// Values that say the same in all their numbers.
fn values(class: u8) -> Values<4> {
    Values { numbers: [f32::from(class); 4], class }
}

/// Whether each number is one of those; a reader may find some newer than others.
fn of(found: Values<4>, classes: &[u8]) -> bool {
    let known = |number: f32| classes.iter().any(|class| number == f32::from(*class));
    classes.contains(&found.class) && found.numbers.into_iter().all(known)
}

#[test]
fn a_reader_finds_nothing_or_numbers_that_were_set() {
    check(|| {
        let kept = Arc::new(Kept::default());
        let writer = beside(&kept, |kept| {
            kept.set(values(1));
            kept.set(values(2));
        });
        let seen = kept.get();
        assert!(seen.is_none_or(|seen| of(seen, &[1, 2])), "{seen:?}");
        join([writer]);
        assert_eq!(kept.get(), Some(values(2)));
    });
}

#[test]
fn who_counts_a_restoration_finds_it_or_a_newer_one() {
    check(|| {
        let kept = Arc::new(Kept::default());
        let session = beside(&kept, |kept| {
            kept.restore(values(1));
            kept.restore(values(2));
        });
        // As the audio thread does it: counts first, then takes, and once more when the count has risen.
        let (count, found) = (kept.restorations(), kept.restored());
        match count {
            0 => assert!(found.is_none_or(|found| of(found, &[1, 2])), "{found:?}"),
            1 => assert!(found.is_some_and(|found| of(found, &[1, 2])), "{found:?}"),
            _ => assert_eq!(found, Some(values(2))),
        }
        join([session]);
        assert_eq!((kept.restorations(), kept.restored()), (2, Some(values(2))));
    });
}

#[test]
fn a_render_takes_back_what_was_live_whoever_reads_meanwhile() {
    check(|| {
        let kept = Arc::new(Kept::default());
        kept.set(values(1));
        let audio = beside(&kept, |kept| {
            kept.put_aside();
            kept.set(values(2));
            assert!(kept.rendering());
            assert_eq!(kept.take_back(), Some(values(1)));
        });
        let seen = kept.get();
        assert!(seen.is_some_and(|seen| of(seen, &[1, 2])), "{seen:?}");
        join([audio]);
        assert_eq!(kept.get(), Some(values(1)));
    });
}
