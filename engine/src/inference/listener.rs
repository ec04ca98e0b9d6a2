//! One stream of frames heard by the model.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use models::{CONTEXT_HOPS, FEATURES, Model, RunError, STEP_HOPS};

use super::{calibrate::calibrate, recent::Recent};
use crate::{
    analysis::{Frame, SILENCE_MEAN_SQUARE},
    mood::{ClassTable, ClassTracker, Mood, Moods, Reason, State, Update},
};

/// Sounding hops until the mood is worth its confidence: 2 s.
const WARM_HOPS: u32 = 100;

/// Hears frames, one after the other, and gives an update at every half second of the stream.
///
/// The encoder runs once for each step on what is new (with the context that it wants), never again on what it
/// has heard; the heads run once for both horizons. Runs the model, so it allocates: for a worker, or offline.
pub struct Listener {
    model: Result<Arc<Model>, Reason>,
    hops: u64,
    sounding_hops: u32,
    /// The last hops' features, oldest first: [CONTEXT_HOPS, FEATURES]; the first `missing` rows aren't known yet.
    context: Vec<f32>,
    missing: usize,
    recent: Recent,
    classes: Option<[ClassTracker; 2]>,
    heard: Option<Moods>,
    spent: Option<Spent>,
}

/// Time that the model took for the last update.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spent {
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
                Self { recent: Recent::new(width), classes: Some(classes), ..Self::deaf_for(Ok(model)) }
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
            hops: 0,
            sounding_hops: 0,
            context: vec![0.0; CONTEXT_HOPS * FEATURES],
            missing: CONTEXT_HOPS,
            recent: Recent::new(1),
            classes: None,
            heard: None,
            spent: None,
        }
    }

    /// Hears one frame; gives an update after every 25th of the stream.
    pub fn push(&mut self, frame: &Frame) -> Option<Update> {
        if frame.restart {
            self.forget();
        }
        self.hops += 1;
        self.sounding_hops += u32::from(frame.level >= SILENCE_MEAN_SQUARE && self.sounding_hops < WARM_HOPS);
        self.context.copy_within(FEATURES.., 0);
        self.context[(CONTEXT_HOPS - 1) * FEATURES..].copy_from_slice(&frame.features);
        self.missing = self.missing.saturating_sub(1);
        self.due().then(|| self.update(frame.silent))
    }

    /// Begins a new stream: nothing was ever heard.
    pub fn reset(&mut self) {
        self.forget();
        self.hops = 0;
        self.heard = None;
    }

    /// The next `hops` frames of the stream are lost.
    pub fn skip(&mut self, hops: u64) {
        self.forget();
        self.hops += hops;
    }

    /// The model is not to be asked again. Gives the update that it failed, if one is due.
    pub(crate) fn go_deaf(&mut self, reason: Reason) -> Option<Update> {
        self.model = Err(reason);
        self.due().then(|| self.update(false))
    }

    fn due(&self) -> bool {
        self.hops.is_multiple_of(STEP_HOPS as u64)
    }

    /// None if the last update didn't need the model.
    pub(crate) fn spent(&self) -> Option<Spent> {
        self.spent
    }

    /// Sound begins anew: what came before says nothing of what follows.
    fn forget(&mut self) {
        self.sounding_hops = 0;
        self.missing = CONTEXT_HOPS;
        self.recent.clear();
        for tracker in self.classes.iter_mut().flatten() {
            tracker.reset();
        }
    }

    fn update(&mut self, silent: bool) -> Update {
        self.spent = None;
        let state = match &self.model {
            Err(reason) => State::Degraded(*reason),
            Ok(_) if silent => State::Silent,
            // There is nothing to hear yet, and quiet isn't silence before it has lasted.
            Ok(_) if self.sounding_hops == 0 => State::Warming,
            Ok(model) => {
                let model = Arc::clone(model);
                match self.hear(&model) {
                    Ok(moods) => {
                        self.heard = Some(moods);
                        if self.sounding_hops < WARM_HOPS { State::Warming } else { State::Live }
                    }
                    Err(_) => {
                        self.recent.clear();
                        State::Degraded(Reason::ModelOutput)
                    }
                }
            }
        };
        let moods = self.heard.map(|moods| {
            let told = |mood: Mood| Mood { confidence: state.confidence(mood.confidence, 0.0), ..mood };
            Moods { now: told(moods.now), section: told(moods.section) }
        });
        Update { hops: self.hops, state, moods }
    }

    fn hear(&mut self, model: &Model) -> Result<Moods, RunError> {
        let start = Instant::now();
        self.fill_missing();
        model.encode(&self.context, self.recent.next())?;
        let [now, section] = model.moods(self.recent.rows())?;
        let heard = Instant::now();
        let calibration = &model.contract().calibration;
        let mut moods = Moods {
            now: calibrate(&now, &calibration.now, calibration),
            section: calibrate(&section, &calibration.section, calibration),
        };
        if let Some([now, section]) = &mut self.classes {
            moods.now.class = now.update(&moods.now);
            moods.section.class = section.update(&moods.section);
        }
        self.spent = Some(Spent { inference: heard - start, post: heard.elapsed() });
        Ok(moods)
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
