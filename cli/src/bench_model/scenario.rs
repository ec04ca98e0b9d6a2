//! One update with one model, as the plug-in does it.

use std::time::{Duration, Instant};

use engine::{analysis::Frame, inference::Listener};
use models::{BANDS, RECENT_STEPS, STEP_HOPS};

use super::load::Loaded;
use crate::system::interruptions;

/// A model and the times of its updates.
pub struct Scenario {
    /// The model's folder, or `built-in`.
    pub name: String,
    /// Reading, checking and optimising the model.
    pub load: Duration,
    /// Of each round each update.
    pub rounds: Vec<Vec<Timed>>,
    listener: Result<Listener, String>,
    noise: Noise,
}

/// One update.
#[derive(Clone, Copy, Debug)]
pub struct Timed {
    /// From the frame to the mood.
    pub time: Duration,
    /// The thread lost its core to another in between: the time is the machine's, not the model's.
    pub interrupted: bool,
}

impl Scenario {
    /// For a model; if it was refused, nothing is measured.
    pub fn new(loaded: Loaded) -> Self {
        let Loaded { name, model, took } = loaded;
        let listener = model.map(Listener::new);
        let mut scenario = Self { name, load: took, rounds: Vec::new(), listener, noise: Noise(1) };
        // From here on all recent steps are heard, and caches and branches know the way.
        scenario.updates(2 * RECENT_STEPS);
        scenario
    }

    /// Why the model was refused.
    pub fn refusal(&self) -> Option<&str> {
        self.listener.as_ref().err().map(String::as_str)
    }

    /// Takes the times of `count` updates.
    pub fn round(&mut self, count: usize) {
        let times = self.updates(count);
        self.rounds.push(times);
    }

    /// An update falls due with the last hop of a step: encoder, heads, calibration and class.
    fn updates(&mut self, count: usize) -> Vec<Timed> {
        let Self { listener: Ok(listener), noise, .. } = self else { return Vec::new() };
        let mut times = Vec::with_capacity(count);
        for _ in 0..count {
            for _ in 1..STEP_HOPS {
                listener.push(&noise.frame());
            }
            let last = noise.frame();
            let before = interruptions();
            let start = Instant::now();
            let update = listener.push(&last);
            let time = start.elapsed();
            times.push(Timed { time, interrupted: interruptions() != before });
            debug_assert!(update.is_some_and(|update| update.moods.is_some()));
        }
        times
    }
}

/// Frames that are never the same, the same in each run.
struct Noise(u64);

impl Noise {
    fn frame(&mut self) -> Frame {
        let mut frame = Frame { level: 0.1, ..Frame::EMPTY };
        // Knuth's linear congruential generator, onto the levels and pitch classes of music.
        for (index, feature) in frame.features.iter_mut().enumerate() {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let part = (self.0 >> 40) as f32 / (1 << 24) as f32;
            *feature = if index < BANDS { -3.0 + 2.0 * part } else { part };
        }
        frame
    }
}
