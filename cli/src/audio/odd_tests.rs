//! Files whose headers are wrong, or newer than most decoders.

use std::{fs, fs::File, io::Write, path::Path};

use super::*;

/// The header of a WAV of 16 bits, mono, 8 kHz, with these sizes.
fn header(name: &[u8; 4], riff: u32, between: &[u8], data: u32) -> Vec<u8> {
    let mut bytes = name.to_vec();
    bytes.extend(riff.to_le_bytes());
    bytes.extend(b"WAVE");
    bytes.extend(between);
    bytes.extend(b"fmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data");
    bytes.extend(data.to_le_bytes());
    bytes
}

/// Two seconds.
fn samples() -> Vec<u8> {
    (0..16_000_u32).flat_map(|at| (((at as f32 * 0.3).sin() * 9e3) as i16).to_le_bytes()).collect()
}

/// Seconds heard, and what was not right.
fn heard(name: &str, bytes: &[u8]) -> (f64, Vec<Warning>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    let mut decoder = Decoder::open(&Source::File(path)).unwrap();
    while decoder.advance() {}
    (decoder.seconds(), decoder.warnings().to_vec())
}

#[test]
fn a_recording_whose_recorder_crashed_is_heard_to_its_end() {
    for (riff, data) in [(32_036, 0), (0, 0), (0x7fff_ffff, 0x7fff_ffff), (20, 32_000)] {
        let (seconds, warnings) = heard("a.wav", &[header(b"RIFF", riff, b"", data), samples()].concat());
        assert_eq!((seconds, warnings), (2.0, vec![Warning::Unfinished]), "{riff:x} {data:x}");
    }
    // From a pipe, and as it should be, with and without something behind it.
    let list = b"LIST\x04\0\0\0INFO".to_vec();
    for (riff, data, behind) in
        [(u32::MAX, u32::MAX, vec![]), (32_036, 32_000, vec![]), (32_048, 32_000, list)]
    {
        let bytes = [header(b"RIFF", riff, b"", data), samples(), behind].concat();
        assert_eq!(heard("a.wav", &bytes), (2.0, vec![]), "{riff:x} {data:x}");
    }
}

#[test]
fn what_is_behind_the_audio_is_left_out_but_told() {
    let bytes = [header(b"RIFF", 32_036, b"", 32_000), samples(), samples()].concat();
    assert_eq!(heard("a.wav", &bytes), (2.0, vec![Warning::Behind { bytes: 32_000 }]));
    let (seconds, warnings) = heard("a.wav", &[header(b"RIFF", 64_036, b"", 64_000), samples()].concat());
    assert_eq!((seconds, warnings), (2.0, vec![Warning::Truncated { seconds: 2.0, declared: 4.0 }]));
}

#[test]
fn sizes_of_64_bits_are_known() {
    let mut ds64 = b"ds64\x1c\0\0\0".to_vec();
    [32_072_u64, 32_000, 16_000].iter().for_each(|size| ds64.extend(size.to_le_bytes()));
    ds64.extend([0; 4]);
    for name in [b"RF64", b"BW64"] {
        // Behind the audio there may be more, which isn't heard.
        let bytes =
            [header(name, u32::MAX, &ds64, u32::MAX), samples(), b"LIST\x04\0\0\0INFO".to_vec()].concat();
        assert_eq!(heard("a.wav", &bytes), (2.0, vec![]));
    }
    let guid = |name: &[u8; 4]| [&name[..], b"\xf3\xac\xd3\x11\x8c\xd1\0\xc0\x4f\x8e\xdb\x8a"].concat();
    let mut bytes = b"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\0\0".to_vec();
    bytes.extend(32_104_u64.to_le_bytes());
    bytes.extend(guid(b"wave"));
    bytes.extend(guid(b"fmt "));
    bytes.extend(40_u64.to_le_bytes());
    bytes.extend(b"\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0");
    bytes.extend(guid(b"data"));
    bytes.extend(32_024_u64.to_le_bytes());
    assert_eq!(heard("a.w64", &[bytes, samples()].concat()), (2.0, vec![]));
}

#[cfg(unix)]
#[test]
fn a_size_that_wrapped_at_4_gb_is_seen_through() {
    const WRAP: u64 = 1 << 32;
    let folder = tempfile::tempdir().unwrap();
    for (wraps, data, behind) in [(1, 1_000_u64, 0_u64), (2, 32_000, 0), (1, 0, 12), (1, 1_000, 7)] {
        let path = folder.path().join("long.wav");
        let mut file = File::create(&path).unwrap();
        file.write_all(&header(b"RIFF", 36 + data as u32, b"", data as u32)).unwrap();
        // Sparse: it takes no room.
        file.set_len(44 + wraps * WRAP + data + behind).unwrap();
        if behind == 12 {
            use std::os::unix::fs::FileExt;
            file.write_all_at(b"LIST\x04\0\0\0INFO", 44 + wraps * WRAP + data).unwrap();
        }
        let wave = wave::find(Box::new(File::open(&path).unwrap())).unwrap().unwrap();
        let bytes = wraps * WRAP + data + if behind == 7 { 7 } else { 0 };
        assert_eq!(wave.declared, Some((bytes / 2) as f64 / 8_000.0), "{wraps} {data} {behind}");
    }
}

#[test]
fn a_hole_in_a_flac_lasts_as_long_as_what_was_there() {
    // Its packets are numbered, here by blocks of 4,096 samples: of two the first is the smaller part.
    let mut tone = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tone.flac")).unwrap();
    let frames = tone.windows(2).position(|bytes| bytes == b"\xff\xf8").unwrap();
    tone[frames..frames + 40].fill(0);
    let (seconds, warnings) = heard("a.flac", &tone);
    assert_eq!(seconds, 0.5);
    assert!(matches!(warnings[..], [Warning::Lost { sure: true, .. }]), "{warnings:?}");
}

#[test]
fn what_is_damaged_in_a_flac_beside_its_audio_costs_nothing() {
    let tone = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tone.flac")).unwrap();
    let (description, rest) = tone.split_at(42);
    let mut description = description.to_vec();
    description[4] = 0;
    let block =
        |kind: u8, length: u32, content: &[u8]| [&[kind], &length.to_be_bytes()[1..], content].concat();
    let picture = block(6, 40, &[0xee; 40]);
    let too_long = block(6, 0x00ff_ffff, &[0x55; 900]);
    let seek_table = block(3, 18, &[0; 18]);
    let tables = [&seek_table[..], &seek_table].concat();
    let id3 = [&b"ID3\x04\0\0\0\0\0\x20"[..], &[0; 32]].concat();
    for (before, blocks) in [(&b""[..], &picture), (b"", &too_long), (b"", &tables), (&id3, &picture)] {
        let bytes = [before, &description, blocks, rest].concat();
        assert_eq!(heard("a.flac", &bytes), (0.5, vec![]));
    }
}
