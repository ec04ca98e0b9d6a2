//! The mechanism without threads: the clock and the worker are set by hand.

use std::time::{Duration, Instant};

use super::{link::link, port::Port, remote::WorkerRemote, *};
use crate::{
    inference::Served,
    mood::State,
    outputs::Outputs,
    telemetry::{Cause, Monitor},
};

use std::sync::Arc;

const RATE: f64 = 48_000.0;

/// One instance whose worker is the test's own thread, where there is no model: updates come and say so.
struct Rig {
    side: AudioSide,
    port: Port,
    monitor: Arc<Monitor>,
}

/// Both sides of an activation, with no thread between them.
fn made(setup: Setup, worker: Option<WorkerRemote>, monitor: &Arc<Monitor>) -> (AudioSide, Port) {
    let (audio, at_worker, _) = link(worker);
    let side = AudioSide::new(setup, audio, Arc::clone(monitor), Arc::default());
    (side, Port::new(at_worker, Arc::clone(monitor)))
}

impl Rig {
    fn new() -> Self {
        Self::with(WorkerRemote::serving(Instant::now()))
    }

    fn with(worker: WorkerRemote) -> Self {
        let monitor = Arc::<Monitor>::default();
        let (side, port) = made(Setup { sample_rate: RATE, channels: 1 }, Some(worker), &monitor);
        Self { side, port, monitor }
    }

    /// A block of sound that comes at `now`; the outputs that it ends with.
    fn block(&mut self, now: Instant, samples: usize, host: BlockInfo) -> Outputs {
        let sound = vec![0.1; samples];
        self.side.process_at(now, &[sound], &Controls::default(), host, |_, _, _| {});
        self.side.outputs()
    }

    fn serve(&mut self) {
        self.port.serve(&Served::nothing());
    }

    fn late(&self) -> u64 {
        self.monitor.counts().late_updates
    }
}

/// Plays `seconds` through `count` instances on one transport, with a worker that looks every 5 ms and takes `cost`
/// for an update; how many updates were late.
fn late_updates(count: usize, block: usize, cost: f64, seconds: f64) -> u64 {
    const POLL: f64 = 0.005;
    let begun = Instant::now();
    let mut rigs: Vec<_> = (0..count).map(|_| Rig::new()).collect();
    // Which instance, and when its frames were handed over; and when the worker has time again.
    let mut asked: std::collections::VecDeque<(usize, f64)> = std::collections::VecDeque::new();
    let mut free = 0.0;
    let updates = |samples: usize| samples as u64 / (RATE as u64 / 2);
    for number in 0..(seconds * RATE) as usize / block {
        // A block comes when its last sample has been played.
        let now = ((number + 1) * block) as f64 / RATE;
        while let Some((index, since)) = asked.front().copied() {
            let ready = f64::max(free, since + POLL) + cost;
            if ready > now {
                break;
            }
            free = ready;
            rigs[index].serve();
            asked.pop_front();
        }
        let due = updates((number + 1) * block) > updates(number * block);
        for (index, rig) in rigs.iter_mut().enumerate() {
            rig.block(begun + Duration::from_secs_f64(now), block, BlockInfo::default());
            if due {
                asked.push_back((index, now));
            }
        }
    }
    rigs.iter().map(Rig::late).sum()
}

#[test]
fn updates_are_on_time_as_long_as_the_worker_has_them_before_their_effect() {
    for block in [64, 512, 4_096] {
        // An update may end with the first sample of a block, and its effect may fall on the first one of another.
        let time = EFFECT_SECONDS - block as f64 / RATE - 0.005;
        for count in [1, 16, 64] {
            let cost = time / count as f64;
            assert_eq!(late_updates(count, block, 0.98 * cost, 8.0), 0, "{count} in blocks of {block}");
            if block < 4_096 {
                let slow = EFFECT_SECONDS / count as f64;
                assert!(late_updates(count, block, 1.1 * slow, 8.0) > 0, "{count} in blocks of {block}");
            }
        }
    }
}

/// Plays so many blocks of 10 ms, the worker serving when `serves` says so of the block.
fn play(rig: &mut Rig, begun: Instant, from: u64, blocks: u64, serves: impl Fn(u64) -> bool) -> Outputs {
    let mut outputs = Outputs::default();
    for number in from..from + blocks {
        outputs = rig.block(begun + Duration::from_millis(10 * (number + 1)), 480, BlockInfo::default());
        if serves(number) {
            rig.serve();
        }
    }
    outputs
}

#[test]
fn a_worker_that_owes_an_update_for_two_seconds_is_stuck_whatever_else_it_answers() {
    let (mut rig, begun) = (Rig::new(), Instant::now());
    let no_model = State::Degraded(crate::mood::Reason::NoModel);
    let stuck = State::Degraded(crate::mood::Reason::WorkerStuck);
    assert_eq!(play(&mut rig, begun, 0, 100, |_| true).state, no_model);
    // It is late by 1.5 s each time, and never stuck.
    assert_eq!(play(&mut rig, begun, 100, 600, |number| number % 150 == 0).state, no_model);
    // The oldest one that is owed now is of block 650.
    assert_eq!(play(&mut rig, begun, 700, 140, |_| false).state, no_model);
    assert_eq!(play(&mut rig, begun, 840, 30, |_| false).state, stuck);
    assert_eq!(play(&mut rig, begun, 870, 30, |_| true).state, no_model, "it answers again");
}

#[test]
fn frames_and_updates_that_are_missed_are_counted() {
    let (mut rig, begun) = (Rig::new(), Instant::now());
    play(&mut rig, begun, 0, 600, |_| false);
    rig.serve();
    let counters = rig.monitor.counts();
    // The ring holds 4 s of frames.
    assert_eq!((counters.dropped_frames, counters.updates), (100, 8));
    let causes: Vec<_> = rig.monitor.anomalies().iter().map(|anomaly| anomaly.cause).collect();
    assert!(causes.contains(&Cause::DroppedFrames { count: 100 }), "{causes:?}");
}

#[test]
fn the_time_of_a_hop_that_a_reset_cut_off_counts_for_no_other() {
    /// Samples that take their time to come.
    struct Slow([f32; 100]);
    const SLOW: Duration = Duration::from_millis(400);
    impl AsRef<[f32]> for Slow {
        fn as_ref(&self) -> &[f32] {
            std::thread::sleep(SLOW);
            &self.0
        }
    }
    let (mut rig, begun) = (Rig::new(), Instant::now());
    rig.side.process_at(begun, &[Slow([0.1; 100])], &Controls::default(), BlockInfo::default(), |_, _, _| {});
    rig.side.reset();
    rig.block(begun + Duration::from_secs(2), 960, BlockInfo::default());
    let hop = rig.monitor.timings().summary(crate::telemetry::Stage::Buffer);
    assert_eq!(hop.count, 1);
    assert!(hop.max < SLOW, "{hop:?}");
}

#[test]
fn while_the_worker_loads_it_is_not_stuck_and_says_so() {
    let mut rig = Rig::with(WorkerRemote::loading());
    let begun = Instant::now();
    let outputs = play(&mut rig, begun, 0, 700, |_| false);
    assert_eq!(outputs.state, State::Loading);
    assert!(!rig.side.settled());
    let hold =
        Controls { mapping: crate::outputs::Mapping { hold: true, ..Default::default() }, bypass: false };
    rig.side.process_at(
        begun + Duration::from_secs(8),
        &[vec![0.1; 960]],
        &hold,
        BlockInfo::default(),
        |_, _, _| {},
    );
    assert_eq!(rig.side.outputs().state, State::Frozen, "what the user froze wins");
}

#[test]
fn without_a_worker_nobody_is_waited_for() {
    let (mut side, _) = made(Setup { sample_rate: RATE, channels: 1 }, None, &Arc::default());
    let begun = Instant::now();
    side.process(&[vec![0.1; 480_000]], &Controls::default(), BlockInfo::OFFLINE, |_, _, _| {});
    assert!(begun.elapsed() < Duration::from_secs(3));
    assert_eq!(side.outputs().state, State::Degraded(crate::mood::Reason::NoWorker));
}

#[test]
fn what_cant_be_analysed_is_told_by_its_reason() {
    use crate::mood::Reason;
    for (sample_rate, channels, reason) in
        [(7_999.0, 2, Reason::SampleRate), (48_000.0, 0, Reason::Channels), (48_000.0, 65, Reason::Channels)]
    {
        let worker = Some(WorkerRemote::serving(Instant::now()));
        let (mut side, _) = made(Setup { sample_rate, channels }, worker, &Arc::default());
        side.process(&[vec![0.1; 960]], &Controls::default(), BlockInfo::default(), |_, _, _| {});
        assert_eq!(side.outputs().state, State::Degraded(reason));
    }
}
