//! How fast the host goes.

use std::{
    thread,
    time::{Duration, Instant},
};

/// How fast the host goes, and what it says about that. Any thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// As fast as it can: the plug-in is told that it renders offline.
    Offline,
    /// A block when its time has come.
    Realtime,
}

impl Pace {
    /// As users call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Offline => "offline",
            Self::Realtime => "realtime",
        }
    }
}

/// The time of a stream that began at the first frame of now. Audio thread.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    begun: Instant,
    rate: f64,
}

impl Clock {
    /// Begins now, at `rate` hertz.
    pub fn start(rate: f64) -> Self {
        Self { begun: Instant::now(), rate }
    }

    /// Sleeps until so many frames of the stream are over.
    pub fn wait_for(&self, frames: u64) {
        let due = self.begun + Duration::from_secs_f64(frames as f64 / self.rate);
        thread::sleep(due.saturating_duration_since(Instant::now()));
    }
}
