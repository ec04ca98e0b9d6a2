use std::{
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use super::*;

/// Causes of all kinds.
fn causes() -> Vec<Cause> {
    let slow = Stage::ALL.map(|stage| Cause::Slow { stage, took: Duration::from_millis(61) });
    let degraded = Reason::ALL.map(Cause::Degraded);
    let other = [
        Cause::LateUpdate { by: Duration::from_millis(30) },
        Cause::DroppedUpdates { count: 3 },
        Cause::DroppedFrames { count: 75 },
        Cause::MemoryGrowth { bytes_per_minute: 6_250_000 },
        Cause::Call(CallFault::Overlapping),
        Cause::Call(CallFault::Missing { gap: Duration::from_millis(1_500) }),
        Cause::Call(CallFault::SampleRate { named: 48_000, came: 44_100 }),
    ];
    [&slow[..], &degraded, &other].concat()
}

/// A time so many seconds after a fixed one.
fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_700_000_000 + seconds)
}

const DROPPED: Cause = Cause::DroppedFrames { count: 1 };

#[test]
fn every_cause_is_kept_with_its_times_and_numbers() {
    let anomalies = Anomalies::default();
    assert_no_alloc::assert_no_alloc(|| anomalies.note(1.0, at(0), DROPPED));
    anomalies.reset();
    for (index, cause) in causes().into_iter().enumerate() {
        anomalies.note(index as f64 / 2.0, at(index as u64), cause);
    }
    let newest = anomalies.newest();
    assert_eq!(anomalies.count(), causes().len() as u64);
    assert_eq!(newest.iter().map(|anomaly| anomaly.cause).collect::<Vec<_>>(), causes());
    for (index, anomaly) in newest.iter().enumerate() {
        assert_eq!((anomaly.elapsed_seconds, anomaly.at), (index as f64 / 2.0, at(index as u64)));
    }
}

#[test]
fn the_last_32_are_kept_and_all_are_counted() {
    let anomalies = Anomalies::default();
    for index in 0..100 {
        anomalies.note(index as f64 / 2.0, at(index * 10), Cause::DroppedFrames { count: index });
    }
    let counts: Vec<_> = anomalies.newest().iter().map(|anomaly| anomaly.cause).collect();
    assert_eq!(counts, (68..100).map(|count| Cause::DroppedFrames { count }).collect::<Vec<_>>());
    assert_eq!(anomalies.count(), 100);
}

#[test]
fn of_one_kind_one_in_ten_seconds_is_kept() {
    let anomalies = Anomalies::default();
    for second in 0..30 {
        anomalies.note(0.0, at(second), DROPPED);
        anomalies.note(0.0, at(second), Cause::Degraded(Reason::WorkerStuck));
    }
    assert_eq!((anomalies.newest().len(), anomalies.count()), (6, 60));
}

#[test]
fn a_reset_forgets_and_the_next_one_is_kept_at_once() {
    let anomalies = Anomalies::default();
    anomalies.note(0.0, at(0), DROPPED);
    anomalies.reset();
    assert_eq!((anomalies.newest(), anomalies.count()), (vec![], 0));
    anomalies.note(0.0, at(1), DROPPED);
    assert_eq!((anomalies.newest().len(), anomalies.count()), (1, 1));
}

#[test]
fn many_threads_note_and_one_reads_whole_anomalies_only() {
    const EACH: u64 = 20_000;
    let anomalies = Anomalies::default();
    thread::scope(|scope| {
        for writer in 0..4 {
            let anomalies = &anomalies;
            scope.spawn(move || {
                for step in 1..=EACH {
                    // Each number says the same, so that a mixture shows.
                    let number = 4 * step + writer;
                    anomalies.note(number as f64, at(10 * number), Cause::DroppedFrames { count: number });
                }
            });
        }
        while anomalies.count() < 4 * EACH {
            for Anomaly { elapsed_seconds, at: when, cause } in anomalies.newest() {
                let Cause::DroppedFrames { count } = cause else { panic!("{cause:?}") };
                assert_eq!((elapsed_seconds, when), (count as f64, at(10 * count)));
            }
        }
    });
    assert!(!anomalies.newest().is_empty());
}

#[test]
fn a_clock_that_is_wrong_does_no_harm() {
    let anomalies = Anomalies::default();
    anomalies.note(0.0, UNIX_EPOCH - Duration::from_secs(1), DROPPED);
    anomalies.note(0.0, at(0), DROPPED);
    anomalies.note(0.0, UNIX_EPOCH, DROPPED);
    assert_eq!(anomalies.newest().len(), 3);
}

#[test]
fn every_cause_has_words_of_its_own() {
    let mut words: Vec<_> = causes().iter().map(Cause::to_string).collect();
    assert!(words.contains(&"fft took 61.0 ms, more than 50 ms".to_owned()));
    assert!(words.contains(&"publish took 61.0 ms, more than 0.5 ms".to_owned()));
    assert!(words.contains(&"an update came 30 ms too late".to_owned()));
    assert!(words.contains(&"the analysis thread missed 1.50 s of audio".to_owned()));
    assert!(words.contains(&"memory grows by 6.2 MB a minute".to_owned()));
    assert!(words.contains(&"the host went on by 1.5 s without a block".to_owned()));
    assert!(words.contains(&"blocks come as at 44100 Hz, not at 48000 Hz as the host said".to_owned()));
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), causes().len());
}
