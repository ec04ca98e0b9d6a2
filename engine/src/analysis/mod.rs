//! From samples to feature frames, on the audio thread.
//!
//! [`Analyser`] is made for one sample rate and channel count, sized once, and allocation-free from then on. What
//! it computes is defined by the contract's section `front_end`; the golden vectors of the crate `models` prove
//! that the training code computes the same.

mod analyser;
mod bands;
mod chroma;
mod decimator;
mod dot;
mod frame;
mod grid;
mod logarithm;
mod runs;
mod silence;
mod times;
mod transform;

pub use analyser::{Analyser, AnalysisError, MAX_CHANNELS};
pub use frame::Frame;
pub use grid::HopGrid;
pub use silence::{SILENCE_MEAN_SQUARE, SilenceGate};
pub use times::HopTimes;
