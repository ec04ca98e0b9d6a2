//! Whole files through `analyze`, as a program of its own.

use std::{
    env, fs,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use hound::{SampleFormat, WavSpec, WavWriter};

use super::{BLOCK, RATE, music};
use crate::{
    profile::{
        figures::{Case, what},
        moods::{MoodSum, Moods},
        scenario::Plan,
        spread::Spread,
    },
    system::{self, Usage},
};

/// How often the mix is in the collection.
const FILES: usize = 6;

/// Analyses the collection until the time is over, once at least.
pub fn run(plan: Plan) -> Result<Case> {
    let mut case = Case::new(plan, RATE, BLOCK);
    let folder = tempfile::tempdir().context("cannot make a folder for the files")?;
    let file = folder.path().join("mix.wav");
    let music = music(RATE)?;
    write(&file, &music).context("cannot write the files")?;
    let seconds = music[0].len() as f64 / f64::from(RATE) * FILES as f64;
    drop(music);
    let (began, mut times, mut peak) = (Instant::now(), Vec::new(), None);
    let usage = Usage::begin();
    while times.is_empty() || began.elapsed().as_secs_f64() < plan.seconds {
        let round = Instant::now();
        let table = folder.path().join("moods.csv");
        peak = peak.max(analyze(&file, &table)?);
        times.push(round.elapsed());
        let moods = moods(&fs::read_to_string(&table)?);
        let first = case.moods.get_or_insert_with(|| moods[0].clone());
        case.other_moods += moods.iter().filter(|moods| *moods != &*first).count();
        ensure!(moods.len() == FILES, "analyze told of {} files of {FILES}", moods.len());
    }
    case.seconds = times.iter().sum::<Duration>().as_secs_f64();
    case.audio_seconds = seconds * times.len() as f64;
    (case.cpu.process, case.cpu.others) = usage.end();
    case.memory.resident_before = Some(0);
    case.memory.resident_peak = peak.map(|kib| kib * 1024);
    let [least, most] =
        [times.iter().min(), times.iter().max()].map(|time| time.map_or(0.0, Duration::as_secs_f64));
    case.push(what::FILES, Spread::of(&times));
    case.remarks.push(format!(
        "{seconds:.0} s of music in {FILES} files; rounds: {}, {:.0} to {:.0} times faster than real time",
        times.len(),
        seconds / most.max(1e-9),
        seconds / least.max(1e-9)
    ));
    Ok(case)
}

/// The most memory that the program had, in KiB, by looks at it.
fn analyze(file: &Path, table: &Path) -> Result<Option<u64>> {
    let program = env::current_exe().context("this program can't find itself")?;
    let mut child = Command::new(program)
        .args(["analyze", "--jobs", "1", "--format", "csv"])
        .args([file; FILES])
        .stdin(Stdio::null())
        .stdout(fs::File::create(table)?)
        .stderr(Stdio::null())
        .spawn()?;
    let mut peak = None;
    let status = loop {
        peak = peak.max(system::peak_kib_of(child.id()));
        match child.try_wait()? {
            Some(status) => break status,
            None => thread::sleep(Duration::from_millis(20)),
        }
    };
    ensure!(status.success(), "analyze failed: {status}");
    Ok(peak)
}

/// Of each file.
fn moods(table: &str) -> Vec<Moods> {
    let (mut files, mut sum, mut last) = (Vec::new(), MoodSum::default(), -1.0);
    for row in table.lines().skip(1) {
        let seconds = row.split(',').nth(1).and_then(|field| field.parse().ok()).unwrap_or(f64::MAX);
        // The seconds begin anew with each file.
        if seconds < last {
            files.push(std::mem::take(&mut sum).finish());
        }
        sum.add(row);
        last = seconds;
    }
    files.push(sum.finish());
    files
}

fn write(path: &Path, music: &[Vec<f32>; 2]) -> hound::Result<()> {
    let spec =
        WavSpec { channels: 2, sample_rate: RATE, bits_per_sample: 32, sample_format: SampleFormat::Float };
    let mut writer = WavWriter::create(path, spec)?;
    for (left, right) in music[0].iter().zip(&music[1]) {
        writer.write_sample(*left)?;
        writer.write_sample(*right)?;
    }
    writer.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_several_files_is_told_apart() {
        let rows = |file: &str| format!("{file},0.5000,warming,,\n{file},1.0000,live,,\n");
        let found = moods(&format!("file,seconds,state,decoder,error\n{}{}", rows("a"), rows("a")));
        assert_eq!(found.iter().map(|moods| moods.rows).collect::<Vec<_>>(), [2, 2]);
        assert_eq!(found[0], found[1]);
    }
}
