//! What the editor looks at: a plug-in at work, or one that a test has made up.

use std::{
    io::{self, Write},
    time::Duration,
};

use engine::{
    mood::{Horizon, Moods, State},
    record::{HistoryUsage, PressureLevel, table::Format},
    telemetry::Stage,
};

use super::{regions::Regions, routing::live::Live};
use crate::{
    outputs::{desk::Desk, routing::CcSettings},
    outside::Outside,
    session::routing::RoutingOwner,
};

/// All that is read at each look, many times a second.
#[derive(Clone, Debug, PartialEq)]
pub struct Glance {
    /// The state of the outputs.
    pub state: State,
    /// Why it is degraded, where it is.
    pub reason: Option<String>,
    /// The horizon that drives the outputs.
    pub horizon: Horizon,
}

/// What changes seldom.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Name and place.
    pub name: String,
    /// Why the one that was asked for isn't heard, where it isn't.
    pub refusal: Option<String>,
}

/// One update, as the history keeps it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    /// Seconds of audio heard when it was detected, since the plug-in was loaded.
    pub elapsed: f64,
    /// The host's song position where its audio ends, in seconds, where the host has one.
    pub host: Option<f64>,
    /// The state of its audio.
    pub state: State,
    /// What was detected.
    pub moods: Option<Moods>,
}

/// How long a stage takes.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "engine's Timing defines them")]
pub struct StageTimes {
    pub stage: Stage,
    pub count: u64,
    pub last: Duration,
    pub median: Duration,
    pub p99: Duration,
    pub max: Duration,
    /// The latest ones, oldest first.
    pub recent: Vec<Duration>,
}

/// Something that should not have happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Mishap {
    /// Seconds of audio heard before it.
    pub elapsed: f64,
    /// What it was, in words.
    pub what: String,
}

/// The plug-in's measurements of itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measured {
    /// In the order of the data's way.
    pub stages: Vec<StageTimes>,
    /// Shares of a block's time, [0, 1]: the last one, 99 of 100, the most.
    pub load: [f32; 3],
    /// Bytes that the module has allocated, now and at most.
    pub memory: [usize; 2],
    /// How many of them come a minute, and the error of that; none before it is known.
    pub growth: Option<[f64; 2]>,
    /// Bytes of the whole process that lie in memory, where the system says so.
    pub resident: Option<u64>,
    /// The pages of the history.
    pub history: HistoryUsage,
    /// Housekeepings, and bytes that they have given back.
    pub cleanups: [u64; 2],
    /// Why the user's budget for memory isn't followed, where it isn't.
    pub budget_refusal: Option<&'static str>,
    /// Hertz, and channels.
    pub setup: (f64, usize),
    /// Since the last reset.
    pub dropped_frames: u64,
    /// Since the last reset.
    pub late_updates: u64,
    /// Since the last reset.
    pub allocations_in_process: u64,
    /// Calls of the host's that overlapped, gaps in them, and other rates than it named.
    pub call_faults: [u64; 3],
    /// How many mishaps there were since the last reset.
    pub mishap_count: u64,
    /// The newest ones, newest last.
    pub mishaps: Vec<Mishap>,
}

/// Writes a copy of the history, on whatever thread, and ends with the first error that the output gives.
pub type Export = Box<dyn FnOnce(&mut dyn Write) -> io::Result<usize> + Send>;

/// What the editor looks at. Called on the window's thread only, and quick.
pub trait Source: 'static {
    /// All that is read at each look.
    fn glance(&self) -> Glance;
    /// The model that is heard.
    fn model(&self) -> Model;
    /// The class regions of that model; without one those of the built-in one.
    fn regions(&self) -> Regions;
    /// Appends the updates that came since the last call.
    fn read(&mut self, into: &mut Vec<Moment>);
    /// The user looks at a time that stands still, or no longer: it is to be kept meanwhile.
    fn hold(&mut self, held: bool);
    /// How scarce memory is.
    fn pressure(&self) -> PressureLevel;
    /// The user clears the history.
    fn clear(&mut self);
    /// How long things take.
    fn measured(&self) -> Measured;
    /// The user resets the measurements.
    fn reset(&mut self);
    /// A copy of the history that knows how to write itself; the number of updates comes back.
    fn export(&self, format: Format) -> Export;
    /// What goes out where.
    fn routing(&self) -> &RoutingOwner;
    /// What the user wants at once.
    fn desk(&self) -> &Desk;
    /// Where parameters send the first routes.
    fn old_routes(&self) -> CcSettings;
    /// What moves on the page of the routing.
    fn live(&self) -> Live;
    /// What goes out beside the host.
    fn outside(&self) -> &Outside;
}
