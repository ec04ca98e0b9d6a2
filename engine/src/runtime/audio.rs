//! The audio thread's side.
//!
//! Here a block is worked through; [`start`] decides what a start means, [`answers`] takes what the worker says, and
//! [`telling`] makes output values of it.

mod answers;
mod start;
mod telling;

use std::{
    mem,
    ops::Range,
    sync::Arc,
    time::{Duration, Instant},
};

use self::telling::Telling;
use super::{
    BlockInfo, Controls, KeptOutputs, Setup, Tell, Tick,
    clock::StreamClock,
    frames::TimedFrame,
    link::AudioEnd,
    pace::Pace,
    pending::{Owed, Pending},
};
use crate::{
    analysis::{Analyser, AnalysisError, HopTimes},
    mood::{Reason, State},
    outputs::{Hindrance, Outputs},
    telemetry::{Monitor, Stage},
};

/// Hops from one update to the next.
const STEP_HOPS: u64 = models::STEP_HOPS as u64;
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
    worker: AudioEnd,
    monitor: Arc<Monitor>,
    telling: Telling,
    /// Hops of the stream so far.
    hops: u64,
    pace: Pace,
    owed: Owed,
    pending: Pending,
    /// What the hop that is being filled has taken so far.
    spent: HopTimes,
    /// What the next block has to decide.
    start: Option<Start>,
    bypassed: bool,
    stuck: bool,
}

/// One block as it is worked through.
struct Block<'a, C> {
    channels: &'a [C],
    controls: &'a Controls,
    host: BlockInfo,
    entered: Instant,
}

impl AudioSide {
    pub(super) fn new(setup: Setup, worker: AudioEnd, monitor: Arc<Monitor>, kept: Arc<KeptOutputs>) -> Self {
        let analyser = Analyser::new(setup.sample_rate, setup.channels).map_err(|error| match error {
            AnalysisError::SampleRate { .. } => Reason::SampleRate,
            AnalysisError::Channels { .. } => Reason::Channels,
            AnalysisError::Contract(_) => Reason::NoModel,
        });
        // Where nothing can be analysed the state still needs ticks, and a rate like 0 has none.
        let tick_rate = if analyser.is_ok() { setup.sample_rate } else { FALLBACK_RATE };
        Self {
            analyser,
            clock: StreamClock::new(tick_rate),
            worker,
            monitor,
            telling: Telling::new(kept),
            hops: 0,
            pace: Pace::default(),
            owed: Owed::default(),
            pending: Pending::default(),
            spent: HopTimes::default(),
            start: Some(Start::Anew),
            bypassed: false,
            stuck: false,
        }
    }

    /// Analyses one block (a slice for each channel, all of one length, which may be 0) and calls `emit` at each tick,
    /// 100 times a second, with its offset in samples, the output values and what has to be told of them. A host that
    /// renders waits for each update that falls due.
    pub fn process(
        &mut self,
        channels: &[impl AsRef<[f32]>],
        controls: &Controls,
        host: BlockInfo,
        emit: impl FnMut(u32, &Outputs, Tell),
    ) {
        self.process_at(Instant::now(), channels, controls, host, emit);
    }

    /// The same, with all that there is to know of each tick.
    pub fn process_ticks(
        &mut self,
        channels: &[impl AsRef<[f32]>],
        controls: &Controls,
        host: BlockInfo,
        emit: impl FnMut(&Tick<'_>),
    ) {
        self.ticks_at(Instant::now(), channels, controls, host, emit);
    }

    /// [`process`](Self::process), for a block that came at `entered`.
    pub(super) fn process_at(
        &mut self,
        entered: Instant,
        channels: &[impl AsRef<[f32]>],
        controls: &Controls,
        host: BlockInfo,
        mut emit: impl FnMut(u32, &Outputs, Tell),
    ) {
        self.ticks_at(entered, channels, controls, host, |tick| emit(tick.offset, tick.outputs, tick.tell));
    }

    fn ticks_at(
        &mut self,
        entered: Instant,
        channels: &[impl AsRef<[f32]>],
        controls: &Controls,
        host: BlockInfo,
        mut emit: impl FnMut(&Tick<'_>),
    ) {
        self.monitor.called(entered);
        self.worker.count_call();
        let samples = channels.iter().map(|channel| channel.as_ref().len()).min().unwrap_or(0);
        self.begin(controls, host);
        self.pace.block(entered, self.clock.seconds(samples), host.offline);
        self.collect(entered);
        let block = Block { channels, controls, host, entered };
        let mut done = 0;
        while done < samples {
            if self.clock.until_tick() == 0 {
                self.wait_for_due(done);
                self.tick(controls, host.offline, done as u32, &mut emit);
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

    /// The host goes on after a stop: the stream goes on, unless it was one of a render and now the host plays, or the
    /// other way round.
    pub fn start(&mut self) {
        self.start.get_or_insert(Start::Again);
    }

    /// Whether nothing will change without sound: the host may let the plug-in sleep.
    pub fn settled(&self) -> bool {
        let heard = self.telling.heard();
        let waits = match self.hindrance() {
            None => !self.bypassed && matches!(heard, State::Warming | State::Live | State::NoMusic),
            Some(hindrance) => hindrance == Hindrance::Loading,
        };
        self.start.is_none() && self.telling.rests() && !waits && self.pending.all_of(heard)
    }

    /// The output values as last emitted.
    pub fn outputs(&self) -> Outputs {
        self.telling.outputs()
    }

    /// What keeps this side from hearing, whatever the worker says.
    fn hindrance(&self) -> Option<Hindrance> {
        let reason = match (&self.analyser, self.worker.worker()) {
            (Err(reason), _) => *reason,
            (_, None) => Reason::NoWorker,
            (_, Some(worker)) if worker.serving_since().is_none() => return Some(Hindrance::Loading),
            _ if self.stuck => Reason::WorkerStuck,
            _ => return None,
        };
        Some(Hindrance::Degraded(reason))
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
        let Self { analyser: Ok(analyser), clock, worker, hops, .. } = self else { return };
        let before = *hops;
        // A hop that is completed ends where the part does.
        let host_seconds = block.host.seconds.map(|seconds| seconds + clock.seconds(part.end));
        self.spent += analyser.process_range(block.channels, part, |frame| {
            *hops = frame.hop;
            let due = clock.due(frame.hop);
            worker.push(&TimedFrame { frame: *frame, entered: block.entered, due, host_seconds });
        });
        if self.hops == before {
            return;
        }
        let spent = mem::take(&mut self.spent);
        self.monitor.record(Stage::Buffer, spent.buffer);
        self.monitor.record(Stage::Fft, spent.fft);
        self.monitor.record(Stage::Features, spent.features);
        if self.hops.is_multiple_of(STEP_HOPS) {
            self.owed.push(self.clock.due(self.hops), block.entered);
            if self.pace.renders() {
                self.publish();
                self.worker.wake();
            }
        }
    }

    fn publish(&mut self) {
        if !self.worker.has_news() {
            return;
        }
        span!("publish");
        let start = Instant::now();
        self.worker.publish();
        self.monitor.record(Stage::Publish, start.elapsed());
    }
}
