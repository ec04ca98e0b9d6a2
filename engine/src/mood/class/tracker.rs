//! The class of a point that moves.

use super::{ClassTable, Point};
use crate::mood::{Mood, MoodClass, Quadrant};

/// The class of a moving point: one class is left for another of the same quadrant only when the point is far enough
/// beyond its border, so that a point on a border doesn't flicker.
#[derive(Clone, Debug)]
pub struct ClassTracker {
    table: ClassTable,
    class: Option<MoodClass>,
}

impl ClassTracker {
    /// A tracker that has seen no point yet.
    pub fn new(table: ClassTable) -> Self {
        Self { table, class: None }
    }

    /// The class of the next mood; the first one has no past. NaN leaves the class as it is. A class that
    /// has no part in the most likely quadrant is left at once, since the two must not contradict each other.
    pub fn update(&mut self, mood: &Mood) -> MoodClass {
        let point = Point::of(mood);
        let fits = |class| {
            Quadrant::likeliest(&mood.quadrants).is_none_or(|quadrant| self.table.reaches(class, quadrant))
        };
        let class = match self.class {
            Some(class) if point.radius().is_nan() => class,
            Some(class) if fits(class) && self.table.distance(class, point) < self.table.hysteresis => class,
            _ => self.table.class_at(point),
        };
        self.class = Some(class);
        class
    }

    /// Forgets where the point was.
    pub fn reset(&mut self) {
        self.class = None;
    }
}
