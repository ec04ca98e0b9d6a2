use std::{collections::HashSet, thread};

use proptest::prelude::*;

use super::*;
use crate::mood::State;

const PAGE: u64 = History::PAGE_UPDATES as u64;
const HOUR: u64 = 3600 * 2;

/// The `number`th update of a stream, from 1.
fn update(number: u64) -> Update {
    Update::new(number * 25, State::Live, None)
}

fn push(history: &History, count: u64) {
    for number in 1..=count {
        history.push(update(number), None);
    }
}

fn all(history: &History) -> Vec<Entry> {
    let mut entries = Vec::new();
    assert_eq!(history.read_since(0, &mut entries), history.next());
    entries
}

/// Indices follow each other up to the next one, and pages are as many as they may be.
fn assert_sound(history: &History) {
    let entries = all(history);
    let indices: Vec<u64> = entries.iter().map(|entry| entry.index).collect();
    assert_eq!(indices, (history.first()..history.next()).collect::<Vec<_>>());
    assert_eq!(history.latest(), entries.last().copied());
    let usage = history.usage();
    assert_eq!(usage.entries, entries.len());
    let pages = usage.used_pages + usage.free_pages;
    assert!(pages <= History::MAX_PAGES, "{usage:?}");
}

#[test]
fn an_instance_that_heard_nothing_has_no_page() {
    let history = History::default();
    assert_eq!((history.first(), history.next(), history.latest()), (0, 0, None));
    assert_eq!(history.usage(), HistoryUsage::default());
    history.clear();
    assert_sound(&history);
}

#[test]
fn each_ten_minutes_take_a_page_and_an_hour_no_more_than_seven() {
    let history = History::default();
    let mut most = 0;
    for updates in 1..=12 * PAGE {
        history.push(update(updates), None);
        let HistoryUsage { used_pages, free_pages, entries, bytes, .. } = history.usage();
        most = most.max(used_pages + free_pages);
        assert!(updates > 6 * PAGE || (used_pages as u64, free_pages) == (updates.div_ceil(PAGE), 0));
        assert!(entries as u64 >= updates.min(HOUR));
        assert_eq!(bytes % (used_pages + free_pages), 0);
    }
    assert_eq!(most, History::HOUR_PAGES);
    assert_sound(&history);
    assert!(history.usage().bytes < 1_000_000, "{:?}", history.usage());
}

#[test]
fn pages_never_move_and_are_used_again() {
    let history = History::default();
    let mut places = HashSet::new();
    for round in 0..3 {
        push(&history, 9 * PAGE + 17);
        for page in history.lock().places() {
            places.insert(page);
        }
        // Pages beyond the three that stay go back to the system, which may give the same ones out again.
        if round == 0 {
            assert_eq!(places.len(), History::HOUR_PAGES);
        }
    }
    let kept: HashSet<_> = history.lock().places().collect();
    assert!(kept.is_subset(&places));
}

#[test]
fn a_cleared_history_is_empty_keeps_three_pages_and_counts_on() {
    let history = History::default();
    push(&history, 5 * PAGE + 3);
    let before: HashSet<_> = history.lock().places().collect();
    history.clear();
    assert_eq!((history.first(), history.next(), history.latest()), (5 * PAGE + 3, 5 * PAGE + 3, None));
    assert_eq!((history.usage().used_pages, history.usage().free_pages), (0, 3));
    history.push(update(9_999), None);
    let entry = history.latest().unwrap();
    assert_eq!((entry.index, entry.elapsed_seconds), (5 * PAGE + 3, 4_999.5));
    assert!(history.lock().places().all(|place| before.contains(&place)), "a page is used again");
    assert_sound(&history);
}

#[test]
fn pressure_drops_the_oldest_pages_step_by_step_and_they_come_again_when_it_is_over() {
    let history = History::default();
    push(&history, 7 * PAGE);
    let page = history.usage().bytes / 7;
    let steps = [
        (PressureLevel::None, PressureSource::System, (7, 0), PoolReason::Hour),
        (PressureLevel::Moderate, PressureSource::Budget, (5, 2), PoolReason::Budget),
        (PressureLevel::Moderate, PressureSource::System, (5, 0), PoolReason::Pressure),
        (PressureLevel::Critical, PressureSource::System, (3, 2), PoolReason::Pressure),
    ];
    for (level, source, (left, pages), reason) in steps {
        let given = history.set_pressure(Pressure { level, source });
        assert_eq!(given, GivenBack { pages, bytes: pages * page });
        let usage = history.usage();
        assert_eq!((usage.used_pages, usage.page_limit, usage.reason), (left, left, reason));
        assert_eq!((history.first(), usage.bytes), ((7 - left as u64) * PAGE, left * page));
        assert_sound(&history);
    }
    push(&history, 2 * PAGE);
    assert_eq!((history.first(), history.usage().used_pages), (6 * PAGE, 3));
    assert_eq!(history.set_pressure(Pressure::default()), GivenBack::default());
    push(&history, 20 * PAGE);
    assert_eq!((history.usage().used_pages, history.usage().reason), (7, PoolReason::Hour));
    assert_sound(&history);
}

#[test]
fn while_somebody_looks_back_up_to_ten_pages_are_kept_unless_memory_is_scarce() {
    let history = History::default();
    (0..2).for_each(|_| history.hold(true));
    push(&history, 20 * PAGE);
    let usage = history.usage();
    assert_eq!((usage.used_pages, usage.reason), (History::MAX_PAGES, PoolReason::HeldView));
    history.hold(false);
    assert_eq!(history.usage().used_pages, History::MAX_PAGES, "another window looks");
    let scarce = Pressure { level: PressureLevel::Moderate, source: PressureSource::System };
    history.set_pressure(scarce);
    assert_eq!((history.usage().used_pages, history.usage().reason), (5, PoolReason::Pressure));
    history.set_pressure(Pressure::default());
    assert_eq!(history.usage().page_limit, History::MAX_PAGES);
    (0..3).for_each(|_| history.hold(false));
    assert_eq!((history.usage().page_limit, history.usage().reason), (7, PoolReason::Hour));
    assert_sound(&history);
}

#[test]
fn housekeeping_gives_back_what_was_used_and_waits() {
    let history = History::default();
    push(&history, 2 * PAGE + 5);
    assert_eq!(history.tidy(), GivenBack::default(), "all pages are used");
    let page = history.usage().bytes / 3;
    history.clear();
    assert_eq!(history.tidy(), GivenBack { pages: 3, bytes: 2 * page + 5 * (page / PAGE as usize) });
    assert_eq!(history.usage(), HistoryUsage::default());
    push(&history, 1);
    assert_eq!((history.usage().used_pages, history.usage().free_pages), (1, 0));
    push(&history, 2 * PAGE);
    history.clear();
    push(&history, 1);
    assert_eq!((history.usage().used_pages, history.usage().free_pages), (1, 2));
    assert_eq!(history.tidy().pages, 2);
    assert_eq!((history.usage().used_pages, history.usage().free_pages), (1, 0));
    assert_eq!(history.tidy(), GivenBack::default());
    assert_sound(&history);
}

#[test]
fn a_new_stream_counts_up_and_heard_seconds_go_on() {
    let history = History::default();
    history.reset();
    push(&history, 3);
    // Streams that came to no update leave no trace.
    (0..3).for_each(|_| history.reset());
    assert_eq!(history.push(update(2), Some(7.5)), 2.5);
    let told: Vec<_> = all(&history)
        .iter()
        .map(|entry| (entry.generation, entry.update.seconds(), entry.elapsed_seconds, entry.host_seconds))
        .collect();
    let expected = [(0, 0.5, 0.5, None), (0, 1.0, 1.0, None), (0, 1.5, 1.5, None), (1, 1.0, 2.5, Some(7.5))];
    assert_eq!(told, expected);
}

#[test]
fn a_reader_gets_what_is_new_and_nothing_twice() {
    let history = History::default();
    let (mut entries, mut next) = (Vec::new(), 0);
    for count in [0, 1, 0, 5, 1199, 1200, 1, 3000] {
        push(&history, count);
        next = history.read_since(next, &mut entries);
        assert_eq!(next, history.next());
        assert_eq!(entries.len() as u64, next);
    }
    assert!(entries.iter().zip(0..).all(|(entry, index)| entry.index == index));
    let there = entries.len();
    assert_eq!(history.read_since(u64::MAX, &mut entries), next);
    assert_eq!(entries.len(), there);
}

#[test]
fn a_reader_beside_the_writer_and_a_clear_finds_rising_indices_without_damage() {
    const UPDATES: u64 = 30_000;
    let history = History::default();
    thread::scope(|scope| {
        let push = |number| {
            history.push(update(number), Some(number as f64 / 2.0));
        };
        let clearing = scope.spawn(|| {
            while history.next() < UPDATES / 2 {
                history.clear();
                thread::yield_now();
            }
        });
        scope.spawn(move || {
            (1..=UPDATES / 2).for_each(push);
            // Else a clear that comes late could take the last ones away.
            clearing.join().unwrap();
            (UPDATES / 2 + 1..=UPDATES).for_each(push);
        });
        let (mut next, mut last) = (0, None);
        while next < UPDATES {
            let mut entries = Vec::new();
            next = history.read_since(next, &mut entries);
            for entry in entries {
                assert!(last < Some(entry.index));
                last = Some(entry.index);
                assert_eq!(entry.update, update(entry.index + 1));
                assert_eq!(entry.host_seconds, Some(entry.elapsed_seconds));
            }
        }
        assert_eq!(last, Some(UPDATES - 1));
    });
    assert_sound(&history);
}

/// What may happen to a history.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// A stream of so many updates.
    Push(u64),
    Clear,
    Tidy,
    Pressure(PressureLevel),
    Hold(bool),
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (0..3 * PAGE).prop_map(Step::Push),
        1 => Just(Step::Clear),
        1 => Just(Step::Tidy),
        1 => prop::sample::select(vec![
            PressureLevel::None, PressureLevel::Moderate, PressureLevel::Critical
        ]).prop_map(Step::Pressure),
        1 => any::<bool>().prop_map(Step::Hold),
    ]
}

proptest! {
    #[test]
    fn whatever_happens_the_newest_hour_is_there_without_a_gap(
        steps in prop::collection::vec(any_step(), 1..15),
    ) {
        let history = History::default();
        // Updates since something was taken away, and how many of them have to be there.
        let (mut since, mut hour) = (0, HOUR);
        for step in steps {
            match step {
                Step::Push(count) => {
                    history.reset();
                    push(&history, count);
                    since += count;
                }
                Step::Clear => {
                    history.clear();
                    since = 0;
                }
                Step::Tidy => {
                    history.tidy();
                }
                Step::Pressure(level) => {
                    history.set_pressure(Pressure { level, source: PressureSource::System });
                    hour = HOUR.min((level.pages() as u64 - 1) * PAGE);
                    since = since.min(history.usage().entries as u64);
                }
                Step::Hold(held) => {
                    history.hold(held);
                    since = since.min(history.usage().entries as u64);
                }
            }
            assert_sound(&history);
            prop_assert!(history.usage().entries as u64 >= since.min(hour));
            let elapsed: Vec<f64> = all(&history).iter().map(|entry| entry.elapsed_seconds).collect();
            prop_assert!(elapsed.is_sorted());
        }
    }
}
