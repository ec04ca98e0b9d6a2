use super::*;
use crate::session::json::quoted;

const SAVED: &str = r#"{"version":"0.1.0","params":{"hold":{"bool":true},"smoothing":{"f32":2.5},
    "horizon":{"string":"section"},"cc_channel":{"i32":16}},"fields":{"format":"1"}}"#;

/// The state with its format replaced by these fields.
fn with_fields(fields: &str) -> String {
    SAVED.replace(r#""format":"1""#, fields)
}

#[test]
fn a_good_state_is_read_as_it_is() {
    let loaded = read(SAVED.as_bytes()).unwrap();
    assert!(matches!(loaded.known.params["smoothing"], ParamValue::F32(2.5)));
    assert_eq!(loaded.kept, Kept::default());
    assert!(loaded.editor.is_none());
}

#[test]
fn any_value_that_a_parameter_cant_have_spoils_the_whole() {
    for newer in [false, true] {
        for (good, bad) in [
            (r#"{"bool":true}"#, r#"{"f32":1.0}"#),
            (r#"{"bool":true}"#, r#"{"bool":2}"#),
            (r#"{"f32":2.5}"#, r#"{"f32":10.1}"#),
            (r#"{"f32":2.5}"#, r#"{"f32":1e39}"#),
            (r#"{"f32":2.5}"#, r#"{"f64":2.5}"#),
            (r#"{"string":"section"}"#, r#"{"string":"yesterday"}"#),
            (r#"{"string":"section"}"#, r#"{"i32":9}"#),
            (r#"{"i32":16}"#, r#"{"i32":17}"#),
        ] {
            let state = if newer { with_fields(NEWER) } else { SAVED.to_owned() };
            let spoilt = state.replace(good, bad);
            assert_ne!(spoilt, state);
            assert!(matches!(read(spoilt.as_bytes()), Err(StateError::BadValue { .. })), "{bad}");
        }
    }
}

const NEWER: &str = r#""format":"99","reads_from":"1""#;

#[test]
fn a_format_is_asked_for() {
    for fields in ["", r#""format":"0""#, r#""format":"new""#, r#""format":"1","reads_from":"0""#] {
        let refused = read(with_fields(fields).as_bytes());
        assert!(matches!(refused, Err(StateError::NoFormat(_))), "{fields}");
    }
}

#[test]
fn a_newer_state_says_whether_it_is_for_us() {
    read(with_fields(NEWER).as_bytes()).unwrap();
    for fields in [r#""format":"98""#, r#""format":"99","reads_from":"98""#] {
        let refused = read(with_fields(fields).as_bytes()).unwrap_err();
        assert!(matches!(refused, StateError::TooNew { .. }), "{fields}");
        assert!(refused.to_string().ends_with("update the plug-in"));
    }
}

#[test]
fn settings_of_the_editor_spoil_a_state_if_they_are_broken() {
    let with = |format: &str, editor: &str| {
        read(with_fields(&format!(r#"{format},"editor":{}"#, quoted(editor))).as_bytes())
    };
    let ours = r#""format":"1""#;
    with(ours, r#"{"width":1000,"theme":"contrast"}"#).unwrap();
    for editor in [r#"{"theme":"pink"}"#, "loud", r#"{"width":"wide"}"#, r#"{"width":900,"width":901}"#] {
        assert!(matches!(with(ours, editor), Err(StateError::BadEditor(_))), "{editor}");
    }
    assert!(matches!(with(ours, r#"{"width":1e9}"#), Err(StateError::BadSize(..))));
    assert!(matches!(with(NEWER, "loud"), Err(StateError::BadEditor(_))));
}

#[test]
fn what_a_newer_editor_shows_is_shown_as_its_default_and_kept() {
    let editor = r#"{"width":1e9,"height":700,"theme":"pink","zoom":"hour","panel":{"of":[2]},"glow":1.50}"#;
    let state = with_fields(&format!(r#"{NEWER},"editor":{}"#, quoted(editor)));
    let loaded = read(state.as_bytes()).unwrap();
    assert_eq!(loaded.known.fields["editor"], r#"{"height":700,"zoom":"hour"}"#);
    let strange = [("width", "1e9"), ("theme", "\"pink\""), ("panel", r#"{"of":[2]}"#), ("glow", "1.50")];
    assert_eq!(loaded.editor.unwrap(), strange.map(|(name, value)| (name.to_owned(), value.to_owned())));
}

#[test]
fn what_is_not_known_is_put_back_as_it_came() {
    let newer = r#"{"version":"9.0.0","params":{"hold":{"bool":true},"glow":{"f64":0.30000000000000004}},
        "fields":{"format":"99","reads_from":"1","osc":"{\"port\":9000}","list":[1, 2]},"licence":null}"#;
    let loaded = read(newer.as_bytes()).unwrap();
    assert_eq!(
        loaded.known.fields.into_keys().collect::<Vec<_>>(),
        ["format", "outside", "reads_from", "routing"]
    );
    let ours = r#"{"version":"0.1.0","params":{"hold":{"bool":false}},
        "fields":{"editor":"{\"theme\":\"dark\",\"width\":900.0}","format":"1","reads_from":"1"}}"#;
    let pink = [("theme".to_owned(), "\"pink\"".to_owned()), ("glow".to_owned(), "true".to_owned())];
    let whole = loaded.kept.put_back(ours, &pink).unwrap();
    let expected = concat!(
        r#"{"version":"0.1.0","params":{"hold":{"bool":false},"glow":{"f64":0.30000000000000004}},"#,
        r#""fields":{"editor":"{\"theme\":\"pink\",\"width\":900.0,\"glow\":true}","format":"99","#,
        r#""reads_from":"1","osc":"{\"port\":9000}","list":[1, 2]},"licence":null}"#,
    );
    assert_eq!(whole, expected);
    let again = read(whole.as_bytes()).unwrap();
    assert_eq!(again.kept.put_back(&whole, &pink).unwrap(), whole);
}

#[test]
fn no_prefix_of_a_state_is_a_state() {
    for end in 0..SAVED.len() {
        assert!(matches!(read(&SAVED.as_bytes()[..end]), Err(StateError::NotAState(_))), "{end}");
    }
    assert!(matches!(read(b"\xff"), Err(StateError::NotText(_))));
}

#[test]
fn what_is_missing_gets_its_default() {
    let state = read(SAVED.as_bytes()).unwrap().known;
    assert_eq!(state.params.len(), MoodParams::default().param_map().len());
    assert!(matches!(state.params["valence_range"], ParamValue::F32(1.0)));
    assert!(matches!(state.params["hold"], ParamValue::Bool(true)));
}
