//! The states, the first that holds wins, and what each means for outputs and confidence.

use strum::{IntoStaticStr, VariantArray};

use super::Confidence;

/// What keeps an instance from hearing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, VariantArray)]
pub enum Reason {
    /// The model is missing or was refused.
    NoModel,
    /// The model returned NaN or infinity, or failed.
    ModelOutput,
    /// The sample rate is under 8 kHz or NaN.
    SampleRate,
    /// There are no channels, or more than 64.
    Channels,
    /// The worker hasn't answered for 2 s, offline for 5 s, its model loaded.
    WorkerStuck,
    /// The system granted no thread for the worker.
    NoWorker,
    /// The analysis panicked on the audio thread.
    Failed,
}

impl Reason {
    /// All of them.
    pub const ALL: [Self; Self::VARIANTS.len()] = *Self::VARIANTS.as_array().expect("its own length");

    /// One line for the user.
    pub fn describe(self) -> &'static str {
        match self {
            Self::NoModel => "the mood model could not be loaded",
            Self::ModelOutput => "the mood model returned values that are no numbers",
            Self::SampleRate => "the sample rate can't be analysed; at least 8 kHz are needed",
            Self::Channels => "so many channels can't be analysed; 1 to 64 can",
            Self::WorkerStuck => "the analysis thread doesn't answer",
            Self::NoWorker => "the analysis thread could not be started",
            Self::Failed => "the analysis failed; reload the plug-in to try again",
        }
    }
}

/// Whether outputs move or freeze, and why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum State {
    /// The user's bypass: outputs and confidence freeze, analysis stops.
    Bypassed,
    /// The user's hold: outputs and confidence freeze, analysis and history go on.
    Frozen,
    /// Something is wrong: outputs freeze without confidence.
    Degraded(Reason),
    /// The model is being loaded: outputs freeze without confidence.
    Loading,
    /// The host hasn't called for 2 s: outputs freeze without confidence.
    Stalled,
    /// There is no sound: outputs freeze without confidence.
    Silent,
    /// There is sound, but for two updates or more no music: outputs freeze without confidence.
    NoMusic,
    /// Less than 2 s of sound were heard: outputs move, with a confidence of at most 0.5.
    #[default]
    Warming,
    /// Outputs move.
    Live,
}

impl State {
    /// All of them, a degraded one for each reason.
    pub fn all() -> impl Iterator<Item = Self> {
        const PLAIN: [State; 8] = [
            State::Bypassed,
            State::Frozen,
            State::Loading,
            State::Stalled,
            State::Silent,
            State::NoMusic,
            State::Warming,
            State::Live,
        ];
        PLAIN.into_iter().chain(Reason::ALL.map(State::Degraded))
    }

    /// The name that machines read: in files, reports and OSC. The editor has words of its own.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// What it becomes where the host has stopped calling, which conditions of a call can't say: what stands before
    /// *stalled* goes on.
    pub fn stalled(self) -> Self {
        match self {
            Self::Bypassed | Self::Frozen | Self::Degraded(_) | Self::Loading => self,
            Self::Stalled | Self::Silent | Self::NoMusic | Self::Warming | Self::Live => Self::Stalled,
        }
    }

    /// Whether output values follow what is detected; otherwise they stay where they are.
    pub fn moves_outputs(self) -> bool {
        matches!(self, Self::Warming | Self::Live)
    }

    /// The confidence in this state, [0, 1]: `computed` by the model, or `frozen` when the user froze it. NaN
    /// inspires no confidence.
    pub fn confidence(self, computed: f32, frozen: f32) -> f32 {
        let confidence = match self {
            Self::Bypassed | Self::Frozen => frozen,
            Self::Degraded(_) | Self::Loading | Self::Stalled | Self::Silent | Self::NoMusic => 0.0,
            Self::Warming if computed > Confidence::WARMING => Confidence::WARMING,
            Self::Warming | Self::Live => computed,
        };
        if confidence.is_nan() { 0.0 } else { confidence.clamp(0.0, 1.0) }
    }
}

/// All that decides the state of a block. Whether another one comes is not among it: see [`State::stalled`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Conditions {
    /// The bypass parameter is on.
    pub bypassed: bool,
    /// The hold parameter is on.
    pub frozen: bool,
    /// Something is wrong.
    pub degraded: Option<Reason>,
    /// The model isn't there yet.
    pub loading: bool,
    /// For 1 s the loudest channel has been under -60 dBFS, and no sample of -54 dBFS came since.
    pub silent: bool,
    /// The model has said of two updates or more that they are no music.
    pub no_music: bool,
    /// Less than 2 s of sound since the stream began.
    pub warming: bool,
}

impl Conditions {
    /// The first state that holds.
    pub fn state(&self) -> State {
        match *self {
            Self { bypassed: true, .. } => State::Bypassed,
            Self { frozen: true, .. } => State::Frozen,
            Self { degraded: Some(reason), .. } => State::Degraded(reason),
            Self { loading: true, .. } => State::Loading,
            Self { silent: true, .. } => State::Silent,
            Self { no_music: true, .. } => State::NoMusic,
            Self { warming: true, .. } => State::Warming,
            _ => State::Live,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A state's outputs and confidence, given 0.9 computed and 0.7 frozen.
    fn behaviour(state: State) -> (bool, f32) {
        (state.moves_outputs(), state.confidence(0.9, 0.7))
    }

    #[test]
    fn the_first_state_that_holds_wins() {
        let mut conditions = Conditions {
            bypassed: true,
            frozen: true,
            degraded: Some(Reason::NoModel),
            loading: true,
            silent: true,
            no_music: true,
            warming: true,
        };
        let mut expect = |state, end: fn(&mut Conditions)| {
            assert_eq!(conditions.state(), state);
            end(&mut conditions);
        };
        expect(State::Bypassed, |conditions| conditions.bypassed = false);
        expect(State::Frozen, |conditions| conditions.frozen = false);
        expect(State::Degraded(Reason::NoModel), |conditions| conditions.degraded = None);
        expect(State::Loading, |conditions| conditions.loading = false);
        expect(State::Silent, |conditions| conditions.silent = false);
        expect(State::NoMusic, |conditions| conditions.no_music = false);
        expect(State::Warming, |conditions| conditions.warming = false);
        expect(State::Live, |_| ());
        assert_eq!(Conditions::default().state(), State::Live);
    }

    #[test]
    fn a_host_that_has_stopped_calling_stalls_all_but_what_stands_before_that() {
        let all: Vec<_> = State::all().collect();
        let stalled = all.iter().position(|state| *state == State::Stalled).unwrap();
        let before = |state: &State| {
            matches!(state, State::Degraded(_)) || all.iter().position(|known| known == state) < Some(stalled)
        };
        for state in &all {
            assert_eq!(state.stalled(), if before(state) { *state } else { State::Stalled });
        }
    }

    #[test]
    fn what_the_user_froze_keeps_its_confidence() {
        assert_eq!(behaviour(State::Bypassed), (false, 0.7));
        assert_eq!(behaviour(State::Frozen), (false, 0.7));
    }

    #[test]
    fn what_else_freezes_has_no_confidence() {
        let others = [State::Loading, State::Stalled, State::Silent, State::NoMusic];
        for state in others.into_iter().chain(Reason::ALL.map(State::Degraded)) {
            assert_eq!(behaviour(state), (false, 0.0), "{state:?}");
        }
    }

    #[test]
    fn warming_moves_outputs_with_half_the_confidence_at_most() {
        assert_eq!(behaviour(State::Warming), (true, 0.5));
        assert_eq!(State::Warming.confidence(0.4, 0.7), 0.4);
    }

    #[test]
    fn live_moves_outputs_with_the_confidence_as_computed() {
        assert_eq!(behaviour(State::Live), (true, 0.9));
    }

    #[test]
    fn every_state_has_its_own_name_and_every_reason_its_words() {
        let mut names: Vec<_> = State::all().map(State::name).collect();
        names.sort_unstable();
        names.dedup();
        let expected =
            ["bypassed", "degraded", "frozen", "live", "loading", "no_music", "silent", "stalled", "warming"];
        assert_eq!(names, expected);
        assert_eq!(State::all().count(), expected.len() - 1 + Reason::ALL.len());
        assert!(Reason::ALL.iter().all(|reason| reason.describe().len() > 20));
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
