//! Decoding, block by block.

use std::{io, sync::LazyLock};

use super::{DecodeError, Source, Warning, errors::SAMPLE_RATES};
use symphonia::{
    core::{
        audio::Channels,
        codecs::{
            CodecParameters,
            audio::{AudioDecoder, AudioDecoderOptions},
            registry::CodecRegistry,
        },
        errors::Error,
        formats::{
            FormatId, FormatOptions, FormatReader, Track, TrackType,
            well_known::{FORMAT_ID_MP3, FORMAT_ID_OGG},
        },
        io::{MediaSource, MediaSourceStream, MediaSourceStreamOptions, ReadOnlySource},
        meta::MetadataOptions,
    },
    default::{get_probe, register_enabled_codecs},
};

/// Bad packets in a row after which a file counts as damaged from there on.
const HOPELESS: u64 = 1_000;

/// What blocks look like; the same for all of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct StreamLayout {
    /// Hertz.
    pub sample_rate: u32,
    /// Which channels there are, in their order.
    pub channels: Channels,
}

/// A file that is being decoded. Its first block is decoded when it is opened.
pub struct Decoder {
    format: Box<dyn FormatReader>,
    codec: Box<dyn AudioDecoder>,
    track: u32,
    layout: StreamLayout,
    /// Samples of each channel of the block that was decoded last.
    planes: Vec<Vec<f32>>,
    /// The block was decoded ahead, and not handed out yet.
    ahead: bool,
    /// Samples of each channel decoded so far.
    position: u64,
    declared: Option<f64>,
    skipped: Option<(f64, u64)>,
    warnings: Vec<Warning>,
    ended: bool,
}

impl Decoder {
    /// Opens a file and decodes as much as it needs to know its layout.
    ///
    /// # Errors
    /// [`DecodeError`] if nothing of it can be decoded.
    pub fn open(source: &Source) -> Result<Self, DecodeError> {
        let open = || source.open().map_err(DecodeError::Open);
        let format = match probe(source, open()?) {
            // Some formats look at the end of the file first, and refuse one whose end is missing or damaged.
            Err(DecodeError::Format) => probe(source, Box::new(ReadOnlySource::new(open()?)))?,
            probed => probed?,
        };
        let track = format.default_track(TrackType::Audio).ok_or(DecodeError::Track)?;
        let (codec, id, declared) = (make_codec(track)?, track.id, declared_seconds(track));
        let mut decoder = Self {
            format,
            codec,
            track: id,
            layout: StreamLayout { sample_rate: 0, channels: Channels::None },
            planes: Vec::new(),
            ahead: false,
            position: 0,
            declared,
            skipped: None,
            warnings: Vec::new(),
            ended: false,
        };
        decoder.ahead = decoder.decode_block()?;
        if decoder.ahead { Ok(decoder) } else { Err(DecodeError::Empty) }
    }

    /// What its blocks look like.
    pub fn layout(&self) -> &StreamLayout {
        &self.layout
    }

    /// Number of channels, at least 1.
    pub fn channels(&self) -> usize {
        self.planes.len()
    }

    /// Seconds that the file says it lasts; it may be wrong or not know.
    pub fn declared_seconds(&self) -> Option<f64> {
        self.declared
    }

    /// Seconds decoded so far.
    pub fn seconds(&self) -> f64 {
        self.position as f64 / f64::from(self.layout.sample_rate.max(1))
    }

    /// The next block, a vector of samples for each channel, all of the same length and not empty; none at the
    /// end.
    pub fn next_block(&mut self) -> Option<&[Vec<f32>]> {
        if !std::mem::take(&mut self.ahead) {
            let seconds = self.seconds();
            let decoded = self.decode_block().or_else(|_| self.end_with(Warning::Broken { seconds }));
            if !decoded.unwrap_or(false) {
                return None;
            }
        }
        self.position += self.planes[0].len() as u64;
        Some(&self.planes)
    }

    /// What was not right; all of it is known at the end.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// Decodes the next block into `planes`; false at the end. Errors come before the first block only, later
    /// ones end the stream with a warning.
    fn decode_block(&mut self) -> Result<bool, DecodeError> {
        let mut in_a_row = 0;
        while !self.ended {
            let packet = match self.format.next_packet() {
                Ok(Some(packet)) => packet,
                Ok(None) => return self.end(None),
                Err(Error::ResetRequired) => {
                    self.begin_next_track()?;
                    continue;
                }
                Err(error) => return self.end(Some(error)),
            };
            if packet.track_id != self.track {
                continue;
            }
            match self.codec.decode(&packet) {
                Ok(samples) if samples.frames() == 0 => {}
                Ok(samples) => {
                    let spec = samples.spec();
                    let layout = StreamLayout { sample_rate: spec.rate(), channels: spec.channels().clone() };
                    let first = self.layout.sample_rate == 0;
                    if !first && layout != self.layout {
                        return self.end_with(Warning::LayoutChange { seconds: self.seconds() });
                    }
                    if layout.sample_rate == 0 || samples.num_planes() == 0 {
                        return Err(DecodeError::Track);
                    }
                    if !SAMPLE_RATES.contains(&layout.sample_rate) {
                        return Err(DecodeError::SampleRate { found: layout.sample_rate });
                    }
                    samples.copy_to_vecs_planar(&mut self.planes);
                    self.layout = layout;
                    return Ok(true);
                }
                Err(error) if in_a_row == HOPELESS => return self.end(Some(error)),
                Err(_) => {
                    in_a_row += 1;
                    let seconds = self.seconds();
                    self.skipped.get_or_insert((seconds, 0)).1 += 1;
                }
            }
        }
        Ok(false)
    }

    /// The end, for a reason or as it should be: what is to be said of the whole file is said now.
    fn end(&mut self, cause: Option<Error>) -> Result<bool, DecodeError> {
        self.ended = true;
        let seconds = self.seconds();
        if self.layout.sample_rate == 0 {
            // Some formats look for the next good packet by themselves, until there is none.
            let promised = self.skipped.is_some() || self.declared.is_some();
            let cause = cause.or(promised.then_some(Error::DecodeError("nothing in it can be decoded")));
            return cause.map_or(Ok(false), |cause| Err(DecodeError::Damaged { seconds, cause }));
        }
        self.warn_of_skipped();
        let shorter = |declared: &f64| seconds < declared - self.tolerance(*declared);
        match (self.declared.filter(shorter), cause) {
            (Some(declared), _) => self.warnings.push(Warning::Truncated { seconds, declared }),
            (None, None) => {}
            (None, Some(cause)) if is_end_of_file(&cause) => {
                // Ogg files know of their end, not of their length.
                if self.declared.is_none() || self.format_id() == FORMAT_ID_OGG {
                    self.warnings.push(Warning::CutOff { seconds });
                }
            }
            (None, Some(_)) => self.warnings.push(Warning::Broken { seconds }),
        }
        Ok(false)
    }

    fn end_with(&mut self, warning: Warning) -> Result<bool, DecodeError> {
        self.ended = true;
        self.warn_of_skipped();
        self.warnings.push(warning);
        Ok(false)
    }

    fn warn_of_skipped(&mut self) {
        if let Some((seconds, packets)) = self.skipped.take() {
            self.warnings.push(Warning::Skipped { seconds, packets });
        }
    }

    /// Seconds by which a length may be wrong: that of MP3 files may be an estimate from the bit rate.
    fn tolerance(&self, declared: f64) -> f64 {
        let estimated = self.format_id() == FORMAT_ID_MP3;
        0.1 + if estimated { 0.02 * declared } else { 0.0 }
    }

    fn format_id(&self) -> FormatId {
        self.format.format_info().format
    }

    /// Ogg files may be chained: another stream begins, with its own headers.
    fn begin_next_track(&mut self) -> Result<(), DecodeError> {
        let Some(track) = self.format.default_track(TrackType::Audio) else { return Err(DecodeError::Track) };
        self.track = track.id;
        self.declared = None;
        self.codec = make_codec(track)?;
        Ok(())
    }
}

/// Finds out what format it is.
fn probe(source: &Source, stream: Box<dyn MediaSource>) -> Result<Box<dyn FormatReader>, DecodeError> {
    let stream = MediaSourceStream::new(stream, MediaSourceStreamOptions::default());
    let probed =
        get_probe().probe(&source.hint(), stream, FormatOptions::default(), MetadataOptions::default());
    probed.map_err(|error| match error {
        // The end is no error of the system's: it comes where a search for any format comes to nothing.
        Error::IoError(error) if error.kind() != io::ErrorKind::UnexpectedEof => DecodeError::Open(error),
        _ => DecodeError::Format,
    })
}

fn is_end_of_file(error: &Error) -> bool {
    matches!(error, Error::IoError(error) if error.kind() == io::ErrorKind::UnexpectedEof)
}

fn make_codec(track: &Track) -> Result<Box<dyn AudioDecoder>, DecodeError> {
    static CODECS: LazyLock<CodecRegistry> = LazyLock::new(|| {
        let mut codecs = CodecRegistry::new();
        register_enabled_codecs(&mut codecs);
        codecs.register_audio_decoder::<symphonia_adapter_libopus::OpusDecoder>();
        codecs
    });
    let Some(CodecParameters::Audio(parameters)) = &track.codec_params else {
        return Err(DecodeError::Track);
    };
    CODECS.make_audio_decoder(parameters, &AudioDecoderOptions::default()).map_err(DecodeError::Codec)
}

fn declared_seconds(track: &Track) -> Option<f64> {
    let from_duration = || Some(track.time_base?.calc_duration(track.duration?)?.as_secs_f64());
    let from_frames = || {
        let CodecParameters::Audio(parameters) = track.codec_params.as_ref()? else { return None };
        Some(track.num_frames? as f64 / f64::from(parameters.sample_rate.filter(|rate| *rate > 0)?))
    };
    from_duration().or_else(from_frames).filter(|seconds| *seconds > 0.0)
}
