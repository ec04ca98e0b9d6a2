//! Files as odd as people have them, made by ffmpeg and by hand, heard by the command and by ffmpeg alone: where they
//! differ is printed with the reason, and nothing may differ without a word.
//!
//! It takes minutes; `cargo xtask test --hosts` runs it.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::{
    collections::HashMap,
    fs,
    path::Path,
    process::{Command, Stdio},
};

use support::{fields, started, text};

/// Seconds by which the lengths of both may differ.
const LENGTH: f64 = 0.15;
/// Valence and arousal by which an update of both may differ.
const MOOD: f64 = 0.02;
/// Made files that may differ, with what is behind it.
const SHARE: f64 = 0.02;

/// Containers and codecs: extension, options of ffmpeg, and the rates and channels that it takes.
const CODECS: [(&str, &str, &[u32], &[u32]); 34] = [
    ("wav", "-c:a pcm_u8", RATES, CHANNELS),
    ("wav", "-c:a pcm_s16le", RATES, CHANNELS),
    ("wav", "-c:a pcm_s24le", RATES, CHANNELS),
    ("wav", "-c:a pcm_s32le", RATES, CHANNELS),
    ("wav", "-c:a pcm_f32le", RATES, CHANNELS),
    ("wav", "-c:a pcm_f64le", RATES, CHANNELS),
    ("wav", "-c:a pcm_alaw", LOW, TWO),
    ("wav", "-c:a adpcm_ms", MP3, TWO),
    ("wav", "-c:a adpcm_ima_wav", MP3, TWO),
    ("wav", "-rf64 always", RATES, CHANNELS),
    ("w64", "-c:a pcm_s16le", RATES, CHANNELS),
    ("aiff", "-c:a pcm_s16be", RATES, CHANNELS),
    ("aiff", "-c:a pcm_s24be", RATES, CHANNELS),
    ("caf", "-c:a pcm_s16le", RATES, TWO),
    ("au", "-c:a pcm_s16be", RATES, TWO),
    ("flac", "-c:a flac", RATES, CHANNELS),
    ("oga", "-c:a flac", RATES, TWO),
    ("m4a", "-c:a alac", RATES, CHANNELS),
    ("wv", "-c:a wavpack", RATES, CHANNELS),
    ("tta", "-c:a tta", RATES, TWO),
    ("mp3", "-c:a libmp3lame -b:a 96k", MP3, TWO),
    ("mp3", "-c:a libmp3lame -q:a 2", MP3, TWO),
    ("mp3", "-c:a libmp3lame -q:a 2 -write_xing 0", MP3, TWO),
    ("mp2", "-c:a mp2 -b:a 160k", &[44_100, 48_000, 32_000], &[2]),
    ("aac", "-c:a aac", MP3, TWO),
    ("m4a", "-c:a aac", MP3, CHANNELS),
    ("m4a", "-c:a aac -movflags faststart", MP3, TWO),
    ("mka", "-c:a aac", MP3, TWO),
    ("ogg", "-c:a libvorbis -q:a 4", MP3, CHANNELS),
    ("opus", "-c:a libopus", &[48_000], CHANNELS),
    ("webm", "-c:a libopus", &[48_000], TWO),
    ("ac3", "-c:a ac3", &[32_000, 44_100, 48_000], CHANNELS),
    ("wma", "-c:a wmav2", &[22_050, 44_100, 48_000], TWO),
    ("ts", "-c:a aac", &[44_100, 48_000], TWO),
];
const RATES: &[u32] = &[8_000, 22_050, 44_100, 48_000, 88_200, 96_000, 192_000];
const LOW: &[u32] = &[8_000, 11_025, 16_000];
const MP3: &[u32] = &[16_000, 22_050, 32_000, 44_100, 48_000];
const CHANNELS: &[u32] = &[1, 2, 6];
const TWO: &[u32] = &[1, 2];

fn ffmpeg(folder: &Path, arguments: &str) -> bool {
    let mut command = Command::new("ffmpeg");
    command.args(["-nostdin", "-v", "error", "-y"]).args(arguments.split(' ')).current_dir(folder);
    let status = command.stderr(Stdio::null()).status().expect("ffmpeg, which `cargo xtask test` installs");
    status.success()
}

/// Makes all files; returns their names.
fn make(folder: &Path) -> Vec<String> {
    let mix = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo-mix/demo-mix.ogg");
    assert!(ffmpeg(folder, &format!("-i {} -t 4 -ss 2 base.wav", mix.display())));
    let mut names = Vec::new();
    for (index, (extension, options, rates, channels)) in CODECS.iter().enumerate() {
        for rate in *rates {
            for channels in *channels {
                let name = format!("{index:02}-{rate}-{channels}.{extension}");
                let made = ffmpeg(folder, &format!("-i base.wav -ar {rate} -ac {channels} {options} {name}"));
                assert!(made, "{name}");
                names.push(name);
            }
        }
    }
    damage(folder, &mut names);
    fs::write(folder.join("dsd.dsf"), dsf()).unwrap();
    names.push(String::from("dsd.dsf"));
    names
}

/// Four seconds of a tone as a file of single bits, 64 of them for each sample of a CD.
fn dsf() -> Vec<u8> {
    const RATE: u32 = 64 * 44_100;
    const BLOCK: usize = 4096;
    let bits = 4 * u64::from(RATE);
    let mut error = 0.0;
    let mut bit = |at: u64| {
        let wanted = 0.4 * (std::f64::consts::TAU * 440.0 * at as f64 / f64::from(RATE)).sin();
        let one = wanted + error >= 0.0;
        error += wanted - if one { 1.0 } else { -1.0 };
        u8::from(one)
    };
    let mut data: Vec<u8> =
        (0..bits / 8).map(|byte| (0..8).fold(0, |sum, place| sum | bit(8 * byte + place) << place)).collect();
    data.resize(data.len().next_multiple_of(BLOCK), 0x69);
    let mut file = b"DSD ".to_vec();
    let whole = 28 + 52 + 12 + data.len() as u64;
    [28, whole, 0].iter().for_each(|size: &u64| file.extend(size.to_le_bytes()));
    file.extend(b"fmt ");
    file.extend(52_u64.to_le_bytes());
    // Version, DSD, mono, one channel, rate, bits.
    [1, 0, 1, 1, RATE, 1].iter().for_each(|field: &u32| file.extend(field.to_le_bytes()));
    file.extend(bits.to_le_bytes());
    [BLOCK as u32, 0].iter().for_each(|field| file.extend(field.to_le_bytes()));
    file.extend(b"data");
    file.extend((12 + data.len() as u64).to_le_bytes());
    [file, data].concat()
}

/// Of many of them: joined to itself, cut, with junk before and behind it.
fn damage(folder: &Path, names: &mut Vec<String>) {
    let whole = names.clone();
    for name in whole.iter().filter(|name| name.contains("44100-2")) {
        let bytes = fs::read(folder.join(name)).unwrap();
        let mut write = |kind: &str, bytes: &[u8]| {
            let name = format!("{kind}-{name}");
            fs::write(folder.join(&name), bytes).unwrap();
            names.push(name);
        };
        write("cut", &bytes[..bytes.len() * 3 / 4]);
        write("tagged", &[&bytes[..], b"TAG", &[b' '; 125]].concat());
        if name.ends_with("mp3") || name.ends_with("ogg") || name.ends_with("aac") {
            write("joined", &[&bytes[..], &bytes].concat());
        }
        let mut holed = bytes.clone();
        holed[bytes.len() / 2..bytes.len() / 2 + bytes.len() / 20].fill(0);
        write("holed", &holed);
    }
}

/// Valence and arousal of each update, of each file; its error.
type Heard = HashMap<String, (Vec<[f64; 2]>, String)>;

fn analyze(folder: &Path, names: &[String]) -> (Heard, String) {
    let arguments: Vec<_> = ["analyze"].into_iter().chain(names.iter().map(String::as_str)).collect();
    let output = started(folder, &arguments);
    // Some of the files can't be heard at all, which is an error that is told.
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", text(&output.stderr));
    let mut heard = Heard::new();
    for row in text(&output.stdout).lines().skip(1).map(fields) {
        let (updates, error) = heard.entry(row[0].clone()).or_default();
        error.clone_from(&row[23]);
        let [valence, arousal] = [3, 4].map(|column| row[column].parse().unwrap_or(f64::NAN));
        updates.push([valence, arousal]);
    }
    (heard, text(&output.stderr).to_owned())
}

/// The length that the command tells of a file.
fn lengths(stderr: &str) -> HashMap<String, f64> {
    let line = |line: &str| {
        let (name, seconds) = line.strip_prefix('[')?.split_once("] ")?.1.rsplit_once(" (")?;
        Some((name.to_owned(), seconds.strip_suffix(" s)")?.parse().ok()?))
    };
    stderr.lines().filter_map(line).collect()
}

#[test]
#[ignore = "takes minutes"]
fn hardly_a_file_is_heard_otherwise_than_by_ffmpeg_and_none_without_a_word() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let names = make(folder);
    assert!(names.len() >= 300, "{}", names.len());
    let (own, own_words) = analyze(folder, &names);
    let by_ffmpeg: Vec<_> = names.iter().map(|name| format!("by-ffmpeg-{name}.wav")).collect();
    for (name, wav) in names.iter().zip(&by_ffmpeg) {
        ffmpeg(folder, &format!("-i {name} -map 0:a:0 -c:a pcm_f32le -rf64 auto {wav}"));
    }
    let (other, other_words) = analyze(folder, &by_ffmpeg);
    let (own_lengths, other_lengths) = (lengths(&own_words), lengths(&other_words));
    let (mut differ, mut unknown, mut silent) = (0, 0, Vec::new());
    for (name, wav) in names.iter().zip(&by_ffmpeg) {
        let [length, reference] =
            [own_lengths.get(name), other_lengths.get(wav)].map(|length| length.copied());
        let length_differs = match (length, reference) {
            (Some(length), Some(reference)) => (length - reference).abs() > LENGTH,
            (length, reference) => length.is_some() != reference.is_some(),
        };
        let empty = Vec::new();
        let updates = |heard: &'_ Heard, name: &str| {
            heard.get(name).map_or(empty.clone(), |(updates, _)| updates.clone())
        };
        let worst = updates(&own, name)
            .iter()
            .zip(updates(&other, wav))
            .flat_map(|(own, other)| [own[0] - other[0], own[1] - other[1]].map(f64::abs))
            .fold(0.0, f64::max);
        if !length_differs && worst <= MOOD {
            continue;
        }
        let told: Vec<_> = own_words.lines().filter(|line| line.contains(&format!(": {name}: "))).collect();
        // What follows damage ffmpeg moves to where it isn't.
        let reason =
            if name.starts_with("holed") { "ffmpeg leaves no silence" } else { "no reason is known" };
        println!(
            "{name}: {length:?} s, by ffmpeg {reference:?} s, worst update {worst:.3}: {told:?}: {reason}"
        );
        match told.is_empty() {
            true => silent.push(name),
            false => differ += 1,
        }
        unknown += u32::from(!name.starts_with("holed"));
    }
    println!("{} files, {differ} differ with a word, {} without", names.len(), silent.len());
    assert!(silent.is_empty(), "{silent:?}");
    assert_eq!(unknown, 0);
    assert!(f64::from(differ) <= SHARE * names.len() as f64);
}
