//! What a block's work is made of, each as something to be done a round of, and what one would do instead.

#[allow(dead_code, reason = "streams that begin anew are for the runtime")]
#[path = "../../src/runtime/frames.rs"]
mod frame_ring;
#[allow(dead_code, reason = "frames only need what is handed over")]
#[path = "../../src/runtime/handover.rs"]
mod handover;
pub mod turns;

use std::{
    collections::VecDeque,
    hint::black_box,
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use engine::{
    analysis::{Analyser, Frame},
    inference::{Listener, ModelSource},
    mood::{Mood, MoodClass, Moods, State, Update},
    outputs::{Drive, Feed, MACROS, Macro, Mapping, OutputMapper, Source, Tap},
    runtime::{BlockInfo, Controls, Instance, Setup},
};
use frame_ring::TimedFrame;
use handover::Handed;
use models::{CONTEXT_HOPS, Contract, FEATURES, Model, RECENT_STEPS, STEP_HOPS};
use realfft::RealFftPlanner;
use tune::tune;

/// Hertz.
pub const RATE: f64 = 48_000.0;
/// Of music in a round.
pub const SECONDS: f64 = 4.0;
/// Of the output values.
pub const TICKS_PER_SECOND: f64 = 100.0;
/// Frames that a hand-over keeps, as in the runtime.
const KEPT_FRAMES: usize = 200;

/// The music of a round, in stereo.
pub type Signal = Arc<[Vec<f32>; 2]>;

/// So many seconds of music.
pub fn music(seconds: f64) -> Signal {
    let left = tune(seconds, RATE, 0, true);
    let right = left.iter().map(|sample| 0.8 * sample).collect();
    Arc::new([left, right])
}

/// Samples of the analysis' window, and from one to the next.
pub fn window_and_hop() -> [usize; 2] {
    let terms = Contract::builtin().expect("the built-in contract").front_end;
    [terms.window_seconds, terms.hop_seconds].map(|seconds| (seconds * RATE).round() as usize)
}

/// Where the windows of a signal begin, one for each hop.
pub fn windows(samples: usize) -> impl Iterator<Item = usize> {
    let [window, hop] = window_and_hop();
    (hop..=samples).step_by(hop).map(move |end| end.saturating_sub(window))
}

/// The blocks of a signal.
fn blocks(signal: &[Vec<f32>; 2], block: usize) -> impl Iterator<Item = [&[f32]; 2]> {
    (0..signal[0].len() / block)
        .map(move |number| signal.each_ref().map(|channel| &channel[number * block..(number + 1) * block]))
}

/// Of the whole signal.
pub fn frames(signal: &[Vec<f32>; 2]) -> Vec<Frame> {
    let mut frames = Vec::new();
    analyser().process(signal, |frame| frames.push(*frame));
    frames
}

fn analyser() -> Analyser {
    Analyser::new(RATE, 2).expect("a usual rate, and stereo")
}

/// Windows, transforms, bands, pitch classes, level and silence, in blocks of so many samples.
pub fn analysis(signal: Signal, block: usize) -> impl FnMut() {
    let mut analyser = analyser();
    move || {
        for parts in blocks(&signal, block) {
            analyser.process(&parts, |frame| _ = black_box(frame));
        }
    }
}

/// realfft's transform of each window of each channel, and no more.
pub fn transforms(signal: Signal) -> impl FnMut() {
    let [window, _] = window_and_hop();
    let fft = RealFftPlanner::<f32>::new().plan_fft_forward(window);
    let (mut input, mut output, mut scratch) =
        (fft.make_input_vec(), fft.make_output_vec(), fft.make_scratch_vec());
    move || {
        for start in windows(signal[0].len()) {
            for channel in &*signal {
                input.copy_from_slice(&channel[start..start + window]);
                fft.process_with_scratch(&mut input, &mut output, &mut scratch).expect("right lengths");
                black_box(&output);
            }
        }
    }
}

/// Macros of several sources and a route of each.
pub fn everything() -> Drive {
    let mut drive = Drive::default();
    for (index, source) in Source::all().take(MACROS).enumerate() {
        let tap = Tap { source, blend: Some(0.5) };
        drive.macros[index] = Macro { source: Some(tap), curve: 0.5, gate: 0.1, ..Macro::of(source) };
        drive.routes[index] = Some(if index % 2 == 0 { Feed::Macro(index as u8) } else { Feed::Tap(tap) });
    }
    drive
}

/// The output values of a round.
pub fn ticks(mapping: Mapping) -> impl FnMut() {
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

/// Three one-poles that step at every sample.
pub fn one_poles(block: usize) -> impl FnMut() {
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

/// Frames to the other side of the hand-over, one at a time.
pub fn handed_over(frames: Vec<Frame>) -> impl FnMut() {
    let (mut input, mut output) = frame_ring::frames();
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

/// The same by a queue behind a mutex, which nobody holds.
pub fn queued(frames: Vec<Frame>) -> impl FnMut() {
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

/// The whole of a block.
pub fn whole(signal: Signal, block: usize, info: BlockInfo) -> impl FnMut() {
    let mut instance = Instance::new(&ModelSource::Builtin, Arc::default());
    let mut side = instance.activate(Setup { sample_rate: RATE, channels: 2 });
    while instance.monitor().model().served.is_none() {
        // Seldom: who counts instructions counts this too.
        thread::sleep(Duration::from_millis(50));
    }
    move || {
        let _lives = &instance;
        for parts in blocks(&signal, block) {
            side.process(&parts, &Controls::default(), info, |offset, outputs, _| {
                black_box((offset, outputs));
            });
        }
    }
}

/// Updates, as the worker makes them.
pub fn update(model: Arc<Model>, mut frames: Vec<Frame>) -> impl FnMut() {
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

/// Updates for which all steps that the section hears are encoded anew.
pub fn anew(model: Arc<Model>, frames: Vec<Frame>) -> impl FnMut() {
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
