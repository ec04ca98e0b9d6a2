//! From detected values to output values: horizon, hold, offset, range and smoothing.

use std::array;

use super::{Follower, Glide};
use crate::mood::{Conditions, Horizon, MoodClass, Moods, Reason, State, Update};

/// The user's correction of one detected value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Correction {
    /// Added after the range; [-1, 1].
    pub offset: f32,
    /// Gain about 0; [0, 2].
    pub range: f32,
}

impl Default for Correction {
    fn default() -> Self {
        Self { offset: 0.0, range: 1.0 }
    }
}

impl Correction {
    /// The corrected value in [-1, 1]; NaN if that is what comes.
    fn apply(self, detected: f32) -> f64 {
        (f64::from(self.offset) + f64::from(self.range) * f64::from(detected)).clamp(-1.0, 1.0)
    }
}

/// The user's settings that stand between detected and output values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mapping {
    /// Which of the two moods the outputs follow.
    pub horizon: Horizon,
    /// Outputs stay as they are.
    pub hold: bool,
    /// Correction of valence.
    pub valence: Correction,
    /// Correction of arousal.
    pub arousal: Correction,
    /// Time constant of rising values in seconds; at 0 they jump.
    pub attack_seconds: f32,
    /// Time constant of falling values in seconds; at 0 they jump.
    pub release_seconds: f32,
}

impl Default for Mapping {
    fn default() -> Self {
        Self {
            horizon: Horizon::Now,
            hold: false,
            valence: Correction::default(),
            arousal: Correction::default(),
            attack_seconds: 0.5,
            release_seconds: 0.5,
        }
    }
}

/// The values that parameters, control changes and the like carry. The default is that of a new stream.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Outputs {
    /// [-1, 1].
    pub valence: f32,
    /// [-1, 1].
    pub arousal: f32,
    /// [-1, 1].
    pub tension: f32,
    /// [0, 1]; never smoothed.
    pub confidence: f32,
    /// The detected class.
    pub class: MoodClass,
    /// Why the values move or rest.
    pub state: State,
}

/// What keeps the audio thread's side from hearing, whatever the update in effect says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// The worker still loads its model.
    Loading,
    /// Something is wrong.
    Degraded(Reason),
}

/// Makes output values of detected ones, tick by tick. Audio thread: it neither allocates, locks nor panics.
///
/// Ticks have one fixed length and are all that moves it, so values don't depend on how ticks are grouped into
/// blocks.
#[derive(Clone, Debug)]
pub struct OutputMapper {
    tick_seconds: f64,
    /// State and moods of the update in effect.
    state: State,
    moods: Option<Moods>,
    /// Valence, arousal and tension.
    followers: [Follower; 3],
    outputs: Outputs,
}

impl OutputMapper {
    /// A mapper whose ticks are `tick_seconds` apart.
    pub fn new(tick_seconds: f64) -> Self {
        let (followers, outputs) = Default::default();
        Self { tick_seconds, state: State::Warming, moods: None, followers, outputs }
    }

    /// From the next tick on outputs follow `update`. One without moods has a state only, and one that is no music
    /// leaves them where they are.
    pub fn set_update(&mut self, update: &Update) {
        self.state = update.state;
        let moods = update.moods.filter(|_| self.moods.is_some() || update.music > 0.0);
        self.moods = moods.or(self.moods);
    }

    /// Advances by one tick. `bypass` and `hindrance` override the state of the update in effect, as does the user's
    /// hold.
    pub fn tick(&mut self, mapping: &Mapping, bypass: bool, hindrance: Option<Hindrance>) -> Outputs {
        let state = self.state_with(mapping.hold, bypass, hindrance);
        let heard = self.moods.map(|moods| *moods.on(mapping.horizon));
        self.outputs.state = state;
        // Where nothing was heard yet that could move them, outputs stay: confidence too.
        if heard.is_some() || !state.moves_outputs() {
            let computed = heard.map_or(0.0, |mood| mood.confidence);
            self.outputs.confidence = state.confidence(computed, self.outputs.confidence);
        }
        if let Some(mood) = heard.filter(|_| state.moves_outputs()) {
            let glide = Glide::new(self.tick_seconds, mapping.attack_seconds, mapping.release_seconds);
            let targets = [
                mapping.valence.apply(mood.valence),
                mapping.arousal.apply(mood.arousal),
                Correction::default().apply(mood.tension),
            ];
            let [valence, arousal, tension] =
                array::from_fn(|index| self.followers[index].follow(targets[index], glide) as f32);
            self.outputs = Outputs { valence, arousal, tension, class: mood.class, ..self.outputs };
        }
        self.outputs
    }

    /// Sound begins anew: until the next update takes effect it is warming, and outputs stay where they are.
    pub fn begin_stream(&mut self) {
        self.state = State::Warming;
        self.moods = None;
    }

    /// Outputs are where they were once before, and glide on from there. NaN there counts as 0.
    pub fn restore(&mut self, outputs: &Outputs) {
        let values = [outputs.valence, outputs.arousal, outputs.tension]
            .map(|value| if value.is_nan() { 0.0 } else { value.clamp(-1.0, 1.0) });
        let [valence, arousal, tension] = values;
        let confidence = State::Live.confidence(outputs.confidence, 0.0);
        self.followers = values.map(|value| Follower::at(value.into()));
        self.outputs = Outputs {
            valence,
            arousal,
            tension,
            confidence,
            class: outputs.class,
            state: self.outputs.state,
        };
    }

    /// The output values as they are.
    pub fn outputs(&self) -> Outputs {
        self.outputs
    }

    /// The state of the update in effect, whatever overrides it.
    pub fn state(&self) -> State {
        self.state
    }

    /// Forgets everything: the first values of what follows are taken at once.
    pub fn reset(&mut self) {
        *self = Self::new(self.tick_seconds);
    }

    fn state_with(&self, hold: bool, bypass: bool, hindrance: Option<Hindrance>) -> State {
        let degraded = match (hindrance, self.state) {
            (Some(Hindrance::Degraded(reason)), _) | (_, State::Degraded(reason)) => Some(reason),
            _ => None,
        };
        Conditions {
            bypassed: bypass,
            frozen: hold,
            degraded,
            loading: hindrance == Some(Hindrance::Loading),
            silent: self.state == State::Silent,
            no_music: self.state == State::NoMusic,
            warming: self.state == State::Warming,
        }
        .state()
    }
}

#[cfg(test)]
mod tests;
