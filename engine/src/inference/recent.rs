//! The embeddings of the last steps, as the heads hear them.
//!
//! The newest row may be an *offer*: the heads hear it, and it is kept or not.

use models::RECENT_STEPS;

/// The last [`RECENT_STEPS`] embeddings, oldest first: a row each, 1 and the embedding, or zeros where there is none.
#[derive(Debug)]
pub(super) struct Recent {
    row: usize,
    /// One row more than the heads hear, before them: an offer pushes nothing out yet.
    rows: Vec<f32>,
}

impl Recent {
    /// Room for embeddings with `width` values.
    pub fn new(width: usize) -> Self {
        Self { row: 1 + width, rows: vec![0.0; (1 + width) * (1 + RECENT_STEPS)] }
    }

    pub fn clear(&mut self) {
        self.rows.fill(0.0);
    }

    /// The place of the next embedding. It is heard with those before it, and then kept or not.
    pub fn offer(&mut self) -> &mut [f32] {
        let newest = self.rows.len() - self.row;
        self.rows[newest] = 1.0;
        &mut self.rows[newest + 1..]
    }

    /// What was offered is kept; the oldest is gone.
    pub fn keep(&mut self) {
        self.rows.copy_within(self.row.., 0);
    }

    /// [RECENT_STEPS, 1 + width], the last row what is offered.
    pub fn rows(&self) -> &[f32] {
        &self.rows[self.row..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(recent: &Recent, back: usize) -> &[f32] {
        recent.rows().rchunks_exact(recent.row).nth(back).unwrap()
    }

    #[test]
    fn while_there_are_fewer_steps_the_others_are_marked_as_missing() {
        let mut recent = Recent::new(2);
        recent.offer().fill(3.0);
        assert_eq!(row(&recent, 0), [1.0, 3.0, 3.0]);
        assert!((1..RECENT_STEPS).all(|back| row(&recent, back) == [0.0; 3]));
    }

    #[test]
    fn it_keeps_the_last_steps_in_their_order() {
        let mut recent = Recent::new(1);
        for step in 0..RECENT_STEPS + 7 {
            recent.offer()[0] = step as f32;
            recent.keep();
        }
        recent.offer()[0] = -1.0;
        assert_eq!(recent.rows()[..4], [1.0, 8.0, 1.0, 9.0]);
        assert_eq!(row(&recent, 1), [1.0, (RECENT_STEPS + 6) as f32]);
        assert_eq!(row(&recent, 0), [1.0, -1.0]);
    }

    #[test]
    fn what_is_not_kept_is_heard_once() {
        let mut recent = Recent::new(1);
        recent.offer()[0] = 1.0;
        recent.keep();
        for value in [2.0, 3.0] {
            recent.offer()[0] = value;
            assert_eq!((row(&recent, 1), row(&recent, 0)), (&[1.0, 1.0][..], &[1.0, value][..]));
        }
    }

    #[test]
    fn what_was_cleared_is_gone() {
        let mut recent = Recent::new(1);
        recent.offer()[0] = 9.0;
        recent.keep();
        recent.clear();
        recent.offer()[0] = 1.0;
        assert_eq!((row(&recent, 0), row(&recent, 1)), (&[1.0, 1.0][..], &[0.0, 0.0][..]));
    }
}
