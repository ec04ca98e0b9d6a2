use engine::outputs::{Feed, Macro, MacroMode, Source, Tap};

use super::*;
use crate::outputs::routing::NoteRoute;

/// A table in which everything is something else than in a new one.
fn full() -> Routing {
    let mut table = Routing::NEW;
    for (index, source) in Source::all().enumerate() {
        table.macros[index % 8] = Macro {
            source: Some(Tap { source, blend: (index % 2 == 0).then_some(0.25) }),
            mode: [MacroMode::Follow, MacroMode::Write, MacroMode::Read][index % 3],
            input: [-0.5, 0.5],
            output: [1.0, 0.25],
            curve: -0.5,
            rise_seconds: 0.0,
            fall_seconds: 60.0,
            gate: 0.3,
        };
        table.controllers[index % 8] = ControllerRoute {
            feed: Some(if index % 2 == 0 { Feed::Macro(7) } else { Feed::Tap(Tap::new(source)) }),
            channel: 15,
            number: 119,
            fine: true,
            deadband: 0.01,
            per_second: 100,
        };
    }
    table.notes = NoteRoute { on: true, channel: 9, base: 122, off_in_silence: false, program: Some(5) };
    table
}

#[test]
fn a_table_comes_back_as_it_was() {
    for table in [Routing::NEW, full()] {
        let json = serde_json::to_string(&Saved::of(&table)).unwrap();
        assert_eq!(serde_json::from_str::<Saved>(&json).unwrap().read().unwrap(), table);
    }
    assert_eq!(serde_json::to_string(&Saved::of(&Routing::NEW)).unwrap(), "{}");
    let mut third = Routing::NEW;
    third.macros[2] = Macro::of(Source::Energy);
    let json = serde_json::to_string(&Saved::of(&third)).unwrap();
    assert_eq!(json, r#"{"macros":[{},{},{"source":"energy"}]}"#);
    // No controllers at all is not what a new instance has.
    let mut silent = Routing::NEW;
    silent.controllers = [ControllerRoute::UNUSED; _];
    assert_eq!(Saved::of(&silent).read().unwrap(), silent);
    let few = serde_json::from_str::<Saved>("{}").unwrap().read().unwrap();
    assert_eq!(few, Routing::NEW);
}

#[test]
fn a_source_alone_is_taken_over_its_whole_range() {
    let saved: Saved = serde_json::from_str(r#"{"macros":[{"source":"energy"}]}"#).unwrap();
    assert_eq!(saved.read().unwrap().macros[0], Macro::of(Source::Energy));
}

#[test]
fn what_cant_be_is_refused_with_a_reason() {
    for (json, reason) in [
        ("[]", "can't be read"),
        (r#"{"macros":3}"#, "can't be read"),
        (r#"{"macros":[{},{},{},{},{},{},{},{},{}]}"#, "at most 8 macros, got 9"),
        (r#"{"macros":[{"source":"loudness"}]}"#, "got “loudness”"),
        (r#"{"macros":[{"source":"energy","blend":2}]}"#, "a blend from 0 to 1, got 2"),
        (r#"{"macros":[{"mode":"dance"}]}"#, "can't be read"),
        (r#"{"macros":[{"input":[0.5,-0.5]}]}"#, "the greatest input"),
        (r#"{"macros":[{"output":[0,1.5]}]}"#, "an output"),
        (r#"{"macros":[{"curve":-1.5}]}"#, "a curve"),
        (r#"{"macros":[{"rise":-1}]}"#, "seconds of rise"),
        (r#"{"macros":[{"fall":61}]}"#, "seconds of fall"),
        (r#"{"macros":[{"gate":1.5}]}"#, "a confidence"),
        (r#"{"controllers":[{"macro":9}]}"#, "a macro"),
        (r#"{"controllers":[{"channel":17}]}"#, "a channel"),
        (r#"{"controllers":[{"number":120}]}"#, "a controller"),
        (r#"{"controllers":[{"per_second":0}]}"#, "messages a second"),
        (r#"{"notes":{"base":123}}"#, "a base note"),
        (r#"{"notes":{"channel":0}}"#, "a channel"),
        (r#"{"notes":{"program":123}}"#, "a program"),
    ] {
        let error = serde_json::from_str::<Saved>(json).unwrap().read().unwrap_err().to_string();
        assert!(error.contains(reason), "{json}: {error}");
    }
}
