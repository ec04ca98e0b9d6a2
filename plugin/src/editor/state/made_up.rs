//! Moods and a source that nobody has heard, for tests, pictures and benchmarks.

pub mod routing;

use std::{cell::Cell, rc::Rc, sync::Arc, time::Duration};

use engine::{
    mood::{ClassTable, Horizon, Mood, Moods, Reason, State},
    record::{HistoryUsage, PressureLevel, table::Format},
    telemetry::Stage,
};

use super::{
    regions::Regions,
    routing::live::Live,
    source::{Export, Glance, Measured, Mishap, Model, Moment, Source, StageTimes},
};
use crate::{
    outputs::{desk::Desk, routing::CcSettings},
    outside::Outside,
    session::routing::RoutingOwner,
};

/// One state of each kind.
pub const STATES: [State; 9] = [
    State::Bypassed,
    State::Frozen,
    State::Degraded(Reason::NoModel),
    State::Loading,
    State::Stalled,
    State::Silent,
    State::NoMusic,
    State::Warming,
    State::Live,
];

/// A look at a plug-in in this state, whose outputs follow *now*.
pub fn glance(state: State) -> Glance {
    Glance { state, reason: None, horizon: Horizon::Now }
}

/// The regions of the built-in model.
pub fn classes() -> ClassTable {
    ClassTable::builtin().expect("the built-in contract is whole")
}

/// The same mood on both horizons.
pub fn moods(valence: f32, arousal: f32, confidence: f32) -> Moods {
    let side = |positive: f32| (1.0 + positive) / 2.0;
    let (v, a) = (side(valence), side(arousal));
    let mood = Mood {
        valence,
        arousal,
        tension: (arousal - valence) / 2.0,
        quadrants: [v * a, (1.0 - v) * a, (1.0 - v) * (1.0 - a), v * (1.0 - a)],
        class: classes().classify(valence, arousal),
        confidence,
    };
    Moods { now: mood, section: mood }
}

/// The `index`th update of a piece of music that wanders through all classes.
pub fn moment(index: usize) -> Moment {
    let seconds = (index + 1) as f64 / 2.0;
    let at = |seconds: f64, sway: f64| {
        let turn = seconds / 60.0 * std::f64::consts::TAU;
        let radius = 0.55 + 0.25 * (turn * 0.37).sin();
        let valence = radius * turn.cos() + sway * (seconds * 1.7).sin();
        let arousal = radius * (turn * 1.31).sin() + sway * (seconds * 2.3).cos();
        (valence as f32, arousal as f32)
    };
    let confidence = (0.6 + 0.3 * (seconds * 0.21).sin()) as f32;
    let ((valence, arousal), (slow_valence, slow_arousal)) = (at(seconds, 0.06), at(seconds - 4.0, 0.01));
    let now = moods(valence, arousal, confidence).now;
    let section = moods(slow_valence, slow_arousal, (confidence + 0.1).min(1.0)).section;
    let state = if index < 4 { State::Warming } else { State::Live };
    Moment { elapsed: seconds, host: Some(seconds + 30.0), state, moods: Some(Moods { now, section }) }
}

/// The first updates of that piece.
pub fn moments(count: usize) -> Vec<Moment> {
    (0..count).map(moment).collect()
}

/// Measurements of a plug-in at work.
pub fn measured() -> Measured {
    let stages = (0_u32..).zip(Stage::ALL).map(|(index, stage)| {
        let target = stage.target();
        let recent = (0..64).map(|i| target * (20 + (i * 7 + index * 13) % 31) / 100).collect::<Vec<_>>();
        StageTimes {
            stage,
            count: 12_345,
            last: recent[63],
            median: target * 35 / 100,
            p99: target * if stage == Stage::Buffer { 180 } else { 70 } / 100,
            max: target * 3,
            recent,
        }
    });
    Measured {
        stages: stages.collect(),
        load: [0.0042, 0.011, 0.034],
        memory: [14_300_000, 16_900_000],
        growth: Some([-12_000.0, 31_000.0]),
        resident: Some(412_000_000),
        history: HistoryUsage { used_pages: 1, free_pages: 2, ..HistoryUsage::default() },
        cleanups: [21, 3_400_000],
        budget_refusal: None,
        setup: (48_000.0, 2),
        dropped_frames: 0,
        late_updates: 2,
        allocations_in_process: 0,
        call_faults: [0, 0, 0],
        mishap_count: 2,
        mishaps: vec![
            Mishap { elapsed: 71.5, what: "an update came 12 ms late".into() },
            Mishap { elapsed: 754.0, what: "inference took 12.3 ms, over its 10 ms".into() },
        ],
    }
}

/// A plug-in that hears the piece as far as `heard`.
pub struct MadeUp {
    /// What a look finds.
    pub glance: Glance,
    /// What the model is.
    pub model: Model,
    /// Updates that there are.
    heard: Box<dyn Fn() -> usize>,
    read: usize,
    measured: Measured,
    /// Whether the history is held.
    pub held: Rc<Cell<bool>>,
    /// How scarce memory is.
    pub pressure: Rc<Cell<PressureLevel>>,
    /// What goes out where; clones share it.
    pub routing: RoutingOwner,
    /// What was pressed.
    pub desk: Arc<Desk>,
    /// What moves.
    pub live: Live,
    /// What goes out beside the host; clones share it.
    pub outside: Outside,
}

impl MadeUp {
    /// One that has heard so many updates.
    pub fn new(heard: usize) -> Self {
        Self::growing(move || heard)
    }

    /// One that has heard as many as it is told at each look.
    pub fn growing(heard: impl Fn() -> usize + 'static) -> Self {
        let model = Model { name: "AI-Mixtapes (built-in)".into(), refusal: None };
        Self {
            glance: glance(State::Live),
            model,
            heard: Box::new(heard),
            read: 0,
            measured: measured(),
            held: Rc::default(),
            pressure: Rc::default(),
            routing: RoutingOwner::default(),
            desk: Arc::default(),
            live: Live::default(),
            outside: Outside::default(),
        }
    }

    /// With a table that is set up, and at work.
    pub fn routed(self) -> Self {
        self.routing.change(|table| *table = routing::table());
        Self { live: routing::live(), ..self }
    }
}

impl Source for MadeUp {
    fn glance(&self) -> Glance {
        self.glance.clone()
    }

    fn model(&self) -> Model {
        self.model.clone()
    }

    fn regions(&self) -> Regions {
        Regions::new(&classes())
    }

    fn read(&mut self, into: &mut Vec<Moment>) {
        let heard = (self.heard)();
        into.extend((self.read..heard).map(moment));
        self.read = heard;
    }

    fn hold(&mut self, held: bool) {
        self.held.set(held);
    }

    fn pressure(&self) -> PressureLevel {
        self.pressure.get()
    }

    fn clear(&mut self) {
        self.read = (self.heard)();
    }

    fn measured(&self) -> Measured {
        self.measured.clone()
    }

    fn reset(&mut self) {
        let quiet = |stage: &StageTimes| StageTimes {
            count: 0,
            last: Duration::ZERO,
            median: Duration::ZERO,
            p99: Duration::ZERO,
            max: Duration::ZERO,
            recent: Vec::new(),
            ..*stage
        };
        let stages = self.measured.stages.iter().map(quiet).collect();
        self.measured = Measured { stages, setup: self.measured.setup, ..Measured::default() };
    }

    fn export(&self, format: Format) -> Export {
        let count = (self.heard)();
        Box::new(move |out| {
            write!(out, "{count} updates as {format:?}")?;
            Ok(count)
        })
    }

    fn routing(&self) -> &RoutingOwner {
        &self.routing
    }

    fn desk(&self) -> &Desk {
        &self.desk
    }

    fn old_routes(&self) -> CcSettings {
        routing::OLD
    }

    fn live(&self) -> Live {
        self.live
    }

    fn outside(&self) -> &Outside {
        &self.outside
    }
}
