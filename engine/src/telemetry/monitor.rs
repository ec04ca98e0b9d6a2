//! One instance, seen from outside the audio thread.

use std::{
    collections::VecDeque,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU8, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use super::{Counters, ModelReport, Report, StageReport, Timings, UpdateReport};
use crate::mood::{Reason, State, Update};

/// Updates that are kept: an hour.
const HISTORY: usize = 2 * 3600;
/// Without a process call for this long an instance has stalled.
pub(crate) const STALL: Duration = Duration::from_secs(2);

/// All states, at the index that stands for them in the atomic.
const STATES: [State; 12] = [
    State::Warming,
    State::Live,
    State::Silent,
    State::Stalled,
    State::Frozen,
    State::Bypassed,
    State::Degraded(Reason::NoModel),
    State::Degraded(Reason::ModelOutput),
    State::Degraded(Reason::SampleRate),
    State::Degraded(Reason::WorkerStuck),
    State::Degraded(Reason::NoWorker),
    State::Degraded(Reason::Failed),
];

/// What is known of one instance: timings, counters, state, and the history of its updates.
///
/// The audio thread writes timings, counters and state only, all of them atomic. The history is behind a lock
/// that the worker and readers share.
#[derive(Debug)]
pub struct Monitor {
    timings: Timings,
    counters: Counters,
    history: Mutex<History>,
    setup: Mutex<(f64, usize)>,
    model: Mutex<ModelStatus>,
    state: AtomicU8,
    born: Instant,
    /// Nanoseconds from `born` to the last process call.
    last_call: AtomicU64,
}

/// What the worker has said of its model.
#[derive(Clone, Debug, Default)]
struct ModelStatus {
    served: Option<ModelReport>,
    refusal: Option<String>,
}

/// The newest updates; `first` is the index of the oldest one kept.
#[derive(Debug, Default)]
struct History {
    first: u64,
    updates: VecDeque<Update>,
}

impl Default for Monitor {
    fn default() -> Self {
        Self {
            timings: Timings::default(),
            counters: Counters::default(),
            history: Mutex::default(),
            setup: Mutex::default(),
            model: Mutex::default(),
            state: AtomicU8::new(0),
            born: Instant::now(),
            last_call: AtomicU64::new(0),
        }
    }
}

impl Monitor {
    /// How long each stage took.
    pub fn timings(&self) -> &Timings {
        &self.timings
    }

    /// What was counted.
    pub fn counters(&self) -> &Counters {
        &self.counters
    }

    /// The state now; *stalled* where the host has stopped calling.
    pub fn state(&self) -> State {
        let state = STATES[usize::from(self.state.load(Ordering::Relaxed)) % STATES.len()];
        let last = Duration::from_nanos(self.last_call.load(Ordering::Relaxed));
        let stalled = self.born.elapsed().saturating_sub(last) > STALL;
        let overrides = matches!(state, State::Bypassed | State::Degraded(_) | State::Frozen);
        if stalled && !overrides { State::Stalled } else { state }
    }

    /// Everything, with the updates from index `since_update` on as far as they are kept.
    pub fn report(&self, since_update: u64) -> Report {
        let state = self.state();
        let (sample_rate, channels) = *lock(&self.setup);
        let history = lock(&self.history);
        let first_update = since_update.max(history.first);
        let skip = (first_update - history.first).min(history.updates.len() as u64) as usize;
        // Nothing but a copy is made while the worker may wait for the lock.
        let newer: Vec<Update> = history.updates.range(skip..).copied().collect();
        drop(history);
        let updates = newer
            .iter()
            .zip(first_update..)
            .map(|(update, index)| UpdateReport::new(index, update))
            .collect();
        let ModelStatus { served, refusal } = lock(&self.model).clone();
        Report {
            version: Report::VERSION,
            product_version: env!("CARGO_PKG_VERSION").to_owned(),
            sample_rate,
            channels: channels as u32,
            state: state.name().to_owned(),
            reason: reason(state, refusal.as_deref()),
            model: served,
            model_refusal: refusal,
            counters: self.counters.report(),
            stages: StageReport::all(&self.timings),
            first_update,
            updates,
        }
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
    pub(crate) fn set_model(&self, served: Option<ModelReport>, refusal: Option<String>) {
        *lock(&self.model) = ModelStatus { served, refusal };
    }

    /// Keeps an update. Worker thread.
    pub(crate) fn remember(&self, update: Update) {
        self.counters.add_update();
        let mut history = lock(&self.history);
        if history.updates.len() == HISTORY {
            history.updates.pop_front();
            history.first += 1;
        }
        history.updates.push_back(update);
    }

    /// A process call begins. Audio thread.
    pub(crate) fn called(&self, now: Instant) {
        self.last_call.store(now.saturating_duration_since(self.born).as_nanos() as u64, Ordering::Relaxed);
        self.counters.add_process_call();
    }

    /// The state that the outputs have. Audio thread.
    pub(crate) fn set_state(&self, state: State) {
        let index = STATES.iter().position(|known| *known == state).unwrap_or(0) as u8;
        if self.state.swap(index, Ordering::Relaxed) != index && matches!(state, State::Degraded(_)) {
            self.counters.add_degraded();
        }
    }
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
