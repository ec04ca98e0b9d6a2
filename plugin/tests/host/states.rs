//! What a session saves, and what it may bring back.

use std::{fs, path::Path, str};

use host::{rig::Rig, signals::Noise};
use serde_json::{Value, json};

use super::MACRO_IDS;

/// Anything but the defaults.
fn set_everything(rig: &mut Rig) {
    for (name, text) in [
        ("Bypass", c"On"),
        ("Hold", c"On"),
        ("Horizon", c"Section (12 s)"),
        ("Smoothing", c"2.5 s"),
        ("Valence Offset", c"-0.25"),
        ("Valence Range", c"1.5 x"),
        ("Arousal Offset", c"0.75"),
        ("Arousal Range", c"0.5 x"),
        ("CC Channel", c"16"),
        ("Valence CC", c"CC 74"),
        ("Arousal CC", c"Off"),
    ] {
        rig.set_text(name, text);
    }
}

#[test]
fn a_state_comes_back_whole_in_any_instance() {
    let mut first = Rig::load();
    let fresh = first.values();
    let initial = first.save();
    set_everything(&mut first);
    let (values, saved) = (first.values(), first.save());
    assert_eq!(values.iter().zip(&fresh).filter(|(set, fresh)| set.1 != fresh.1).count(), 11);

    let mut second = Rig::load();
    assert!(second.restore(&saved));
    assert_eq!(second.values(), values);
    assert_eq!(second.save(), saved);
    assert!(second.restore(&initial));
    assert_eq!(second.values(), fresh);
}

#[test]
fn a_state_can_be_read_by_a_human_and_tells_its_format() {
    let saved = Rig::load().save();
    let json: serde_json::Value = serde_json::from_slice(&saved[8..]).unwrap();
    assert_eq!(saved[..8], (saved.len() as u64 - 8).to_le_bytes());
    assert_eq!(json["fields"]["format"], "2");
    assert_eq!(json["fields"]["reads_from"], "1");
    assert_eq!(json["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(json["params"]["horizon"]["string"], "now");
    assert_eq!(json["params"].as_object().unwrap().len(), 19, "outputs are not saved");
}

#[test]
fn a_state_without_a_parameter_gives_it_its_default() {
    let mut rig = Rig::load();
    let fresh = rig.values();
    let saved = String::from_utf8(rig.save()[8..].to_vec()).unwrap();
    set_everything(&mut rig);
    let mut json: serde_json::Value = serde_json::from_str(&saved).unwrap();
    json["params"].as_object_mut().unwrap().remove("smoothing");
    assert!(rig.restore(&framed(json.to_string().as_bytes())));
    assert_eq!(rig.values(), fresh);
}

#[test]
fn a_broken_state_is_refused_and_changes_nothing() {
    let mut rig = Rig::load();
    set_everything(&mut rig);
    let (values, saved) = (rig.values(), rig.save());
    let mut refuses = |state: &[u8], what: &str| {
        assert!(!rig.restore(state), "{what} was taken");
        assert_eq!(rig.values(), values, "{what} changed something");
    };
    for length in 0..saved.len() {
        refuses(&saved[..length], "a truncated state");
    }
    let mut noise = Noise(7);
    for length in [1, 8, 9, 100, 5000] {
        let random: Vec<u8> = (0..length).map(|_| noise.bits() as u8).collect();
        refuses(&random, "noise");
        refuses(&framed(&random), "noise with the right length");
    }
    refuses(&u64::MAX.to_le_bytes(), "a length beyond all memory");

    let json = String::from_utf8(Rig::load().save()[8..].to_vec()).unwrap();
    for (good, bad) in [
        (r#""smoothing":{"f32":0.5}"#, r#""smoothing":{"f32":1e30}"#),
        (r#""smoothing":{"f32":0.5}"#, r#""smoothing":{"i32":1}"#),
        (r#""cc_channel":{"i32":1}"#, r#""cc_channel":{"i32":100000}"#),
        (r#""horizon":{"string":"now"}"#, r#""horizon":{"string":"tomorrow"}"#),
        (r#""hold":{"bool":false}"#, r#""hold":{"bool":2}"#),
        (r#","reads_from":"1""#, r#","reads_from":"99""#),
        (r#""format":"2","frozen":"null","outside":"{}","reads_from":"1""#, r#""format":"99""#),
        (r#""routing":"{}""#, r#""routing":"{\"macros\":[{\"source\":\"loudness\"}]}""#),
        (r#""routing":"{}""#, r#""routing":"[]""#),
        (r#""macro_8":{"f32":0.0}"#, r#""macro_8":{"f32":1.5}"#),
        (r#""outside":"{}""#, r#""outside":"{\"osc\":{\"port\":0}}""#),
        (r#""outside":"{}""#, r#""outside":"{\"log\":7}""#),
        (r#""frozen":"null""#, r#""frozen":"{\"valence\":7.0}""#),
        (r#""frozen":"null""#, r#""frozen":"cold""#),
        (r#""format":"2""#, r#""other":"1""#),
        (r#"\"theme\":\"dark\""#, r#"\"theme\":\"pink\""#),
    ] {
        let spoilt = json.replace(good, bad);
        assert_ne!(spoilt, json, "{good} is in the state");
        refuses(&framed(spoilt.as_bytes()), bad);
    }
}

/// A state of each format, with everything set as [`set_everything`] does.
const RELEASES: [&str; 2] = ["0.1.0.json", "format-2.json"];

/// A state from `tests/states`.
pub fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/states").join(name);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.trim_end().to_owned()
}

fn saved_json(saved: &[u8]) -> Value {
    serde_json::from_slice(&saved[8..]).unwrap()
}

/// A state as JSON, with the editor's settings as such, and without the product's version and what says nothing: what a
/// state means.
fn meaning(mut state: Value) -> Value {
    let editor = state["fields"]["editor"].as_str().map(|editor| serde_json::from_str(editor).unwrap());
    let mut editor: Value = editor.unwrap_or_default();
    if editor.is_object() && editor["page"].is_null() {
        // Pages came with the second format.
        editor["page"] = json!("mood");
    }
    state["fields"]["editor"] = editor;
    for field in ["routing", "outside"] {
        let members = state["fields"][field].as_str().map(|members| serde_json::from_str(members).unwrap());
        state["fields"][field] = members.unwrap_or_else(|| json!({}));
    }
    state["version"].take();
    if state["fields"]["frozen"] == "null" {
        state["fields"].as_object_mut().unwrap().remove("frozen");
    }
    state["params"]
        .as_object_mut()
        .unwrap()
        .retain(|id, value| !id.starts_with("macro_") || value["f32"] != 0.0);
    state
}

#[test]
fn sessions_of_every_release_come_back() {
    let mut expected = Rig::load();
    set_everything(&mut expected);
    for release in RELEASES {
        let state = fixture(release);
        let mut rig = Rig::load();
        assert!(rig.restore(&framed(state.as_bytes())), "{release}: {:?}", rig.log());
        // Macros came with the second format.
        let values = |rig: &mut Rig| {
            rig.values().into_iter().filter(|(id, _)| !MACRO_IDS.contains(id)).collect::<Vec<_>>()
        };
        assert_eq!(values(&mut rig), values(&mut expected), "{release}");
        let (saved, loaded) =
            (meaning(saved_json(&rig.save())), meaning(serde_json::from_str(&state).unwrap()));
        for (id, value) in loaded["params"].as_object().unwrap() {
            assert_eq!(&saved["params"][id], value, "{release}");
        }
        assert_eq!(saved["fields"]["editor"], loaded["fields"]["editor"], "{release}");
        for field in ["routing", "outside"] {
            assert_eq!(saved["fields"][field], loaded["fields"][field], "{release}");
        }
        assert_eq!(rig.log(), [] as [String; 0]);
    }
}

#[test]
fn a_session_of_a_version_to_come_is_read_and_goes_back_whole() {
    let state = fixture("format-99.json");
    let mut rig = Rig::load();
    assert!(rig.restore(&framed(state.as_bytes())), "{:?}", rig.log());
    let mut expected = Rig::load();
    set_everything(&mut expected);
    assert_eq!(rig.values(), expected.values());

    let saved = rig.save();
    let text = str::from_utf8(&saved[8..]).unwrap();
    assert_eq!(meaning(saved_json(&saved)), meaning(serde_json::from_str(&state).unwrap()));
    for number in ["0.30000000000000004", "12345678901234567890123", "1.50", "-0.0e-7"] {
        assert!(text.contains(number), "{number} as it was written");
    }
    assert!(rig.restore(&saved));
    assert_eq!(rig.save(), saved);
    let mut other = Rig::load();
    assert!(other.restore(&saved));
    assert_eq!(other.save(), saved);

    rig.set_text("Smoothing", c"3 s");
    let changed = saved_json(&rig.save());
    assert_eq!(changed["params"]["smoothing"]["f32"], 3.0, "what is known can be changed");
    assert_eq!(changed["params"]["aura"], saved_json(&saved)["params"]["aura"]);

    let fresh = Rig::load().save();
    assert!(rig.restore(&fresh));
    assert_eq!(rig.save(), fresh, "another session has nothing of it");
}

#[test]
fn a_session_that_only_a_version_to_come_can_read_is_refused_with_the_reason() {
    let mut rig = Rig::load();
    set_everything(&mut rig);
    let (values, saved) = (rig.values(), rig.save());
    let state = fixture("format-99-reads-from-99.json");
    assert!(!rig.restore(&framed(state.as_bytes())));
    assert_eq!((rig.values(), rig.save()), (values, saved));
    let log = rig.log();
    assert_eq!(log.len(), 1, "{log:?}");
    for part in ["refused, nothing has changed", "format 99", "update the plug-in"] {
        assert!(log[0].contains(part), "{log:?}");
    }
}

#[test]
fn an_impossible_value_in_a_session_of_a_version_to_come_spoils_it() {
    let mut rig = Rig::load();
    let saved = rig.save();
    let state = fixture("format-99.json");
    for (good, bad) in [
        (r#""smoothing":{"f32":2.5}"#, r#""smoothing":{"f32":20.0}"#),
        (r#""horizon":{"string":"section"}"#, r#""horizon":{"string":"hour"}"#),
    ] {
        let spoilt = state.replace(good, bad);
        assert_ne!(spoilt, state, "{good} is in the state");
        assert!(!rig.restore(&framed(spoilt.as_bytes())), "{bad}");
        assert_eq!(rig.save(), saved, "{bad}");
        assert!(rig.log()[0].contains("can't be"));
    }
}

#[test]
fn one_wrong_byte_anywhere_never_half_applies() {
    let mut rig = Rig::load();
    let fresh = rig.values();
    let initial = rig.save();
    let mut other = Rig::load();
    set_everything(&mut other);
    let saved = other.save();
    let mut noise = Noise(11);
    for index in 8..saved.len() {
        let mut spoilt = saved.clone();
        spoilt[index] = spoilt[index].wrapping_add(1 + (noise.bits() % 255) as u8);
        if rig.restore(&spoilt) {
            // A digit may have become another digit, a name one that nobody knows: a whole state all the same.
            for (listed, (_, value)) in rig.list().iter().zip(rig.values()) {
                assert!((listed.range.0..=listed.range.1).contains(&value), "{} = {value}", listed.name);
            }
            assert!(rig.restore(&initial));
        }
        assert_eq!(rig.values(), fresh, "byte {index}");
    }
}

pub fn framed(json: &[u8]) -> Vec<u8> {
    [&(json.len() as u64).to_le_bytes(), json].concat()
}
