//! Whether the music has moved to another place: a new song, or a new section.

use std::ops::Range;

use models::{BANDS, FEATURES, STEP_HOPS};

/// Steps whose mean is what is new: 1 s. The encoder hears the half second before each step as well, so that of the
/// first step after a cut half is old.
const NEW: usize = 2;
/// Steps before them at most, whose mean is what was: 20 s.
const BEFORE: usize = 40;
/// Fewer of them say nothing: 2 s.
const FEWEST: usize = 4;
/// Steps after a change until the next one can be told: 4 s.
const REST: u32 = 8;
/// How far the new has to lie from what was.
const FAR: f32 = 0.34;
/// How much further from what was not heard for long: *e* times as far at so many steps, a third more at 40.
const YOUNG: f32 = 12.0;
/// Added to each share: a distance that is smaller tells nothing.
const FLOOR: f32 = 0.01;
const PITCH_CLASSES: usize = FEATURES - BANDS;

/// Finds changes in the embeddings of successive steps and their pitch classes, causally.
///
/// The newest second is compared with up to 20 s before it, since the last change at most: with their mean, and with the
/// second of them that is nearest, for a verse that comes back is less of a change. It has changed where
///
/// d(mean) · √d(nearest) · ∜(d(mean pitch classes) · d(nearest pitch classes)) / √spread > [`FAR`] · exp([`YOUNG`] / n)
///
/// with d the squared distance of two vectors as a share of their mean square, spread the variance of the n steps before
/// as a share of their mean square (music that fluctuates by itself has to go further), and [`FLOOR`] added to each. All
/// are shares, so a model's scale means nothing. Terms and exponents are those of a logistic regression over joined
/// clips that the models never heard, rounded; [`FAR`] is where clips alone, once they have played for 10 s, give .9
/// changes a minute, new sections in them included (models/training/measure/change.py).
#[derive(Debug)]
pub(super) struct ChangeDetector {
    /// Values of an embedding.
    width: usize,
    /// The last steps, oldest first: each an embedding and its pitch classes. At most [`BEFORE`] + [`NEW`].
    rows: Vec<f32>,
    /// Steps until a change can be told.
    rest: u32,
}

/// Mean of rows, and their mean square.
struct Mean {
    values: Vec<f32>,
    power: f32,
}

impl ChangeDetector {
    /// For embeddings with `width` values.
    pub fn new(width: usize) -> Self {
        Self { width, rows: Vec::new(), rest: 0 }
    }

    /// Sound or music begins anew: what comes next is no change of what was.
    pub fn forget(&mut self) {
        self.rows.clear();
        self.rest = 0;
    }

    /// A step that is not wholly music: it counts as time, and says nothing.
    pub fn skip(&mut self) {
        self.rest = self.rest.saturating_sub(1);
    }

    /// Hears a step of music: its embedding, and the last hops' features, of which it takes the newest pitch classes.
    /// Says whether the music has changed.
    pub fn hear(&mut self, embedding: &[f32], context: &[f32]) -> bool {
        self.hear_step(embedding, &pitch_classes(context))
    }

    fn hear_step(&mut self, embedding: &[f32], pitch_classes: &[f32; PITCH_CLASSES]) -> bool {
        self.skip();
        let known = embedding.iter().chain(pitch_classes).all(|value| value.is_finite());
        if embedding.len() != self.width || !known {
            return false;
        }
        self.keep(BEFORE + NEW - 1);
        self.rows.extend(embedding.iter().chain(pitch_classes));
        let before = (self.rows.len() / self.row()).saturating_sub(NEW);
        let changed = before >= FEWEST && self.rest == 0 && self.novelty(before) > threshold(before);
        if changed {
            self.keep(NEW);
            self.rest = REST;
        }
        changed
    }

    fn row(&self) -> usize {
        self.width + PITCH_CLASSES
    }

    /// Forgets all but the newest steps.
    fn keep(&mut self, steps: usize) {
        let surplus = self.rows.len().saturating_sub(steps * self.row());
        self.rows.drain(..surplus);
    }

    /// How new the steps from `before` on are.
    fn novelty(&self, before: usize) -> f32 {
        let (sound, notes) = (0..self.width, self.width..self.row());
        let spread = self.mean(&self.rows[..before * self.row()], &sound).spread(before);
        let [far, near] = self.apart(before, &sound);
        let [far_notes, near_notes] = self.apart(before, &notes);
        far * near.sqrt() * (far_notes * near_notes).sqrt().sqrt() / (spread + FLOOR).sqrt()
    }

    /// How far these columns of the steps from `before` on lie from the mean of those before, and from the nearest of
    /// as many of them in a row.
    fn apart(&self, before: usize, columns: &Range<usize>) -> [f32; 2] {
        let (was, is) = self.rows.split_at(before * self.row());
        let new = self.mean(is, columns);
        let from = |rows| distance(&self.mean(rows, columns), &new) + FLOOR;
        let nearest = was.windows(is.len()).step_by(self.row()).map(from).fold(f32::INFINITY, f32::min);
        [from(was), nearest]
    }

    fn mean(&self, rows: &[f32], columns: &Range<usize>) -> Mean {
        let mut mean = Mean { values: vec![0.0; columns.len()], power: 0.0 };
        let share = self.row() as f32 / rows.len() as f32;
        for row in rows.chunks_exact(self.row()) {
            for (sum, value) in mean.values.iter_mut().zip(&row[columns.clone()]) {
                *sum += share * value;
                mean.power += share * value * value;
            }
        }
        mean
    }
}

impl Mean {
    fn square(&self) -> f32 {
        self.values.iter().map(|value| value * value).sum()
    }

    /// Variance of the rows that it is the mean of, as a share of their mean square.
    fn spread(&self, rows: usize) -> f32 {
        let variance = (self.power - self.square()).max(0.0) * rows as f32 / (rows as f32 - 1.0);
        variance / self.power.max(f32::MIN_POSITIVE)
    }
}

/// Squared distance as a share of the mean square of both: 0 to 2 where nothing is negative.
fn distance(a: &Mean, b: &Mean) -> f32 {
    let apart: f32 = a.values.iter().zip(&b.values).map(|(a, b)| (a - b) * (a - b)).sum();
    apart / ((a.square() + b.square()) / 2.0).max(f32::MIN_POSITIVE)
}

fn threshold(before: usize) -> f32 {
    FAR * (YOUNG / before as f32).exp()
}

/// The newest step's pitch classes, of the last hops' features.
fn pitch_classes(context: &[f32]) -> [f32; PITCH_CLASSES] {
    let mut mean = [0.0; PITCH_CLASSES];
    for hop in context.rchunks_exact(FEATURES).take(STEP_HOPS) {
        for (sum, value) in mean.iter_mut().zip(&hop[BANDS..]) {
            *sum += value / STEP_HOPS as f32;
        }
    }
    mean
}

#[cfg(test)]
mod tests;
