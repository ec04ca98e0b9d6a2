//! What the engine's threads share, atom by atom.
//!
//! | | who writes | who reads | who waits |
//! |---|---|---|---|
//! | [`Histogram`] | one thread; any asks for a reset | any | nobody |
//! | [`NewestDurations`] | one thread; any resets | any | nobody |
//! | [`Ring`] | any | any | nobody |
//! | [`Kept`] | one thread at a time | any | nobody |
//! | [`Gate`] | the worker tells, its instance closes | both | who wants an update, or the worker's farewell |
//!
//! It is a crate of its own so that [loom](https://docs.rs/loom) can check it: loom puts its own atomics and locks in
//! the place of the standard library's, runs a test once for every order in which threads can get at them, and lets
//! each load find every value that the memory model allows. That asks for a build with other flags, of everything that
//! a crate depends on; here that is next to nothing, while the engine's inference takes minutes.
//!
//! ```text
//! RUSTFLAGS="--cfg loom" cargo test --package ai-mixtapes-atoms --lib --target-dir target/loom
//! ```
//!
//! `cargo xtask test --hosts` does it too. The tests are in `interleavings`; what they can't see is time, so under loom
//! nothing that waits gives up, and what would never come is a deadlock, which loom reports.

mod gate;
mod histogram;
#[cfg(all(test, loom))]
mod interleavings;
mod kept;
mod newest;
mod ring;
mod sync;

pub use gate::Gate;
pub use histogram::{Histogram, Timing};
pub use kept::{Kept, Values};
pub use newest::{NEWEST, NewestDurations};
pub use ring::Ring;

/// Makes `assert_no_alloc` bite in the tests.
#[cfg(all(test, not(loom)))]
#[global_allocator]
static ALLOCATOR: assert_no_alloc::AllocDisabler = assert_no_alloc::AllocDisabler;
