//! One loaded plug-in: the main thread's [`Instance`] and the audio thread's [`AudioSide`].

use std::{
    ops::Range,
    sync::Arc,
    time::{Duration, Instant},
};

use crate::{
    analysis::{Analyser, Frame, HopGrid, Spent},
    handover::{Handed, HandoverInput, HandoverOutput, handover},
    inference::{Gate, ModelSource, Port, TimedFrame, TimedUpdate, Worker, WorkerRemote},
    mood::{Mapping, OutputMapper, Outputs, Reason, State, Update},
    telemetry::{Monitor, STALL, Stage},
};

/// Frames that the worker may be late: 4 s.
const FRAME_RING: usize = 200;
/// Updates that the audio thread may be late.
const UPDATE_RING: usize = 8;
/// Hops from one update to the next.
const STEP_HOPS: u64 = models::STEP_HOPS as u64;
/// Ticks from one update to the next.
const STEP_TICKS: u64 = 2 * STEP_HOPS;
/// Ticks from an update's position to its effect: 50 ms.
const EFFECT_TICKS: u64 = 5;
/// Seconds of one tick.
const TICK_SECONDS: f64 = models::HOP_SECONDS / 2.0;
/// A worker that takes longer is stuck.
const STUCK: Duration = Duration::from_secs(2);
/// An offline renderer waits no longer for one update.
const OFFLINE_WAIT: Duration = Duration::from_secs(5);

/// Ticks where the host's rate is no use, in hertz.
const FALLBACK_RATE: f64 = 48_000.0;

/// What an activation is for.
#[derive(Clone, Copy, Debug)]
pub struct Setup {
    /// In hertz. Rates that can't be analysed give an audio side that is degraded and analyses nothing.
    pub sample_rate: f64,
    /// Channels of the blocks to come.
    pub channels: usize,
}

/// The user's controls, read once a block.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Controls {
    /// Analysis stops and the outputs freeze.
    pub bypass: bool,
    /// From detected to output values.
    pub mapping: Mapping,
}

/// What the host says of a block.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Host {
    /// It renders offline: it may be made to wait for an update, so that a render doesn't depend on the machine.
    pub offline: bool,
    /// Where the block begins on the host's timeline, in seconds; none while the transport stands still, or if the
    /// host says nothing of it.
    pub seconds: Option<f64>,
}

impl Host {
    /// A host in real time, without a timeline.
    pub const LIVE: Self = Self { offline: false, seconds: None };
    /// A host that renders offline, without a timeline.
    pub const OFFLINE: Self = Self { offline: true, seconds: None };
}

/// One loaded plug-in. Belongs to the main thread; dropping it leaves the worker, and the last one ends it,
/// without waiting for longer than 100 ms.
pub struct Instance {
    /// None if the system granted no thread.
    worker: Option<Arc<Worker>>,
    monitor: Arc<Monitor>,
    gate: Option<Arc<Gate>>,
}

impl Instance {
    /// Joins the worker of `source`, starting it if need be. A model that is refused shows in the state, and so does
    /// a worker that can't be started.
    pub fn new(source: &ModelSource) -> Self {
        Self { worker: Worker::obtain(source).ok(), monitor: Arc::default(), gate: None }
    }

    /// What others may know of this instance.
    pub fn monitor(&self) -> Arc<Monitor> {
        Arc::clone(&self.monitor)
    }

    /// Makes an audio side for `setup`; the one of an earlier activation gets no updates any more.
    pub fn activate(&mut self, setup: Setup) -> AudioSide {
        self.deactivate();
        self.monitor.set_setup(setup.sample_rate, setup.channels);
        let empty = TimedFrame { frame: Frame::EMPTY, entered: Instant::now(), host_seconds: None };
        let (frames, taken_frames) = handover(FRAME_RING, empty);
        let nothing = Update { hops: 0, state: State::Warming, moods: None };
        let (updates, taken_updates) =
            handover(UPDATE_RING, TimedUpdate { update: nothing, entered: empty.entered });
        let gate = Arc::<Gate>::default();
        if let Some(worker) = &self.worker {
            worker.add(Port::new(taken_frames, updates, Arc::clone(&self.monitor), Arc::clone(&gate)));
        }
        self.gate = Some(Arc::clone(&gate));
        let analyser = Analyser::new(setup.sample_rate, setup.channels).ok();
        // Where nothing can be analysed the state still needs ticks, and a rate like 0 has none.
        let tick_rate = if analyser.is_some() { setup.sample_rate } else { FALLBACK_RATE };
        let mut side = AudioSide {
            analyser,
            tick_rate,
            grid: HopGrid::new(tick_rate),
            frames,
            updates: taken_updates,
            gate,
            worker: self.worker.as_ref().map(|worker| worker.remote()),
            monitor: Arc::clone(&self.monitor),
            mapper: OutputMapper::new(TICK_SECONDS),
            outputs: Outputs::default(),
            generation: 0,
            position: 0,
            tick: 0,
            pending: Pending::default(),
            spent: Spent::default(),
            unpublished: false,
            unanswered_since: None,
            last_call: None,
            last_block: Duration::ZERO,
            bypassed: false,
            held: false,
            stuck: false,
            fresh: true,
            resting: false,
        };
        side.begin_stream();
        side
    }

    /// The worker forgets the audio side.
    pub fn deactivate(&mut self) {
        if let Some(gate) = self.gate.take() {
            gate.close();
        }
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        self.deactivate();
    }
}

/// The audio thread's side of an activation: analyses blocks and says when which output values change.
///
/// Nothing here allocates, locks or waits, except that an offline renderer waits for each update that falls due.
pub struct AudioSide {
    analyser: Option<Analyser>,
    /// In hertz; not that of the host where that one is no use.
    tick_rate: f64,
    grid: HopGrid,
    frames: HandoverInput<TimedFrame>,
    updates: HandoverOutput<TimedUpdate>,
    gate: Arc<Gate>,
    worker: Option<WorkerRemote>,
    monitor: Arc<Monitor>,
    mapper: OutputMapper,
    outputs: Outputs,
    generation: u64,
    /// Samples, and the next output tick, since the stream began.
    position: u64,
    tick: u64,
    pending: Pending,
    /// What the hop that is being filled has taken so far.
    spent: Spent,
    /// There are frames that the worker can't see yet.
    unpublished: bool,
    /// When the oldest update fell due that has not come.
    unanswered_since: Option<Instant>,
    last_call: Option<Instant>,
    /// How long the last block lasts when it is played.
    last_block: Duration,
    bypassed: bool,
    held: bool,
    stuck: bool,
    /// The next tick tells the outputs whatever they are.
    fresh: bool,
    /// Nothing changed at the last tick.
    resting: bool,
}

impl AudioSide {
    /// Analyses one block (a slice for each channel, all of one length, which may be 0) and calls `emit` with the
    /// offset in samples and the new output values wherever they change, in order. If the host is offline it waits
    /// for each update that falls due.
    pub fn process(
        &mut self,
        channels: &[impl AsRef<[f32]>],
        controls: &Controls,
        host: Host,
        mut emit: impl FnMut(u32, &Outputs),
    ) {
        let entered = Instant::now();
        self.monitor.called(entered);
        self.gate.count_call();
        self.follow_transitions(controls, host.offline, entered);
        self.collect(entered);
        let samples = channels.iter().map(|channel| channel.as_ref().len()).min().unwrap_or(0);
        self.last_block = Duration::from_secs_f64(samples as f64 / self.tick_rate);
        let mut done = 0;
        while done < samples {
            let next_tick = self.grid.tick(self.tick);
            if self.position >= next_tick {
                self.tick(controls, |outputs| emit(done as u32, outputs));
                continue;
            }
            let count = (next_tick - self.position).min((samples - done) as u64) as usize;
            if !controls.bypass {
                self.analyse(channels, done..done + count, host, entered);
            }
            self.position += count as u64;
            done += count;
        }
        if !controls.bypass && !host.offline {
            self.publish();
        }
        if !host.offline {
            self.monitor.record_load(entered.elapsed(), self.last_block);
        }
    }

    /// Begins a new stream, as a host asks for before it starts anew. What the user has frozen stays, everything
    /// else is forgotten; either way the outputs are told again at the next tick. Reallocates nothing.
    pub fn reset(&mut self) {
        self.begin_stream();
        if self.held || self.bypassed {
            self.mapper.begin_stream();
        } else {
            self.mapper.reset();
            self.outputs = Outputs::default();
        }
        self.fresh = true;
    }

    /// Whether nothing will change without sound: the host may let the plug-in sleep.
    pub fn settled(&self) -> bool {
        let heard = self.mapper.state();
        let waits = self.fault().is_none() && !self.bypassed && matches!(heard, State::Warming | State::Live);
        self.resting && !waits && self.pending.all_of(heard)
    }

    /// The output values as last emitted.
    pub fn outputs(&self) -> Outputs {
        self.outputs
    }

    /// What keeps this side from hearing, whatever the worker says.
    fn fault(&self) -> Option<Reason> {
        if self.analyser.is_none() {
            Some(Reason::SampleRate)
        } else if self.worker.is_none() {
            Some(Reason::NoWorker)
        } else {
            self.stuck.then_some(Reason::WorkerStuck)
        }
    }

    fn begin_stream(&mut self) {
        if let Some(analyser) = &mut self.analyser {
            analyser.reset();
        }
        self.generation += 1;
        self.frames.begin(self.generation);
        self.unpublished = true;
        self.publish();
        (self.position, self.tick) = (0, 0);
        self.pending = Pending::default();
        self.unanswered_since = None;
        self.stuck = false;
    }

    /// After a bypass or a stall sound begins anew, but the outputs stay where they are.
    fn follow_transitions(&mut self, controls: &Controls, offline: bool, now: Instant) {
        let pause = self.last_call.map_or(Duration::ZERO, |last| now.saturating_duration_since(last));
        let stalled = pause > STALL + self.last_block && !offline;
        if (self.bypassed && !controls.bypass) || stalled {
            self.begin_stream();
            self.mapper.begin_stream();
        }
        self.bypassed = controls.bypass;
        self.held = controls.mapping.hold;
        self.last_call = Some(now);
    }

    fn analyse(&mut self, channels: &[impl AsRef<[f32]>], range: Range<usize>, host: Host, entered: Instant) {
        let Some(analyser) = &mut self.analyser else { return };
        let frames = &mut self.frames;
        let before = frames.pushed();
        // A hop that is completed ends where the range does.
        let host_seconds = host.seconds.map(|seconds| seconds + range.end as f64 / self.tick_rate);
        self.spent += analyser.process_range(channels, range, |frame| {
            frames.push(TimedFrame { frame: *frame, entered, host_seconds });
        });
        let heard = self.frames.pushed();
        if heard == before {
            return;
        }
        self.unpublished = true;
        let spent = std::mem::take(&mut self.spent);
        self.monitor.record(Stage::Buffer, spent.buffer);
        self.monitor.record(Stage::Fft, spent.fft);
        self.monitor.record(Stage::Features, spent.features);
        if heard.is_multiple_of(STEP_HOPS) {
            self.unanswered_since.get_or_insert(entered);
            if host.offline {
                self.publish();
                self.wait_for(heard);
                self.collect(Instant::now());
            }
        }
    }

    fn publish(&mut self) {
        if !std::mem::take(&mut self.unpublished) {
            return;
        }
        let start = Instant::now();
        self.frames.publish();
        self.monitor.record(Stage::Publish, start.elapsed());
    }

    /// The one wait, in offline rendering only: bounded, and over when the worker has answered. A worker that is
    /// stuck is waited for once.
    fn wait_for(&mut self, hops: u64) {
        if let Some(worker) = &self.worker {
            worker.wake();
        }
        let limit = if self.stuck { Duration::ZERO } else { OFFLINE_WAIT };
        self.stuck = !self.gate.wait(self.generation, hops, limit);
    }

    /// Takes what the worker has published.
    fn collect(&mut self, now: Instant) {
        let Self { updates, pending, monitor, unanswered_since, generation, .. } = self;
        let mut stream = updates.generation();
        let mut answered = false;
        updates.take(|handed| match handed {
            Handed::Begun { generation } => stream = generation,
            Handed::Dropped { .. } => {}
            Handed::Item(_, timed) if stream == *generation => {
                monitor.record(Stage::Visible, now.saturating_duration_since(timed.entered));
                pending.push(timed.update);
                answered = true;
            }
            Handed::Item(..) => {}
        });
        if answered {
            *unanswered_since = None;
            self.stuck = false;
        } else if self.unanswered_for(now) > STUCK {
            self.stuck = true;
        }
    }

    /// For how long the worker could have answered and hasn't.
    fn unanswered_for(&self, now: Instant) -> Duration {
        let serving = self.worker.as_ref().and_then(WorkerRemote::serving_since);
        let waits = self.unanswered_since.zip(serving);
        waits.map_or(Duration::ZERO, |(since, serving)| now.saturating_duration_since(since.max(serving)))
    }

    fn tick(&mut self, controls: &Controls, emit: impl FnOnce(&Outputs)) {
        let tick = self.tick;
        self.tick += 1;
        while let Some((update, due)) = self.pending.pop_due(tick) {
            if due < tick {
                let late = (tick - due) as f64 * TICK_SECONDS;
                self.monitor.late_update(Duration::from_secs_f64(late));
            }
            self.mapper.set_update(&update);
        }
        let outputs = self.mapper.tick(&controls.mapping, controls.bypass, self.fault());
        self.resting = outputs == self.outputs && !std::mem::take(&mut self.fresh);
        if !self.resting {
            self.outputs = outputs;
            self.monitor.set_state(outputs.state);
            emit(&outputs);
        }
    }
}

/// Updates on their way to their effect, oldest first.
#[derive(Debug, Default)]
struct Pending {
    updates: [Option<Update>; UPDATE_RING],
    count: usize,
}

impl Pending {
    /// Whether what is on its way is of a `state` that already rules.
    fn all_of(&self, state: State) -> bool {
        self.updates.iter().flatten().all(|update| update.state == state)
    }

    /// Adds an update; where there is no room, the oldest one makes it.
    fn push(&mut self, update: Update) {
        if self.count == UPDATE_RING {
            self.pop();
        }
        self.updates[self.count] = Some(update);
        self.count += 1;
    }

    /// The oldest update whose effect is due at `tick`, and the tick at which it fell due.
    fn pop_due(&mut self, tick: u64) -> Option<(Update, u64)> {
        let due = self.updates[0].map(|update| update.hops / STEP_HOPS * STEP_TICKS + EFFECT_TICKS)?;
        if due > tick {
            return None;
        }
        self.pop().map(|update| (update, due))
    }

    fn pop(&mut self) -> Option<Update> {
        let oldest = self.updates[0].take();
        self.updates.rotate_left(1);
        self.count -= usize::from(oldest.is_some());
        oldest
    }
}
