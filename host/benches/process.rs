//! `process()` of the bundled plug-in beside a plug-in that only passes sound on, in turns; `cargo xtask bench` runs it.
//!
//! `-- PLUGIN PASS_THROUGH`: the two bundles. Both get the same music in the same blocks and have to copy it, and both
//! render, so that no update is late; to wait for the worker costs no processor time.

#[path = "../../engine/benches/ways/turns.rs"]
mod turns;

use std::{env, path::Path, thread, time::Duration};

use host::{Bundle, EventBuffer, Pace, Running, signals::music};
use turns::{Way, serve};

const RATE: f64 = 48_000.0;
/// Of music in a round.
const SECONDS: f64 = 4.0;
/// What a bundle is called here, and the two lengths of blocks.
const WAYS: [(&str, usize, usize); 4] = [
    ("process-64", 0, 64),
    ("pass-through-64", 1, 64),
    ("process-512", 0, 512),
    ("pass-through-512", 1, 512),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Cargo may add a word of its own.
    let paths: Vec<_> = env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let mut bundles = Vec::new();
    for path in &paths {
        bundles.push(Bundle::load(Path::new(path), c"AI-Mixtapes benchmarks")?);
    }
    if bundles.len() != 2 {
        return Err("expected two bundles: the plug-in's, and one that passes sound on".into());
    }
    let mut ways = Vec::new();
    for (name, bundle, block) in WAYS {
        let round = round(&bundles[bundle], block)?;
        ways.push(Way::new(name, (SECONDS * RATE) as usize / block, round));
    }
    Ok(serve(ways)?)
}

/// An instance that plays the music on and on.
fn round(bundle: &Bundle, block: usize) -> Result<impl FnMut() + 'static, host::Error> {
    let mut instance = bundle.create(|_, _| {})?;
    // One that only passes sound on has no idea of it.
    let _ = instance.set_pace(Pace::Offline);
    let mut running = Running::start(instance.activate(RATE, block as u32)?)?;
    running.set_playing(true);
    // The model is loaded meanwhile.
    thread::sleep(Duration::from_secs(1));
    let (signal, no_events) = (music(RATE, SECONDS, 2, 5), EventBuffer::new());
    let mut input = vec![vec![0.0; block]; signal.len()];
    let mut output = input.clone();
    let mut frames = 0;
    Ok(move || {
        let _lives = &instance;
        for begin in (0..=signal[0].len() - block).step_by(block) {
            for (channel, signal) in input.iter_mut().zip(&signal) {
                channel.copy_from_slice(&signal[begin..begin + block]);
            }
            let [input, output] =
                [&mut input, &mut output].map(|port| port.iter_mut().map(Vec::as_mut_slice));
            running.process(Some(frames), &no_events, input, output).expect("the plug-in processes");
            frames += block as u64;
        }
    })
}
