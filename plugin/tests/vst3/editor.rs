//! The user turns a knob in the plug-in's window, and the host hears of it whatever it does meanwhile.

use std::{
    thread,
    time::{Duration, Instant},
};

use ai_mixtapes::{editor::state::made_up::MadeUp, session::settings::Settings};
use vst3::Steinberg::Vst::RestartFlags_;

use crate::{
    host::{Asked, Handler, Host, Plugin, Setup, Take, Window},
    shown::show,
    x::{Desk, LEFT},
};

const SETUP: Setup = Setup { rate: 48_000.0, largest: 480, offline: false };
const SLIDER: &str = "valence_offset";
const NAME: &str = "Valence Offset";

/// Pulls the slider until the host hears something of it; about one press in a hundred soon after the opening gets
/// lost on its way. `between` is what the host does meanwhile. Gives all that it heard.
fn pull(desk: &Desk, window: &Window, handler: &Handler, mut between: impl FnMut()) -> Vec<Asked> {
    let (x, y, width, height) = place();
    let mut heard = Vec::new();
    let mut wait = |for_at_most: Duration, done: &dyn Fn(&[Asked]) -> bool| {
        let due = Instant::now() + for_at_most;
        while !done(&heard) && Instant::now() < due {
            window.idle();
            between();
            heard.extend(handler.take());
            thread::sleep(Duration::from_millis(10));
        }
        done(&heard)
    };
    // It comes up, and says nothing by itself.
    wait(Duration::from_secs(2), &|_| false);
    for _ in 0..3 {
        desk.point(x + width / 2.0, y + height / 2.0);
        wait(Duration::from_millis(100), &|_| false);
        desk.press(LEFT);
        for step in 1..=10 {
            desk.point(x + width * (0.5 + step as f32 * 0.025), y + height / 2.0);
            wait(Duration::from_millis(30), &|_| false);
        }
        desk.release(LEFT);
        if wait(Duration::from_secs(5), &|heard| !heard.is_empty()) {
            break;
        }
    }
    // The end of it too.
    wait(Duration::from_millis(500), &|_| false);
    heard
}

/// Where the slider lies in the full editor: left, top, width, height. The editor in memory says it.
fn place() -> (f32, f32, f32, f32) {
    let mut shown = show(MadeUp::new(0), Settings::default(), 1.0);
    shown.screen.picture();
    shown.screen.bounds(SLIDER).unwrap()
}

/// Inactive, or active but still: clap-wrapper then flushes without a place for what the plug-in tells.
#[test]
fn a_host_that_does_not_process_is_told_to_read_what_the_user_has_moved() {
    let Some(desk) = Desk::open() else { return };
    let host = Host::start();
    let parent = desk.window(960, 600);
    for active in [false, true] {
        let (plugin, handler) = Plugin::load_with_handler(&host);
        if active {
            plugin.activate(&SETUP);
        }
        assert_eq!(plugin.value(NAME), 0.5);
        let window = Window::open(&plugin, parent);
        let heard = pull(&desk, &window, &handler, || ());
        assert!(!heard.is_empty(), "active: {active}");
        let rescan = Asked::Restart(RestartFlags_::kParamValuesChanged);
        assert!(heard.iter().all(|asked| *asked == rescan), "active: {active}: {heard:?}");
        let value = plugin.value(NAME);
        assert!((value - 0.75).abs() < 0.03, "active: {active}: the host reads {value}");
        drop(window);
        if active {
            plugin.deactivate();
        }
    }
}

/// While blocks come, the host hears it as a gesture that it can record, and is not told to read anything.
#[test]
fn a_host_that_processes_hears_a_gesture() {
    let Some(desk) = Desk::open() else { return };
    let host = Host::start();
    let (plugin, handler) = Plugin::load_with_handler(&host);
    let id = plugin.id(NAME);
    plugin.activate(&SETUP);
    plugin.set_processing(true);
    let window = Window::open(&plugin, desk.window(960, 600));
    let take = Take { setup: SETUP, ..Take::new(SETUP.rate, SETUP.largest) };
    let silence = vec![vec![0.0; SETUP.largest]; 2];
    let mut told = Vec::new();
    let heard = pull(&desk, &window, &handler, || {
        told.extend(plugin.blocks(&take, &silence).values(id));
    });
    assert_eq!((heard.first(), heard.last()), (Some(&Asked::Begin(id)), Some(&Asked::End(id))), "{heard:?}");
    let values: Vec<_> = heard[1..heard.len() - 1]
        .iter()
        .map(|asked| if let Asked::Perform(of, value) = asked { (*of, *value) } else { panic!("{heard:?}") })
        .collect();
    assert!(values.iter().all(|(of, _)| *of == id) && values.is_sorted_by_key(|(_, value)| *value));
    assert_eq!(told.last().map(|(_, value)| *value), values.last().map(|(_, value)| *value));
    drop(window);
    plugin.set_processing(false);
    plugin.deactivate();
}
