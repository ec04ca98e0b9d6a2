//! How the host calls: whether calls are missing, and whether blocks come as fast as the rate says that it named.

#[cfg(test)]
mod tests;

use std::{
    fmt,
    time::{Duration, Instant},
};

/// A gap is one of over so many seconds.
const LEAST_GAP: f64 = 0.1;
/// How far the host's clock and ours may differ over a gap: so many seconds, and such a part of it.
const GAP_TOLERANCE: (f64, f64) = (0.1, 0.25);
/// The pace is measured over so long, again and again.
const WINDOW: f64 = 2.0;
/// So many windows have to agree before their pace is believed.
const WINDOWS: usize = 5;
/// Within such a part: hosts' blocks come early and late.
const PACE_TOLERANCE: f64 = 0.01;
/// A pace that is nearer to that of the clock is the rate that was named: no two usual rates are so near.
const LEAST_DEVIATION: f64 = 0.04;
/// Rates that devices have, in hertz.
const USUAL_RATES: [f64; 16] = [
    8e3, 11_025.0, 16e3, 22_050.0, 24e3, 32e3, 44_100.0, 48e3, 88_200.0, 96e3, 176_400.0, 192e3, 352_800.0,
    384e3, 705_600.0, 768e3,
];

/// What a host shouldn't do with its process calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallFault {
    /// It called while another thread of its was still in a call: the sound of this one passed unheard.
    Overlapping,
    /// It gave no block for a while, though its own clock went on.
    Missing {
        /// For so long.
        gap: Duration,
    },
    /// Live blocks come as fast as at another usual rate than the one that it named.
    SampleRate {
        /// In hertz.
        named: u32,
        /// In hertz.
        came: u32,
    },
}

impl CallFault {
    /// Kinds of them.
    pub(super) const KINDS: usize = 3;

    /// The name that reports carry: *overlapping calls*, *missing calls* or *sample rate*.
    pub fn name(self) -> &'static str {
        match self {
            Self::Overlapping => "overlapping calls",
            Self::Missing { .. } => "missing calls",
            Self::SampleRate { .. } => "sample rate",
        }
    }

    /// Its kind, and the number that goes with it.
    pub(super) fn pack(self) -> (usize, u64) {
        match self {
            Self::Overlapping => (0, 0),
            Self::Missing { gap } => (1, u64::try_from(gap.as_nanos()).unwrap_or(u64::MAX)),
            Self::SampleRate { named, came } => (2, u64::from(named) << 32 | u64::from(came)),
        }
    }

    pub(super) fn unpack(kind: usize, number: u64) -> Option<Self> {
        Some(match kind {
            0 => Self::Overlapping,
            1 => Self::Missing { gap: Duration::from_nanos(number) },
            2 => Self::SampleRate { named: (number >> 32) as u32, came: number as u32 },
            _ => return None,
        })
    }
}

/// One line for the user.
impl fmt::Display for CallFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Overlapping => f.write_str("the host called from two threads at once"),
            Self::Missing { gap } => {
                write!(f, "the host went on by {:.1} s without a block", gap.as_secs_f64())
            }
            Self::SampleRate { named, came } => {
                write!(f, "blocks come as at {came} Hz, not at {named} Hz as the host said")
            }
        }
    }
}

/// A process call as it begins.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    /// When.
    pub at: Instant,
    /// How long its block lasts, in seconds.
    pub seconds: f64,
    /// What the host's steady clock says, in seconds, if it has one.
    pub steady: Option<f64>,
    /// Where in the song the block begins, in seconds, while the transport plays and the host says so.
    pub song: Option<f64>,
    /// The host plays live: it doesn't say that it renders, nor that its transport stands still.
    pub live: bool,
    /// After the block before, the host was allowed to let the plug-in sleep.
    pub may_have_slept: bool,
}

/// Watches process calls. Audio thread; allocates nothing.
///
/// A gap is one if two clocks agree on it: ours, and the host's own. A pause stops the host's clock, and a jump in the
/// song doesn't take the time that it skips. Of a host that has no clock nothing can be said.
#[derive(Clone, Debug, Default)]
pub struct CallWatch {
    /// What the host named, in hertz.
    rate: f64,
    last: Option<Call>,
    /// When the window began, and seconds that were received since.
    window: Option<(Instant, f64)>,
    /// The paces of the newest windows, and how many are known.
    paces: [f64; WINDOWS],
    known: usize,
}

impl CallWatch {
    /// Begins anew, at a rate in hertz: at an activation.
    pub fn activate(&mut self, rate: f64) {
        *self = Self { rate, ..Self::default() };
    }

    /// What the host named, in hertz; 0 before an activation.
    pub fn rate(&self) -> f64 {
        self.rate
    }

    /// What was before says nothing of what comes: the host has stopped, or begins anew.
    pub fn forget(&mut self) {
        self.activate(self.rate);
    }

    /// The next call; what is wrong with it.
    pub fn call(&mut self, call: Call) -> Option<CallFault> {
        let Some(last) = self.last.replace(call).filter(|last| last.live && call.live) else {
            self.window = None;
            self.known = 0;
            return None;
        };
        let passed = call.at.saturating_duration_since(last.at).as_secs_f64();
        let beyond = passed - last.seconds;
        if beyond > LEAST_GAP && !call.may_have_slept && follows(&last, &call, beyond) {
            (self.window, self.known) = (None, 0);
            return Some(CallFault::Missing { gap: Duration::from_secs_f64(beyond) });
        }
        self.pace(&last, &call, passed)
    }

    /// Measures the pace of the blocks.
    fn pace(&mut self, last: &Call, call: &Call, passed: f64) -> Option<CallFault> {
        let Some((begun, received)) = self.window.filter(|_| passed < WINDOW / 2.0) else {
            (self.window, self.known) = (Some((call.at, 0.0)), 0);
            return None;
        };
        let received = received + last.seconds;
        let lasted = call.at.saturating_duration_since(begun).as_secs_f64();
        if lasted < WINDOW {
            self.window = Some((begun, received));
            return None;
        }
        self.window = Some((call.at, 0.0));
        self.paces.rotate_left(1);
        self.paces[WINDOWS - 1] = received / lasted;
        self.known = (self.known + 1).min(WINDOWS);
        let came = self.usual_rate()?;
        self.known = 0;
        Some(CallFault::SampleRate { named: self.rate.round() as u32, came: came.round() as u32 })
    }

    /// The usual rate, other than the one that was named, at which blocks come.
    fn usual_rate(&self) -> Option<f64> {
        if self.known < WINDOWS {
            return None;
        }
        let mean = self.paces.iter().sum::<f64>() / WINDOWS as f64;
        let near = |one: f64, other: f64| (one / other - 1.0).abs() <= PACE_TOLERANCE;
        let steady = self.paces.iter().all(|pace| near(*pace, mean));
        if !steady || (mean - 1.0).abs() < LEAST_DEVIATION {
            return None;
        }
        USUAL_RATES.into_iter().find(|rate| near(self.rate * mean, *rate))
    }
}

/// Whether the host's clock went on by about as much as nothing was heard for.
fn follows(last: &Call, call: &Call, beyond: f64) -> bool {
    let clocks = [last.steady.zip(call.steady), last.song.zip(call.song)];
    clocks.into_iter().flatten().next().is_some_and(|(before, now)| {
        let went_on = now - before - last.seconds;
        let (seconds, part) = GAP_TOLERANCE;
        went_on > LEAST_GAP && (went_on - beyond).abs() <= seconds + part * beyond
    })
}
