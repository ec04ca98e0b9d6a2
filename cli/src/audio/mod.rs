//! Audio files as streams of blocks. A file is never in memory as a whole.
//!
//! [`reader`] finds the packets: [`mpeg`] and [`wave`] read those containers whose lengths can't be trusted, [`flac`]
//! leaves out what isn't heard, and [`ffmpeg`] is asked where nothing else can
//! ([`foreign`] knows some of that by its first bytes). [`decode`] makes samples of them, and
//! of what is missing silence; [`stream`] makes one stream of it all, with [stereo from any layout](fold) and
//! [other sample rates](resample). The rule: what is not heard is said, with where and how much.

mod damage;
mod decode;
mod edit;
mod errors;
mod ffmpeg;
mod flac;
mod fold;
mod foreign;
mod layout;
mod mp4;
mod mpeg;
mod opus;
mod reader;
mod resample;
mod source;
mod splice;
mod stream;
mod time_line;
mod wave;

pub use decode::Decoder;
pub use errors::{DecodeError, Warning};
use fold::StereoFold;
pub use resample::Resampler;
pub use source::Source;
pub use stream::Stream;

#[cfg(test)]
#[cfg(unix)]
mod made_tests;
#[cfg(test)]
mod odd_tests;
#[cfg(test)]
mod tests;
