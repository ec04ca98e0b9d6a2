//! The page of what goes out beside the host: what a user's hands do there.

use std::{
    fs,
    time::{Duration, Instant},
};

use ai_mixtapes::{
    editor::state::made_up::MadeUp,
    outputs::routing::Routing,
    outside::{
        Outside,
        log::LogFormat,
        osc::{OscSettings, Part},
    },
    presets::{Preset, built_in},
    session::{
        routing::RoutingOwner,
        settings::{Page, Settings},
    },
};
use tempfile::TempDir;
use vizia_core::prelude::{Code, Key};

use crate::shown::{Shown, show_in};

/// The page, with what it changes.
struct Sent {
    shown: Shown,
    outside: Outside,
    routing: RoutingOwner,
    folder: TempDir,
}

/// The page; the user has these presets.
fn page(own: &[(&str, &str)]) -> Sent {
    let source = MadeUp::new(300);
    let (outside, routing) = (source.outside.clone(), source.routing.clone());
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("Presets")).unwrap();
    for (name, text) in own {
        fs::write(folder.path().join("Presets").join(format!("{name}.json")), text).unwrap();
    }
    let settings = Settings { page: Page::Outside, ..Settings::default() };
    let shown = show_in(source, settings, 1.0, folder.path());
    let mut page = Sent { shown, outside, routing, folder };
    page.wait(|page| own.is_empty() || page.shown.screen.bounds("preset-7").is_some());
    page
}

impl Sent {
    /// Looks until it is so.
    fn wait(&mut self, mut so: impl FnMut(&mut Self) -> bool) {
        let due = Instant::now() + Duration::from_secs(20);
        loop {
            self.shown.screen.picture();
            if so(self) {
                return;
            }
            assert!(Instant::now() < due, "it never comes");
        }
    }

    fn click(&mut self, ids: &[&str]) {
        ids.iter().for_each(|id| self.shown.click(id));
    }

    fn has(&mut self, id: &str) -> bool {
        self.shown.screen.bounds(id).is_some()
    }
}

#[test]
fn osc_is_set_by_hand_and_what_cant_be_is_refused_with_a_reason() {
    let mut page = page(&[]);
    for (id, text) in [
        ("osc-host", "10.0.0.7"),
        ("osc-port", "8000"),
        ("osc-rate", "44"),
        ("osc-prefix", "/club"),
        ("osc-name", "booth"),
    ] {
        page.shown.enter(id, text);
        assert!(!page.has(&format!("{id}-refusal")), "{id}");
    }
    page.click(&["osc-on", "part-horizons"]);
    let expected = OscSettings {
        on: true,
        host: "10.0.0.7".into(),
        port: 8_000,
        rate: 44,
        prefix: "/club".into(),
        name: "booth".into(),
        parts: OscSettings::default().parts.with(Part::Horizons, false),
    };
    assert_eq!((page.outside.osc(), page.outside.osc_address()), (expected.clone(), "/club/booth".into()));
    for (id, text) in [
        ("osc-port", "70000"),
        ("osc-port", "x"),
        ("osc-rate", "0"),
        ("osc-prefix", "club"),
        ("osc-host", "two words"),
    ] {
        page.shown.enter(id, text);
        assert!(page.has(&format!("{id}-refusal")), "{id} {text}");
    }
    assert_eq!(page.outside.osc(), expected);
    page.click(&["osc-on", "part-horizons"]);
    assert!(!page.outside.osc().on && page.outside.osc().parts.has(Part::Horizons));
}

#[test]
fn the_log_is_begun_and_ended_and_lies_where_it_says() {
    let mut page = page(&[]);
    page.click(&["log-format-JSON Lines", "log"]);
    assert_eq!((page.outside.logs(), page.outside.log_format()), (true, LogFormat::JsonLines));
    page.wait(|page| page.outside.log_status().file.is_some());
    page.click(&["log"]);
    assert!(!page.outside.logs());
    let file = page.outside.log_status().file.unwrap();
    assert!(file.starts_with(page.folder.path()) && file.exists(), "{file:?}");
}

#[test]
fn a_preset_is_loaded_and_taken_back() {
    let mut page = page(&[]);
    page.click(&["preset-4", "preset-load"]);
    let cues = Preset::read(built_in::ALL[3].1).unwrap();
    assert_eq!(page.routing.get(), cues.routing);
    page.shown.screen.key(Code::ArrowDown, Key::ArrowDown);
    page.click(&["preset-5", "preset-load"]);
    assert_eq!((page.routing.get(), page.outside.osc().on), (Routing::NEW, true));
    assert_eq!(page.outside.log_format(), LogFormat::JsonLines);
    page.click(&["preset-back"]);
    assert_eq!((page.routing.get(), page.outside.osc().on), (cues.routing, false));
}

#[test]
fn the_user_is_asked_before_the_mood_leaves_the_machine() {
    let far =
        r#"{"preset":1,"routing":{"notes":{"on":true}},"outside":{"osc":{"on":true,"host":"lights.local"}}}"#;
    let mut page = page(&[("far", far)]);
    page.click(&["preset-7", "preset-load"]);
    page.wait(|page| page.has("preset-send"));
    assert_eq!(
        (page.routing.get(), page.outside.osc().on),
        (Routing::NEW, false),
        "nothing before the answer"
    );
    page.click(&["preset-without"]);
    assert_eq!((page.routing.get().notes.on, page.outside.osc()), (true, OscSettings::default()));
    assert!(!page.has("preset-send"));
    page.click(&["preset-load"]);
    page.wait(|page| page.has("preset-send"));
    page.click(&["preset-send"]);
    assert_eq!(page.outside.osc().host, "lights.local");
    page.click(&["preset-load"]);
    page.wait(|page| page.has("preset-send"));
    page.click(&["preset-1"]);
    assert!(!page.has("preset-send"), "another one is looked at");
}

#[test]
fn what_goes_out_is_saved_under_a_name_and_a_bad_one_changes_nothing() {
    let mut page = page(&[("bad", "{\"preset\":1,\"routing\":{\"macros\":7}}")]);
    page.click(&["preset-4", "preset-load", "preset-7", "preset-load"]);
    let cues = Preset::read(built_in::ALL[3].1).unwrap().routing;
    page.wait(|page| page.has("preset-refusal"));
    assert_eq!(page.routing.get(), cues);
    page.shown.write("preset-name", "Booth");
    page.click(&["preset-save"]);
    page.wait(|page| page.has("preset-8"));
    let saved = fs::read_to_string(page.folder.path().join("Presets/Booth.json")).unwrap();
    assert_eq!(Preset::read(&saved).unwrap().routing, cues);
}
