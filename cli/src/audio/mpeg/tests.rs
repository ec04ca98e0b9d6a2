//! Files of MPEG frames as they are found.

use std::{fs, path::Path};

use super::super::{Decoder, Source, Stream, Warning};

/// A frame of layer III without sound: its header, and nothing.
fn silent_frame(header: [u8; 4]) -> Vec<u8> {
    let mut frame = header.to_vec();
    frame.resize(super::header::Header::parse(header).unwrap().bytes, 0);
    frame
}

const STEREO_320: [u8; 4] = [0xff, 0xfb, 0xe0, 0x00];
const STEREO_32: [u8; 4] = [0xff, 0xfb, 0x10, 0x00];
const MONO_64: [u8; 4] = [0xff, 0xfb, 0x50, 0xc0];
const STEREO_48_KHZ: [u8; 4] = [0xff, 0xfb, 0x94, 0x00];
const FRAME: f64 = 1152.0 / 44_100.0;

/// Seconds heard of these bytes, channels, and what was not right.
fn heard(bytes: &[u8]) -> (f64, usize, Vec<Warning>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mp3");
    fs::write(&path, bytes).unwrap();
    let mut stream = Stream::new(Decoder::open(&Source::File(path)).unwrap());
    while stream.next_block().unwrap().is_some() {}
    (stream.seconds(), stream.channels(), stream.decoder().warnings().to_vec())
}

fn tone() -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tone.mp3")).unwrap()
}

fn near(found: f64, expected: f64) -> bool {
    (found - expected).abs() < 0.06
}

#[test]
fn files_that_were_joined_are_heard_to_the_end() {
    let (seconds, _, warnings) = heard(&[tone(), tone(), tone()].concat());
    assert!((3.0..3.3).contains(&seconds), "{seconds}");
    assert_eq!(warnings, []);
}

#[test]
fn a_loud_beginning_is_no_measure_of_the_length() {
    let bytes = [silent_frame(STEREO_320).repeat(40), silent_frame(STEREO_32).repeat(400)].concat();
    let (seconds, _, warnings) = heard(&bytes);
    assert!(near(seconds, 440.0 * FRAME), "{seconds}");
    assert_eq!(warnings, []);
}

#[test]
fn a_tag_that_counts_no_frames_says_nothing() {
    let mut bytes = tone();
    let at = bytes.windows(4).position(|name| matches!(name, b"Info" | b"Xing")).unwrap();
    bytes[at + 8..at + 12].fill(0);
    let (seconds, _, warnings) = heard(&bytes);
    assert!((1.0..1.1).contains(&seconds), "{seconds}");
    assert_eq!(warnings, []);
}

#[test]
fn channels_and_rates_may_change() {
    let mono = silent_frame(MONO_64).repeat(100);
    for other in [STEREO_320, STEREO_48_KHZ] {
        let stereo = silent_frame(other).repeat(200);
        let length = 200.0 * 1152.0 / if other == STEREO_48_KHZ { 48_000.0 } else { 44_100.0 };
        for (bytes, channels) in [([&mono[..], &stereo].concat(), 1), ([&stereo[..], &mono].concat(), 2)] {
            let (seconds, found, warnings) = heard(&bytes);
            assert!(near(seconds, 100.0 * FRAME + length), "{seconds}");
            assert_eq!((found, warnings), (channels, vec![]));
        }
    }
}

#[test]
fn zeros_in_a_constant_bit_rate_last_as_long_as_what_was_there() {
    let frame = silent_frame(STEREO_32);
    let mut bytes = frame.repeat(1_000);
    let zeros = 300 * frame.len() + 50..600 * frame.len() + 20;
    bytes[zeros].fill(0);
    let (seconds, _, warnings) = heard(&bytes);
    assert!(near(seconds, 1_000.0 * FRAME), "{seconds}");
    let [Warning::Lost { seconds, lost, sure: true }] = warnings[..] else { panic!("{warnings:?}") };
    assert!(near(seconds, 301.0 * FRAME) && near(lost, 300.0 * FRAME), "{warnings:?}");
}

#[test]
fn zeros_in_a_variable_bit_rate_are_measured_by_the_count_of_frames_or_guessed() {
    let mut bytes = [silent_frame(STEREO_320).repeat(100), silent_frame(STEREO_32).repeat(300)].concat();
    let big = silent_frame(STEREO_320).len();
    bytes[50 * big + 9..100 * big].fill(0);
    let (guessed, _, warnings) = heard(&bytes);
    assert!(matches!(warnings[..], [Warning::Lost { sure: true, .. }]), "constant up to there: {warnings:?}");
    assert!(near(guessed, 400.0 * FRAME), "{guessed}");

    let mut mixed = [silent_frame(STEREO_320), silent_frame(STEREO_32)].concat().repeat(150);
    let zeros = 0..mixed.len() / 3;
    mixed[zeros.end..2 * zeros.end].fill(0);
    let (_, _, warnings) = heard(&mixed);
    assert!(matches!(warnings[..], [Warning::Lost { sure: false, .. }]), "{warnings:?}");
    assert!(warnings[0].to_string().ends_with("times may be off from there on"));

    // The first frame tells how many follow.
    let mut tag = silent_frame(STEREO_320);
    tag[36..40].copy_from_slice(b"Xing");
    tag[43] = 1;
    tag[44..48].copy_from_slice(&300_u32.to_be_bytes());
    let (seconds, _, warnings) = heard(&[tag, mixed].concat());
    assert!(near(seconds, 300.0 * FRAME), "{seconds}");
    assert!(matches!(warnings[..], [Warning::Lost { sure: true, .. }]), "{warnings:?}");
}

#[test]
fn tags_between_frames_last_no_time() {
    let frames = silent_frame(STEREO_32).repeat(100);
    let mut picture = b"ID3\x04\0\0\0\x06\0\0".to_vec();
    picture.resize(10 + (6 << 14), 0x41);
    let mut trailer = b"TAG".to_vec();
    trailer.resize(128, b' ');
    let (seconds, _, warnings) =
        heard(&[&picture[..], &frames, &trailer, &picture, &frames, &trailer].concat());
    assert!(near(seconds, 200.0 * FRAME), "{seconds}");
    assert_eq!(warnings, []);
}

#[test]
fn a_file_that_is_shorter_than_its_encoder_counted_is_said_to_be() {
    let bytes = tone();
    let (seconds, _, warnings) = heard(&bytes[..bytes.len() / 2]);
    assert!(matches!(warnings[..], [Warning::Truncated { .. }]), "{seconds} {warnings:?}");
}

#[test]
fn a_count_that_there_is_no_room_for_is_of_an_end_that_is_missing() {
    let mut bytes = tone();
    let at = bytes.windows(4).position(|name| matches!(name, b"Info" | b"Xing")).unwrap();
    bytes[at + 8..at + 12].copy_from_slice(&8_000_u32.to_be_bytes());
    let middle = bytes.len() / 2;
    bytes.splice(middle..middle, [0x55; 3_000]);
    let (seconds, _, warnings) = heard(&bytes);
    assert!((1.0..3.0).contains(&seconds), "{seconds} {warnings:?}");
    assert!(warnings.iter().any(|warning| matches!(warning, Warning::Truncated { .. })), "{warnings:?}");
}
