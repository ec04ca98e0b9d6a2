//! The audio thread's side.

use std::{
    mem,
    ops::Range,
    sync::Arc,
    time::{Duration, Instant},
};

use super::{
    Controls, Host, KeptOutputs, Setup, Tell,
    clock::{StreamClock, TICK_SECONDS},
    pace::{Pace, RENDER_PATIENCE},
    pending::{Owed, Pending},
};
use crate::{
    analysis::{Analyser, AnalysisError, Spent},
    handover::{Handed, HandoverInput, HandoverOutput},
    inference::{Gate, TimedFrame, TimedUpdate, WorkerRemote},
    mood::{Hindrance, OutputMapper, Outputs, Reason, State},
    telemetry::{Monitor, Stage},
};

/// Hops from one update to the next.
const STEP_HOPS: u64 = models::STEP_HOPS as u64;
/// A worker that serves and takes longer is stuck.
const STUCK: Duration = Duration::from_secs(2);
/// A render waits no longer for a worker that loads its model.
const LOADING_PATIENCE: Duration = Duration::from_secs(60);
/// Ticks from a start until the outputs are told once more: 1 s.
const TELL_AGAIN_TICKS: u32 = 100;
/// Ticks where the host's rate is no use, in hertz.
const FALLBACK_RATE: f64 = 48_000.0;

/// How a host begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Start {
    /// After an activation or a reset.
    Anew,
    /// After a stop.
    Again,
}

/// The audio thread's side of an activation: analyses blocks and says when which output values change.
///
/// Nothing here allocates, locks or waits, except that a host that renders waits for each update that falls due.
pub struct AudioSide {
    analyser: Result<Analyser, Reason>,
    clock: StreamClock,
    frames: HandoverInput<TimedFrame>,
    updates: HandoverOutput<TimedUpdate>,
    gate: Arc<Gate>,
    worker: Option<WorkerRemote>,
    monitor: Arc<Monitor>,
    kept: Arc<KeptOutputs>,
    mapper: OutputMapper,
    generation: u64,
    /// Hops of the stream so far.
    hops: u64,
    pace: Pace,
    owed: Owed,
    pending: Pending,
    /// What the hop that is being filled has taken so far.
    spent: Spent,
    /// There are frames that the worker can't see yet.
    unpublished: bool,
    /// What the next block has to decide.
    start: Option<Start>,
    /// The restorations of what is kept that were followed.
    restorations: u32,
    bypassed: bool,
    stuck: bool,
    /// The next tick tells the outputs whatever they are.
    fresh: bool,
    /// Ticks until it does so once more.
    tell_again: Option<u32>,
    /// Nothing changed at the last tick.
    resting: bool,
}

/// One block as it is worked through.
struct Block<'a, C> {
    channels: &'a [C],
    controls: &'a Controls,
    host: Host,
    entered: Instant,
}

impl AudioSide {
    pub(super) fn new(
        setup: Setup,
        frames: HandoverInput<TimedFrame>,
        updates: HandoverOutput<TimedUpdate>,
        gate: Arc<Gate>,
        worker: Option<WorkerRemote>,
        monitor: Arc<Monitor>,
        kept: Arc<KeptOutputs>,
    ) -> Self {
        let analyser = Analyser::new(setup.sample_rate, setup.channels).map_err(|error| match error {
            AnalysisError::SampleRate { .. } => Reason::SampleRate,
            AnalysisError::Channels { .. } => Reason::Channels,
            AnalysisError::Contract(_) => Reason::NoModel,
        });
        // Where nothing can be analysed the state still needs ticks, and a rate like 0 has none.
        let tick_rate = if analyser.is_ok() { setup.sample_rate } else { FALLBACK_RATE };
        let mut mapper = OutputMapper::new(TICK_SECONDS);
        if let Some(outputs) = kept.get() {
            mapper.restore(&outputs);
        }
        Self {
            analyser,
            clock: StreamClock::new(tick_rate),
            frames,
            updates,
            gate,
            worker,
            monitor,
            restorations: kept.restorations(),
            kept,
            mapper,
            generation: 0,
            hops: 0,
            pace: Pace::default(),
            owed: Owed::default(),
            pending: Pending::default(),
            spent: Spent::default(),
            unpublished: false,
            start: Some(Start::Anew),
            bypassed: false,
            stuck: false,
            fresh: true,
            tell_again: None,
            resting: false,
        }
    }

    /// Analyses one block (a slice for each channel, all of one length, which may be 0) and calls `emit` with the
    /// offset in samples and the new output values wherever they change or have to be told anyway, in order. A host that renders waits for each
    /// update that falls due.
    pub fn process(
        &mut self,
        channels: &[impl AsRef<[f32]>],
        controls: &Controls,
        host: Host,
        emit: impl FnMut(u32, &Outputs, Tell),
    ) {
        self.process_at(Instant::now(), channels, controls, host, emit);
    }

    /// The same, for a block that came at `entered`.
    pub(super) fn process_at(
        &mut self,
        entered: Instant,
        channels: &[impl AsRef<[f32]>],
        controls: &Controls,
        host: Host,
        mut emit: impl FnMut(u32, &Outputs, Tell),
    ) {
        self.monitor.called(entered);
        self.gate.count_call();
        let samples = channels.iter().map(|channel| channel.as_ref().len()).min().unwrap_or(0);
        self.begin(controls, host);
        self.pace.block(entered, self.clock.seconds(samples), host.offline);
        self.collect(entered);
        let block = Block { channels, controls, host, entered };
        let mut done = 0;
        while done < samples {
            if self.clock.until_tick() == 0 {
                self.wait_for_due(done);
                self.tick(controls, |outputs, tell| emit(done as u32, outputs, tell));
                continue;
            }
            let room = self.clock.until_tick().min((samples - done) as u64) as usize;
            done += self.hear(&block, done..done + room);
        }
        self.publish();
        if !self.pace.renders() {
            self.monitor.record_load(entered.elapsed(), Duration::from_secs_f64(self.clock.seconds(samples)));
        }
    }

    /// The host begins anew: with the next block a new stream begins, and the outputs are told again.
    pub fn reset(&mut self) {
        self.start = Some(Start::Anew);
    }

    /// The host goes on after a stop: the stream goes on, unless it was one of a render and now is live, or the other
    /// way round.
    pub fn start(&mut self) {
        self.start.get_or_insert(Start::Again);
    }

    /// Whether nothing will change without sound: the host may let the plug-in sleep.
    pub fn settled(&self) -> bool {
        let heard = self.mapper.state();
        let listens = matches!(heard, State::Warming | State::Live | State::NoMusic);
        let waits = self.hindrance().is_none() && !self.bypassed && listens;
        let loads = self.hindrance() == Some(Hindrance::Loading);
        self.resting
            && self.start.is_none()
            && self.tell_again.is_none()
            && !waits
            && !loads
            && self.pending.all_of(heard)
    }

    /// The output values as last emitted.
    pub fn outputs(&self) -> Outputs {
        self.mapper.outputs()
    }

    /// What keeps this side from hearing, whatever the worker says.
    fn hindrance(&self) -> Option<Hindrance> {
        let reason = match (&self.analyser, &self.worker) {
            (Err(reason), _) => *reason,
            (_, None) => Reason::NoWorker,
            (_, Some(worker)) if worker.serving_since().is_none() => return Some(Hindrance::Loading),
            _ if self.stuck => Reason::WorkerStuck,
            _ => return None,
        };
        Some(Hindrance::Degraded(reason))
    }

    /// Decides, with the first block that shows who the host is, what a start, a restored session or the end of a
    /// bypass means.
    fn begin(&mut self, controls: &Controls, host: Host) {
        if let Some(start) = self.start.take() {
            let turns = self.kept.rendering() != host.offline;
            if start == Start::Anew || turns {
                self.begin_anew(controls, host, turns);
            }
        }
        let restorations = self.kept.restorations();
        if mem::replace(&mut self.restorations, restorations) != restorations
            && let Some(outputs) = self.kept.restored()
        {
            self.mapper.restore(&outputs);
            self.fresh = true;
        }
        if mem::replace(&mut self.bypassed, controls.bypass) && !controls.bypass {
            self.begin_stream();
            self.mapper.begin_stream();
        }
    }

    /// A render begins from nothing, but for what the user froze, and the live values are put aside; live goes on from
    /// where they are.
    fn begin_anew(&mut self, controls: &Controls, host: Host, turns: bool) {
        self.pace = Pace::default();
        self.begin_stream();
        if turns && host.offline {
            self.kept.put_aside();
        } else if turns {
            match self.kept.take_back() {
                Some(live) => self.mapper.restore(&live),
                // What was frozen in the render is all there ever was.
                None if controls.freeze() => {}
                None => self.mapper.reset(),
            }
        }
        if host.offline && !controls.freeze() {
            self.mapper.reset();
        }
        self.mapper.begin_stream();
        self.fresh = true;
        self.tell_again = Some(TELL_AGAIN_TICKS);
    }

    fn begin_stream(&mut self) {
        if let Ok(analyser) = &mut self.analyser {
            analyser.reset();
        }
        self.generation += 1;
        self.frames.begin(self.generation);
        self.unpublished = true;
        self.publish();
        self.clock.reset();
        self.hops = 0;
        (self.owed, self.pending) = (Owed::default(), Pending::default());
        self.spent = Spent::default();
        self.stuck = false;
    }

    /// Hears a part of the block, up to where a stream begins in it; how many samples it has heard.
    fn hear<C: AsRef<[f32]>>(&mut self, block: &Block<'_, C>, part: Range<usize>) -> usize {
        let mut samples = part.len();
        if let Ok(analyser) = &mut self.analyser
            && !block.controls.bypass
        {
            match analyser.onset(block.channels, part.clone()) {
                Some(onset) if onset == part.start => {
                    analyser.begin();
                    self.clock.begin();
                    self.hops = 0;
                    return 0;
                }
                Some(onset) => samples = onset - part.start,
                None => {}
            }
            self.analyse(block, part.start..part.start + samples);
        }
        self.clock.advance(samples);
        samples
    }

    fn analyse<C: AsRef<[f32]>>(&mut self, block: &Block<'_, C>, part: Range<usize>) {
        let Self { analyser: Ok(analyser), clock, frames, hops, .. } = self else { return };
        let before = *hops;
        // A hop that is completed ends where the part does.
        let host_seconds = block.host.seconds.map(|seconds| seconds + clock.seconds(part.end));
        self.spent += analyser.process_range(block.channels, part, |frame| {
            *hops = frame.hop;
            let due = clock.due(frame.hop);
            frames.push(TimedFrame { frame: *frame, entered: block.entered, due, host_seconds });
        });
        if self.hops == before {
            return;
        }
        self.unpublished = true;
        let spent = mem::take(&mut self.spent);
        self.monitor.record(Stage::Buffer, spent.buffer);
        self.monitor.record(Stage::Fft, spent.fft);
        self.monitor.record(Stage::Features, spent.features);
        if self.hops.is_multiple_of(STEP_HOPS) {
            self.owed.push(self.clock.due(self.hops), block.entered);
            if self.pace.renders() {
                self.publish();
                self.wake();
            }
        }
    }

    fn publish(&mut self) {
        if !mem::take(&mut self.unpublished) {
            return;
        }
        let start = Instant::now();
        self.frames.publish();
        self.monitor.record(Stage::Publish, start.elapsed());
    }

    fn wake(&self) {
        if let Some(worker) = &self.worker {
            worker.wake();
        }
    }

    /// The one wait, of a host that renders: for the update whose effect is due, bounded, and over when the worker has
    /// answered. A worker that is stuck is waited for once, and one that loads its model for longer.
    fn wait_for_due(&mut self, into_block: usize) {
        let Some(due) = self.owed.due_by(self.clock.position()) else { return };
        let Some(worker) = self.worker.as_ref().filter(|_| !self.stuck) else { return };
        let patience = self.pace.patience(Instant::now(), self.clock.seconds(into_block));
        let (flagged, loads) = (patience == RENDER_PATIENCE, worker.serving_since().is_none());
        let limit = if flagged && loads { LOADING_PATIENCE } else { patience };
        if limit.is_zero() {
            return;
        }
        worker.wake();
        let came = self.gate.wait(self.generation, due, limit);
        self.stuck = !came && flagged;
        self.collect(Instant::now());
    }

    /// Takes what the worker has published.
    fn collect(&mut self, now: Instant) {
        let Self { updates, owed, pending, monitor, generation, stuck, .. } = self;
        let mut stream = updates.generation();
        updates.take(|handed| match handed {
            Handed::Begun { generation } => stream = generation,
            Handed::Dropped { count } if stream == *generation => monitor.dropped_updates(count),
            Handed::Item(_, timed) if stream == *generation => {
                monitor.record(Stage::Visible, now.saturating_duration_since(timed.entered));
                let dropped = pending.push(timed.due, timed.update);
                if dropped > 0 {
                    monitor.dropped_updates(dropped);
                }
                owed.answered(timed.due);
                *stuck = false;
            }
            Handed::Dropped { .. } | Handed::Item(..) => {}
        });
        if self.owed_for(now) > STUCK {
            self.stuck = true;
        }
    }

    /// For how long the worker could have answered and hasn't.
    fn owed_for(&self, now: Instant) -> Duration {
        let serving = self.worker.as_ref().and_then(WorkerRemote::serving_since);
        let owed = self.owed.since().zip(serving);
        owed.map_or(Duration::ZERO, |(since, serving)| now.saturating_duration_since(since.max(serving)))
    }

    fn tick(&mut self, controls: &Controls, emit: impl FnOnce(&Outputs, Tell)) {
        let now = self.clock.position();
        self.clock.pass_tick();
        while let Some((due, update)) = self.pending.pop_due(now) {
            let late = self.clock.seconds((now - due) as usize);
            // Where a stream has begun meanwhile, its first tick is the one that is meant.
            if late > 0.99 * TICK_SECONDS {
                self.monitor.late_update(Duration::from_secs_f64(late));
            }
            self.mapper.set_update(&update);
        }
        let before = self.mapper.outputs();
        let outputs = self.mapper.tick(&controls.mapping, controls.bypass, self.hindrance());
        self.fresh |= self.tell_again == Some(0);
        self.tell_again = self.tell_again.and_then(|ticks| ticks.checked_sub(1));
        let tell = if mem::take(&mut self.fresh) { Tell::All } else { Tell::Changes };
        self.resting = outputs == before && tell == Tell::Changes;
        if !self.resting {
            self.kept.set(&outputs);
            self.monitor.set_state(outputs.state);
            emit(&outputs, tell);
        }
    }
}
