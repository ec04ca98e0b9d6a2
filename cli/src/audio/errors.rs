//! What can be wrong with a file.

use std::{io, ops::RangeInclusive};

use symphonia::core::errors::Error as CodecError;
use thiserror::Error;

/// Sample rates of audio, in hertz: under them nothing can be analysed, over them no converter works. What a header
/// claims beyond is refused, since all memory would not suffice to resample it.
pub const SAMPLE_RATES: RangeInclusive<u32> = 8_000..=768_000;

/// Why a file can't be heard.
#[derive(Debug, Error)]
pub enum DecodeError {
    /// The system doesn't give it.
    #[error("cannot open: {0}")]
    Open(io::Error),
    /// Nothing that is known begins like this.
    #[error("not a known audio format")]
    Format,
    /// Audio is missing.
    #[error("no audio track")]
    Track,
    /// There is audio, but nothing here decodes it.
    #[error("its audio can't be decoded: {0}")]
    Codec(CodecError),
    /// Nothing of it can be decoded.
    #[error("damaged at {seconds:.1} s: {cause}")]
    Damaged {
        /// Where.
        seconds: f64,
        /// What is wrong.
        cause: CodecError,
    },
    /// No audio has this sample rate, or none that can be analysed.
    #[error(
        "a sample rate of {found} Hz can't be analysed; {} to {} Hz can",
        SAMPLE_RATES.start(),
        SAMPLE_RATES.end()
    )]
    SampleRate {
        /// The rate that it claims.
        found: u32,
    },
    /// It is whole, and there is no sample in it.
    #[error("no audio in it")]
    Empty,
}

/// What is not right with a file, although it can be heard. Seconds are those of what was decoded.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum Warning {
    /// Packets that couldn't be decoded are left out.
    #[error("damaged at {seconds:.1} s: {packets} bad packets left out")]
    Skipped {
        /// Where the first of them was.
        seconds: f64,
        /// How many.
        packets: u64,
    },
    /// What follows can't be read.
    #[error("damaged at {seconds:.1} s: what follows is left out")]
    Broken {
        /// Where.
        seconds: f64,
    },
    /// The file says that it is longer.
    #[error("ends at {seconds:.1} s, but should be {declared:.1} s long")]
    Truncated {
        /// What there is.
        seconds: f64,
        /// What there should be.
        declared: f64,
    },
    /// The file ends before its audio does.
    #[error("ends at {seconds:.1} s in the middle of its audio")]
    CutOff {
        /// What there is.
        seconds: f64,
    },
    /// Sample rate or channels change.
    #[error("changes its sample rate or channels at {seconds:.1} s: what follows is left out")]
    LayoutChange {
        /// Where.
        seconds: f64,
    },
}
