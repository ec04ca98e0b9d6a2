//! From samples to mood.
//!
//! ```text
//! samples ──► analysis ──► handover ──► inference ──► handover ──► live ──► output values
//!             audio thread  triple       worker        triple       audio thread
//!                           buffer                     buffer
//! ```
//!
//! The data goes one way, and a module knows only those before it:
//!
//! 1. [`mood`] says what the numbers mean: quadrants, classes, states, confidence, and the output values that the
//!    user's settings make of them.
//! 2. [`telemetry`] is written by all that follows and read from anywhere.
//! 3. [`analysis`] turns blocks of samples into [feature frames](analysis::Frame), 50 a second, on the audio
//!    thread and without allocation.
//! 4. [`handover`] takes them across threads: the last 4 s as a ring in a triple buffer, no frame twice, none
//!    missed unseen.
//! 5. [`inference`] runs the model: an encoder once for each half second that is new, its heads once for each
//!    horizon. One worker thread serves 16 instances.
//!
//! Threads are started by [`thread`], and left as it says.
//!
//! Two ways through them: [`live`] is one loaded plug-in (audio thread, worker, monitor), [`offline`] a file
//! without threads. Both give the same moods for the same samples.

pub mod mood;
pub mod telemetry;
pub mod thread;

pub mod analysis;
pub mod handover;
pub mod inference;
pub mod live;
pub mod offline;

/// Makes `assert_no_alloc` bite in the tests beside the code.
#[cfg(test)]
#[global_allocator]
static ALLOCATOR: assert_no_alloc::AllocDisabler = assert_no_alloc::AllocDisabler;
