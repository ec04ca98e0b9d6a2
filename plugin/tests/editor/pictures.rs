//! Each view against a committed picture of it, at one and at two pixels to a logical one.
//!
//! After a change that is meant, `UPDATE_PICTURES=1 cargo test -p ai-mixtapes --test editor` draws them anew: look at
//! them before they are committed.

use std::{env, fs::File, io::BufReader, path::PathBuf};

use ai_mixtapes::{
    editor::state::{
        made_up::{MadeUp, glance},
        source::{Glance, Model},
    },
    outside::osc::Part,
    session::settings::{COMPACT, Clock, Page, Panel, SMALLEST_FULL, Settings, Theme, Zoom},
};
use engine::mood::{Horizon, Reason, State};
use window::Picture;

use crate::shown::show;

/// Pixels may differ by so much on average (of 255), since processors round differently…
const MEAN: f64 = 0.1;
/// …and so many of them by more than [`FAR`].
const FAR_SHARE: f64 = 0.001;
/// Of 255.
const FAR: u8 = 24;

/// Draws `source`, and compares with the picture of that name.
fn look(name: &str, source: impl Fn() -> MadeUp, settings: Settings) {
    for scale in [1, 2] {
        let picture = show(source(), settings, f64::from(scale)).screen.picture();
        compare(&format!("{name}@{scale}x"), &picture);
    }
}

fn compare(name: &str, found: &Picture) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/editor/pictures");
    let path = folder.join(format!("{name}.png"));
    if env::var_os("UPDATE_PICTURES").is_some() {
        return write(&path, found);
    }
    let expected = read(&path);
    assert_eq!((found.width, found.height), (expected.width, expected.height), "{name}");
    let differences = found.rgba.iter().zip(&expected.rgba).map(|(a, b)| a.abs_diff(*b));
    let (mut sum, mut far) = (0_u64, 0_usize);
    differences.for_each(|difference| {
        sum += u64::from(difference);
        far += usize::from(difference > FAR);
    });
    let count = found.rgba.len() as f64;
    let (mean, far) = (sum as f64 / count, far as f64 / count);
    if mean > MEAN || far > FAR_SHARE {
        let shown = env::temp_dir().join(format!("{name}.png"));
        write(&shown, found);
        panic!("{name}: mean difference {mean:.3}, {:.2} % far off; see {}", far * 100.0, shown.display());
    }
}

fn read(path: &PathBuf) -> Picture {
    let file = File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut reader = png::Decoder::new(BufReader::new(file)).read_info().unwrap();
    let mut rgba = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut rgba).unwrap();
    Picture { width: info.width, height: info.height, rgba }
}

fn write(path: &PathBuf, picture: &Picture) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut encoder = png::Encoder::new(File::create(path).unwrap(), picture.width, picture.height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    encoder.write_header().unwrap().write_image_data(&picture.rgba).unwrap();
}

/// One that has heard five minutes.
fn playing() -> MadeUp {
    MadeUp::new(600)
}

fn glancing(state: State, mut source: MadeUp) -> MadeUp {
    source.glance = glance(state);
    source
}

/// The same in another state.
fn in_state(state: State) -> MadeUp {
    glancing(state, playing())
}

#[test]
fn it_shows_the_mood_and_its_history() {
    look("history", playing, Settings::default());
}

#[test]
fn it_shows_ten_minutes_by_the_hosts_time_and_the_section() {
    let source = || {
        let mut source = MadeUp::new(1300);
        source.glance = Glance { horizon: Horizon::Section, ..glance(State::Live) };
        source
    };
    look("section", source, Settings { zoom: Zoom::TenMinutes, clock: Clock::Host, ..Settings::default() });
}

#[test]
fn it_shows_how_long_things_take() {
    look("timing", playing, Settings { panel: Panel::Timing, ..Settings::default() });
}

#[test]
fn it_has_a_theme_of_high_contrast() {
    look("contrast", playing, Settings { theme: Theme::Contrast, ..Settings::default() });
}

#[test]
fn it_shows_the_mood_alone_in_a_small_window() {
    look("compact", playing, Settings { width: COMPACT.0, height: COMPACT.1, ..Settings::default() });
}

#[test]
fn it_says_that_it_has_heard_nothing_yet() {
    let source = || glancing(State::Stalled, MadeUp::new(0));
    look("nothing", source, Settings::default());
}

#[test]
fn it_dims_what_stands_still_in_silence() {
    look("silent", || in_state(State::Silent), Settings::default());
}

#[test]
fn it_says_what_is_wrong_where_the_user_looks() {
    let source = || {
        let mut source = in_state(State::Degraded(Reason::NoModel));
        source.model = Model {
            name: "AI-Mixtapes (built-in)".into(),
            refusal: Some("mood.onnx: expected the checksum 7c9221f5, found 00000000".into()),
        };
        source
    };
    look("degraded", source, Settings::default());
}

#[test]
fn it_grows_with_its_window() {
    look("large", playing, Settings { width: 1400.0, height: 900.0, ..Settings::default() });
}

const ROUTING: fn() -> Settings = || Settings { page: Page::Routing, ..Settings::default() };

fn routed() -> MadeUp {
    playing().routed()
}

#[test]
fn it_shows_where_the_mood_goes() {
    look("routing", routed, ROUTING());
}

#[test]
fn the_routing_has_high_contrast_too() {
    look("routing-contrast", routed, Settings { theme: Theme::Contrast, ..ROUTING() });
}

#[test]
fn the_routing_fits_the_smallest_full_window() {
    let (width, height) = SMALLEST_FULL;
    let mut shown = show(routed(), Settings { width, height, ..ROUTING() }, 1.0);
    shown.screen.picture();
    // What has the longest texts.
    shown.click("macro-3");
    shown.click("route-5");
    shown.screen.mouse_move(5.0, 5.0);
    compare("routing-small@1x", &shown.screen.picture());
}

#[test]
fn the_routing_grows_with_its_window() {
    look("routing-large", routed, Settings { width: 1400.0, height: 900.0, ..ROUTING() });
}

#[test]
fn a_new_routing_is_all_but_empty() {
    look("routing-new", playing, ROUTING());
}

#[test]
fn sources_are_chosen_from_a_sheet() {
    for id in ["source", "feed"] {
        let mut shown = show(routed(), ROUTING(), 1.0);
        shown.screen.picture();
        shown.click(id);
        shown.screen.mouse_move(5.0, 5.0);
        compare(&format!("routing-{id}@1x"), &shown.screen.picture());
    }
}

#[test]
fn it_shows_the_macros_beside_the_mood() {
    look("macros", routed, Settings::default());
}

/// The page of what goes out beside the host.
fn outside(theme: Theme) -> Settings {
    Settings { page: Page::Outside, theme, ..Settings::default() }
}

/// An instance with a name that sends a part of it, to a receiver that nobody looks for: it isn't active.
fn sending() -> MadeUp {
    let source = MadeUp::new(300);
    let set = source.outside.change_osc(|osc| {
        (osc.on, osc.host, osc.port, osc.rate, osc.name) =
            (true, "lights.local".into(), 8_000, 44, "booth".into());
        osc.parts = osc.parts.with(Part::Horizons, false).with(Part::State, false);
    });
    set.unwrap();
    source
}

#[test]
fn what_goes_out_beside_the_host_has_a_page() {
    look("outside", sending, outside(Theme::Dark));
    look("outside-contrast", sending, outside(Theme::Contrast));
    let mut shown = show(sending(), Settings { width: 880.0, height: 580.0, ..outside(Theme::Dark) }, 1.0);
    shown.screen.picture();
    shown.click("preset-5");
    shown.enter("osc-port", "70000");
    shown.screen.mouse_move(5.0, 5.0);
    compare("outside-small@1x", &shown.screen.picture());
}
