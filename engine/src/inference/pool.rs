//! The last embeddings, and their statistics over each horizon.

use models::{NOW_STEPS, SECTION_STEPS};

/// Added to the variance under the square root of the deviation.
const VARIANCE_FLOOR: f32 = 1e-6;

/// The last [`SECTION_STEPS`] embeddings, as a ring.
#[derive(Debug)]
pub(super) struct Pool {
    width: usize,
    embeddings: Vec<f32>,
    steps: usize,
    pooled: Vec<f32>,
}

impl Pool {
    /// A pool of embeddings with `width` values.
    pub fn new(width: usize) -> Self {
        Self { width, embeddings: vec![0.0; width * SECTION_STEPS], steps: 0, pooled: vec![0.0; 6 * width] }
    }

    pub fn clear(&mut self) {
        self.steps = 0;
    }

    /// The place of the next embedding, in place of the oldest.
    pub fn next(&mut self) -> &mut [f32] {
        let start = self.steps % SECTION_STEPS * self.width;
        self.steps += 1;
        &mut self.embeddings[start..start + self.width]
    }

    /// Mean, deviation and maximum of the last steps: *now*, then *section*; [2, 3 · width].
    pub fn statistics(&mut self) -> &[f32] {
        let (now, section) = self.pooled.split_at_mut(3 * self.width);
        for (horizon, out) in [(NOW_STEPS, now), (SECTION_STEPS, section)] {
            let count = horizon.min(self.steps);
            for value in 0..self.width {
                let at = |back: usize| {
                    self.embeddings[(self.steps - 1 - back) % SECTION_STEPS * self.width + value]
                };
                let mean = (0..count).map(at).sum::<f32>() / count as f32;
                let variance = (0..count).map(|back| (at(back) - mean).powi(2)).sum::<f32>() / count as f32;
                out[value] = mean;
                out[self.width + value] = (variance + VARIANCE_FLOOR).sqrt();
                out[2 * self.width + value] = (0..count).map(at).fold(f32::NEG_INFINITY, f32::max);
            }
        }
        &self.pooled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn while_there_are_fewer_steps_it_pools_what_there_is() {
        let mut pool = Pool::new(1);
        pool.next()[0] = 3.0;
        let deviation = VARIANCE_FLOOR.sqrt();
        assert_eq!(pool.statistics(), [3.0, deviation, 3.0, 3.0, deviation, 3.0]);
    }

    #[test]
    fn now_is_the_last_4_steps_and_section_the_last_24() {
        let mut pool = Pool::new(1);
        (0..30).for_each(|step| pool.next()[0] = step as f32);
        let pooled = pool.statistics();
        assert_eq!((pooled[0], pooled[2]), (27.5, 29.0));
        assert_eq!((pooled[3], pooled[5]), (17.5, 29.0));
        assert!((pooled[1] - 1.25f32.sqrt()).abs() < 1e-5);
    }

    #[test]
    fn a_cleared_pool_begins_anew() {
        let mut pool = Pool::new(2);
        pool.next().fill(9.0);
        pool.clear();
        pool.next().fill(1.0);
        assert_eq!(pool.statistics()[0], 1.0);
    }
}
