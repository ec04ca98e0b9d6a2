//! The states, the first that holds wins, and what each means for outputs and confidence.

use super::Confidence;

/// What keeps an instance from hearing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The model is missing or was refused.
    NoModel,
    /// The model returned something that isn't a number, or failed.
    ModelOutput,
    /// The sample rate is under 8 kHz or not a number.
    SampleRate,
    /// The worker hasn't answered for 2 s, offline for 5 s.
    WorkerStuck,
    /// The system granted no thread for the worker.
    NoWorker,
    /// The analysis panicked on the audio thread.
    Failed,
}

impl Reason {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::NoModel, Self::ModelOutput, Self::SampleRate, Self::WorkerStuck, Self::NoWorker, Self::Failed];

    /// One line for the user.
    pub fn describe(self) -> &'static str {
        match self {
            Self::NoModel => "the mood model could not be loaded",
            Self::ModelOutput => "the mood model returned values that are no numbers",
            Self::SampleRate => "the sample rate can't be analysed; at least 8 kHz are needed",
            Self::WorkerStuck => "the analysis thread doesn't answer",
            Self::NoWorker => "the analysis thread could not be started",
            Self::Failed => "the analysis failed; reload the plug-in to try again",
        }
    }
}

/// Whether outputs move or freeze, and why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum State {
    /// The user's bypass: outputs and confidence freeze, analysis stops.
    Bypassed,
    /// Something is wrong: outputs freeze without confidence.
    Degraded(Reason),
    /// The user's hold: outputs and confidence freeze, analysis and history go on.
    Frozen,
    /// The host hasn't called for 2 s: outputs freeze without confidence.
    Stalled,
    /// There is no sound: outputs freeze without confidence.
    Silent,
    /// Less than 2 s of sound were heard: outputs move, with a confidence of at most 0.5.
    #[default]
    Warming,
    /// Outputs move.
    Live,
}

impl State {
    /// The name that editor, files and OSC know it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bypassed => "bypassed",
            Self::Degraded(_) => "degraded",
            Self::Frozen => "frozen",
            Self::Stalled => "stalled",
            Self::Silent => "silent",
            Self::Warming => "warming",
            Self::Live => "live",
        }
    }

    /// Whether output values follow what is detected; otherwise they stay where they are.
    pub fn moves_outputs(self) -> bool {
        matches!(self, Self::Warming | Self::Live)
    }

    /// The confidence in this state, [0, 1]: `computed` by the model, or `frozen` when the user froze it. What is
    /// no number inspires no confidence.
    pub fn confidence(self, computed: f32, frozen: f32) -> f32 {
        let confidence = match self {
            Self::Bypassed | Self::Frozen => frozen,
            Self::Degraded(_) | Self::Stalled | Self::Silent => 0.0,
            Self::Warming if computed > Confidence::WARMING => Confidence::WARMING,
            Self::Warming | Self::Live => computed,
        };
        if confidence.is_nan() { 0.0 } else { confidence.clamp(0.0, 1.0) }
    }
}

/// All that decides the state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Conditions {
    /// The bypass parameter is on.
    pub bypassed: bool,
    /// Something is wrong.
    pub degraded: Option<Reason>,
    /// The hold parameter is on.
    pub frozen: bool,
    /// No process call for 2 s.
    pub stalled: bool,
    /// For 1 s the loudest channel has been under -60 dBFS, and not over -54 dBFS since.
    pub silent: bool,
    /// Less than 2 s of sound since reset, activation, silence or stall.
    pub warming: bool,
}

impl Conditions {
    /// The first state that holds.
    pub fn state(&self) -> State {
        if self.bypassed {
            return State::Bypassed;
        }
        if let Some(reason) = self.degraded {
            return State::Degraded(reason);
        }
        match self {
            Self { frozen: true, .. } => State::Frozen,
            Self { stalled: true, .. } => State::Stalled,
            Self { silent: true, .. } => State::Silent,
            Self { warming: true, .. } => State::Warming,
            _ => State::Live,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Conditions = Conditions {
        bypassed: true,
        degraded: Some(Reason::NoModel),
        frozen: true,
        stalled: true,
        silent: true,
        warming: true,
    };

    /// A state's outputs and confidence, given 0.9 computed and 0.7 frozen.
    fn behaviour(state: State) -> (bool, f32) {
        (state.moves_outputs(), state.confidence(0.9, 0.7))
    }

    #[test]
    fn bypassed_wins_over_all_and_freezes_outputs_and_confidence() {
        assert_eq!(ALL.state(), State::Bypassed);
        assert_eq!(behaviour(State::Bypassed), (false, 0.7));
    }

    #[test]
    fn degraded_wins_over_frozen_and_freezes_without_confidence() {
        for reason in Reason::ALL {
            let conditions = Conditions { bypassed: false, degraded: Some(reason), ..ALL };
            assert_eq!(conditions.state(), State::Degraded(reason));
            assert_eq!(behaviour(conditions.state()), (false, 0.0));
            assert!(reason.describe().len() > 20);
        }
    }

    #[test]
    fn frozen_wins_over_stalled_and_freezes_outputs_and_confidence() {
        let conditions = Conditions { bypassed: false, degraded: None, ..ALL };
        assert_eq!(conditions.state(), State::Frozen);
        assert_eq!(behaviour(State::Frozen), (false, 0.7));
    }

    #[test]
    fn stalled_wins_over_silent_and_freezes_without_confidence() {
        let conditions = Conditions { stalled: true, silent: true, warming: true, ..Conditions::default() };
        assert_eq!(conditions.state(), State::Stalled);
        assert_eq!(behaviour(State::Stalled), (false, 0.0));
    }

    #[test]
    fn silent_wins_over_warming_and_freezes_without_confidence() {
        let conditions = Conditions { silent: true, warming: true, ..Conditions::default() };
        assert_eq!(conditions.state(), State::Silent);
        assert_eq!(behaviour(State::Silent), (false, 0.0));
    }

    #[test]
    fn warming_moves_outputs_with_half_the_confidence_at_most() {
        let conditions = Conditions { warming: true, ..Conditions::default() };
        assert_eq!(conditions.state(), State::Warming);
        assert_eq!(behaviour(State::Warming), (true, 0.5));
        assert_eq!(State::Warming.confidence(0.4, 0.7), 0.4);
    }

    #[test]
    fn else_it_is_live_and_moves_outputs_with_the_confidence_as_computed() {
        assert_eq!(Conditions::default().state(), State::Live);
        assert_eq!(behaviour(State::Live), (true, 0.9));
    }

    #[test]
    fn every_state_has_its_own_name() {
        let degraded = State::Degraded(Reason::NoModel);
        let states = [
            State::Bypassed,
            degraded,
            State::Frozen,
            State::Stalled,
            State::Silent,
            State::Warming,
            State::Live,
        ];
        let names = ["bypassed", "degraded", "frozen", "stalled", "silent", "warming", "live"];
        assert_eq!(states.map(State::name), names);
    }

    #[test]
    fn confidence_stays_within_its_range_whatever_comes() {
        for (value, expected) in [(f32::NAN, 0.0), (f32::INFINITY, 1.0), (-1.0, 0.0), (1.5, 1.0)] {
            assert_eq!(State::Live.confidence(value, 0.5), expected);
            assert_eq!(State::Frozen.confidence(0.5, value), expected);
        }
        assert_eq!(State::Warming.confidence(f32::NAN, 0.5), 0.0);
    }
}
