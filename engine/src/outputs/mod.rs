//! From detected moods to output values: what parameters, control changes and the like carry.
//!
//! The [`OutputMapper`] applies the user's [`Mapping`] tick by tick; a [`Follower`] is one value on its way to where it
//! is to be. What the mood can drive is one list, [`Source`]; a [`Macro`] makes a value of a source as the user wants
//! it, and a [`Feed`] is what a route out carries: a source or a macro.

mod drive;
mod follower;
mod macros;
mod mapper;
mod source;

pub use drive::{Drive, Feed, ROUTES};
pub use follower::{Follower, Glide};
pub use macros::{LONGEST_GLIDE, MACROS, Macro, MacroMode};
pub use mapper::{Correction, Hindrance, Mapping, OutputMapper, Outputs};
pub use source::{Source, Tap};
