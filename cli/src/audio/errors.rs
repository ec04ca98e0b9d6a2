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
    /// It begins like a format that is known, and isn't read as one.
    #[error("its container can't be read: {0}")]
    Container(CodecError),
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
    /// What ffmpeg says.
    #[error("{0}")]
    Ffmpeg(String),
    /// What is built in can't, and ffmpeg, which might, isn't there.
    #[error("{0}; ffmpeg may know it: install ffmpeg (on Debian: apt-get install ffmpeg) and try again")]
    NoFfmpeg(Box<DecodeError>),
    /// Neither what is built in nor ffmpeg can.
    #[error("{own}; nor can {version}: {complaint}")]
    NorFfmpeg {
        /// Why it isn't heard without ffmpeg.
        own: Box<DecodeError>,
        /// Which ffmpeg was asked.
        version: String,
        /// Why it can't.
        complaint: Box<DecodeError>,
    },
}

/// What is not right with a file, although it can be heard. Seconds are those of what was decoded.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum Warning {
    /// Packets that couldn't be decoded are left out.
    #[error(
        "damaged at {seconds:.1} s: {packets} bad packets left out, {lost:.1} s of silence stand for them"
    )]
    Skipped {
        /// Where the first of them was.
        seconds: f64,
        /// How many.
        packets: u64,
        /// How long they were.
        lost: f64,
    },
    /// Something isn't there, and its length is known or guessed.
    #[error("damaged at {seconds:.1} s: {lost:.1} s are lost, silence stands for them{}", doubt(*sure))]
    Lost {
        /// Where.
        seconds: f64,
        /// How long it was.
        lost: f64,
        /// Whether that is known.
        sure: bool,
    },
    /// What follows can't be read.
    #[error("damaged at {seconds:.1} s: what follows is left out")]
    Broken {
        /// Where.
        seconds: f64,
    },
    /// What follows can't be read here, but by ffmpeg.
    #[error("damaged at {seconds:.1} s: what follows is decoded by {version}")]
    HandedOver {
        /// Where.
        seconds: f64,
        /// By which.
        version: String,
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
    /// Whoever wrote the file never came to write how long it is.
    #[error("its header has no true length (was its recorder interrupted?): heard to the end of the file")]
    Unfinished,
    /// Bytes behind the audio are nothing that is known.
    #[error("{bytes} bytes behind its audio are left out: its header doesn't count them as audio")]
    Behind {
        /// How many.
        bytes: u64,
    },
    /// Perhaps AAC whose upper half needs a decoder that isn't there.
    #[error("it may be HE-AAC, of which only the lower half is heard without ffmpeg: install ffmpeg")]
    LowerHalf,
    /// What ffmpeg says of the file.
    #[error("ffmpeg: {0}")]
    Ffmpeg(String),
}

fn doubt(sure: bool) -> &'static str {
    if sure { "" } else { "; that is a guess, and times may be off from there on" }
}

/// Whether a file ended where more was expected.
pub(super) fn is_end_of_file(error: &CodecError) -> bool {
    matches!(error, CodecError::IoError(error) if error.kind() == io::ErrorKind::UnexpectedEof)
}
