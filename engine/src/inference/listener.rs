//! One stream of frames heard by the model.

use std::{
    mem,
    sync::Arc,
    time::{Duration, Instant},
};

use models::{CONTEXT_HOPS, FEATURES, Model, RawMood, RunError, STEP_HOPS};

use super::{calibrate::calibrate, change::ChangeDetector, music::MusicGate, recent::Recent};
use crate::{
    analysis::{Frame, SILENCE_MEAN_SQUARE},
    mood::{ClassTable, ClassTracker, Mood, Moods, Reason, State, Update},
};

/// Hops of sounding music until the mood is worth its confidence: 2 s.
const WARM_HOPS: u32 = 100;
/// How far a step has to pass to be remembered, to tell of changes, and to take nothing off the confidence.
const MOSTLY: f32 = 0.75;

/// Hears frames, one after the other, and gives an update at every half second of the stream.
///
/// The encoder runs once for each step on what is new (with the context that it wants); the heads run once for the step
/// alone, as far as they say whether it is music, and once for both horizons. Runs the model, so it allocates: for a
/// worker, or offline.
pub struct Listener {
    model: Result<Arc<Model>, Reason>,
    /// Hops of the stream so far, and where it began in seconds.
    hop: u64,
    begun: f64,
    /// Hops of music that sounded, and those of the step that is being heard.
    sounding_hops: u32,
    sounding_in_step: u32,
    /// The last hops' features, oldest first: [CONTEXT_HOPS, FEATURES]; the first `missing` rows aren't known yet.
    context: Vec<f32>,
    missing: usize,
    /// The step's embedding.
    embedding: Vec<f32>,
    gate: MusicGate,
    recent: Recent,
    change: ChangeDetector,
    classes: Option<[ClassTracker; 2]>,
    heard: Option<Moods>,
    spent: Option<UpdateTimes>,
}

/// Time that the model took for the last update.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UpdateTimes {
    /// Encoder and heads.
    pub inference: Duration,
    /// Calibration and classes.
    pub post: Duration,
}

impl Listener {
    /// Hears with `model`.
    pub fn new(model: Arc<Model>) -> Self {
        let width = model.contract().graph.embedding;
        match ClassTable::new(model.contract()) {
            Ok(table) => {
                let classes = [ClassTracker::new(table.clone()), ClassTracker::new(table)];
                Self {
                    embedding: vec![0.0; width],
                    gate: MusicGate::new(width),
                    recent: Recent::new(width),
                    change: ChangeDetector::new(width),
                    classes: Some(classes),
                    ..Self::deaf_for(Ok(model))
                }
            }
            Err(_) => Self::deaf(Reason::NoModel),
        }
    }

    /// Has no model: its updates say so.
    pub fn deaf(reason: Reason) -> Self {
        Self::deaf_for(Err(reason))
    }

    fn deaf_for(model: Result<Arc<Model>, Reason>) -> Self {
        Self {
            model,
            hop: 0,
            begun: 0.0,
            sounding_hops: 0,
            sounding_in_step: 0,
            context: vec![0.0; CONTEXT_HOPS * FEATURES],
            missing: CONTEXT_HOPS,
            embedding: Vec::new(),
            gate: MusicGate::new(1),
            recent: Recent::new(1),
            change: ChangeDetector::new(1),
            classes: None,
            heard: None,
            spent: None,
        }
    }

    /// Hears one frame; gives an update after every 25th of its stream. Where it is not the next one of the stream,
    /// what came before is forgotten: either a new stream begins with it, or frames are lost.
    pub fn push(&mut self, frame: &Frame) -> Option<Update> {
        if frame.hop != self.hop + 1 || frame.begun != self.begun {
            self.forget();
        }
        (self.hop, self.begun) = (frame.hop, frame.begun);
        self.sounding_in_step += u32::from(frame.level >= SILENCE_MEAN_SQUARE);
        self.context.copy_within(FEATURES.., 0);
        self.context[(CONTEXT_HOPS - 1) * FEATURES..].copy_from_slice(&frame.features);
        self.missing = self.missing.saturating_sub(1);
        if self.expects()
            && !frame.silent
            && let Ok(model) = &self.model
        {
            model.warm();
        }
        self.due().then(|| self.update(frame.silent))
    }

    /// Whether an update falls due with the next hop.
    pub(crate) fn expects(&self) -> bool {
        (self.hop + 1).is_multiple_of(STEP_HOPS as u64)
    }

    /// Begins anew: nothing was ever heard.
    pub fn reset(&mut self) {
        self.forget();
        (self.hop, self.begun, self.heard) = (0, 0.0, None);
    }

    /// The model is not to be asked again. Gives the update that it failed, if one is due.
    pub(crate) fn go_deaf(&mut self, reason: Reason) -> Option<Update> {
        self.model = Err(reason);
        self.due().then(|| self.update(false))
    }

    fn due(&self) -> bool {
        self.hop.is_multiple_of(STEP_HOPS as u64)
    }

    /// None if the last update didn't need the model.
    pub(crate) fn spent(&self) -> Option<UpdateTimes> {
        self.spent
    }

    /// Sound begins anew: what came before says nothing of what follows.
    fn forget(&mut self) {
        (self.sounding_hops, self.sounding_in_step) = (0, 0);
        self.missing = CONTEXT_HOPS;
        self.gate.forget();
        self.recent.clear();
        self.change.forget();
        for tracker in self.classes.iter_mut().flatten() {
            tracker.reset();
        }
    }

    fn update(&mut self, silent: bool) -> Update {
        self.spent = None;
        let sounding = mem::take(&mut self.sounding_in_step);
        let (mut music, mut change) = (1.0, false);
        let state = match &self.model {
            Err(reason) => State::Degraded(*reason),
            Ok(_) if silent => State::Silent,
            // There is nothing to hear yet, and quiet isn't silence before it has lasted.
            Ok(_) if self.sounding_hops + sounding == 0 => State::Warming,
            Ok(model) => {
                let model = Arc::clone(model);
                match self.hear(&model) {
                    Ok(open) => {
                        (music, change) = (open, self.has_changed(open));
                        self.state_of_sound(open, sounding)
                    }
                    Err(_) => {
                        self.recent.clear();
                        self.change.forget();
                        State::Degraded(Reason::ModelOutput)
                    }
                }
            }
        };
        // What was heard once says nothing of sound that is new.
        let told = self.heard.filter(|_| state != State::Warming || self.spent.is_some());
        let moods = told.map(|moods| {
            let told = |mood: Mood| Mood { confidence: state.confidence(mood.confidence, 0.0), ..mood };
            Moods { now: told(moods.now), section: told(moods.section) }
        });
        Update { hops: self.hop, begun: self.begun, state, music, change, moods }
    }

    /// The state of a step that is music as far as `open` says, and of which so many hops sounded. The first one that
    /// is none changes nothing yet.
    fn state_of_sound(&mut self, open: f32, sounding: u32) -> State {
        if open > 0.0 {
            self.sounding_hops = (self.sounding_hops + sounding).min(WARM_HOPS);
        }
        if self.gate.is_over() {
            State::NoMusic
        } else if self.sounding_hops < WARM_HOPS {
            State::Warming
        } else {
            State::Live
        }
    }

    /// Whether the music has changed, as far as a step says that is music as far as `open` says. Where the music was
    /// over it begins anew.
    fn has_changed(&mut self, open: f32) -> bool {
        if self.gate.is_over() {
            self.change.forget();
        } else if open < MOSTLY {
            self.change.skip();
        } else {
            return self.change.hear(&self.embedding, &self.context);
        }
        false
    }

    /// Hears the step, and how far it is music. What is none changes nothing, but the confidence once the music is over;
    /// what is music in part changes the moods in proportion, and only what is mostly music is remembered.
    fn hear(&mut self, model: &Model) -> Result<f32, RunError> {
        span!("update");
        let start = Instant::now();
        self.fill_missing();
        {
            span!("encoder");
            model.encode(&self.context, &mut self.embedding)?;
        }
        let open = self.gate.hear(model, &self.embedding)?;
        let (mut heard, mut post) = (Instant::now(), Duration::ZERO);
        if open > 0.0 {
            self.recent.offer().copy_from_slice(&self.embedding);
            let [now, section] = {
                span!("heads");
                model.moods(self.recent.rows())?
            };
            heard = Instant::now();
            self.follow(model, [&now, &section], open);
            if open >= MOSTLY {
                self.recent.keep();
            }
            post = heard.elapsed();
        } else if self.gate.is_over()
            && let Some(moods) = &mut self.heard
        {
            (moods.now.confidence, moods.section.confidence) = (0.0, 0.0);
        }
        self.spent = Some(UpdateTimes { inference: heard - start, post });
        Ok(open)
    }

    /// The moods go to what the model says, as far as it is music.
    fn follow(&mut self, model: &Model, [now, section]: [&RawMood; 2], open: f32) {
        let calibration = &model.contract().calibration;
        let music = (open / MOSTLY).min(1.0);
        let detected = Moods {
            now: calibrate(now, &calibration.now, music),
            section: calibrate(section, &calibration.section, music),
        };
        // What was heard before this stream has no part in it.
        let held = self.heard.filter(|_| self.sounding_hops > 0);
        let mut moods = held.map_or(detected, |held| held.towards(&detected, open));
        if let Some([now, section]) = &mut self.classes {
            moods.now.class = now.update(&moods.now);
            moods.section.class = section.update(&moods.section);
        }
        self.heard = Some(moods);
    }

    /// Hops before the first one are copies of it.
    fn fill_missing(&mut self) {
        let first = self.missing.min(CONTEXT_HOPS - 1) * FEATURES;
        let (missing, known) = self.context.split_at_mut(first);
        for row in missing.chunks_exact_mut(FEATURES) {
            row.copy_from_slice(&known[..FEATURES]);
        }
    }
}
