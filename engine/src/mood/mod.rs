//! What the model's numbers mean.
//!
//! [`Mood`] is a point of the valence-arousal plane with its quadrants, class and confidence; an [`Update`] is
//! what is *detected* every half second. [`State`] says at every moment whether outputs move or freeze, and what their
//! confidence is.

mod class;
mod confidence;
mod state;
mod summary;
mod value;

pub use class::{ClassTable, ClassTableError, ClassTracker};
pub use confidence::Confidence;
pub use state::{Conditions, Reason, State};
pub use summary::Summary;
pub use value::{Horizon, Mood, MoodClass, Moods, Quadrant, Update};
