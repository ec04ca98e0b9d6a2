//! From samples to mood.
//!
//! ```text
//! host block ─► analysis ─► handover ─► inference ─► handover ─► outputs ─► values for the host
//!               audio thread  triple      worker       triple      audio thread
//!                             buffer                   buffer
//! ```
//!
//! The rooms, in the data's order; each knows only those before it:
//!
//! 1. [`mood`]: what the numbers mean. Quadrants, classes, states, confidence, and a file's summary.
//! 2. [`analysis`]: from blocks of samples to [feature frames](analysis::Frame), 50 a second. Audio thread, without
//!    allocation.
//! 3. [`inference`]: from frames to moods. An encoder runs once for each half second that is new, its heads once for
//!    each horizon. No threads here.
//! 4. [`outputs`]: from detected moods to the values that the user's settings make of them, tick by tick.
//! 5. [`record`]: what was heard. The last hour of it, and tables on disk.
//! 6. [`telemetry`]: what it cost, and what was not as it should be.
//! 7. [`runtime`]: all of it at work. One loaded plug-in across its threads (a main thread's handle, the audio thread's
//!    side, one worker for 16 instances), or a file without threads. Both give the same moods for the same samples.
//!
//! What its threads share, atom by atom, is the crate [`atoms`], where loom checks it. What runs when can be seen in a
//! [`trace`].

#[macro_use]
pub mod trace;

pub mod mood;

pub mod analysis;
pub mod inference;
pub mod outputs;
pub mod record;
pub mod telemetry;

pub mod runtime;

/// Makes `assert_no_alloc` bite in the tests beside the code.
#[cfg(test)]
#[global_allocator]
static ALLOCATOR: assert_no_alloc::AllocDisabler = assert_no_alloc::AllocDisabler;
