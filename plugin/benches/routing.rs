//! What it costs to drive everything: `cargo bench -p ai-mixtapes --bench routing`.
//!
//! Eight macros that are written, eight controllers in fourteen bits and the class as notes and programs, from moods to
//! what the host is told, for blocks of 64 samples at 48 kHz: time a block, the median of rounds with the least and the
//! greatest. Beside it the same with a new instance's two controllers.
//!
//! `-- routed ROUNDS` does so many rounds of everything and nothing else, as `engine/benches/paths.rs` does.

use std::{env, hint::black_box, time::Instant};

use ai_mixtapes::outputs::{
    cc::Controllers,
    moved::{MovedMacros, Occasion},
    notes::ClassNotes,
    owed::Owed,
    routing::{CcSettings, ControllerRoute, NoteRoute, Routing},
};
use engine::{
    mood::{Mood, MoodClass, Moods, State, Update},
    outputs::{Feed, Macro, MacroMode, Mapping, OutputMapper, Source, Tap},
};

const RATE: usize = 48_000;
const BLOCK: usize = 64;
const TICK: usize = 480;
/// Rounds, and blocks of each: 40 s.
const ROUNDS: usize = 15;
const BLOCKS: usize = 40 * RATE / BLOCK;
/// Where the old parameters send the first two routes.
const OLD: CcSettings = CcSettings { channel: 0, controllers: [20, 21] };

fn main() {
    let words: Vec<_> = env::args().skip(1).collect();
    if let [name, rounds] = &words[..]
        && name == "routed"
    {
        let rounds: usize = rounds.parse().expect("a number of rounds");
        (0..rounds).for_each(|_| _ = round(&everything()));
        return println!("units {BLOCKS}");
    }
    println!("{:<24} {:>10} {:>22}", "a block of 64", "median", "min–max");
    for (name, routing) in [("a new instance", Routing::NEW), ("everything", everything())] {
        let mut times: Vec<_> = (0..ROUNDS).map(|_| round(&routing)).collect();
        times.sort_by(f64::total_cmp);
        let [least, median, most] = [times[0], times[ROUNDS / 2], times[ROUNDS - 1]];
        println!("{name:<24} {median:>7.3} µs {least:>9.3}–{most:<9.3} µs");
    }
}

fn everything() -> Routing {
    let mut routing = Routing::NEW;
    for (index, source) in Source::all().take(routing.macros.len()).enumerate() {
        let tap = Tap { source, blend: Some(0.5) };
        routing.macros[index] =
            Macro { source: Some(tap), mode: MacroMode::Write, curve: 0.5, gate: 0.1, ..Macro::of(source) };
        let feed = if index % 2 == 0 { Feed::Macro(index as u8) } else { Feed::Tap(tap) };
        let number = 22 + index as u8;
        let route = ControllerRoute { number, fine: true, per_second: 200, ..ControllerRoute::UNUSED };
        routing.controllers[index] = ControllerRoute { feed: Some(feed), ..route };
    }
    routing.notes = NoteRoute { on: true, program: Some(0), ..NoteRoute::UNUSED };
    routing
}

/// Microseconds for each block.
fn round(routing: &Routing) -> f64 {
    let mut mapper = OutputMapper::new(TICK as f64 / RATE as f64);
    let (mut macros, mut controllers, mut notes) =
        (MovedMacros::default(), Controllers::default(), ClassNotes::default());
    let (owed, occasion) = (Owed::default(), Occasion { all: false, records: true });
    let start = Instant::now();
    for block in 0..BLOCKS {
        let sample = block * BLOCK;
        // What a block reads of the user's settings, and where routes send.
        let mapping = Mapping { drive: routing.drive([0.5; _]), ..Mapping::default() };
        let targets = routing.targets(OLD);
        if sample % (RATE / 2) < BLOCK {
            mapper.set_update(&Update::new(200, State::Live, Some(moods(sample / (RATE / 2)))));
        }
        if sample % TICK < BLOCK {
            let outputs = mapper.tick(&mapping, false, None);
            macros.tick(routing, &outputs, occasion, &owed, |told| black_box(Some(told)).is_some());
            let send = |change| black_box(Some(change)).is_some();
            controllers.tick(&routing.controllers, &targets, &outputs.routes, None, send);
            notes.tick(&routing.notes, &outputs, &owed, |message| black_box(Some(message)).is_some());
        }
        black_box(&targets);
    }
    start.elapsed().as_secs_f64() * 1e6 / BLOCKS as f64
}

/// Moods that go to and fro.
fn moods(update: usize) -> Moods {
    let side = if update.is_multiple_of(2) { 0.5 } else { -0.5 };
    let class = if side > 0.0 { MoodClass::Happy } else { MoodClass::Melancholic };
    let now = Mood {
        valence: side,
        arousal: -side,
        tension: side,
        quadrants: [0.4, 0.3, 0.2, 0.1],
        class,
        confidence: 0.7,
    };
    Moods { now, section: now }
}
