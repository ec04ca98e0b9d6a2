//! What is a preset, what is none, and what becomes of them.

use std::{
    fs, thread,
    time::{Duration, Instant},
};

use engine::outputs::{Macro, Source};
use proptest::{prelude::*, test_runner::Config};

use super::*;
use crate::outside::osc::{Part, Parts};

fn full() -> Preset {
    let mut routing = Routing::NEW;
    routing.macros[2] = Macro { curve: 0.25, ..Macro::of(Source::Energy) };
    routing.controllers[4].number = 40;
    routing.notes.on = true;
    let osc = OscSettings {
        on: true,
        host: "10.1.2.3".into(),
        port: 9_001,
        rate: 44,
        parts: Parts::NONE.with(Part::Energy, true),
        ..OscSettings::default()
    };
    Preset { about: "For “us”.".into(), routing, osc, log: LogFormat::JsonLines }
}

fn done(shelf: &mut Shelf) -> Outcome {
    let due = Instant::now() + Duration::from_secs(20);
    loop {
        if let Some(outcome) = shelf.outcome() {
            return outcome;
        }
        assert!(Instant::now() < due, "no outcome");
        thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn what_is_written_is_read_again() {
    for preset in [Preset::default(), full()] {
        assert_eq!(Preset::read(&preset.write()).unwrap(), preset);
    }
    assert_eq!(Preset::default().write(), "{\n  \"preset\": 1\n}\n");
}

#[test]
fn those_that_are_built_in_do_what_they_say() {
    let presets = built_in::ALL.map(|(name, text)| {
        let preset = Preset::read(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(!preset.about.is_empty() && preset.far_target().is_none(), "{name}");
        assert_eq!(
            preset.routing.controllers[..2],
            Routing::NEW.controllers[..2],
            "{name}: parameters place them"
        );
        preset
    });
    let sends = |preset: &Preset| preset.osc.on || preset.routing != Routing::NEW;
    assert!(presets.iter().all(sends));
    assert_eq!(presets[0].routing.moved(), 1);
    assert!(presets[3].routing.notes.on);
    assert!(presets[4].osc.on && presets[4].osc.parts == Parts::ALL);
    assert_eq!(presets[5].routing.controllers.iter().filter(|route| route.number > 0).count(), 6);
}

#[test]
fn the_example_in_the_docs_is_one() {
    let docs = include_str!("../../../docs/presets.md");
    let example = docs.split("```json\n").nth(1).unwrap().split("```").next().unwrap();
    let preset = Preset::read(example).unwrap();
    assert_eq!((preset.osc.port, preset.routing.moved()), (7_700, 1));
    for (name, _) in built_in::ALL {
        assert!(docs.contains(&format!("| {name} |")), "{name}");
    }
}

#[test]
fn a_preset_leaves_the_instance_its_name() {
    let (routing, outside) = (RoutingOwner::default(), Outside::default());
    outside.change_osc(|osc| osc.name = "booth".into()).unwrap();
    full().apply(&routing, &outside).unwrap();
    assert_eq!(outside.osc_address(), "/ai-mixtapes/booth");
    let made = Preset::of(&routing, &outside);
    assert_eq!(made, Preset { about: String::new(), ..full() });
    assert!(!made.write().contains("booth"));
    routing.undo();
    assert_eq!(routing.get(), Routing::NEW);
}

#[test]
fn what_is_no_preset_is_refused_with_the_reason() {
    let long = format!(r#"{{"preset":1,"about":"{}"}}"#, "a".repeat(401));
    for (text, reason) in [
        ("", "it is no preset: EOF"),
        ("[1]", "it is no preset"),
        ("{}", "missing field `preset`"),
        (r#"{"preset":0.5}"#, "it is no preset"),
        (r#"{"preset":2,"about":7}"#, "of format 2, and this version reads format 1"),
        (r#"{"preset":1,"routing":{"macros":[{"source":"loudness"}]}}"#, "got “loudness”"),
        (r#"{"preset":1,"routing":[]}"#, "expected an object"),
        (r#"{"preset":1,"outside":{"osc":{"port":0}}}"#, "1 to 65535"),
        (r#"{"preset":1,"outside":{"log":{"format":"xml"}}}"#, "xml"),
        (&long, "at most 400 characters"),
    ] {
        let error = Preset::read(text).unwrap_err().to_string();
        assert!(error.contains(reason), "{text}: {error}");
    }
    let newer = r#"{"preset":1,"glow":3,"routing":{"macros":[{"source":"energy","sparkle":1}]}}"#;
    assert_eq!(Preset::read(newer).unwrap().routing.moved(), 1, "what isn't known is left alone");
}

#[test]
fn a_target_that_is_far_is_told() {
    assert_eq!(full().far_target().as_deref(), Some("10.1.2.3:9001"));
    for (host, far) in [("localhost", false), ("127.0.0.1", false), ("::1", false), ("lights.local", true)] {
        let osc = OscSettings { host: host.into(), ..OscSettings::default() };
        assert_eq!(Preset { osc, ..Preset::default() }.far_target().is_some(), far, "{host}");
    }
}

#[test]
fn a_shelf_keeps_presets_and_overwrites_none() {
    let folder = tempfile::tempdir().unwrap();
    let mut shelf = Shelf::below(folder.path());
    shelf.send(Errand::List);
    shelf.send(Errand::Save(Box::new(full()), " Booth ".into()));
    shelf.send(Errand::Save(Box::default(), "Booth".into()));
    shelf.send(Errand::List);
    shelf.send(Errand::Load("Booth".into()));
    assert!(matches!(done(&mut shelf), Outcome::Listed(names) if names.is_empty()));
    assert!(matches!(done(&mut shelf), Outcome::Saved(name) if name == "Booth"));
    assert!(matches!(done(&mut shelf), Outcome::Saved(name) if name == "Booth (2)"));
    assert!(matches!(done(&mut shelf), Outcome::Listed(names) if names == ["Booth", "Booth (2)"]));
    let Outcome::Loaded(name, preset) = done(&mut shelf) else { panic!("not loaded") };
    assert_eq!((name.as_str(), *preset), ("Booth", full()));
    assert!(shelf.outcome().is_none());
}

#[test]
fn what_cant_be_done_is_told_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut shelf = Shelf::below(folder.path());
    for (name, reason) in [
        ("", "it needs a name"),
        ("../up", "has no '/'"),
        ("a:b", "has no ':'"),
        (".hidden", "no point"),
        (&"x".repeat(61), "at most 60 characters"),
    ] {
        shelf.send(Errand::Save(Box::default(), name.to_owned()));
        let Outcome::Failed(why) = done(&mut shelf) else { panic!("{name} was saved") };
        assert!(why.contains(reason), "{why}");
    }
    assert!(!shelf.folder().exists());
    fs::create_dir_all(shelf.folder()).unwrap();
    fs::write(shelf.folder().join("bad.json"), "{").unwrap();
    fs::write(shelf.folder().join("large.json"), vec![b' '; 2 << 20]).unwrap();
    fs::write(shelf.folder().join("bytes.json"), [0xff, 0xfe]).unwrap();
    for (name, reason) in
        [("none", "No such file"), ("bad", "it is no preset"), ("large", "larger"), ("bytes", "UTF-8")]
    {
        shelf.send(Errand::Load(name.into()));
        let Outcome::Failed(why) = done(&mut shelf) else { panic!("{name} was loaded") };
        assert!(why.starts_with(&format!("“{name}” was refused: ")) && why.contains(reason), "{why}");
    }
    // Where a folder should be there is a file.
    let blocked = folder.path().join("blocked");
    fs::create_dir(&blocked).unwrap();
    fs::write(blocked.join("Presets"), "").unwrap();
    let mut shelf = Shelf::below(&blocked);
    for errand in [Errand::List, Errand::Save(Box::default(), "a".into())] {
        shelf.send(errand);
        assert!(matches!(done(&mut shelf), Outcome::Failed(_)));
    }
}

/// A preset with some of its bytes otherwise, some missing and some more.
fn spoilt() -> impl Strategy<Value = String> {
    let texts: Vec<String> =
        built_in::ALL.iter().map(|(_, text)| (*text).to_owned()).chain([full().write()]).collect();
    let change = (any::<prop::sample::Index>(), 0..3_u8, any::<u8>());
    (prop::sample::select(texts), prop::collection::vec(change, 0..6)).prop_map(|(text, changes)| {
        let mut bytes = text.into_bytes();
        for (place, kind, byte) in changes {
            let place = place.index(bytes.len());
            match kind {
                0 => bytes[place] = byte,
                1 => drop(
                    bytes.splice(place..place, [b"0123456789.-e\"{}[],:nulltrue"[usize::from(byte) % 28]]),
                ),
                _ => drop(
                    bytes.drain(place..(place + usize::from(byte % 20) + 1).min(bytes.len() - 1).max(place)),
                ),
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

proptest! {
    #![proptest_config(Config { cases: 10_000, failure_persistence: None, ..Config::default() })]

    #[test]
    fn ten_thousand_spoilt_presets_are_refused_or_do_all_that_they_say(text in spoilt()) {
        let (routing, outside) = (RoutingOwner::default(), Outside::default());
        full().apply(&routing, &outside).unwrap();
        let before = Preset::of(&routing, &outside);
        match Preset::read(&text) {
            Err(error) => prop_assert!(!error.to_string().is_empty()),
            Ok(preset) => {
                preset.apply(&routing, &outside).unwrap();
                let found = Preset { about: preset.about.clone(), ..Preset::of(&routing, &outside) };
                prop_assert_eq!(&found, &preset);
                prop_assert_eq!(Preset::read(&preset.write()).unwrap(), preset);
                before.apply(&routing, &outside).unwrap();
            }
        }
        prop_assert_eq!(Preset::of(&routing, &outside), before);
    }
}
