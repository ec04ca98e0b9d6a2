//! The plug-in at work, as the editor looks at it.

use std::{array, sync::Arc};

use engine::{
    mood::{ClassTable, Horizon, State},
    record::{Entry, PressureLevel, table::Format, write_history},
    telemetry::{Anomaly, Memory, Monitor, Stage},
};

use super::state::{
    regions::Regions,
    routing::live::Live,
    source::{Export, Glance, Measured, Mishap, Model, Moment, Source, StageTimes},
};
use crate::{
    outputs::{desk::Desk, routing::CcSettings},
    outside::Outside,
    rt::{memory, pressure},
    session::{params::MoodParams, routing::RoutingOwner},
    shared::Shared,
};

/// A loaded plug-in, with a window open as long as this lives. Reads atomics and copies of what the worker keeps; the
/// audio thread never waits for it.
pub struct AtWork {
    shared: Arc<Shared>,
    params: Arc<MoodParams>,
    regions: Regions,
    /// The update to be read next.
    next: u64,
    /// The history is held for this window.
    held: bool,
}

impl AtWork {
    /// The plug-in with these two halves.
    pub fn new(shared: Arc<Shared>, params: Arc<MoodParams>) -> Self {
        shared.count_window(true);
        let regions = ClassTable::builtin().as_ref().map(Regions::new).unwrap_or_default();
        Self { shared, params, regions, next: 0, held: false }
    }

    /// There from the first activation on.
    fn monitor(&self) -> Option<&Arc<Monitor>> {
        self.shared.monitor.get()
    }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        self.hold(false);
        self.shared.count_window(false);
    }
}

impl Source for AtWork {
    fn glance(&self) -> Glance {
        let monitor = self.monitor();
        Glance {
            state: monitor.map_or(State::Stalled, |monitor| monitor.state()),
            reason: monitor.and_then(|monitor| monitor.reason()),
            horizon: Horizon::from(self.params.horizon.value()),
        }
    }

    fn model(&self) -> Model {
        let status = self.monitor().map(|monitor| monitor.model());
        let served = status.as_ref().and_then(|status| status.served.as_ref());
        Model {
            name: served.map_or_else(|| String::from("none yet"), ToString::to_string),
            refusal: status.as_ref().and_then(|status| status.refusal.clone()),
        }
    }

    fn regions(&self) -> Regions {
        let status = self.monitor().map(|monitor| monitor.model());
        let classes = status.as_ref().and_then(|status| status.classes.as_ref());
        classes.map_or_else(|| self.regions.clone(), Regions::new)
    }

    fn read(&mut self, into: &mut Vec<Moment>) {
        let Some(monitor) = self.shared.monitor.get() else { return };
        let mut entries = Vec::new();
        self.next = monitor.history().read_since(self.next, &mut entries);
        into.extend(entries.iter().map(moment));
    }

    fn hold(&mut self, held: bool) {
        if let Some(monitor) = self.shared.monitor.get().filter(|_| held != self.held) {
            monitor.history().hold(held);
            self.held = held;
        }
    }

    fn pressure(&self) -> PressureLevel {
        memory::pressure()
    }

    fn clear(&mut self) {
        if let Some(monitor) = self.monitor() {
            monitor.history().clear();
        }
    }

    fn measured(&self) -> Measured {
        let Memory { bytes_in_use, peak_bytes, growth, resident_bytes, .. } = memory::newest();
        let memory = [bytes_in_use, peak_bytes].map(|bytes| bytes as usize);
        let growth = growth.map(|growth| [growth.bytes_per_minute, growth.standard_error]);
        let budget_refusal = pressure::budget_refusal();
        let of_module =
            Measured { memory, growth, resident: resident_bytes, budget_refusal, ..Measured::default() };
        let Some(monitor) = self.monitor() else { return of_module };
        let (load, counters) = (monitor.dsp_load(), monitor.counts());
        Measured {
            stages: Stage::ALL.map(|stage| times(monitor, stage)).into(),
            load: [load.last, load.p99, load.max].map(|share| share as f32),
            history: monitor.history().usage(),
            cleanups: [counters.cleanups, counters.cleanup_bytes],
            setup: monitor.setup(),
            dropped_frames: counters.dropped_frames,
            late_updates: counters.late_updates,
            allocations_in_process: counters.allocations_in_process,
            call_faults: [counters.overlapping_calls, counters.missing_calls, counters.rate_surprises],
            mishap_count: monitor.anomaly_count(),
            mishaps: monitor.anomalies().iter().map(mishap).collect(),
            ..of_module
        }
    }

    fn reset(&mut self) {
        if let Some(monitor) = self.monitor() {
            monitor.reset_measurements();
        }
    }

    fn export(&self, format: Format) -> Export {
        let mut entries = Vec::new();
        if let Some(monitor) = self.monitor() {
            monitor.history().read_since(0, &mut entries);
        }
        Box::new(move |out| {
            write_history(&entries, format, out)?;
            Ok(entries.len())
        })
    }

    fn routing(&self) -> &RoutingOwner {
        &self.shared.routing
    }

    fn desk(&self) -> &Desk {
        &self.shared.desk
    }

    fn old_routes(&self) -> CcSettings {
        self.params.cc()
    }

    fn live(&self) -> Live {
        let set = self.params.macros.all().map(|set| set.value());
        let (outputs, moved) = (self.shared.outputs.get(), self.shared.routing.moved());
        let at = |index: usize| match &outputs {
            Some(outputs) if moved & 1 << index != 0 => outputs.macros[index],
            _ => set[index],
        };
        Live {
            macros: array::from_fn(at),
            set,
            routes: outputs.map(|outputs| outputs.routes).unwrap_or_default(),
            note: self.shared.owed.note(),
        }
    }

    fn outside(&self) -> &Outside {
        &self.params.outside
    }
}

fn moment(entry: &Entry) -> Moment {
    Moment {
        elapsed: entry.elapsed_seconds,
        host: entry.host_seconds,
        state: entry.update.state,
        moods: entry.update.moods,
    }
}

fn times(monitor: &Monitor, stage: Stage) -> StageTimes {
    let timing = monitor.timings().summary(stage);
    let mut newest = array::from_fn(|_| Default::default());
    let recent = monitor.timings().newest(stage, &mut newest).to_vec();
    StageTimes {
        stage,
        count: timing.count,
        last: recent.last().copied().unwrap_or_default(),
        median: timing.median,
        p99: timing.p99,
        max: timing.max,
        recent,
    }
}

fn mishap(anomaly: &Anomaly) -> Mishap {
    Mishap { elapsed: anomaly.elapsed_seconds, what: anomaly.cause.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_get_gestures_while_a_window_is_open() {
        let (shared, params) = (Arc::<Shared>::default(), Arc::<MoodParams>::default());
        shared.set_wrapped();
        let always = !cfg!(target_os = "linux");
        assert_eq!(shared.takes_gestures(), always);
        let window = AtWork::new(Arc::clone(&shared), params);
        assert!(shared.takes_gestures());
        drop(window);
        assert_eq!(shared.takes_gestures(), always);
    }
}
