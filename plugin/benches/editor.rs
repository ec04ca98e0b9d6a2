//! What the editor costs, in processor time of its thread: `cargo bench -p ai-mixtapes --bench editor`.
//!
//! Each scenario is measured in rounds, in turn with the others, and printed as the median of the rounds with the
//! least and the greatest. Nothing is drawn to a screen: what the window itself adds is the copying of pixels.

use std::{rc::Rc, sync::Arc, time::Instant};

use ai_mixtapes::{
    editor::{
        MoodEditor,
        state::{EditorState, made_up::MadeUp},
    },
    session::{
        params::MoodParams,
        settings::{COMPACT, Panel, Settings, Size, Zoom},
    },
};
use nice_plug::{params::persist::PersistentField, prelude::Params};
use window::{RecordingHost, Screen};

/// Rounds of each scenario…
const ROUNDS: usize = 15;
/// …and how often it is done in each: some systems count a thread's time in ticks of milliseconds.
const TIMES: usize = 10;
/// Looks that an open window takes a second, and while nothing changes.
const LOOKS: usize = 30;
const IDLE_LOOKS: usize = 10;

struct Scenario {
    name: &'static str,
    settings: Settings,
    scale: f64,
    work: Work,
    /// What it is measured against.
    target: Target,
}

#[derive(Clone, Copy)]
enum Target {
    /// Milliseconds for each.
    Redraw(f64),
    /// Percent of a core.
    Share(f64),
}

#[derive(Clone, Copy, PartialEq)]
enum Work {
    /// Everything is drawn anew.
    Redraw,
    /// A second in which two updates come.
    Live,
    /// A second in which nothing changes.
    Idle,
}

impl Work {
    fn on(self, screen: &mut Screen) {
        match self {
            Self::Redraw => {
                screen.refresh();
                screen.draw();
            }
            Self::Live => live(screen),
            Self::Idle => idle(screen),
        }
    }
}

fn live(screen: &mut Screen) {
    for look in 0..LOOKS {
        if look % (LOOKS / 2) == 0 {
            HEARD.with(|heard| heard.set(heard.get() + 1));
        }
        if screen.update() {
            screen.draw();
        }
    }
}

fn idle(screen: &mut Screen) {
    for _ in 0..IDLE_LOOKS {
        assert!(!screen.update(), "something changes by itself");
    }
}

thread_local! {
    /// Updates that the source of live scenarios has heard.
    static HEARD: std::cell::Cell<usize> = const { std::cell::Cell::new(7200) };
}

fn screen(&Scenario { settings, scale, work, .. }: &Scenario) -> Screen {
    let params = Arc::new(MoodParams::default());
    params.editor.set(settings);
    let source = match work {
        Work::Live => MadeUp::growing(|| HEARD.with(std::cell::Cell::get)),
        Work::Redraw | Work::Idle => MadeUp::new(7200),
    };
    let state = EditorState::new(Box::new(source), "/nowhere".into());
    let held: Arc<dyn Params> = params.clone();
    let editor = MoodEditor::new(state, params.editor.clone(), held, Rc::clone(&RecordingHost::new()) as _);
    let mut screen = Screen::new(editor, (settings.width, settings.height), scale).expect("a size");
    screen.picture();
    screen
}

fn main() {
    let full = Settings::default();
    let hour = Settings { zoom: Zoom::Hour, ..full };
    let timing = Settings { panel: Panel::Timing, ..full };
    let sized = |(width, height): Size| Settings { width, height, ..full };
    let scenario = |name, settings, scale, work, target| Scenario { name, settings, scale, work, target };
    let scenarios = [
        scenario("full redraw, 960 x 600 at 1x", full, 1.0, Work::Redraw, Target::Redraw(8.0)),
        scenario("full redraw, 960 x 600 at 2x", full, 2.0, Work::Redraw, Target::Redraw(20.0)),
        scenario("full redraw, timing at 1x", timing, 1.0, Work::Redraw, Target::Redraw(8.0)),
        scenario("live music, history of a minute", full, 1.0, Work::Live, Target::Share(5.0)),
        scenario("live music, history of an hour", hour, 1.0, Work::Live, Target::Share(5.0)),
        scenario("live music, timing", timing, 1.0, Work::Live, Target::Share(5.0)),
        scenario("live music, compact", sized(COMPACT), 1.0, Work::Live, Target::Share(5.0)),
        scenario("nothing changes", full, 1.0, Work::Idle, Target::Share(0.5)),
    ];
    let mut screens: Vec<_> = scenarios.iter().map(screen).collect();
    let mut measured = vec![Vec::new(); scenarios.len()];
    for _ in 0..ROUNDS {
        for ((scenario, screen), times) in scenarios.iter().zip(&mut screens).zip(&mut measured) {
            let start = processor_time();
            (0..TIMES).for_each(|_| scenario.work.on(screen));
            times.push((processor_time() - start) / TIMES as f64);
        }
    }
    println!("{:<34} {:>10} {:>19} {:>10}", "", "median", "min–max", "target");
    for (scenario, times) in scenarios.iter().zip(&mut measured) {
        times.sort_by(f64::total_cmp);
        let (unit, factor, target) = match scenario.target {
            Target::Redraw(target) => ("ms", 1e3, target),
            // Of one second.
            Target::Share(target) => ("%", 100.0, target),
        };
        let [least, median, most] = [0, ROUNDS / 2, ROUNDS - 1].map(|index| times[index] * factor);
        println!(
            "{:<34} {median:>7.2} {unit:<2} {least:>8.2}–{most:<7.2} {unit:<2} {target:>7} {unit}",
            scenario.name
        );
    }
}

/// Seconds that this thread has had a processor for, where the system tells; else seconds.
fn processor_time() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split_whitespace().next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(
        || {
            thread_local!(static START: Instant = Instant::now());
            START.with(Instant::elapsed).as_secs_f64()
        },
        |nanoseconds| nanoseconds / 1e9,
    )
}
