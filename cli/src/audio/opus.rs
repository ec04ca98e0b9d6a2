//! The samples that an Opus stream begins with before its music does (RFC 7845, 4.2).

use symphonia::core::codecs::audio::{AudioCodecParameters, well_known::CODEC_ID_OPUS};

use super::edit::Edit;

/// Samples a second that they are counted in.
const RATE: f64 = 48_000.0;
/// Where they are counted, in the stream's header.
const PRE_SKIP: usize = 10;

/// Takes them over from a decoder that would leave out at most a packet; none if it isn't Opus.
pub fn take_pre_skip(parameters: &mut AudioCodecParameters) -> Option<Edit> {
    let header = parameters.extra_data.as_mut().filter(|_| parameters.codec == CODEC_ID_OPUS)?;
    let count: &mut [u8; 2] = header.get_mut(PRE_SKIP..PRE_SKIP + 2)?.try_into().ok()?;
    let samples = u16::from_le_bytes(std::mem::take(count));
    Some(Edit { begin: f64::from(samples) / RATE, length: None })
}
