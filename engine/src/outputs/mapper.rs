//! From detected values to output values: horizon, hold, offset, range and smoothing.

use std::array;

use super::{
    Drive, Follower, Glide, MACROS, ROUTES,
    drive::Driver,
    follower::bounded,
    source::{Heard, Sounding},
};
use crate::mood::{Conditions, Horizon, MoodClass, Moods, Reason, State, Update};

/// Ticks for which a change of the music is told.
const PULSE_TICKS: u32 = 10;

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
    pub(super) fn apply(self, detected: f32) -> f64 {
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
    /// Macros, and what routes carry.
    pub drive: Drive,
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
            drive: Drive::NOTHING,
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
    /// [0, 1]; see [`Macro`](super::Macro).
    pub macros: [f32; MACROS],
    /// [0, 1]; see [`Feed`](super::Feed).
    pub routes: [f32; ROUTES],
}

impl Outputs {
    /// Arousal on [0, 1]; people read it as 1 to 10.
    pub fn energy(&self) -> f32 {
        (self.arousal + 1.0) / 2.0
    }
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
    driver: Driver,
    /// Ticks for which the last change is still told.
    pulse: u32,
    outputs: Outputs,
}

impl OutputMapper {
    /// A mapper whose ticks are `tick_seconds` apart.
    pub fn new(tick_seconds: f64) -> Self {
        let (followers, outputs) = Default::default();
        let driver = Driver::new(tick_seconds);
        Self { tick_seconds, state: State::Warming, moods: None, followers, driver, pulse: 0, outputs }
    }

    /// From the next tick on outputs follow `update`. One without moods has a state only, and one that is no music
    /// leaves them where they are.
    pub fn set_update(&mut self, update: &Update) {
        self.state = update.state;
        let moods = update.moods.filter(|_| self.moods.is_some() || update.music > 0.0);
        self.moods = moods.or(self.moods);
        if update.change {
            self.pulse = PULSE_TICKS;
        }
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
        let glide = Glide::new(self.tick_seconds, mapping.attack_seconds, mapping.release_seconds);
        if let Some(mood) = heard.filter(|_| state.moves_outputs()) {
            let targets = [
                mapping.valence.apply(mood.valence),
                mapping.arousal.apply(mood.arousal),
                Correction::default().apply(mood.tension),
            ];
            let [valence, arousal, tension] =
                array::from_fn(|index| self.followers[index].follow(targets[index], glide) as f32);
            self.outputs = Outputs { valence, arousal, tension, class: mood.class, ..self.outputs };
        }
        self.drive(mapping, glide);
        self.outputs
    }

    /// Moves macros and routes, unless the user froze them.
    fn drive(&mut self, mapping: &Mapping, glide: Glide) {
        let state = self.outputs.state;
        let change = self.pulse > 0;
        self.pulse = self.pulse.saturating_sub(1);
        if matches!(state, State::Bypassed | State::Frozen) {
            return;
        }
        let Mapping { horizon, valence, arousal, .. } = *mapping;
        let music = self.moods.as_ref().filter(|_| state.moves_outputs());
        let sounding = music.map_or(Sounding::Nothing, |moods| {
            Sounding::Music(Heard { moods, horizon, valence, arousal, change })
        });
        let Outputs { macros, routes, .. } = &mut self.outputs;
        self.driver.tick(&mapping.drive, glide, sounding, macros, routes);
    }

    /// Whether nothing will move without another update.
    pub fn rests(&self) -> bool {
        self.pulse == 0
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
        let (macros, routes) = (outputs.macros.map(bounded), outputs.routes.map(bounded));
        self.driver.restore(macros, routes);
        self.followers = values.map(|value| Follower::at(value.into()));
        self.outputs = Outputs {
            valence,
            arousal,
            tension,
            confidence,
            class: outputs.class,
            state: self.outputs.state,
            macros,
            routes,
        };
    }

    /// The output values as they are.
    pub fn outputs(&self) -> Outputs {
        self.outputs
    }

    /// The moods in effect, as they were detected; none if none was heard since the stream began.
    pub fn moods(&self) -> Option<&Moods> {
        self.moods.as_ref()
    }

    /// Whether a change of the music is being told.
    pub fn pulses(&self) -> bool {
        self.pulse > 0
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
