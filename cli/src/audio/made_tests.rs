//! Odd files that ffmpeg makes. `cargo xtask test` installs it.

use std::{fs, path::Path, process::Command};

use tempfile::TempDir;

use super::{Decoder, Source, Stream, Warning};

/// A folder with what ffmpeg makes of four seconds of a tone, or of what else goes in.
fn made(input: &str, files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, options) in files {
        let mut command = Command::new("ffmpeg");
        command
            .args(["-nostdin", "-v", "error", "-f", "lavfi", "-i", input])
            .args(options.split(' '))
            .arg(name);
        let status = command.current_dir(folder.path()).status();
        assert!(status.expect("ffmpeg, which `cargo xtask test` installs").success(), "{name}");
    }
    folder
}

const TONE: &str = "sine=frequency=440:duration=4:sample_rate=48000";

/// Seconds heard, whether by ffmpeg, and what was not right.
fn heard(folder: &Path, name: &str, bytes: &[u8]) -> (f64, bool, Vec<Warning>) {
    let path = folder.join(name);
    fs::write(&path, bytes).unwrap();
    let mut stream = Stream::new(Decoder::open(&Source::File(path)).unwrap());
    while stream.next_block().unwrap().is_some() {}
    let decoder = stream.decoder();
    (stream.seconds(), decoder.ffmpeg().is_some(), decoder.warnings().to_vec())
}

/// The checksum of an Ogg's page.
fn checksum(page: &[u8]) -> u32 {
    page.iter().fold(0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte) << 24, |sum, _| {
            (sum << 1) ^ if sum >> 31 == 1 { 0x04c1_1db7 } else { 0 }
        })
    })
}

#[test]
fn a_hole_in_an_ogg_lasts_as_long_as_what_was_there() {
    let pages = "-page_duration 200000";
    let files = [
        ("vorbis.ogg", format!("-c:a libvorbis {pages}")),
        ("opus.ogg", format!("-c:a libopus {pages}")),
        ("flac.ogg", format!("-c:a flac {pages}")),
    ];
    let folder = made(TONE, &files.each_ref().map(|(name, options)| (*name, options.as_str())));
    for (name, _) in files {
        let mut bytes = fs::read(folder.path().join(name)).unwrap();
        let (whole, _, warnings) = heard(folder.path(), name, &bytes);
        assert!((whole - 4.0).abs() < 0.03 && warnings.is_empty(), "{name}: {whole} {warnings:?}");
        let middle = bytes.len() / 2;
        bytes[middle..middle + middle / 8].fill(0);
        let (seconds, _, warnings) = heard(folder.path(), name, &bytes);
        assert!((seconds - 4.0).abs() < 0.05, "{name}: {seconds} {warnings:?}");
        let lost =
            |warning: &Warning| matches!(warning, Warning::Lost { lost, .. } if (0.1..1.0).contains(lost));
        assert!(warnings.iter().any(lost), "{name}: {warnings:?}");
    }
}

#[test]
fn an_ogg_that_goes_on_as_another_stream_is_heard_whole() {
    let folder = made(
        TONE,
        &[
            ("a.ogg", "-c:a libvorbis"),
            ("b.ogg", "-c:a libvorbis -ar 22050 -ac 2"),
            ("c.ogg", "-c:a libopus"),
            ("d.ogg", "-c:a flac -ar 44100"),
        ],
    );
    let read = |name: &str| fs::read(folder.path().join(name)).unwrap();
    for (first, second) in
        [("a", "b"), ("b", "a"), ("a", "c"), ("c", "b"), ("c", "c"), ("d", "a"), ("b", "d")]
    {
        let joined = [read(&format!("{first}.ogg")), read(&format!("{second}.ogg"))].concat();
        let (seconds, by_ffmpeg, warnings) = heard(folder.path(), "joined.ogg", &joined);
        assert!((seconds - 8.0).abs() < 0.05, "{first}{second}: {seconds}");
        assert_eq!((by_ffmpeg, warnings), (false, vec![]), "{first}{second}");
    }
}

#[test]
fn what_an_opus_stream_skips_may_be_longer_than_a_packet() {
    let folder = made(TONE, &[("a.opus", "-c:a libopus")]);
    let mut bytes = fs::read(folder.path().join("a.opus")).unwrap();
    let page = 27 + 1 + 19;
    assert_eq!(&bytes[28..36], b"OpusHead");
    bytes[38..40].copy_from_slice(&48_000_u16.to_le_bytes());
    bytes[22..26].fill(0);
    let sum = checksum(&bytes[..page]);
    bytes[22..26].copy_from_slice(&sum.to_le_bytes());
    let (seconds, _, warnings) = heard(folder.path(), "b.opus", &bytes);
    assert!((seconds - 3.0).abs() < 0.02, "{seconds}");
    assert_eq!(warnings, []);
}

#[test]
fn a_fragmented_mp4_is_heard_beyond_what_its_edit_counts() {
    let folder = made(
        TONE,
        &[("a.m4a", "-c:a aac -movflags frag_keyframe+empty_moov+delay_moov -frag_duration 500000")],
    );
    let mut bytes = fs::read(folder.path().join("a.m4a")).unwrap();
    let list = bytes.windows(4).position(|name| name == b"elst").expect("an edit list");
    // As if it had been written before the fragments were.
    bytes[list + 12..list + 16].copy_from_slice(&1_000_u32.to_be_bytes());
    let (seconds, _, warnings) = heard(folder.path(), "b.m4a", &bytes);
    assert!((seconds - 4.0).abs() < 0.1, "{seconds}");
    assert_eq!(warnings, []);
}

#[test]
fn what_nothing_built_in_knows_is_no_mp3_whatever_is_in_it() {
    let folder = made(TONE, &[("a.wv", "-c:a wavpack"), ("a.tta", "-c:a tta"), ("a.mp3", "-c:a libmp3lame")]);
    let read = |name: &str| fs::read(folder.path().join(name)).unwrap();
    let id3 = [&b"ID3\x04\0\0\0\0\0\x20"[..], &[0; 32]].concat();
    for name in ["a.wv", "a.tta"] {
        for before in [&b""[..], &id3] {
            let bytes = [before, &read(name), &read("a.mp3")].concat();
            let (seconds, by_ffmpeg, warnings) = heard(folder.path(), name, &bytes);
            assert!(by_ffmpeg && (seconds - 4.0).abs() < 0.05, "{name}: {seconds} {warnings:?}");
        }
    }
}

#[test]
fn a_matroska_keeps_its_time_over_damage_whoever_goes_on() {
    let folder = made(
        TONE,
        &[
            ("aac.mka", "-c:a aac -cluster_time_limit 500"),
            ("vorbis.mka", "-c:a libvorbis -cluster_time_limit 500"),
            ("mp3.mka", "-c:a libmp3lame -cluster_time_limit 500"),
            ("flac.mka", "-c:a flac -cluster_time_limit 500"),
            ("opus.webm", "-c:a libopus -cluster_time_limit 500"),
        ],
    );
    let (mut here, mut handed_over) = (0, 0);
    for name in ["aac.mka", "vorbis.mka", "mp3.mka", "flac.mka", "opus.webm"] {
        let whole = fs::read(folder.path().join(name)).unwrap();
        let (seconds, by_ffmpeg, warnings) = heard(folder.path(), name, &whole);
        assert!((seconds - 4.0).abs() < 0.06 && !by_ffmpeg, "{name}: {seconds}");
        assert_eq!(warnings, [], "{name}");
        for fill in [0x00, 0x55, 0xff] {
            let mut bytes = whole.clone();
            let middle = bytes.len() / 2;
            bytes[middle..middle + 300].fill(fill);
            let (seconds, by_ffmpeg, warnings) = heard(folder.path(), name, &bytes);
            assert!((seconds - 4.0).abs() < 0.12, "{name}, {fill:x}: {seconds} {warnings:?}");
            let lost = |warning: &Warning| matches!(warning, Warning::Lost { lost, .. } if *lost < 1.5);
            here += u32::from(warnings.iter().any(lost));
            let told = |warning: &Warning| matches!(warning, Warning::HandedOver { .. });
            assert_eq!(warnings.iter().any(told), by_ffmpeg, "{name}, {fill:x}");
            handed_over += u32::from(by_ffmpeg);
        }
    }
    assert!(here > 0 && handed_over > 0, "{here} {handed_over}");
}

#[test]
fn what_is_finer_than_anything_that_is_heard_is_heard_coarser() {
    let folder = made("sine=frequency=440:duration=0.5:sample_rate=1411200", &[("a.wv", "-c:a wavpack")]);
    let (seconds, by_ffmpeg, warnings) =
        heard(folder.path(), "b.wv", &fs::read(folder.path().join("a.wv")).unwrap());
    assert!(by_ffmpeg && (seconds - 0.5).abs() < 0.01, "{seconds}");
    assert_eq!(warnings, []);
}
