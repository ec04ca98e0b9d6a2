//! What the model's numbers mean, and what the user's settings make of them.
//!
//! [`Mood`] is a point of the valence-arousal plane with its quadrants, class and confidence; an [`Update`] is
//! what is *detected* every half second. The [`OutputMapper`] turns detected values into *output values*.
//! [`State`] says at every moment whether these move or freeze, and what their confidence is.

mod class;
mod output;
mod state;
mod summary;
mod value;

pub use class::{ClassTable, ClassTableError, ClassTracker};
pub use output::{Calibration, Hindrance, Mapping, OutputMapper, Outputs};
pub use state::{Conditions, Reason, State};
pub use summary::Summary;
pub use value::{Confidence, Horizon, Mood, MoodClass, Moods, Quadrant, Update};
