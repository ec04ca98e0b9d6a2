//! From frames to packets, with what lies between them.

use std::{collections::VecDeque, io};

use symphonia::core::{
    codecs::audio::AudioCodecParameters,
    io::MediaSource,
    packet::Packet,
    units::{Duration, Timestamp},
};

use super::{
    frames::{Found, Frames},
    header::Header,
    tags::StreamTag,
};

/// Bytes before the first frame after which a file has none.
const FARTHEST: u64 = 1 << 20;
/// Bytes of the largest frame.
const LARGEST: u64 = 2881;
/// Packets that are read ahead: an encoder's padding (at most 4,095 samples) is in the last of them.
const AHEAD: usize = 8;

/// What comes next in a file.
#[derive(Debug)]
pub enum MpegItem {
    /// A frame.
    Packet(Packet),
    /// Damage.
    Lost {
        /// How long it took, in seconds.
        seconds: f64,
        /// Whether that is known, not only likely.
        sure: bool,
    },
    /// From here on it must be decoded so.
    Change(AudioCodecParameters),
}

/// A file of MPEG frames.
pub struct MpegReader {
    frames: Frames,
    /// The first frame of sound, and the one before.
    first: Header,
    last: Header,
    tag: Option<StreamTag>,
    queue: VecDeque<MpegItem>,
    ended: bool,
    /// Frames so far, lost ones too, and the bytes and the seconds of those that are there.
    counted: u64,
    bytes: u64,
    seconds: f64,
    /// Bytes before the first frame that are no tag.
    junk_before: u64,
    /// All frames so far have one bit rate.
    constant: bool,
    /// Samples of the encoder's delay that are still to come.
    delay: u64,
    /// Frames that a byte of junk stands for and whether that is sure, once the file was surveyed; none if it doesn't
    /// say.
    surveyed: Option<Option<(f64, bool)>>,
}

impl MpegReader {
    /// Looks for the first frame; none if there is none.
    ///
    /// # Errors
    /// What the system says.
    pub fn open(file: Box<dyn MediaSource>) -> io::Result<Option<Self>> {
        let mut frames = Frames::new(file);
        let Some(mut found) = frames.find(FARTHEST)? else { return Ok(None) };
        let (mut tag, junk_before) = (None, found.junk);
        let mut begin = frames.position();
        while let Some(read) = StreamTag::parse(&frames.take(&found.header)?, &found.header) {
            tag = tag.or(Some(read));
            let Some(next) = frames.find(FARTHEST)? else { return Ok(None) };
            (found, begin) = (next, frames.position());
        }
        frames.seek(begin)?;
        Ok(Some(Self {
            frames,
            first: found.header,
            last: found.header,
            tag,
            queue: VecDeque::new(),
            ended: false,
            counted: 0,
            bytes: 0,
            seconds: 0.0,
            junk_before,
            constant: true,
            delay: tag.map_or(0, |tag| tag.delay.into()),
            surveyed: None,
        }))
    }

    /// Whether there is more before the first frame than a part of one, which a recording that was begun in the middle
    /// has: it may be no file of MPEG frames at all.
    pub fn is_doubtful(&self) -> bool {
        self.junk_before > LARGEST
    }

    /// What decodes it, up to the first change.
    pub fn codec(&self) -> AudioCodecParameters {
        self.first.codec()
    }

    /// Seconds of music by what the encoder said.
    pub fn declared_seconds(&self) -> Option<f64> {
        let tag = self.tag?;
        let samples = tag.frames?.checked_mul(self.first.samples().into())?;
        let music = samples.saturating_sub(u64::from(tag.delay) + u64::from(tag.padding));
        Some(music as f64 / f64::from(self.first.sample_rate))
    }

    /// The next thing; none at the end.
    ///
    /// # Errors
    /// What the system says.
    pub fn next(&mut self) -> io::Result<Option<MpegItem>> {
        while self.queue.len() < AHEAD && !self.ended {
            match self.frames.find(u64::MAX)? {
                Some(found) => self.push(found)?,
                None => {
                    self.ended = true;
                    self.trim_end();
                }
            }
        }
        Ok(self.queue.pop_front())
    }

    fn push(&mut self, Found { header, junk }: Found) -> io::Result<()> {
        if junk > 0 && self.counted > 0 {
            let (frames, sure) = self.lost(junk)?;
            if frames > 0 {
                let seconds = frames as f64 * self.last.seconds();
                self.counted += frames;
                self.queue.push_back(MpegItem::Lost { seconds, sure });
            }
        }
        let data = self.frames.take(&header)?;
        // Of a file that was joined to this one.
        if self.counted > 0 && StreamTag::parse(&data, &header).is_some() {
            return Ok(());
        }
        if !header.continues(&self.last) {
            self.queue.push_back(MpegItem::Change(header.codec()));
        }
        self.constant &= header.bit_rate == self.first.bit_rate && header.continues(&self.first);
        self.last = header;
        self.counted += 1;
        self.bytes += header.bytes as u64;
        self.seconds += header.seconds();
        let samples = u64::from(header.samples());
        let trimmed = self.delay.min(samples);
        self.delay -= trimmed;
        let mut packet = Packet::new(0, Timestamp::ZERO, Duration::from(samples - trimmed), data);
        packet.trim_start = Duration::from(trimmed);
        self.queue.push_back(MpegItem::Packet(packet));
        Ok(())
    }

    /// Frames that were where there is junk now, and whether that is sure.
    fn lost(&mut self, junk: u64) -> io::Result<(u64, bool)> {
        if self.surveyed.is_none() {
            self.surveyed = Some(self.survey(junk)?);
        }
        let mean_bytes = self.bytes as f64 / self.counted as f64;
        let by_bytes = (junk as f64 / mean_bytes).round() as u64;
        Ok(match self.surveyed.flatten() {
            Some((frames_a_byte, sure)) => ((junk as f64 * frames_a_byte).round() as u64, sure),
            None => (by_bytes, self.constant),
        })
    }

    /// Frames for each byte of junk, by how many the encoder counted and how many are here.
    fn survey(&mut self, junk: u64) -> io::Result<Option<(f64, bool)>> {
        let Some(total) = self.tag.and_then(|tag| tag.frames) else { return Ok(None) };
        let (frames, more_junk) = self.frames.survey()?;
        let sure = more_junk == 0 || self.constant;
        let junk = junk + more_junk;
        // Where there is no room for so many, the file's end is missing, too.
        let room = junk / self.first.least_bytes();
        let missing = total.checked_sub(self.counted + frames).filter(|missing| *missing <= room);
        Ok(missing.map(|missing| (missing as f64 / junk as f64, sure)))
    }

    /// Takes the encoder's padding off the end, if this is the end that it meant.
    fn trim_end(&mut self) {
        let Some(tag) = self.tag.filter(|tag| tag.frames == Some(self.counted)) else { return };
        let mut padding = u64::from(tag.padding);
        for item in self.queue.iter_mut().rev() {
            let MpegItem::Packet(packet) = item else { return };
            let trimmed = padding.min(packet.dur.get());
            padding -= trimmed;
            packet.dur = Duration::from(packet.dur.get() - trimmed);
            packet.trim_end = Duration::from(trimmed);
        }
    }
}
