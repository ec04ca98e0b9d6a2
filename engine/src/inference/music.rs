//! Whether what plays is music at all.

use heapless::HistoryBuf;
use models::{CONTEXT_HOPS, Calibration, FEATURES, Model, RunError, STEP_HOPS};

use super::recent::Recent;

/// Steps of music whose logits say what is usual.
const USUAL: usize = 8;
/// What is added to the logit of a stream's first step: half a second of it tells less than a second.
const FIRST: f32 = 2.5;
/// What is taken from the logit of a half second where the music has fallen: music that goes on passes all the same.
const FALLEN: f32 = 1.0;
/// How far the gate has to be open for a step to be music again after [`OVER`] that were none: what is hardly music at
/// all, again and again, is none.
const REOPENS: f32 = 0.5;
/// Steps in a row that are no music, after which the music is over.
pub(super) const OVER: u32 = 2;

/// Asks the model about the newest step alone, since what is pooled takes seconds to notice that the music is over.
///
/// How far the gate is open goes from 0 to 1 as the probability of music goes from the contract's `music_low` to its
/// `music_high`. A step whose logit falls by the contract's `music_fall` under what is usual is looked at once more:
/// its window may still hold music from before it.
#[derive(Debug)]
pub(super) struct MusicGate {
    /// What the heads hear: the step and nothing else.
    alone: Recent,
    /// What the encoder hears when a step is looked at once more: [CONTEXT_HOPS, FEATURES].
    window: Vec<f32>,
    /// Logits of the last steps that were music.
    usual: HistoryBuf<f32, USUAL>,
    /// Steps since the last one that was music, at least in part.
    shut: u32,
}

impl MusicGate {
    /// For embeddings with `width` values.
    pub fn new(width: usize) -> Self {
        let window = vec![0.0; CONTEXT_HOPS * FEATURES];
        Self { alone: Recent::new(width), window, usual: HistoryBuf::new(), shut: 0 }
    }

    /// Sound begins anew.
    pub fn forget(&mut self) {
        self.usual.clear();
        self.shut = 0;
    }

    /// How many steps in a row were no music at all, up to the newest.
    pub fn shut(&self) -> u32 {
        self.shut
    }

    /// How far the newest step is music, [0, 1]. `embedding` is the step's; `context` holds the last hops, of which the
    /// newest `known` were heard.
    ///
    /// # Errors
    /// [`RunError`] if the model fails.
    pub fn hear(
        &mut self,
        model: &Model,
        embedding: &[f32],
        context: &[f32],
        known: usize,
    ) -> Result<f32, RunError> {
        let calibration = &model.contract().calibration;
        let logit = if known < CONTEXT_HOPS {
            // The encoder's window is filled with copies of a hop, which sounds like no music there is.
            FIRST + self.look_again(model, context, known)?
        } else {
            let logit = self.ask(model, embedding)?;
            let fallen = self.median().is_some_and(|usual| logit < usual - calibration.music_fall);
            let again = fallen && openness(logit, calibration) > 0.0;
            if again { logit.min(self.look_again(model, context, known)? - FALLEN) } else { logit }
        };
        Ok(self.pass(logit, calibration))
    }

    /// How far a step of this logit gets through.
    fn pass(&mut self, logit: f32, calibration: &Calibration) -> f32 {
        let open = match openness(logit, calibration) {
            open if open < REOPENS && self.shut >= OVER => 0.0,
            open => open,
        };
        if open >= 1.0 {
            self.usual.write(logit);
        }
        self.shut = if open > 0.0 { 0 } else { self.shut.saturating_add(1) };
        open
    }

    /// The logit of music, of one step.
    fn ask(&mut self, model: &Model, embedding: &[f32]) -> Result<f32, RunError> {
        self.alone.clear();
        self.alone.offer().copy_from_slice(embedding);
        let [now, _] = model.moods(self.alone.rows())?;
        Ok(now.music)
    }

    /// The logit of the newest half second by itself, which fills the encoder's window as often as it fits.
    fn look_again(&mut self, model: &Model, context: &[f32], known: usize) -> Result<f32, RunError> {
        let newest = known.clamp(1, STEP_HOPS) * FEATURES;
        let newest = &context[context.len() - newest..];
        for (place, value) in self.window.iter_mut().rev().zip(newest.iter().rev().cycle()) {
            *place = *value;
        }
        self.alone.clear();
        model.encode(&self.window, self.alone.offer())?;
        let [now, _] = model.moods(self.alone.rows())?;
        Ok(now.music)
    }

    /// What is usual; none before there was music.
    fn median(&self) -> Option<f32> {
        let mut logits = self.usual.iter().copied().collect::<heapless::Vec<f32, USUAL>>();
        logits.sort_unstable_by(f32::total_cmp);
        let middle = logits.len() / 2;
        let upper = logits.get(middle)?;
        Some(if logits.len() % 2 == 0 { (logits[middle - 1] + upper) / 2.0 } else { *upper })
    }
}

/// How far the gate is open at a logit of music.
fn openness(logit: f32, calibration: &Calibration) -> f32 {
    let probability = 1.0 / (1.0 + (-logit).exp());
    let Calibration { music_low, music_high, .. } = *calibration;
    if music_high > music_low {
        ((probability - music_low) / (music_high - music_low)).clamp(0.0, 1.0)
    } else {
        f32::from(u8::from(probability >= music_high))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gate_opens_between_the_contracts_probabilities() {
        let mut calibration = models::Contract::builtin().unwrap().calibration;
        (calibration.music_low, calibration.music_high) = (0.25, 0.75);
        for (logit, open) in [(-9.0, 0.0), (-1.0986123, 0.0), (0.0, 0.5), (1.0986123, 1.0), (99.0, 1.0)] {
            assert!((openness(logit, &calibration) - open).abs() < 1e-5, "{logit}");
        }
        calibration.music_low = 0.75;
        assert_eq!((openness(1.0, &calibration), openness(2.0, &calibration)), (0.0, 1.0));
    }

    #[test]
    fn music_that_is_over_begins_again_only_with_what_is_music_by_half() {
        let mut calibration = models::Contract::builtin().unwrap().calibration;
        (calibration.music_low, calibration.music_high) = (0.2, 0.8);
        let mut gate = MusicGate::new(1);
        let steps = [0.9, 0.1, 0.32, 0.1, 0.1, 0.32, 0.49, 0.56, 0.32];
        let passed = [1.0, 0.0, 0.2, 0.0, 0.0, 0.0, 0.0, 0.6, 0.2];
        for (probability, expected) in steps.into_iter().zip(passed) {
            let open = gate.pass((probability / (1.0_f32 - probability)).ln(), &calibration);
            assert!((open - expected).abs() < 1e-4, "{probability}: {open}");
        }
    }

    #[test]
    fn what_is_usual_is_the_median_of_the_last_eight() {
        let mut gate = MusicGate::new(1);
        assert_eq!(gate.median(), None);
        for (logit, median) in [(5.0, 5.0), (1.0, 3.0), (9.0, 5.0), (6.0, 5.5)] {
            gate.usual.write(logit);
            assert_eq!(gate.median(), Some(median));
        }
        (0..8).for_each(|_| gate.usual.write(2.0));
        assert_eq!(gate.median(), Some(2.0));
        gate.forget();
        assert_eq!(gate.median(), None);
    }
}
