//! Decoding, block by block.

use symphonia::core::{audio::Channels, codecs::audio::AudioDecoder, errors::Error, packet::Packet};

use super::{
    DecodeError, Source, Warning,
    damage::{Damage, is_blank},
    edit,
    errors::{SAMPLE_RATES, is_end_of_file},
    ffmpeg::{self, Way},
    layout::StreamLayout,
    reader::{Item, Reader},
};

/// Bad packets in a row after which a file counts as damaged from there on.
const HOPELESS: u64 = 1_000;
/// Frames of silence in a block, at most.
const SILENCE: usize = 4096;
/// Seconds by which a length may be wrong.
const TOLERANCE: f64 = 0.1;

/// A file that is being decoded. Its first block is decoded when it is opened.
pub struct Decoder {
    source: Source,
    reader: Reader,
    codec: Box<dyn AudioDecoder>,
    layout: StreamLayout,
    /// Samples of each channel of the block that was decoded last.
    planes: Vec<Vec<f32>>,
    /// The block was decoded ahead, and not handed out yet.
    ahead: bool,
    silence: Vec<Vec<f32>>,
    silent: bool,
    /// Seconds in other layouts before, and samples of each channel since.
    before: f64,
    position: u64,
    damage: Damage,
    ended: bool,
}

impl Decoder {
    /// Opens a file and decodes as much as it needs to know its layout: with what is built in, or by ffmpeg where
    /// that can't.
    ///
    /// # Errors
    /// [`DecodeError`] if nothing of it can be decoded.
    pub fn open(source: &Source) -> Result<Self, DecodeError> {
        let opened = Reader::open(source).and_then(|reader| Self::of_reader(source, reader));
        let error = match opened {
            Ok(decoder) if decoder.reader.may_be_half() => return Ok(decoder.or_whole()),
            Ok(decoder) if decoder.reader.is_doubtful() => {
                return Ok(Self::by_ffmpeg(source, Way::Plain, DecodeError::Format).unwrap_or(decoder));
            }
            Ok(decoder) => return Ok(decoder),
            Err(error @ (DecodeError::Open(_) | DecodeError::SampleRate { .. } | DecodeError::Empty)) => {
                return Err(error);
            }
            Err(error) => error,
        };
        match Self::by_ffmpeg(source, Way::Plain, error) {
            Err(DecodeError::NorFfmpeg { own, complaint, .. })
                if matches!(*complaint, DecodeError::SampleRate { .. }) =>
            {
                Self::by_ffmpeg(source, Way::Slower, *own)
            }
            opened => opened,
        }
    }

    /// What ffmpeg hears, if that is more than half; AAC doesn't always say that it is HE-AAC.
    fn or_whole(mut self) -> Self {
        match Self::by_ffmpeg(&self.source, Way::Plain, DecodeError::Format) {
            Ok(whole) if whole.layout.sample_rate > self.layout.sample_rate => whole,
            Ok(_) => self,
            Err(_) => {
                self.damage.warnings.push(Warning::LowerHalf);
                self
            }
        }
    }

    fn by_ffmpeg(source: &Source, way: Way, own: DecodeError) -> Result<Self, DecodeError> {
        let Some(path) = source.file() else { return Err(own) };
        let Ok(version) = ffmpeg::version() else { return Err(DecodeError::NoFfmpeg(Box::new(own))) };
        let opened = Reader::by_ffmpeg(path, version, way).and_then(|reader| Self::of_reader(source, reader));
        opened.map_err(|complaint| DecodeError::NorFfmpeg {
            own: Box::new(own),
            version: version.to_owned(),
            complaint: Box::new(complaint),
        })
    }

    fn of_reader(source: &Source, mut reader: Reader) -> Result<Self, DecodeError> {
        let mut decoder = Self {
            source: source.clone(),
            codec: reader.make_codec()?,
            layout: StreamLayout { sample_rate: 0, channels: Channels::None },
            planes: Vec::new(),
            ahead: false,
            silence: Vec::new(),
            silent: false,
            before: 0.0,
            position: 0,
            damage: Damage::new(reader.warning.take()),
            ended: false,
            reader,
        };
        let begun = decoder.decode_block();
        decoder.ahead = matches!(begun, Ok(true));
        if decoder.ahead {
            return Ok(decoder);
        }
        let complaint = decoder.reader.ffmpeg.as_mut().and_then(|(ffmpeg, _)| ffmpeg.finish(false));
        Err(complaint.map(DecodeError::Ffmpeg).or(begun.err()).unwrap_or(DecodeError::Empty))
    }

    /// What the block looks like that was handed out last, or the first one.
    pub fn layout(&self) -> &StreamLayout {
        &self.layout
    }

    /// Number of channels, at least 1.
    pub fn channels(&self) -> usize {
        self.planes.len()
    }

    /// Seconds that the file says it lasts; it may be wrong or not know.
    pub fn declared_seconds(&self) -> Option<f64> {
        self.reader.declared
    }

    /// Which ffmpeg decodes it, if it isn't what is built in.
    pub fn ffmpeg(&self) -> Option<&'static str> {
        self.reader.ffmpeg.as_ref().map(|(_, version)| *version)
    }

    /// Seconds decoded so far.
    pub fn seconds(&self) -> f64 {
        self.before + self.position as f64 / f64::from(self.layout.sample_rate.max(1))
    }

    /// Seconds up to where it is decoded, with the silence that is due.
    fn reached(&self) -> f64 {
        self.seconds() + self.damage.owed
    }

    /// Goes on to the next block; false at the end. The layout may be another one from block to block.
    pub fn advance(&mut self) -> bool {
        if !self.ahead {
            let seconds = self.seconds();
            self.ahead =
                self.decode_block().or_else(|_| self.end_with(Warning::Broken { seconds })).unwrap_or(false);
        }
        let rate = f64::from(self.layout.sample_rate);
        let silent = ((self.damage.owed * rate).round() as u64).min(SILENCE as u64);
        self.silent = silent > 0;
        if self.silent {
            self.damage.owed -= silent as f64 / rate;
            self.silence.resize(self.planes.len(), Vec::new());
            self.silence.iter_mut().for_each(|plane| plane.resize(silent as usize, 0.0));
        } else {
            self.damage.owed = 0.0;
            if !std::mem::take(&mut self.ahead) {
                return false;
            }
        }
        self.position += self.block()[0].len() as u64;
        true
    }

    /// The block that was reached: a vector of samples for each channel, all of the same length and not empty.
    pub fn block(&self) -> &[Vec<f32>] {
        if self.silent { &self.silence } else { &self.planes }
    }

    /// What was not right; all of it is known at the end.
    pub fn warnings(&self) -> &[Warning] {
        &self.damage.warnings
    }

    /// Decodes the next block into `planes`; false at the end. Errors come before the first block only, later
    /// ones end the stream with a warning.
    fn decode_block(&mut self) -> Result<bool, DecodeError> {
        let mut in_a_row = 0;
        while !self.ended {
            let packet = match self.reader.next() {
                Ok(Some(Item::Packet(packet))) => packet,
                Ok(Some(Item::Lost { seconds: lost, sure })) => {
                    let seconds = self.reached();
                    self.damage.hole(seconds, lost, sure);
                    continue;
                }
                Ok(Some(Item::Change)) => {
                    self.codec = self.reader.make_codec()?;
                    continue;
                }
                Ok(None) => return self.end(None),
                Err(error) => return self.end(Some(error)),
            };
            let blank = is_blank(&packet, self.codec.codec_info());
            match self.codec.decode(&packet) {
                Ok(_) if blank => self.miss(&packet),
                Ok(samples) if samples.frames() == 0 => self.reader.lasted(0.0),
                Ok(samples) => {
                    let spec = samples.spec();
                    let layout = StreamLayout { sample_rate: spec.rate(), channels: spec.channels().clone() };
                    if layout.sample_rate == 0 || samples.num_planes() == 0 {
                        return Err(DecodeError::Track);
                    }
                    if !SAMPLE_RATES.contains(&layout.sample_rate) {
                        return Err(DecodeError::SampleRate { found: layout.sample_rate });
                    }
                    self.reader.lasted(samples.frames() as f64 / f64::from(layout.sample_rate));
                    let music = self.reader.music(&packet, layout.sample_rate, samples.frames());
                    samples.copy_to_vecs_planar(&mut self.planes);
                    if !edit::keep(music, &mut self.planes) {
                        continue;
                    }
                    if layout != self.layout {
                        (self.before, self.position) = (self.seconds(), 0);
                        self.layout = layout;
                    }
                    return Ok(true);
                }
                Err(error) if in_a_row == HOPELESS => return self.end(Some(error)),
                Err(_) => {
                    in_a_row += 1;
                    self.miss(&packet);
                }
            }
        }
        Ok(false)
    }

    /// A packet that isn't heard.
    fn miss(&mut self, packet: &Packet) {
        let (seconds, lost) = (self.reached(), self.reader.seconds_of(packet));
        self.damage.packet(seconds, lost);
        self.reader.lasted(lost);
    }

    /// The end, for a reason or as it should be: what is to be said of the whole file is said now.
    fn end(&mut self, cause: Option<Error>) -> Result<bool, DecodeError> {
        let seconds = self.reached();
        let open_end = self.reader.open_end;
        let cause = cause.filter(|cause| !(open_end && is_end_of_file(cause)));
        if self.layout.sample_rate == 0 {
            self.ended = true;
            // Some formats look for the next good packet by themselves, until there is none.
            let promised = self.damage.has_packets() || self.reader.declared.is_some();
            let cause = cause.or(promised.then_some(Error::DecodeError("nothing in it can be decoded")));
            return cause.map_or(Ok(false), |cause| Err(DecodeError::Damaged { seconds, cause }));
        }
        let broken = cause.as_ref().is_some_and(|cause| !is_end_of_file(cause));
        if broken && self.hand_over() {
            return self.decode_block();
        }
        self.finish(!broken);
        let shorter = |declared: &f64| seconds < declared - TOLERANCE;
        match (self.reader.declared.filter(shorter), cause) {
            (Some(declared), _) => self.damage.warnings.push(Warning::Truncated { seconds, declared }),
            (None, None) => {}
            (None, Some(_)) if broken => self.damage.warnings.push(Warning::Broken { seconds }),
            (None, Some(_)) => {
                if self.reader.declared.is_none() || self.reader.is_ogg() {
                    self.damage.warnings.push(Warning::CutOff { seconds });
                }
            }
        }
        Ok(false)
    }

    /// Has ffmpeg go on from here with what can't be read here; false if it can't either, or there is nothing more.
    fn hand_over(&mut self) -> bool {
        if self.reader.ffmpeg.is_some() {
            return false;
        }
        let seconds = self.reached();
        let Ok(mut other) = Self::by_ffmpeg(&self.source, Way::InTime, DecodeError::Format) else {
            return false;
        };
        // From the beginning: that is where it would be found when nothing were damaged.
        while other.seconds() < seconds {
            if !other.advance() {
                return false;
            }
        }
        let version = other.ffmpeg().unwrap_or_default().to_owned();
        self.damage.warnings.push(Warning::HandedOver { seconds, version });
        (self.reader, self.codec) = (other.reader, other.codec);
        true
    }

    fn end_with(&mut self, warning: Warning) -> Result<bool, DecodeError> {
        self.finish(false);
        self.damage.warnings.push(warning);
        Ok(false)
    }

    /// Says what was counted, and what ffmpeg says: if all of it was read, why it ended.
    fn finish(&mut self, read_all: bool) {
        self.ended = true;
        self.damage.tell();
        if let Some((ffmpeg, _)) = &mut self.reader.ffmpeg {
            self.damage.warnings.extend(ffmpeg.finish(read_all).map(Warning::Ffmpeg));
        }
    }
}
