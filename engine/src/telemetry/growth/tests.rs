use super::*;
use crate::telemetry::Cause;

const LIMIT: u64 = Cause::GROWTH_LIMIT;

/// Looks every five seconds for so many minutes at memory that is `bytes` at a minute; what the last one says.
fn watch(minutes: u64, bytes: impl Fn(f64) -> f64) -> Growth {
    let (mut watch, start) = (GrowthWatch::default(), Instant::now());
    let mut growth = None;
    for look in 0..=minutes * 12 {
        let elapsed = STEP * look as u32;
        let bytes = bytes(elapsed.as_secs_f64() / 60.0) as u64;
        growth = assert_no_alloc::assert_no_alloc(|| watch.look(start + elapsed, bytes));
    }
    growth.unwrap()
}

/// Numbers in [-1, 1) that look like chance, the same ones each time.
fn chance(seed: u64) -> impl Fn(f64) -> f64 {
    move |minute| {
        let mut bits = (minute * 720.0).round() as u64 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        for _ in 0..3 {
            bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            bits ^= bits >> 27;
        }
        (bits >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    }
}

#[test]
fn a_program_that_holds_still_has_the_slope_0_and_no_error() {
    let growth = watch(10, |_| 40e6);
    assert_eq!((growth.bytes_per_minute, growth.standard_error), (0.0, 0.0));
    assert_eq!(growth.watched, WINDOW);
}

#[test]
fn one_that_takes_and_gives_has_the_slope_0_within_its_error() {
    // Of estimates whose error is right 95 of 100 are within twice of it.
    let within = (0..1000).filter(|seed| {
        let random = chance(*seed);
        let growth = watch(10, |minute| 40e6 + 2e6 * random(minute));
        assert!(growth.standard_error > 50e3 && !growth.exceeds(LIMIT), "{growth:?}");
        growth.bytes_per_minute.abs() <= 2.0 * growth.standard_error
    });
    let within = within.count();
    assert!((930..=970).contains(&within), "{within} of 1000");
}

#[test]
fn a_leak_of_1_mb_a_minute_has_that_slope_within_a_tenth() {
    for seed in 0..100 {
        let random = chance(seed);
        let growth = watch(10, |minute| 40e6 + 1e6 * minute + 2e5 * random(minute));
        assert!((growth.bytes_per_minute - 1e6).abs() < 1e5, "{growth:?}");
        assert!((growth.bytes_per_minute - 1e6).abs() < 4.0 * growth.standard_error, "{growth:?}");
        assert!(!growth.exceeds(LIMIT));
    }
}

#[test]
fn growth_that_goes_on_exceeds_its_limit_and_what_is_taken_once_does_not() {
    let random = chance(1);
    assert!(watch(10, |minute| 6e6 * minute + 2e5 * random(minute)).exceeds(LIMIT));
    assert!(!watch(10, |minute| 4e6 * minute + 2e5 * random(minute)).exceeds(LIMIT));
    assert!(watch(3, |minute| 6e6 * minute).exceeds(LIMIT));
    assert!(!watch(2, |minute| 6e6 * minute).exceeds(LIMIT), "so early a program may still be starting");
    for tenths in 0..100 {
        let step = |minute: f64| if minute * 10.0 < f64::from(tenths) { 10e6 } else { 60e6 };
        assert!(!watch(10, step).exceeds(LIMIT), "50 MB at {tenths}");
    }
}

#[test]
fn a_slope_is_told_after_a_minute_however_often_one_looks() {
    for millis in [33, 1000, 7000, 30_000, 90_000] {
        let (mut watch, start) = (GrowthWatch::default(), Instant::now());
        for look in 0..(600_000 / millis) {
            let elapsed = Duration::from_millis(look * millis);
            let bytes = 1_000_000 + (elapsed.as_secs_f64() * 1000.0) as u64;
            let growth = watch.look(start + elapsed, bytes);
            let early = elapsed < MINUTE;
            assert!(!(early && growth.is_some()), "{elapsed:?}");
            assert!(early || elapsed < 2 * WINDOW / 3 || growth.is_some(), "{elapsed:?} of {millis}");
            assert!(growth.is_none_or(|growth| (growth.bytes_per_minute - 60_000.0).abs() < 100.0));
        }
    }
}

#[test]
fn what_was_freed_is_negative_growth_and_old_growth_is_forgotten() {
    assert!(watch(4, |minute| 50e6 - 3e6 * minute).bytes_per_minute < -2.9e6);
    let growth = watch(10, |minute| if minute < 4.0 { 9e6 * minute } else { 36e6 });
    assert_eq!((growth.bytes_per_minute, growth.standard_error), (0.0, 0.0));
    // And what was seen before a long pause.
    let (mut watch, start) = (GrowthWatch::default(), Instant::now());
    for look in 0..30_u32 {
        watch.look(start + STEP * look, 1_000_000 * u64::from(look));
    }
    assert_eq!(watch.look(start + 4 * WINDOW, 0), None);
}
