//! Every format, and files that are none.

use std::{
    f64::consts::TAU,
    fs,
    path::{Path, PathBuf},
};

use super::*;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

fn open(path: &Path) -> Result<Decoder, DecodeError> {
    Decoder::open(&Source::File(path.to_owned()))
}

/// All samples of a file, and what was not right with it.
fn decode(path: &Path) -> (u32, Vec<Vec<f32>>, Vec<Warning>) {
    let mut decoder = open(path).unwrap();
    let mut all = vec![Vec::new(); decoder.channels()];
    while decoder.advance() {
        let block = decoder.block();
        assert!(!block[0].is_empty());
        all.iter_mut().zip(block).for_each(|(all, block)| all.extend_from_slice(block));
    }
    assert!(!decoder.advance());
    (decoder.layout().sample_rate, all, decoder.warnings().to_vec())
}

/// Amplitude of `frequency` in the middle half of `samples`.
fn amplitude(samples: &[f32], frequency: f64, rate: u32) -> f64 {
    let middle = samples.len() / 4..samples.len() * 3 / 4;
    let (mut re, mut im) = (0.0, 0.0);
    for at in middle.clone() {
        let (sin, cos) = (TAU * frequency * at as f64 / f64::from(rate)).sin_cos();
        re += f64::from(samples[at]) * cos;
        im += f64::from(samples[at]) * sin;
    }
    2.0 * re.hypot(im) / middle.len() as f64
}

fn write_wav(path: &Path, channels: u16, rate: u32, samples: &[f32]) {
    let spec = hound::WavSpec {
        channels,
        sample_rate: rate,
        bits_per_sample: 32,
        sample_format: hound::SampleFormat::Float,
    };
    let mut writer = hound::WavWriter::create(path, spec).unwrap();
    samples.iter().for_each(|sample| writer.write_sample(*sample).unwrap());
    writer.finalize().unwrap();
}

#[test]
fn every_format_gives_its_tones_at_its_rate_and_length() {
    // Encoders that know no exact length pad to whole packets.
    for (name, rate, seconds, padding) in [
        ("tone.flac", 16_000, 0.5, 0.0),
        ("tone-alac.m4a", 16_000, 0.5, 0.0),
        ("tone.aiff", 8_000, 0.5, 0.0),
        ("tone.mp3", 44_100, 1.0, 0.0),
        ("tone.ogg", 44_100, 1.0, 0.0),
        ("tone.opus", 48_000, 1.0, 0.0),
        ("tone-aac.m4a", 44_100, 1.0, 0.0),
        ("tone.aac", 44_100, 1.0, 0.05),
    ] {
        let (found_rate, samples, warnings) = decode(&fixture(name));
        assert_eq!((found_rate, samples.len()), (rate, 2), "{name}");
        let found = samples[0].len() as f64 / f64::from(rate);
        assert!((seconds..=seconds + padding).contains(&found), "{name}: {found} s");
        for (channel, frequency, expected) in [(0, 440.0, 0.5), (1, 660.0, 0.25)] {
            let heard = amplitude(&samples[channel], frequency, rate);
            assert!((heard / expected - 1.0).abs() < 0.1, "{name}: {heard} at {frequency} Hz");
            assert!(amplitude(&samples[channel], 1100.0 - frequency, rate) < 0.05, "{name}");
        }
        assert_eq!(warnings, [], "{name}");
    }
}

#[test]
fn a_wav_file_comes_back_to_the_bit() {
    let folder = tempfile::tempdir().unwrap();
    for channels in [1_u16, 2, 6] {
        let path = folder.path().join(format!("{channels}.wav"));
        let samples: Vec<f32> = (0..6000).map(|at| (at as f32 * 0.1).sin() * 1.5).collect();
        write_wav(&path, channels, 44_100, &samples);
        let (rate, planes, warnings) = decode(&path);
        assert_eq!((rate, planes.len(), warnings), (44_100, usize::from(channels), vec![]));
        for (at, sample) in samples.iter().enumerate() {
            assert_eq!(
                planes[at % usize::from(channels)][at / usize::from(channels)].to_bits(),
                sample.to_bits()
            );
        }
    }
}

#[test]
fn integer_samples_are_full_scale_at_one() {
    let folder = tempfile::tempdir().unwrap();
    for bits in [8_u16, 16, 24, 32] {
        let path = folder.path().join(format!("{bits}.wav"));
        let spec = hound::WavSpec {
            channels: 1,
            sample_rate: 8_000,
            bits_per_sample: bits,
            sample_format: hound::SampleFormat::Int,
        };
        let mut writer = hound::WavWriter::create(&path, spec).unwrap();
        let full_scale = 1_i64 << (bits - 1);
        for sample in [-full_scale, -full_scale / 2, 0, full_scale / 2] {
            writer.write_sample(sample as i32).unwrap();
        }
        writer.finalize().unwrap();
        assert_eq!(decode(&path).1, [[-1.0, -0.5, 0.0, 0.5]], "{bits}");
    }
}

#[test]
fn the_length_is_known_beforehand() {
    for (name, seconds) in [("tone.flac", 0.5), ("tone.opus", 1.0), ("tone.mp3", 1.0), ("tone-alac.m4a", 0.5)]
    {
        let declared = open(&fixture(name)).unwrap().declared_seconds().unwrap();
        assert!((declared - seconds).abs() < 0.05, "{name}: {declared}");
    }
}

#[test]
fn what_is_no_audio_is_refused_in_clear_words() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    let text = "The quick brown fox jumps over the lazy dog. ".repeat(300);
    let flac = fs::read(fixture("tone.flac")).unwrap();
    for (path, expected) in [
        (folder.path().join("missing.wav"), "cannot open"),
        (folder.path().to_owned(), "cannot open: it is a folder"),
        (write("empty.wav", &[]), "not a known audio format"),
        (write("text.mp3", text.as_bytes()), "not a known audio format"),
        (write("zeros.flac", &[0; 5000]), "not a known audio format"),
        (write("header.flac", &flac[..60]), "not a known audio format"),
    ] {
        let Err(error) = open(&path) else { panic!("{} was opened", path.display()) };
        assert!(error.to_string().starts_with(expected), "{}: {error}", path.display());
        assert!(!error.to_string().contains('\n'));
    }
}

#[test]
fn a_file_without_samples_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("none.wav");
    write_wav(&path, 2, 44_100, &[]);
    let Err(error) = open(&path) else { panic!("opened") };
    assert_eq!(error.to_string(), "no audio in it");
}

#[test]
fn a_truncated_file_gives_what_it_holds_and_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let wav = folder.path().join("whole.wav");
    write_wav(&wav, 1, 8_000, &[0.25; 16_000]);
    for original in
        [wav, fixture("tone.flac"), fixture("tone.aiff"), fixture("tone.mp3"), fixture("tone-aac.m4a")]
    {
        let bytes = fs::read(&original).unwrap();
        let path = folder.path().join("cut").with_extension(original.extension().unwrap());
        fs::write(&path, &bytes[..bytes.len() * 3 / 4]).unwrap();
        // MP4 files may have their table of contents at the end.
        let mut decoder = match open(&path) {
            Ok(decoder) => decoder,
            Err(_) if path.extension().unwrap() == "m4a" => continue,
            Err(error) => panic!("{}: {error}", path.display()),
        };
        while decoder.advance() {}
        let (_, whole, _) = decode(&original);
        let share = decoder.seconds() * f64::from(decoder.layout().sample_rate) / whole[0].len() as f64;
        assert!((0.3..0.9).contains(&share), "{}: {share}", path.display());
        let warnings: Vec<_> = decoder.warnings().iter().map(Warning::to_string).collect();
        let expected = format!("ends at {:.1} s", decoder.seconds());
        assert!(
            warnings.iter().any(|warning| warning.starts_with(&expected)),
            "{}: {warnings:?}",
            path.display()
        );
    }
}

#[test]
fn damage_in_the_middle_is_told() {
    let folder = tempfile::tempdir().unwrap();
    // The tone in Ogg is one page, and a damaged page is lost as a whole: the demo mix has many.
    let mix = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo-mix/demo-mix.ogg");
    for original in [fixture("tone.mp3"), fixture("tone-aac.m4a"), mix, fixture("tone.flac")] {
        let name = original.file_name().unwrap().to_str().unwrap();
        let path = folder.path().join(name);
        let mut bytes = fs::read(&original).unwrap();
        let middle = bytes.len() / 2..bytes.len() * 3 / 4;
        bytes[middle].fill(0xff);
        fs::write(&path, bytes).unwrap();
        let (rate, samples, warnings) = decode(&path);
        let share = samples[0].len() as f64 / decode(&original).1[0].len() as f64;
        // What is lost in the midst of it is silent: what follows is where it was.
        assert!((0.3..=1.05).contains(&share), "{name}: {share} at {rate} Hz");
        assert!(!warnings.is_empty(), "{name}");
    }
}

#[test]
fn a_file_of_damage_fails_in_clear_words() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("damaged.flac");
    let mut bytes = fs::read(fixture("tone.flac")).unwrap();
    // Behind the description of the stream and the padding.
    bytes[8300..].fill(0x55);
    fs::write(&path, &bytes).unwrap();
    let Err(error) = open(&path) else { panic!("opened") };
    assert!(error.to_string().starts_with("damaged at 0.0 s: "), "{error}");
}

#[test]
fn embedded_music_needs_no_file() {
    let bytes: &[u8] = include_bytes!("../../tests/fixtures/tone.ogg");
    let source = Source::Embedded { name: "tone.ogg", bytes };
    let mut decoder = Decoder::open(&source).unwrap();
    while decoder.advance() {}
    assert_eq!(decoder.seconds(), 1.0);
    assert_eq!((source.name(), source.stem()), ("tone.ogg".into(), "tone".into()));
}
