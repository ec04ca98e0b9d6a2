//! What the engine costs: `cargo bench -p ai-mixtapes-engine --bench blocks`.
//!
//! Music at 48 kHz, in stereo. For blocks of 64 and of 512 samples what each part of the audio thread's work costs a
//! block, and what an update costs the worker; each beside what one would do instead:
//!
//! | ours | instead |
//! |---|---|
//! | analysis: features, pitch classes, level and silence | realfft's transform of each window of each channel, and no more |
//! | ticks of the output values, 100 a second, without macros and with everything that they can drive | three one-poles that step at every sample |
//! | frames handed over and taken | a queue behind a mutex, which nobody holds: what a lock costs at best |
//! | the whole of a block, the rest of the engine included | |
//! | an update | all steps that the section hears encoded anew |
//!
//! A round is some seconds of music, in turn with the other scenarios; its time by the number of its blocks is one
//! figure, so that blocks in which a hop ends and those in which none does count as they come. What is printed is the
//! median of the rounds with the least and the greatest. It is processor time of the thread, where the system tells:
//! to wait for the worker, as the whole of a block does in a render, costs none.

#[allow(dead_code, reason = "streams that begin anew are for the runtime")]
#[path = "../src/runtime/frames.rs"]
mod frames;
#[allow(dead_code, reason = "frames only need what is handed over")]
#[path = "../src/runtime/handover.rs"]
mod handover;

use std::{
    collections::VecDeque,
    hint::black_box,
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use engine::{
    analysis::{self, Analyser, Frame},
    inference::{Listener, ModelSource},
    mood::{Mood, MoodClass, Moods, State, Update},
    outputs::{Drive, Feed, MACROS, Macro, Mapping, OutputMapper, Source, Tap},
    runtime::{BlockInfo, Controls, Instance, Setup},
};
use frames::TimedFrame;
use handover::Handed;
use models::{CONTEXT_HOPS, Contract, FEATURES, Model, RECENT_STEPS, STEP_HOPS};
use realfft::RealFftPlanner;
use tune::tune;

const RATE: f64 = 48_000.0;
const BLOCKS: [usize; 2] = [64, 512];
/// Rounds of each scenario, and seconds of music in each.
const ROUNDS: usize = 15;
const SECONDS: f64 = 4.0;
/// Of the output values.
const TICKS_PER_SECOND: f64 = 100.0;
/// Frames that a hand-over keeps, as in the runtime.
const KEPT_FRAMES: usize = 200;

/// The music of a round.
type Signal = Arc<[Vec<f32>; 2]>;

struct Scenario {
    name: String,
    /// Blocks of a round, or updates.
    count: usize,
    round: Box<dyn FnMut()>,
    /// Microseconds for each block, round by round.
    times: Vec<f64>,
}

fn scenario(name: impl Into<String>, count: usize, round: impl FnMut() + 'static) -> Scenario {
    Scenario { name: name.into(), count, round: Box::new(round), times: Vec::new() }
}

fn main() {
    let left = tune(SECONDS, RATE, 0, true);
    let right = left.iter().map(|sample| 0.8 * sample).collect();
    let signal: Signal = Arc::new([left, right]);
    let model = Arc::new(Model::builtin().expect("the built-in model"));
    let frames = frames(&signal);
    let mut scenarios = Vec::new();
    for block in BLOCKS {
        let count = signal[0].len() / block;
        let mut add = |name: &str, round: Box<dyn FnMut()>| {
            scenarios.push(scenario(format!("{name}, blocks of {block}"), count, round));
        };
        add("analysis", Box::new(analysis(Arc::clone(&signal), block)));
        add("  plain transforms", Box::new(transforms(Arc::clone(&signal))));
        add("output values", Box::new(ticks(Mapping::default())));
        add(
            "  and 8 macros and routes",
            Box::new(ticks(Mapping { drive: everything(), ..Mapping::default() })),
        );
        add("  one-poles, every sample", Box::new(one_poles(block)));
        add("hand-over", Box::new(handed_over(frames.clone())));
        add("  queue behind a mutex", Box::new(queued(frames.clone())));
        add("whole", Box::new(whole(Arc::clone(&signal), block)));
    }
    let updates = frames.len() / STEP_HOPS;
    scenarios.push(scenario("update", updates, update(Arc::clone(&model), frames.clone())));
    scenarios.push(scenario("  all steps anew", updates, anew(model, frames)));
    for _ in 0..ROUNDS {
        for Scenario { count, round, times, .. } in &mut scenarios {
            let start = processor_time();
            round();
            times.push((processor_time() - start).as_secs_f64() * 1e6 / *count as f64);
        }
    }
    println!("{:<42} {:>12} {:>22}", "", "median", "min–max");
    for Scenario { name, times, .. } in &mut scenarios {
        times.sort_by(f64::total_cmp);
        let [least, median, most] = [times[0], times[ROUNDS / 2], times[ROUNDS - 1]];
        println!("{name:<42} {median:>9.3} µs {least:>9.3}–{most:<9.3} µs");
    }
}

/// The blocks of a signal.
fn blocks(signal: &[Vec<f32>; 2], block: usize) -> impl Iterator<Item = [&[f32]; 2]> {
    (0..signal[0].len() / block)
        .map(move |number| signal.each_ref().map(|channel| &channel[number * block..(number + 1) * block]))
}

fn frames(signal: &[Vec<f32>; 2]) -> Vec<Frame> {
    let mut frames = Vec::new();
    analyser().process(signal, |frame| frames.push(*frame));
    frames
}

fn analyser() -> Analyser {
    Analyser::new(RATE, 2).expect("a usual rate, and stereo")
}

fn analysis(signal: Signal, block: usize) -> impl FnMut() {
    let mut analyser = analyser();
    move || {
        for parts in blocks(&signal, block) {
            analyser.process(&parts, |frame| _ = black_box(frame));
        }
    }
}

fn transforms(signal: Signal) -> impl FnMut() {
    let terms = Contract::builtin().expect("the built-in contract").front_end;
    let [window, hop] =
        [terms.window_seconds, terms.hop_seconds].map(|seconds| (seconds * RATE).round() as usize);
    let fft = RealFftPlanner::<f32>::new().plan_fft_forward(window);
    let (mut input, mut output, mut scratch) =
        (fft.make_input_vec(), fft.make_output_vec(), fft.make_scratch_vec());
    move || {
        for end in (hop..=signal[0].len()).step_by(hop) {
            let start = end.saturating_sub(window);
            for channel in &*signal {
                input.copy_from_slice(&channel[start..start + window]);
                fft.process_with_scratch(&mut input, &mut output, &mut scratch).expect("right lengths");
                black_box(&output);
            }
        }
    }
}

/// Macros of several sources and a route of each.
fn everything() -> Drive {
    let mut drive = Drive::default();
    for (index, source) in Source::all().take(MACROS).enumerate() {
        let tap = Tap { source, blend: Some(0.5) };
        drive.macros[index] = Macro { source: Some(tap), curve: 0.5, gate: 0.1, ..Macro::of(source) };
        drive.routes[index] = Some(if index % 2 == 0 { Feed::Macro(index as u8) } else { Feed::Tap(tap) });
    }
    drive
}

fn ticks(mapping: Mapping) -> impl FnMut() {
    let mut mapper = OutputMapper::new(1.0 / TICKS_PER_SECOND);
    let mut valence = 0.5;
    move || {
        // To and fro, so that they always glide.
        valence = -valence;
        let mood = Mood {
            valence,
            arousal: -valence,
            tension: valence,
            quadrants: [0.25; 4],
            class: MoodClass::Happy,
            confidence: 0.9,
        };
        let moods = Some(Moods { now: mood, section: mood });
        mapper.set_update(&Update::new(200, State::Live, moods));
        for _ in 0..(SECONDS * TICKS_PER_SECOND) as usize {
            black_box(mapper.tick(&mapping, false, None));
        }
    }
}

fn one_poles(block: usize) -> impl FnMut() {
    let share = 1.0 - (-1.0 / (0.5 * RATE)).exp();
    let (mut values, mut targets) = ([0.0; 3], [0.5, -0.5, 0.5]);
    move || {
        targets = targets.map(|target: f64| -target);
        for _ in 0..(SECONDS * RATE) as usize / block {
            for _ in 0..block {
                for (value, target) in values.iter_mut().zip(targets) {
                    *value += share * (target - *value);
                }
            }
            black_box(values);
        }
    }
}

fn handed_over(frames: Vec<Frame>) -> impl FnMut() {
    let (mut input, mut output) = self::frames::frames();
    let entered = Instant::now();
    move || {
        for frame in &frames {
            input.push(&TimedFrame { frame: *frame, entered, due: 0, host_seconds: None });
            input.publish();
            output.take(|handed| {
                if let Handed::Item(_, frame) = handed {
                    black_box(frame);
                }
            });
        }
    }
}

fn queued(frames: Vec<Frame>) -> impl FnMut() {
    let queue = Mutex::new(VecDeque::with_capacity(KEPT_FRAMES));
    move || {
        for frame in &frames {
            queue.lock().expect("nobody panics under it").push_back(*frame);
            for frame in queue.lock().expect("nobody panics under it").drain(..) {
                black_box(frame);
            }
        }
    }
}

fn whole(signal: Signal, block: usize) -> impl FnMut() {
    let mut instance = Instance::new(&ModelSource::Builtin, Arc::default());
    let mut side = instance.activate(Setup { sample_rate: RATE, channels: 2 });
    while instance.monitor().model().served.is_none() {
        thread::sleep(Duration::from_millis(1));
    }
    move || {
        let _lives = &instance;
        for parts in blocks(&signal, block) {
            side.process(&parts, &Controls::default(), BlockInfo::OFFLINE, |offset, outputs, _| {
                black_box((offset, outputs));
            });
        }
    }
}

fn update(model: Arc<Model>, mut frames: Vec<Frame>) -> impl FnMut() {
    let mut listener = Listener::new(model);
    let hops = frames.len() as u64;
    move || {
        for frame in &mut frames {
            black_box(listener.push(frame));
            // Next time it is a later one of the same stream.
            frame.hop += hops;
        }
    }
}

fn anew(model: Arc<Model>, frames: Vec<Frame>) -> impl FnMut() {
    let features: Vec<f32> = frames.iter().flat_map(|frame| frame.features).collect();
    let width = model.contract().graph.embedding;
    let (mut embedding, mut recent) = (vec![0.0; width], vec![0.0; RECENT_STEPS * (1 + width)]);
    let contexts = frames.len() - CONTEXT_HOPS;
    move || {
        for _ in 0..frames.len() / STEP_HOPS {
            for (step, row) in recent.chunks_exact_mut(1 + width).enumerate() {
                let context = (step * STEP_HOPS) % contexts * FEATURES;
                let context = &features[context..context + CONTEXT_HOPS * FEATURES];
                model.encode(context, &mut embedding).expect("the model runs");
                row[0] = 1.0;
                row[1..].copy_from_slice(&embedding);
            }
            black_box(model.moods(&recent).expect("the model runs"));
        }
    }
}

/// Time that this thread has had a processor for.
#[cfg(unix)]
fn processor_time() -> Duration {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the time is there to be written.
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut time) };
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// Time, since the system tells no better.
#[cfg(not(unix))]
fn processor_time() -> Duration {
    thread_local!(static START: std::time::Instant = std::time::Instant::now());
    START.with(std::time::Instant::elapsed)
}
