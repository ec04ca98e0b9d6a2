//! From detected moods to output values: what parameters, control changes and the like carry.
//!
//! The [`OutputMapper`] applies the user's [`Mapping`] tick by tick; a [`Follower`] is one value on its way to where it
//! is to be.

mod follower;
mod mapper;

pub use follower::{Follower, Glide};
pub use mapper::{Correction, Hindrance, Mapping, OutputMapper, Outputs};
