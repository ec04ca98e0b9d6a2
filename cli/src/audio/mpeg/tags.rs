//! What is no audio in a file of MPEG frames: tags of names and pictures, and the frame in which an encoder tells how
//! many frames there are and how much of them is its own delay.

use super::header::{HEADER_BYTES, Header};

/// The longest that has to be seen of a tag to know its length.
pub const TAG_BYTES: usize = 32;

/// Samples by which every decoder is late.
const DECODER_DELAY: u32 = 528 + 1;

/// Bytes of a tag that begins here, all of it; none if none does.
pub fn length(bytes: &[u8]) -> Option<u64> {
    let number = |at: usize| bytes.get(at..at + 4)?.try_into().ok();
    match bytes {
        [b'I', b'D', b'3', version, _, flags, ..] if (2..=4).contains(version) => {
            let size: [u8; 4] = number(6)?;
            // Seven bits in each byte.
            let size = size
                .iter()
                .try_fold(0, |sum: u64, byte| (*byte < 0x80).then(|| sum << 7 | u64::from(*byte)))?;
            Some(10 + size + if flags & 0x10 != 0 { 10 } else { 0 })
        }
        [b'T', b'A', b'G', ..] => Some(128),
        _ if bytes.starts_with(b"APETAGEX") => {
            let size = u64::from(u32::from_le_bytes(number(12)?));
            let is_header = u32::from_le_bytes(number(20)?) & 1 << 29 != 0;
            // The size counts what follows a header; a footer stands alone if the tag before it was damaged.
            Some(32 + if is_header { size } else { 0 })
        }
        _ => None,
    }
}

/// What an encoder says of its stream, in a frame without sound of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StreamTag {
    /// Frames that follow. A tag that was never finished says 0, and so nothing.
    pub frames: Option<u64>,
    /// Samples at the beginning that are no music.
    pub delay: u32,
    /// Samples at the end that are no music.
    pub padding: u32,
}

impl StreamTag {
    /// Reads it from a frame; none if that is one of sound.
    pub fn parse(frame: &[u8], header: &Header) -> Option<Self> {
        if header.layer != 3 {
            return None;
        }
        // A checksum moves it, with some encoders.
        let side = HEADER_BYTES + header.side_bytes();
        let moved = if header.checksum { 2 } else { 0 };
        Self::xing(frame, side).or_else(|| Self::xing(frame, side + moved)).or_else(|| Self::vbri(frame))
    }

    /// By Xing, then by LAME. Sound never begins so: its side information isn't empty.
    fn xing(frame: &[u8], at: usize) -> Option<Self> {
        let name = frame.get(at..at + 4)?;
        if !matches!(name, b"Xing" | b"Info") || !is_empty(frame, at) {
            return None;
        }
        let mut rest = &frame[at + 4..];
        let mut number = || {
            let (bytes, after) = rest.split_first_chunk::<4>()?;
            rest = after;
            Some(u32::from_be_bytes(*bytes))
        };
        let flags = number()?;
        let frames = if flags & 1 != 0 { number() } else { None };
        let after = at
            + 8
            + [(1, 4), (2, 4), (4, 100), (8, 4)]
                .map(|(flag, bytes)| if flags & flag != 0 { bytes } else { 0 })
                .iter()
                .sum::<usize>();
        let (delay, padding) = frame.get(after..after + 24).and_then(lame).unwrap_or_default();
        Some(Self { frames: frames.filter(|frames| *frames > 0).map(u64::from), delay, padding })
    }

    /// By Fraunhofer.
    fn vbri(frame: &[u8]) -> Option<Self> {
        let at = HEADER_BYTES + 32;
        if frame.get(at..at + 4)? != b"VBRI" || !is_empty(frame, at) {
            return None;
        }
        let frames = u32::from_be_bytes(frame.get(at + 14..at + 18)?.try_into().ok()?);
        Some(Self { frames: (frames > 0).then_some(frames.into()), ..Self::default() })
    }
}

/// Delay and padding by LAME and by those that write as it does.
fn lame(bytes: &[u8]) -> Option<(u32, u32)> {
    if ![b"LAME", b"Lavf", b"Lavc"].iter().any(|encoder| bytes.starts_with(*encoder)) {
        return None;
    }
    let trim = u32::from_be_bytes([0, bytes[21], bytes[22], bytes[23]]);
    Some((DECODER_DELAY + (trim >> 12), (trim & 0xfff).saturating_sub(DECODER_DELAY)))
}

/// Nothing stands between the header, its checksum, and what is at `end`.
fn is_empty(frame: &[u8], end: usize) -> bool {
    frame[HEADER_BYTES + 2..end].iter().all(|byte| *byte == 0)
}
