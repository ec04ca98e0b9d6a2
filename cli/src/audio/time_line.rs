//! Holes, by what packets say of when they are.

use symphonia::core::formats::{
    FormatId,
    well_known::{FORMAT_ID_FLAC, FORMAT_ID_MKV, FORMAT_ID_OGG},
};

use super::errors::SAMPLE_RATES;

/// Seconds that an Ogg's packets may be apart: its pages tell times, and not each of its packets does.
const PAGE_GAP: f64 = 0.02;
/// Seconds that a Matroska's packets may be apart: its times are rounded, and some encoders leave out what they trim.
const CLUSTER_GAP: f64 = 0.1;
/// Seconds that a hole may last in a file that doesn't say how long it is.
const LONGEST_HOLE: f64 = 3_600.0;

/// What a format says of the time of its packets.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Times {
    /// Nothing that is to be believed.
    None,
    /// When they begin and how long they are.
    Ranges,
    /// When they begin.
    Begins,
}

/// How far a file's packets have come, in seconds by their own times.
#[derive(Debug)]
pub struct TimeLine {
    times: Times,
    /// From so much on something is missing between two packets.
    least: f64,
    /// Where the last packet began, and where the next one should, once that is known.
    begun: f64,
    expected: Option<f64>,
}

impl TimeLine {
    /// Of a format.
    pub fn of(id: FormatId) -> Self {
        let (times, least) = match id {
            FORMAT_ID_FLAC => (Times::Ranges, 0.5 / f64::from(*SAMPLE_RATES.end())),
            FORMAT_ID_OGG => (Times::Ranges, PAGE_GAP),
            FORMAT_ID_MKV => (Times::Begins, CLUSTER_GAP),
            _ => (Times::None, 0.0),
        };
        Self { times, least, begun: 0.0, expected: (id == FORMAT_ID_FLAC).then_some(0.0) }
    }

    /// Another stream begins.
    pub fn begin_anew(&mut self) {
        self.expected = None;
    }

    /// The next packet begins here and lasts so many seconds, by what it says; gives what is missing before it. A
    /// damaged number isn't believed beyond the end that the file declares, or what may be one.
    pub fn go_on(&mut self, begin: f64, seconds: f64, declared: Option<f64>) -> Option<f64> {
        let lost = begin - self.expected.unwrap_or(begin);
        self.begun = begin;
        self.expected = (self.times == Times::Ranges).then_some(begin + seconds);
        let missing = self.times != Times::None && lost > self.least;
        (missing && lost <= declared.unwrap_or(LONGEST_HOLE)).then_some(lost)
    }

    /// That packet lasted so many seconds when it was decoded.
    pub fn lasted(&mut self, seconds: f64) {
        if self.times == Times::Begins {
            self.expected = Some(self.begun + seconds);
        }
    }
}
