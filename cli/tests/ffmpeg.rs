//! What is heard by ffmpeg, and what is said where it isn't there. `cargo xtask test` installs it.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::{
    ffi::OsStr,
    fs,
    os::unix::ffi::OsStrExt,
    path::Path,
    process::{Command, Output},
};

use support::{AI_MIXTAPES, fields, fixture, run, text, write_music};

fn ffmpeg(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("ffmpeg");
    command.args(["-nostdin", "-v", "error", "-y"]).args(arguments).current_dir(folder);
    let status = command.status().expect("ffmpeg, which `cargo xtask test` installs");
    assert!(status.success(), "{arguments:?}");
}

fn rows(output: &Output) -> Vec<Vec<String>> {
    text(&output.stdout).lines().skip(1).map(fields).collect()
}

#[test]
fn what_nothing_built_in_hears_is_heard_by_ffmpeg() {
    let folder = tempfile::tempdir().unwrap();
    write_music(&folder.path().join("mix.wav"), 48_000, 2, 6.0);
    let names = ["mix.wv", "mix.ac3", "mix.wma", "six.m4a", "six.opus"];
    for name in names {
        let channels = if name.starts_with("six") { "6" } else { "2" };
        ffmpeg(folder.path(), &["-i", "mix.wav", "-ac", channels, "-b:a", "384k", name]);
    }
    let whole = rows(&run(folder.path(), 0, &["analyze", "mix.wav"]));
    for name in names {
        let found = rows(&run(folder.path(), 0, &["analyze", name]));
        // Encoders pad to whole packets.
        assert!(found.len().abs_diff(whole.len()) <= 1, "{name}: {}", found.len());
        for (found, whole) in found.iter().zip(&whole) {
            assert!(found[22].starts_with("ffmpeg "), "{name}: {found:?}");
            // The others lose something, and of made music a model hears that.
            if name == "mix.wv" {
                assert_eq!(found[1..21], whole[1..21]);
            }
        }
    }
}

#[test]
fn the_mood_of_music_is_the_same_whoever_decodes_it() {
    let folder = tempfile::tempdir().unwrap();
    let mix = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo-mix/demo-mix.ogg");
    let mix = mix.to_str().unwrap();
    ffmpeg(folder.path(), &["-t", "30", "-i", mix, "-ar", "48000", "mix.wav"]);
    // AC-3 is late by as many samples, and has no way to say so.
    ffmpeg(folder.path(), &["-i", "mix.wav", "-af", "adelay=256S:all=1", "late.wav"]);
    let codecs = [
        ("mix.flac", "1k", "mix.wav", 0.0),
        ("mix.mp3", "320k", "mix.wav", 0.02),
        ("mix.m4a", "320k", "mix.wav", 0.02),
        ("mix.opus", "510k", "mix.wav", 0.02),
        ("mix.ac3", "640k", "late.wav", 0.02),
    ];
    let heard = |name: &str| rows(&run(folder.path(), 0, &["analyze", name]));
    for (name, bits, original, bound) in codecs {
        ffmpeg(folder.path(), &["-i", "mix.wav", "-b:a", bits, name]);
        let (found, original) = (heard(name), heard(original));
        assert!(found.len().abs_diff(original.len()) <= 1 && found.len() >= 59, "{name}: {}", found.len());
        for (found, original) in found.iter().zip(&original) {
            // Valence, arousal and tension, now and of the section.
            for column in [3, 4, 5, 12, 13, 14] {
                let [found, original] = [found, original].map(|row| row[column].parse::<f64>().unwrap());
                assert!((found - original).abs() <= bound, "{name}, {column}: {found} for {original}");
            }
        }
    }
}

#[test]
fn a_name_is_a_name_and_a_list_of_names_is_no_music() {
    let folder = tempfile::tempdir().unwrap();
    write_music(&folder.path().join("mix.wav"), 48_000, 2, 1.0);
    ffmpeg(folder.path(), &["-i", "mix.wav", "mix.ac3"]);
    for name in ["-i.ac3", "http:a.ac3", "concat:mix.ac3|mix.ac3"] {
        fs::copy(folder.path().join("mix.ac3"), folder.path().join(name)).unwrap();
        let found = rows(&run(folder.path(), 0, &["analyze", "--summary", "--", name]));
        assert_eq!((found[0][0].as_str(), found[0][14].as_str()), (name, ""));
    }
    for (name, list) in [
        ("list.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nmix.ac3\n#EXT-X-ENDLIST\n"),
        ("list.txt", "ffconcat version 1.0\nfile mix.ac3\n"),
    ] {
        fs::write(folder.path().join(name), list).unwrap();
        let found = rows(&run(folder.path(), 1, &["analyze", "--summary", name]));
        assert!(found[0][14].contains("not a known audio format; nor can ffmpeg "), "{found:?}");
    }
}

#[test]
fn without_ffmpeg_it_says_what_to_install() {
    let folder = tempfile::tempdir().unwrap();
    write_music(&folder.path().join("mix.wav"), 48_000, 2, 1.0);
    ffmpeg(folder.path(), &["-i", "mix.wav", "mix.ac3"]);
    let mut command = Command::new(AI_MIXTAPES);
    command.args(["analyze", "--summary", "mix.ac3", "mix.wav"]).current_dir(folder.path());
    let output = command.env("PATH", folder.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let found = rows(&output);
    assert!(found[0][14].contains("install ffmpeg (on Debian: apt-get install ffmpeg)"), "{found:?}");
    assert_eq!((found[1][13].as_str(), found[1][14].as_str()), ("built-in", ""));
}

#[test]
fn names_that_look_the_same_lead_back_to_their_files_and_command_no_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let names = [&b"caf\xe9.wav"[..], b"caf\xe8.wav", b"\x1b[2Jbad.wav"];
    for name in &names[..2] {
        fs::copy(fixture("tone.flac"), folder.path().join(OsStr::from_bytes(name))).unwrap();
    }
    let mut command = Command::new(AI_MIXTAPES);
    command.args(["analyze", "--summary"]).args(names.map(OsStr::from_bytes)).current_dir(folder.path());
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let found = rows(&output);
    assert_eq!(found[0][0], found[1][0]);
    assert_eq!([&found[0][12], &found[1][12], &found[2][12]], ["caf%E9.wav", "caf%E8.wav", ""]);
    assert_eq!(found[2][0], "\u{1b}[2Jbad.wav");
    assert!(text(&output.stderr).contains("error: \\u{1b}[2Jbad.wav: cannot open: "), "{output:?}");
}
