//! MPEG audio (MP3 and its elder layers) frame by frame.
//!
//! Such a file has no length of its own, only what its encoder said, if it did, and what is between its frames may be
//! tags or damage. So frames are counted, never believed: all of them are heard, and of damage the time that it takes
//! is known, as well as the file allows it.

mod frames;
mod header;
mod reader;
mod tags;
mod window;

pub use reader::{MpegItem, MpegReader};
pub use tags::length as tag_length;

#[cfg(test)]
mod tests;
