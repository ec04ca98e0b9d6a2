use std::thread;

use assert_no_alloc::assert_no_alloc;

use super::*;
use crate::record::{PressureLevel, PressureSource};

const SLOW: Duration = Duration::from_secs(3);

fn update(hops: u64) -> Update {
    Update::new(hops, State::Live, None)
}

fn causes(monitor: &Monitor) -> Vec<Cause> {
    monitor.anomalies().iter().map(|anomaly| anomaly.cause).collect()
}

#[test]
fn what_the_audio_thread_writes_allocates_nothing_even_when_all_goes_wrong() {
    let monitor = Monitor::default();
    assert_no_alloc(|| {
        monitor.called(Instant::now());
        Stage::ALL.into_iter().for_each(|stage| monitor.record(stage, SLOW));
        monitor.record_load(SLOW, Duration::from_millis(1));
        monitor.late_update(Duration::from_millis(10));
        monitor.dropped_frames(3);
        monitor.count_allocations_in_process(1);
        monitor.note_call(CallFault::Overlapping);
        Reason::ALL.into_iter().for_each(|reason| monitor.set_state(State::Degraded(reason)));
        monitor.reset_measurements();
        monitor.fail();
        monitor.record(Stage::Fft, SLOW);
    });
    assert_eq!(monitor.anomaly_count(), 1, "it was degraded like this before");
    assert_eq!(monitor.timings().summary(Stage::Fft).count, 1);
}

#[test]
fn every_state_is_told_as_it_is() {
    let monitor = Monitor::default();
    monitor.called(Instant::now());
    assert_eq!(monitor.state(), State::Warming, "before there was any");
    for state in State::all() {
        monitor.set_state(state);
        assert_eq!(monitor.state(), state);
    }
}

#[test]
fn a_stage_over_its_limit_is_an_anomaly() {
    let monitor = Monitor::default();
    for stage in Stage::ALL {
        monitor.record(stage, stage.limit());
    }
    assert_eq!((monitor.anomaly_count(), monitor.anomalies()), (0, vec![]));
    monitor.remember(update(75), None);
    let took = Stage::Fft.limit() + Duration::from_nanos(1);
    monitor.record(Stage::Fft, took);
    monitor.record(Stage::Fft, took);
    let [anomaly] = monitor.anomalies().try_into().unwrap();
    assert_eq!((anomaly.cause, anomaly.elapsed_seconds), (Cause::Slow { stage: Stage::Fft, took }, 1.5));
    assert!(anomaly.at.elapsed().unwrap() < Duration::from_secs(60));
    assert_eq!(monitor.anomaly_count(), 2);
}

/// Memory that grew so fast for five minutes.
fn growth(bytes_per_minute: u64) -> Growth {
    let (mut watch, start) = (crate::telemetry::GrowthWatch::default(), Instant::now());
    let look = |look: u64| watch.look(start + Duration::from_secs(5 * look), bytes_per_minute * look / 12);
    (0..=60).filter_map(look).last().unwrap()
}

#[test]
fn each_way_of_failing_is_noted_and_counted_once() {
    let monitor = Monitor::default();
    let (stuck, no_model) = (State::Degraded(Reason::WorkerStuck), State::Degraded(Reason::NoModel));
    for state in [stuck, stuck, State::Live, no_model, no_model, State::Silent] {
        monitor.set_state(state);
    }
    monitor.late_update(Duration::from_millis(20));
    monitor.dropped_frames(7);
    assert!(!monitor.note_memory_growth(&growth(4_900_000)));
    assert!(monitor.note_memory_growth(&growth(5_100_000)));
    let expected = [
        Cause::Degraded(Reason::WorkerStuck),
        Cause::Degraded(Reason::NoModel),
        Cause::LateUpdate { by: Duration::from_millis(20) },
        Cause::DroppedFrames { count: 7 },
        Cause::MemoryGrowth { bytes_per_minute: 5_100_000 },
    ];
    assert_eq!(causes(&monitor), expected);
    let Counts { degraded, late_updates, dropped_frames, .. } = monitor.counts();
    assert_eq!((degraded, late_updates, dropped_frames), (2, 1, 7));
    assert_eq!(monitor.anomaly_count(), 5);
}

#[test]
fn a_reset_of_measurements_keeps_history_and_state() {
    let monitor = Monitor::default();
    monitor.remember(update(25), Some(3.0));
    monitor.called(Instant::now());
    monitor.set_state(State::Degraded(Reason::ModelOutput));
    monitor.record(Stage::Post, SLOW);
    monitor.record_load(SLOW, SLOW);
    assert_eq!(monitor.dsp_load().last, 1.0);
    monitor.reset_measurements();
    assert_eq!(monitor.counts(), Counts::default());
    assert_eq!(monitor.dsp_load(), DspLoad::default());
    assert_eq!((monitor.anomaly_count(), monitor.anomalies()), (0, vec![]));
    assert_eq!(
        (monitor.timings().summary(Stage::Post).count, monitor.timings().last(Stage::Post)),
        (0, None)
    );
    assert_eq!(monitor.latest(), Some(update(25)));
    assert_eq!(monitor.state(), State::Degraded(Reason::ModelOutput));
    assert_eq!(monitor.reason().unwrap(), Reason::ModelOutput.describe());
    monitor.record(Stage::Post, SLOW);
    monitor.record_load(SLOW, 2 * SLOW);
    assert_eq!((monitor.timings().summary(Stage::Post).count, monitor.dsp_load().max), (1, 0.5));
}

#[test]
fn a_reset_in_the_middle_of_the_work_loses_nothing_that_comes_after_it() {
    let monitor = Monitor::default();
    thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for step in 0..300_000 {
                monitor.record(Stage::Fft, Duration::from_nanos(1000 + step % 1000));
            }
        });
        while !writer.is_finished() {
            monitor.reset_measurements();
            let timing = monitor.timings().summary(Stage::Fft);
            let within = timing.min >= Duration::from_nanos(1000) && timing.max < Duration::from_nanos(2000);
            assert!(timing.count == 0 || within, "{timing:?}");
        }
    });
    monitor.reset_measurements();
    assert_eq!(monitor.timings().summary(Stage::Fft).count, 0);
    monitor.record(Stage::Fft, SLOW);
    assert_eq!((monitor.timings().summary(Stage::Fft).count, monitor.counts().updates), (1, 0));
}

#[test]
fn housekeeping_follows_the_pressure_and_counts_what_it_gives_back() {
    let monitor = Monitor::default();
    for number in 1..=6 * History::PAGE_UPDATES as u64 {
        monitor.remember(update(25 * number), None);
    }
    monitor.tidy(Pressure::default());
    assert_eq!((monitor.counts().cleanups, monitor.counts().cleanup_bytes), (1, 0));
    let before = monitor.history().usage();
    monitor.tidy(Pressure { level: PressureLevel::Critical, source: PressureSource::System });
    let after = monitor.history().usage();
    assert_eq!((before.used_pages, after.used_pages), (6, 3));
    let given = (before.bytes - after.bytes) as u64;
    assert_eq!((monitor.counts().cleanups, monitor.counts().cleanup_bytes), (2, given));
}

#[test]
fn an_update_is_told_with_its_place_in_the_song() {
    let monitor = Monitor::default();
    monitor.set_setup(44_100.0, 1);
    assert_eq!((monitor.setup(), monitor.latest()), ((44_100.0, 1), None));
    monitor.remember(update(25), Some(-1.5));
    monitor.reset_streams();
    monitor.remember(update(25), None);
    let mut kept = Vec::new();
    assert_eq!(monitor.history().read_since(0, &mut kept), 2);
    let told: Vec<_> = kept
        .iter()
        .map(|entry| (entry.index, entry.update.seconds(), entry.elapsed_seconds, entry.host_seconds))
        .collect();
    assert_eq!(told, [(0, 0.5, 0.5, Some(-1.5)), (1, 0.5, 1.0, None)]);
}
