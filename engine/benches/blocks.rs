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

#[allow(dead_code, reason = "some of it is for the other measurements")]
mod ways;

use std::sync::Arc;

use engine::{analysis, outputs::Mapping, runtime::BlockInfo};
use models::{Model, STEP_HOPS};
use ways::{
    analysis, anew, everything, frames, handed_over, music, one_poles, queued, ticks, transforms,
    turns::processor_time, update, whole,
};

const BLOCKS: [usize; 2] = [64, 512];
/// Rounds of each scenario, each of some seconds of music.
const ROUNDS: usize = 15;

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
    let signal = music(ways::SECONDS);
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
        add("whole", Box::new(whole(Arc::clone(&signal), block, BlockInfo::OFFLINE)));
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
