//! What the tests of the command share: music, and ways to run it.

#![allow(dead_code, reason = "each test uses its part")]

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

/// The command that is tested.
pub const AI_MIXTAPES: &str = env!("CARGO_BIN_EXE_ai-mixtapes");

/// A file that is shipped with the tests.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// Writes music that every channel plays at its own level.
pub fn write_music(path: &Path, rate: u32, channels: u16, seconds: f32) {
    let music = &host::signals::music(rate.into(), seconds.into(), 1, 0)[0];
    let level = |channel: u16| 0.8 + 0.05 * f32::from(channel);
    let samples = music.iter().flat_map(|sample| (0..channels).map(move |channel| level(channel) * sample));
    write_wav(path, rate, channels, samples);
}

/// Writes interleaved samples.
pub fn write_wav(path: &Path, rate: u32, channels: u16, samples: impl Iterator<Item = f32>) {
    let spec = hound::WavSpec {
        channels,
        sample_rate: rate,
        bits_per_sample: 32,
        sample_format: hound::SampleFormat::Float,
    };
    let mut writer = hound::WavWriter::create(path, spec).unwrap();
    samples.for_each(|sample| writer.write_sample(sample).unwrap());
    writer.finalize().unwrap();
}

/// Writes a file of sound whose header claims another sample rate.
pub fn write_claiming(path: &Path, rate: u32) {
    write_music(path, 8_000, 2, 1.0);
    let mut bytes = fs::read(path).unwrap();
    bytes[24..28].copy_from_slice(&rate.to_le_bytes());
    fs::write(path, bytes).unwrap();
}

/// Copies the built-in model into a new folder, its contract with `from` as `to`.
pub fn copy_model(folder: &Path, from: &str, to: &str) {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models");
    fs::create_dir(folder).unwrap();
    fs::copy(models.join("mood.onnx"), folder.join("mood.onnx")).unwrap();
    let contract = fs::read_to_string(models.join("contract.toml")).unwrap();
    assert!(contract.contains(from), "{from}");
    fs::write(folder.join("contract.toml"), contract.replacen(from, to, 1)).unwrap();
}

/// What `cargo xtask test` says to be at `variable`.
pub fn built(variable: &str) -> String {
    let Some(path) = env::var_os(variable) else {
        panic!("{variable} isn't set, so there is nothing to test: run `cargo xtask test`, which builds it");
    };
    path.into_string().unwrap()
}

/// Runs the command in `folder` while nobody reads a word of it; gives its exit code.
pub fn run_unread(folder: &Path, arguments: &[&str]) -> Option<i32> {
    let mut command = Command::new(AI_MIXTAPES);
    command.args(arguments).current_dir(folder).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop((child.stdout.take(), child.stderr.take()));
    child.wait().unwrap().code()
}

/// What a terminal shows while a shell runs `line` in `folder`; `$AI_MIXTAPES` is the command. None, and a word about
/// it, where the system has no pseudo-terminals to give, as in some containers.
#[cfg(target_os = "linux")]
pub fn run_in_terminal(folder: &Path, line: &str) -> Option<String> {
    let script = |line: &str| {
        let mut command = Command::new("script");
        command
            .args(["--quiet", "--return", "--command", line, "/dev/null"])
            .env("AI_MIXTAPES", AI_MIXTAPES)
            .env("SHELL", "/bin/sh")
            .env("TERM", "xterm")
            .current_dir(folder)
            .stdin(Stdio::null());
        command.output()
    };
    if !script("true").is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: this system has no pseudo-terminals");
        return None;
    }
    let output = script(&format!("stty rows 30 cols 150; {line}")).unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{shown}");
    Some(shown)
}

/// Runs the command in `folder` and checks its exit code.
pub fn run(folder: &Path, expected: i32, arguments: &[&str]) -> Output {
    let output = started(folder, arguments);
    assert_eq!(output.status.code(), Some(expected), "{arguments:?}: {}", text(&output.stderr));
    output
}

/// Runs the command in `folder`, whatever comes of it.
pub fn started(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(AI_MIXTAPES).args(arguments).current_dir(folder).output().unwrap()
}

/// Output as text.
pub fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// The fields of a line of CSV.
pub fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut quoted) = (vec![String::new()], false);
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        let field = fields.last_mut().unwrap();
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => field.extend(characters.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            other => field.push(other),
        }
    }
    fields
}
