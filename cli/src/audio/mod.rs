//! Audio files as streams of blocks: [decoding](decode), [stereo from any layout](fold) and [other sample
//! rates](resample). A file is never in memory as a whole.

mod decode;
mod errors;
mod fold;
mod resample;
mod source;

pub use decode::Decoder;
pub use errors::{DecodeError, Warning};
pub use fold::StereoFold;
pub use resample::Resampler;
pub use source::Source;

#[cfg(test)]
mod tests;
