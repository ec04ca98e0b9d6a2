//! Which container a file is, and the packets in it.

use std::{io, ops::Range, path::Path, sync::LazyLock};

use symphonia::{
    core::{
        codecs::{
            CodecParameters,
            audio::{AudioCodecParameters, AudioDecoder, AudioDecoderOptions, well_known::CODEC_ID_AAC},
            registry::CodecRegistry,
        },
        errors::Error,
        formats::{
            FormatOptions, FormatReader, Track, TrackType,
            probe::Hint,
            well_known::{FORMAT_ID_ISOMP4, FORMAT_ID_MP1, FORMAT_ID_MP2, FORMAT_ID_MP3, FORMAT_ID_OGG},
        },
        io::{MediaSource, MediaSourceStream, MediaSourceStreamOptions, ReadOnlySource},
        meta::MetadataOptions,
        packet::Packet,
        units::TimeBase,
    },
    default::{get_probe, register_enabled_codecs},
};

use super::{
    DecodeError, Source, Warning,
    edit::Edit,
    ffmpeg::{Ffmpeg, Way},
    flac, foreign, mp4,
    mpeg::{MpegItem, MpegReader},
    opus,
    time_line::TimeLine,
    wave,
};

/// AAC of a lower rate is half of HE-AAC, more often than not.
const HALF_RATE: u32 = 24_000;

/// What comes next in a file.
pub enum Item {
    /// Something to decode.
    Packet(Packet),
    /// Damage of so many seconds, and whether that is sure.
    Lost { seconds: f64, sure: bool },
    /// From here on another decoder is needed.
    Change,
}

/// A file's packets.
pub struct Reader {
    packets: Packets,
    track: u32,
    parameters: AudioCodecParameters,
    time_base: Option<TimeBase>,
    /// Where packets should be.
    time_line: TimeLine,
    /// The one that isn't there.
    waiting: Option<Packet>,
    /// What of it is music.
    edit: Option<Edit>,
    /// Seconds that the file says it lasts.
    pub declared: Option<f64>,
    /// Where the bytes end the audio does, and that is no fault.
    pub open_end: bool,
    /// What was not right with its header.
    pub warning: Option<Warning>,
    /// At work, if that is where packets come from, and which it is.
    pub ffmpeg: Option<(Ffmpeg, &'static str)>,
}

enum Packets {
    Symphonia(Box<dyn FormatReader>),
    Mpeg(Box<MpegReader>),
}

impl Reader {
    /// Opens a file with what is built in.
    ///
    /// # Errors
    /// [`DecodeError`] if its container isn't known or has no audio.
    pub fn open(source: &Source) -> Result<Self, DecodeError> {
        let open = || source.open().map_err(DecodeError::Open);
        let file = open()?;
        // What comes from a pipe comes once.
        if !file.is_seekable() {
            return Self::of_format(probe(&source.hint(), file)?);
        }
        if foreign::is_foreign(open()?).map_err(DecodeError::Open)? {
            return Err(DecodeError::Format);
        }
        if let Some(wave) = wave::find(file).map_err(DecodeError::Open)? {
            let mut hint = Hint::new();
            let mut reader = Self::of_format(probe(hint.with_extension("wav"), Box::new(wave.file))?)?;
            (reader.declared, reader.warning, reader.open_end) = (wave.declared, wave.warning, true);
            return Ok(reader);
        }
        if let Some(flac) = flac::find(open()?).map_err(DecodeError::Open)? {
            let mut hint = Hint::new();
            return Self::of_format(probe(hint.with_extension("flac"), Box::new(flac))?);
        }
        let format = match probe(&source.hint(), open()?) {
            // Some formats look at the end of the file first, and refuse one whose end is missing or damaged.
            Err(error @ (DecodeError::Format | DecodeError::Container(_))) => {
                probe(&source.hint(), Box::new(ReadOnlySource::new(open()?))).map_err(|_| error)?
            }
            probed => probed?,
        };
        if [FORMAT_ID_MP1, FORMAT_ID_MP2, FORMAT_ID_MP3].contains(&format.format_info().format)
            && let Some(mpeg) = MpegReader::open(open()?).map_err(DecodeError::Open)?
        {
            return Ok(Self {
                parameters: mpeg.codec(),
                time_base: None,
                declared: mpeg.declared_seconds(),
                packets: Packets::Mpeg(Box::new(mpeg)),
                open_end: true,
                ..Self::of_format(format)?
            });
        }
        let is_mp4 = format.format_info().format == FORMAT_ID_ISOMP4;
        let mut reader = Self::of_format(format)?;
        // What is damaged so that it isn't found is none.
        if is_mp4 && reader.parameters.codec == CODEC_ID_AAC {
            reader.edit = mp4::edit(open()?, reader.track).ok().flatten();
            let length = reader.edit.and_then(|edit| edit.length);
            reader.declared = length.or(reader.declared);
        }
        Ok(reader)
    }

    /// Has ffmpeg open it.
    ///
    /// # Errors
    /// [`DecodeError`] if it can't, in its words where it has some.
    pub fn by_ffmpeg(path: &Path, version: &'static str, way: Way) -> Result<Self, DecodeError> {
        let (mut ffmpeg, wave) = Ffmpeg::start(path, way).map_err(DecodeError::Open)?;
        let mut hint = Hint::new();
        let probed = probe(hint.with_extension("wav"), Box::new(ReadOnlySource::new(wave)));
        match probed.and_then(Self::of_format) {
            Ok(reader) => Ok(Self { open_end: true, ffmpeg: Some((ffmpeg, version)), ..reader }),
            // What it wrote is closed by now: it ends.
            Err(error) => Err(ffmpeg.finish(true).map_or(error, DecodeError::Ffmpeg)),
        }
    }

    fn of_format(format: Box<dyn FormatReader>) -> Result<Self, DecodeError> {
        let track = format.default_track(TrackType::Audio).ok_or(DecodeError::Track)?;
        let id = format.format_info().format;
        let mut parameters = parameters(track).ok_or(DecodeError::Track)?;
        let edit = if id == FORMAT_ID_OGG { opus::take_pre_skip(&mut parameters) } else { None };
        let before = edit.map_or(0.0, |edit| edit.begin);
        Ok(Self {
            track: track.id,
            parameters,
            time_base: track.time_base,
            declared: declared_seconds(track).map(|seconds| seconds - before),
            time_line: TimeLine::of(id),
            packets: Packets::Symphonia(format),
            waiting: None,
            edit,
            open_end: false,
            warning: None,
            ffmpeg: None,
        })
    }

    /// A decoder for what comes next.
    ///
    /// # Errors
    /// [`DecodeError`] if there is none.
    pub fn make_codec(&self) -> Result<Box<dyn AudioDecoder>, DecodeError> {
        static CODECS: LazyLock<CodecRegistry> = LazyLock::new(|| {
            let mut codecs = CodecRegistry::new();
            register_enabled_codecs(&mut codecs);
            codecs.register_audio_decoder::<symphonia_adapter_libopus::OpusDecoder>();
            codecs
        });
        CODECS
            .make_audio_decoder(&self.parameters, &AudioDecoderOptions::default())
            .map_err(DecodeError::Codec)
    }

    /// Whether half of what is heard may need another decoder: AAC doesn't always say what it is.
    pub fn may_be_half(&self) -> bool {
        self.parameters.codec == CODEC_ID_AAC
            && self.parameters.sample_rate.is_some_and(|rate| rate <= HALF_RATE)
    }

    /// Whether it may be something else that nothing built in knows.
    pub fn is_doubtful(&self) -> bool {
        matches!(&self.packets, Packets::Mpeg(mpeg) if mpeg.is_doubtful())
    }

    /// Whether it is Ogg, whose files know of their end, not of their length.
    pub fn is_ogg(&self) -> bool {
        matches!(&self.packets, Packets::Symphonia(format) if format.format_info().format == FORMAT_ID_OGG)
    }

    /// The next thing; none at the end.
    ///
    /// # Errors
    /// What the container says.
    pub fn next(&mut self) -> Result<Option<Item>, Error> {
        if let Some(packet) = self.waiting.take() {
            return Ok(Some(Item::Packet(packet)));
        }
        let format = match &mut self.packets {
            Packets::Mpeg(mpeg) => {
                return Ok(mpeg.next()?.map(|item| match item {
                    MpegItem::Packet(packet) => Item::Packet(packet),
                    MpegItem::Lost { seconds, sure } => Item::Lost { seconds, sure },
                    MpegItem::Change(parameters) => {
                        self.parameters = parameters;
                        Item::Change
                    }
                }));
            }
            Packets::Symphonia(format) => format,
        };
        loop {
            match format.next_packet() {
                Ok(Some(packet)) if packet.track_id == self.track => return Ok(Some(self.in_time(packet))),
                Ok(Some(_)) => {}
                Ok(None) => return Ok(None),
                // Ogg files may be chained: another stream begins, with its own headers.
                Err(Error::ResetRequired) => {
                    let track = format.default_track(TrackType::Audio);
                    let Some((track, parameters)) = track.and_then(|track| Some((track, parameters(track)?)))
                    else {
                        return Err(Error::DecodeError("what follows has no audio"));
                    };
                    (self.track, self.time_base, self.declared) = (track.id, track.time_base, None);
                    self.parameters = parameters;
                    self.edit = opus::take_pre_skip(&mut self.parameters);
                    self.time_line.begin_anew();
                    return Ok(Some(Item::Change));
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// The packet, or what is lost before it.
    fn in_time(&mut self, packet: Packet) -> Item {
        let Some(begin) = self.begin_of(&packet) else { return Item::Packet(packet) };
        let seconds =
            self.time_base.and_then(|base| Some(base.calc_duration(packet.block_dur())?.as_secs_f64()));
        match self.time_line.go_on(begin, seconds.unwrap_or(0.0), self.declared) {
            None => Item::Packet(packet),
            Some(seconds) => {
                self.waiting = Some(packet);
                Item::Lost { seconds, sure: true }
            }
        }
    }

    /// The last packet lasted so many seconds when it was decoded.
    pub fn lasted(&mut self, seconds: f64) {
        self.time_line.lasted(seconds);
    }

    /// Seconds at which a packet begins, by what it says.
    fn begin_of(&self, packet: &Packet) -> Option<f64> {
        Some(self.time_base?.calc_time(packet.pts)?.as_secs_f64())
    }

    /// Which of a packet's `frames` at `rate` are music, and not an encoder's delay or padding.
    pub fn music(&self, packet: &Packet, rate: u32, frames: usize) -> Range<usize> {
        self.edit
            .zip(self.begin_of(packet))
            .map_or(0..frames, |(edit, begin)| edit.keeps(begin, rate, frames))
    }

    /// Seconds that a packet lasts.
    pub fn seconds_of(&self, packet: &Packet) -> f64 {
        let by_rate = || {
            let rate = self.parameters.sample_rate.filter(|rate| *rate > 0)?;
            Some(packet.dur.get() as f64 / f64::from(rate))
        };
        let by_base = self.time_base.and_then(|base| Some(base.calc_duration(packet.dur)?.as_secs_f64()));
        by_base.or_else(by_rate).unwrap_or(0.0)
    }
}

/// Finds out what format it is.
fn probe(hint: &Hint, stream: Box<dyn MediaSource>) -> Result<Box<dyn FormatReader>, DecodeError> {
    let stream = MediaSourceStream::new(stream, MediaSourceStreamOptions::default());
    let probed = get_probe().probe(hint, stream, FormatOptions::default(), MetadataOptions::default());
    probed.map_err(|error| match error {
        // The end is no error of the system's: it comes where a search for any format comes to nothing.
        Error::IoError(error) if error.kind() == io::ErrorKind::UnexpectedEof => DecodeError::Format,
        Error::Unsupported(reason) if reason.contains("no suitable format") => DecodeError::Format,
        error => DecodeError::Container(error),
    })
}

fn parameters(track: &Track) -> Option<AudioCodecParameters> {
    match track.codec_params.as_ref()? {
        CodecParameters::Audio(parameters) => Some(parameters.clone()),
        _ => None,
    }
}

fn declared_seconds(track: &Track) -> Option<f64> {
    let from_duration = || Some(track.time_base?.calc_duration(track.duration?)?.as_secs_f64());
    let from_frames = || {
        let rate = parameters(track)?.sample_rate.filter(|rate| *rate > 0)?;
        Some(track.num_frames? as f64 / f64::from(rate))
    };
    from_duration().or_else(from_frames).filter(|seconds| *seconds > 0.0)
}
