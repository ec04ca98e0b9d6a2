//! One instance, seen from outside the audio thread.

#[cfg(test)]
mod tests;

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU8, AtomicU64, Ordering},
    },
    time::{Duration, Instant, SystemTime},
};

use super::{
    Anomaly, CallFault, Cause, Counters, Counts, DspLoad, Growth, Stage, Timings, anomaly::Anomalies,
    load::LoadMeter,
};
use crate::{
    inference::ModelStatus,
    mood::{Reason, State, Update},
    record::{History, Pressure},
};

/// Without a process call for this long an instance has stalled.
const STALL: Duration = Duration::from_secs(2);

/// What is known of one instance: timings, load, counters, anomalies, state, and the history of its updates.
///
/// The audio thread writes atomics only. History, setup and model are behind locks that the main thread, the worker
/// and readers share.
#[derive(Debug)]
pub struct Monitor {
    timings: Timings,
    load: LoadMeter,
    counters: Counters,
    anomalies: Anomalies,
    history: History,
    /// Seconds that were heard up to the newest update, as the bits of a float.
    heard: AtomicU64,
    setup: Mutex<(f64, usize)>,
    model: Mutex<Arc<ModelStatus>>,
    /// The place of the state among all of them.
    state: AtomicU8,
    born: Instant,
    /// Nanoseconds from `born` to the last process call.
    last_call: AtomicU64,
}

impl Default for Monitor {
    fn default() -> Self {
        Self {
            timings: Timings::default(),
            load: LoadMeter::default(),
            counters: Counters::default(),
            anomalies: Anomalies::default(),
            history: History::default(),
            heard: AtomicU64::new(0),
            setup: Mutex::default(),
            model: Mutex::default(),
            state: AtomicU8::new(place(State::default())),
            born: Instant::now(),
            last_call: AtomicU64::new(0),
        }
    }
}

/// For readers, cheap enough for every frame of an editor.
impl Monitor {
    /// How long each stage took.
    pub fn timings(&self) -> &Timings {
        &self.timings
    }

    /// The share of the audio thread's time that is ours. Offline renders are not measured: they wait for the
    /// worker.
    pub fn dsp_load(&self) -> DspLoad {
        self.load.load()
    }

    /// What was counted.
    pub fn counts(&self) -> Counts {
        self.counters.read()
    }

    /// The newest anomalies, 32 at most, newest last; of one kind one in 10 s.
    pub fn anomalies(&self) -> Vec<Anomaly> {
        self.anomalies.newest()
    }

    /// How many anomalies there were, those included that are not listed.
    pub fn anomaly_count(&self) -> u64 {
        self.anomalies.count()
    }

    /// The updates of the last hour.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The newest update.
    pub fn latest(&self) -> Option<Update> {
        self.history.latest().map(|entry| entry.update)
    }

    /// Sample rate (hertz) and channels of the last activation.
    pub fn setup(&self) -> (f64, usize) {
        *lock(&self.setup)
    }

    /// What the worker has said of its model.
    pub fn model(&self) -> Arc<ModelStatus> {
        Arc::clone(&lock(&self.model))
    }

    /// Why it is degraded, where it is.
    pub fn reason(&self) -> Option<String> {
        reason(self.state(), self.model().refusal.as_deref())
    }

    /// The state now; *stalled* where the host has stopped calling.
    pub fn state(&self) -> State {
        let state = State::all().nth(self.state.load(Ordering::Relaxed).into()).unwrap_or_default();
        let last = Duration::from_nanos(self.last_call.load(Ordering::Relaxed));
        if self.born.elapsed().saturating_sub(last) > STALL { state.stalled() } else { state }
    }

    /// Begins all measurements anew: timings, load, counters and anomalies; not the history. At any time.
    pub fn reset_measurements(&self) {
        self.timings.reset();
        self.load.reset();
        self.counters.reset();
        self.anomalies.reset();
    }
}

/// For those who measure.
impl Monitor {
    /// `count` allocations happened in our code within a process call. Audio thread.
    pub fn count_allocations_in_process(&self, count: u64) {
        self.counters.add_allocations_in_process(count);
    }

    /// The host called as it shouldn't. Audio thread.
    pub fn note_call(&self, fault: CallFault) {
        self.counters.add_call_fault(fault);
        self.note(Cause::Call(fault));
    }

    /// The memory of the loaded module grows so fast: an anomaly if it surely [exceeds](Growth::exceeds)
    /// [`Cause::GROWTH_LIMIT`], which is what comes back.
    pub fn note_memory_growth(&self, growth: &Growth) -> bool {
        let exceeds = growth.exceeds(Cause::GROWTH_LIMIT);
        if exceeds {
            self.note(Cause::MemoryGrowth { bytes_per_minute: growth.bytes_per_minute as u64 });
        }
        exceeds
    }

    /// Housekeeping: the history follows how scarce memory is, and gives back what it doesn't need. A thread of ours
    /// that may wait.
    pub fn tidy(&self, pressure: Pressure) {
        let mut given = self.history.set_pressure(pressure);
        given += self.history.tidy();
        self.counters.add_cleanup(given.bytes as u64);
    }

    /// The analysis has panicked; it stays degraded until the next activation. Audio thread.
    pub fn fail(&self) {
        self.set_state(State::Degraded(Reason::Failed));
    }

    /// The instance was made ready for a sample rate (hertz) and a channel count. Main thread.
    pub(crate) fn set_setup(&self, sample_rate: f64, channels: usize) {
        *lock(&self.setup) = (sample_rate, channels);
    }

    /// The model that is served, and why it isn't the one that was asked for. Worker thread.
    pub(crate) fn set_model(&self, status: ModelStatus) {
        *lock(&self.model) = Arc::new(status);
    }

    /// The instance begins anew. Worker thread.
    pub(crate) fn reset_streams(&self) {
        self.history.reset();
    }

    /// A new stream begins after a silence. Worker thread.
    pub(crate) fn begin_stream(&self) {
        self.history.begin_stream();
    }

    /// Keeps an update, whose audio ends at `host_seconds` of the host's timeline. Worker thread.
    pub(crate) fn remember(&self, update: Update, host_seconds: Option<f64>) {
        self.counters.add_update();
        let heard = self.history.push(update, host_seconds);
        self.heard.store(heard.to_bits(), Ordering::Relaxed);
    }

    /// How long a stage took this time. The stage's own thread.
    pub(crate) fn record(&self, stage: Stage, took: Duration) {
        self.timings.record(stage, took);
        if took > stage.limit() {
            self.note(Cause::Slow { stage, took });
        }
    }

    /// How long a block lasts, and its processing took. Audio thread.
    pub(crate) fn record_load(&self, spent: Duration, block: Duration) {
        self.load.record(spent, block);
    }

    /// An update came so long after it should have taken effect. Audio thread.
    pub(crate) fn late_update(&self, by: Duration) {
        self.counters.add_late_update();
        self.note(Cause::LateUpdate { by });
    }

    /// So many updates never took effect: others came before they could. Audio thread.
    pub(crate) fn dropped_updates(&self, count: u64) {
        self.counters.add_dropped_updates(count);
        self.note(Cause::DroppedUpdates { count });
    }

    /// So many feature frames were overwritten before the worker came. Worker thread.
    pub(crate) fn dropped_frames(&self, count: u64) {
        self.counters.add_dropped_frames(count);
        self.note(Cause::DroppedFrames { count });
    }

    /// A process call begins. Audio thread.
    pub(crate) fn called(&self, now: Instant) {
        self.last_call.store(now.saturating_duration_since(self.born).as_nanos() as u64, Ordering::Relaxed);
        self.counters.add_process_call();
    }

    /// The state that the outputs have. Audio thread.
    pub(crate) fn set_state(&self, state: State) {
        let index = place(state);
        let before = self.state.swap(index, Ordering::Relaxed);
        if let State::Degraded(reason) = state
            && before != index
        {
            self.counters.add_degraded();
            self.note(Cause::Degraded(reason));
        }
    }

    fn note(&self, cause: Cause) {
        self.anomalies.note(f64::from_bits(self.heard.load(Ordering::Relaxed)), SystemTime::now(), cause);
    }
}

/// The place of a state among all of them.
fn place(state: State) -> u8 {
    State::all().position(|known| known == state).unwrap_or_default() as u8
}

/// Why an instance is degraded, where it is; `refusal` is why it has no model, if that is the reason.
fn reason(state: State, refusal: Option<&str>) -> Option<String> {
    let State::Degraded(reason) = state else { return None };
    let told = reason.describe();
    let refusal = refusal.filter(|_| reason == Reason::NoModel);
    Some(refusal.map_or_else(|| told.to_owned(), |why| format!("{told}: {why}")))
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
