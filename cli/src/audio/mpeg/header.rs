//! The four bytes before each MPEG audio frame (ISO/IEC 11172-3, 2.4.1.3; 13818-3 for the lower rates).

use symphonia::core::{
    audio::{Channels, Position},
    codecs::audio::{
        AudioCodecParameters,
        well_known::{CODEC_ID_MP1, CODEC_ID_MP2, CODEC_ID_MP3},
    },
};

/// Bytes of a header.
pub const HEADER_BYTES: usize = 4;

/// Kilobits a second of MPEG 1, layer II and III, and of lower rates, layer I and both others.
const LAYER_2: [u32; 15] = [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384];
const LAYER_3: [u32; 15] = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const LOW_LAYER_1: [u32; 15] = [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256];
const LOW: [u32; 15] = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

/// What a frame says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// 1 to 3.
    pub layer: u8,
    /// MPEG 1, not the lower sample rates of 2 and 2.5.
    pub mpeg_1: bool,
    /// Bits a second.
    pub bit_rate: u32,
    /// Hertz.
    pub sample_rate: u32,
    /// One channel.
    pub mono: bool,
    /// A checksum follows.
    pub checksum: bool,
    /// Bytes of the whole frame.
    pub bytes: usize,
}

impl Header {
    /// Reads one; none if these bytes begin no frame. A frame of free bit rate is none: it doesn't say where it ends.
    pub fn parse(bytes: [u8; HEADER_BYTES]) -> Option<Self> {
        let word = u32::from_be_bytes(bytes);
        let field = |shift: u32, bits: u32| (word >> shift) & ((1 << bits) - 1);
        if field(21, 11) != 0x7ff {
            return None;
        }
        let (mpeg_1, rate_shift) = match field(19, 2) {
            0b11 => (true, 0),
            0b10 => (false, 1),
            0b00 => (false, 2),
            _ => return None,
        };
        let layer = 4 - u8::try_from(field(17, 2)).ok().filter(|layer| *layer > 0)?;
        let index = field(12, 4) as usize;
        let kilobits = match (mpeg_1, layer) {
            (true, 1) if index < 15 => 32 * index as u32,
            (true, 2) => *LAYER_2.get(index)?,
            (true, _) => *LAYER_3.get(index)?,
            (false, 1) => *LOW_LAYER_1.get(index)?,
            (false, _) => *LOW.get(index)?,
        };
        if kilobits == 0 || index == 15 {
            return None;
        }
        let sample_rate = [44_100, 48_000, 32_000].get(field(10, 2) as usize)? >> rate_shift;
        let bit_rate = kilobits * 1_000;
        let padding = field(9, 1);
        let bytes = match (layer, mpeg_1) {
            (1, _) => (12 * bit_rate / sample_rate + padding) * 4,
            (3, false) => 72 * bit_rate / sample_rate + padding,
            _ => 144 * bit_rate / sample_rate + padding,
        };
        Some(Self {
            layer,
            mpeg_1,
            bit_rate,
            sample_rate,
            mono: field(6, 2) == 0b11,
            checksum: field(16, 1) == 0,
            bytes: bytes as usize,
        })
    }

    /// Samples of each channel in a frame.
    pub fn samples(&self) -> u32 {
        match (self.layer, self.mpeg_1) {
            (1, _) => 384,
            (3, false) => 576,
            _ => 1_152,
        }
    }

    /// Seconds of a frame.
    pub fn seconds(&self) -> f64 {
        f64::from(self.samples()) / f64::from(self.sample_rate)
    }

    /// Bytes that the smallest frame has which could stand in its place.
    pub fn least_bytes(&self) -> u64 {
        let kilobits = if self.mpeg_1 || self.layer == 1 { 32 } else { 8 };
        u64::from(self.samples() / 8 * kilobits * 1_000 / self.sample_rate)
    }

    /// Bytes of a layer III frame's side information.
    pub fn side_bytes(&self) -> usize {
        match (self.mpeg_1, self.mono) {
            (true, false) => 32,
            (true, true) | (false, false) => 17,
            (false, true) => 9,
        }
    }

    /// Whether both belong to one stream: what may change within one is the bit rate, and how two channels are coded.
    pub fn continues(&self, other: &Self) -> bool {
        let of = |header: &Self| (header.layer, header.mpeg_1, header.sample_rate, header.mono);
        of(self) == of(other)
    }

    /// What decodes it.
    pub fn codec(&self) -> AudioCodecParameters {
        let channels = match self.mono {
            true => Position::FRONT_LEFT,
            false => Position::FRONT_LEFT | Position::FRONT_RIGHT,
        };
        let id = [CODEC_ID_MP1, CODEC_ID_MP2, CODEC_ID_MP3][usize::from(self.layer) - 1];
        let mut parameters = AudioCodecParameters::new();
        parameters
            .for_codec(id)
            .with_sample_rate(self.sample_rate)
            .with_channels(Channels::Positioned(channels));
        parameters
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_says_how_long_it_is() {
        for (bytes, length, samples, rate) in [
            ([0xff, 0xfb, 0x90, 0x00], 417, 1_152, 44_100),
            ([0xff, 0xfb, 0x92, 0xc0], 418, 1_152, 44_100),
            ([0xff, 0xf3, 0x84, 0xc0], 192, 576, 24_000),
            ([0xff, 0xe3, 0x48, 0xc0], 288, 576, 8_000),
            ([0xff, 0xfd, 0xc4, 0x00], 768, 1_152, 48_000),
            ([0xff, 0xff, 0xc0, 0x00], 416, 384, 44_100),
        ] {
            let header = Header::parse(bytes).unwrap();
            assert_eq!((header.bytes, header.samples(), header.sample_rate), (length, samples, rate));
        }
    }

    #[test]
    fn what_says_nothing_sensible_is_no_frame() {
        for bytes in [
            [0xff; 4],
            [0; 4],
            [0xff, 0xfb, 0x00, 0x00],
            [0xff, 0xfb, 0xf0, 0x00],
            [0xff, 0xfb, 0x9c, 0x00],
            [0xff, 0xf9, 0x90, 0x00],
            [0xff, 0xeb, 0x90, 0x00],
        ] {
            assert_eq!(Header::parse(bytes), None, "{bytes:x?}");
        }
    }
}
