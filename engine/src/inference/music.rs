//! Whether what plays is music at all.

use models::{Calibration, Model, RunError};

use super::recent::Recent;

/// Steps in a row that don't pass, the newest among them, until it is told that the music is over.
const TOLD: u32 = 2;
/// Log odds of music before anything was heard: a stream is begun for it, mostly.
const AT_FIRST: f32 = 1.0;
/// What one step says against music, and for it, is taken for so much at most, in log odds: doubts have to add up, and
/// a single step that sounds like music doesn't make good for all of them.
const AGAINST: f32 = 3.0;
const FOR: f32 = 2.0;
/// How likely it is that music begins or ends within a step. So what came before counts for 2.9 at most.
const TURNS: f32 = 0.05;

/// Asks the model about the newest step alone, since what is pooled takes seconds to notice that the music is over.
///
/// Two answers come of it. A step that sounds like no music passes by itself only as far as its probability of music
/// has gone from the contract's `music_low` to its `music_high`: one that is doubtful moves the moods the less, and at
/// once. Before any has passed there is no mood to protect, so the odds of a beginning count as well. But a breath or a
/// break is not the end of the music. That is told by all steps so far: each adds its log odds to what was believed
/// before, which is trusted the less the older it is. Under the contract's `music_over` the music is over; it begins
/// again where it is likelier than not.
#[derive(Debug)]
pub(super) struct MusicGate {
    /// What the heads hear: the step and nothing else.
    alone: Recent,
    /// Log odds of music, by all steps so far.
    odds: f32,
    over: bool,
    /// None has passed yet since sound began.
    fresh: bool,
    /// Steps since the last one that passed, at least in part.
    shut: u32,
}

impl MusicGate {
    /// For embeddings with `width` values.
    pub fn new(width: usize) -> Self {
        Self { alone: Recent::new(width), odds: AT_FIRST, over: false, fresh: true, shut: 0 }
    }

    /// Sound begins anew.
    pub fn forget(&mut self) {
        (self.odds, self.over, self.fresh, self.shut) = (AT_FIRST, false, true, 0);
    }

    /// Whether the music is over, and that is to be told.
    pub fn is_over(&self) -> bool {
        self.over && self.shut >= TOLD
    }

    /// How far the newest step is music, [0, 1], by its embedding.
    ///
    /// # Errors
    /// [`RunError`] if the model fails.
    pub fn hear(&mut self, model: &Model, embedding: &[f32]) -> Result<f32, RunError> {
        span!("gate");
        self.alone.clear();
        self.alone.offer().copy_from_slice(embedding);
        let logit = model.music(self.alone.rows())?;
        Ok(self.pass(logit, &model.contract().calibration))
    }

    /// How far a step of this logit gets through.
    fn pass(&mut self, logit: f32, calibration: &Calibration) -> f32 {
        let before = probability(self.odds);
        let still = before * (1.0 - TURNS) + (1.0 - before) * TURNS;
        self.odds = log_odds(still) + logit.clamp(-AGAINST, FOR);
        let border = if self.over { 0.0 } else { log_odds(calibration.music_over) };
        self.over = self.odds < border;
        let lenience = if self.fresh { AT_FIRST } else { 0.0 };
        let open = if self.over { 0.0 } else { openness(logit + lenience, calibration) };
        self.fresh &= open == 0.0;
        self.shut = if open > 0.0 { 0 } else { self.shut.saturating_add(1) };
        open
    }
}

fn probability(log_odds: f32) -> f32 {
    1.0 / (1.0 + (-log_odds).exp())
}

fn log_odds(probability: f32) -> f32 {
    (probability / (1.0 - probability)).ln()
}

/// How far a step of this logit of music passes by itself.
fn openness(logit: f32, calibration: &Calibration) -> f32 {
    let probability = probability(logit);
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

    /// What passes of steps with these probabilities of music, and whether it is told that the music is over.
    fn passed(gate: &mut MusicGate, probabilities: &[f32]) -> Vec<(f32, bool)> {
        let mut calibration = models::Contract::builtin().unwrap().calibration;
        (calibration.music_low, calibration.music_high, calibration.music_over) = (0.2, 0.8, 0.1);
        let pass = |&probability: &f32| {
            let open = gate.pass(log_odds(probability), &calibration);
            ((open * 100.0).round() / 100.0, gate.is_over())
        };
        probabilities.iter().map(pass).collect()
    }

    #[test]
    fn a_doubtful_step_passes_in_part_and_ends_nothing() {
        let mut gate = MusicGate::new(1);
        let found = passed(&mut gate, &[0.95, 0.95, 0.1, 0.32, 0.95]);
        assert_eq!(found, [(1.0, false), (1.0, false), (0.0, false), (0.2, false), (1.0, false)]);
    }

    #[test]
    fn a_doubtful_step_passes_further_before_there_is_any_mood() {
        let mut gate = MusicGate::new(1);
        let found = passed(&mut gate, &[0.4, 0.4]);
        assert_eq!(found, [(0.74, false), (0.33, false)]);
        gate.forget();
        assert_eq!(passed(&mut gate, &[0.4]), [(0.74, false)]);
    }

    #[test]
    fn music_is_over_at_the_second_step_that_is_surely_none_and_when_doubts_have_added_up() {
        let mut gate = MusicGate::new(1);
        let found = passed(&mut gate, &[0.99, 0.99, 0.001, 0.001, 0.001]);
        assert_eq!(found, [(1.0, false), (1.0, false), (0.0, false), (0.0, true), (0.0, true)]);
        gate.forget();
        let doubts = passed(&mut gate, &[0.95, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25]);
        let told: Vec<_> = doubts.iter().map(|(_, over)| *over).collect();
        assert_eq!(told, [false, false, false, false, false, false, true]);
    }

    #[test]
    fn music_that_is_over_begins_again_only_where_it_is_likelier_than_not() {
        let mut gate = MusicGate::new(1);
        passed(&mut gate, &[0.01, 0.01, 0.01]);
        let found = passed(&mut gate, &[0.6, 0.32, 0.99, 0.99, 0.32]);
        assert_eq!(found.iter().map(|(open, _)| *open).collect::<Vec<_>>(), [0.0, 0.0, 0.0, 1.0, 0.2]);
    }
}
