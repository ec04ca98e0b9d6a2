//! Our front end and hand-over beside what one would take instead, in turns; `cargo xtask bench` runs it.
//!
//! `-- write FILE SECONDS` writes the music to a WAV, for those who read files.

#[allow(dead_code, reason = "some of it is for the other measurements")]
mod ways;

use std::{env, hint::black_box, ptr};

use engine::analysis;
use hound::{SampleFormat, WavSpec, WavWriter};
use libloading::Library;
use ways::{
    RATE, SECONDS, Signal, analysis, frames, handed_over, music, queued, transforms,
    turns::{Way, serve},
    window_and_hop, windows,
};

/// Samples of a block: what hosts usually have.
const BLOCK: usize = 512;
/// A hand-over is so short that a round takes it so often.
const HANDS: usize = 20;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let words: Vec<_> = env::args().skip(1).collect();
    if let [write, file, seconds] = &words[..]
        && write == "write"
    {
        return Ok(write_wave(file, &music(seconds.parse()?))?);
    }
    let signal = music(SECONDS);
    let frames = frames(&signal);
    let hops = frames.len();
    let often = |mut round: Box<dyn FnMut()>| move || (0..HANDS).for_each(|_| round());
    let fftw = fftw(signal.clone());
    serve(vec![
        Way::new("hop", hops, analysis(signal.clone(), BLOCK)),
        Way::new("realfft", hops, transforms(signal)),
        Way { name: "FFTW", units: hops, round: fftw },
        Way::new("hand-over", hops * HANDS, often(Box::new(handed_over(frames.clone())))),
        Way::new("mutex", hops * HANDS, often(Box::new(queued(frames)))),
    ])?;
    Ok(())
}

fn write_wave(file: &str, signal: &Signal) -> hound::Result<()> {
    let spec = WavSpec {
        channels: 2,
        sample_rate: RATE as u32,
        bits_per_sample: 16,
        sample_format: SampleFormat::Int,
    };
    let mut writer = WavWriter::create(file, spec)?;
    for (left, right) in signal[0].iter().zip(&signal[1]) {
        for sample in [left, right] {
            writer.write_sample((sample.clamp(-1.0, 1.0) * f32::from(i16::MAX)) as i16)?;
        }
    }
    writer.finalize()
}

/// FFTW's plan of a transform, and what it needs of its library.
type Plan = *mut std::ffi::c_void;
type PlanR2c = unsafe extern "C" fn(i32, *mut f32, *mut f32, u32) -> Plan;
type Allocate = unsafe extern "C" fn(usize) -> *mut f32;
type Execute = unsafe extern "C" fn(Plan);
/// FFTW_MEASURE: it tries its ways and takes the fastest.
const MEASURE: u32 = 0;
const FFTW: [&str; 3] = ["libfftw3f.so.3", "libfftw3f.3.dylib", "libfftw3f-3.dll"];

/// FFTW's transform of each window of each channel, and no more.
fn fftw(signal: Signal) -> Result<Box<dyn FnMut()>, String> {
    // SAFETY: FFTW does nothing when it is loaded.
    let library = FFTW.iter().find_map(|name| unsafe { Library::new(name) }.ok());
    let library = library.ok_or("FFTW's library for f32 isn't installed (Debian: libfftw3-single3)")?;
    let [window, _] = window_and_hop();
    let wrong = |error: libloading::Error| error.to_string();
    // SAFETY: these are the types of its functions in fftw3.h; `Complex` is two floats.
    let (allocate, plan, execute) = unsafe {
        (
            *library.get::<Allocate>(b"fftwf_malloc").map_err(wrong)?,
            *library.get::<PlanR2c>(b"fftwf_plan_dft_r2c_1d").map_err(wrong)?,
            *library.get::<Execute>(b"fftwf_execute").map_err(wrong)?,
        )
    };
    // SAFETY: so much room has a window, and so much what r2c makes of it: half as many complex numbers and one.
    let [input, output] = [window, window + 2].map(|floats| unsafe { allocate(floats * size_of::<f32>()) });
    // SAFETY: both are as long as the plan wants them.
    let plan = unsafe { plan(window as i32, input, output, MEASURE) };
    if plan.is_null() {
        return Err(String::from("FFTW makes no plan for this window"));
    }
    Ok(Box::new(move || {
        let _loaded = &library;
        for start in windows(signal[0].len()) {
            for channel in &*signal {
                let samples = &channel[start..start + window];
                // SAFETY: the input has room for a window, and plan and buffers live as long as the process.
                unsafe {
                    ptr::copy_nonoverlapping(samples.as_ptr(), input, window);
                    execute(plan);
                }
                black_box(output);
            }
        }
    }))
}
