//! What a session saves of the plug-in, checked before any of it is believed.
//!
//! nice-plug saves a little-endian `u64` of length and then JSON: `version` (of the product), `params` (values by
//! parameter id) and `fields`, of which ours are `format`, the number of the rules below, and `editor`, how the editor
//! looks ([`Settings`]). On loading, nice-plug
//! itself skips values of the wrong type and takes values out of range as they are, so half of a broken state
//! would get in: [`check`] refuses such a state as a whole, and [`migrate`] lifts an old one to today's rules.
//!
//! | format | rules |
//! |---|---|
//! | 1 | parameters as in [`params`](crate::params), settings of the editor; what is missing has its default |

use std::collections::BTreeMap;

use nice_plug::{
    plugin::{ParamValue, PluginState},
    prelude::*,
};

use crate::{
    editor::settings::{LARGEST, SMALLEST, Settings},
    params::{FORMAT, HorizonChoice, MoodParams},
};

/// A longer state is none of ours (a real one has less than 1 kB).
pub const MAX_BYTES: u64 = 1 << 20;

/// Why a state was refused.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// Not even the frame of a state.
    #[error("expected a state of AI-Mixtapes, got something else: {0}")]
    NotAState(#[from] serde_json::Error),
    /// No format number.
    #[error("expected the field `format` with the number of the state's format, found none")]
    NoFormat,
    /// Saved by a version to come.
    #[error("expected a state of format {FORMAT} or older, got format {0}: update the plug-in")]
    TooNew(u32),
    /// The editor's settings can't be read.
    #[error("the editor's settings can't be read: {0}")]
    BadEditor(#[source] serde_json::Error),
    /// They ask for a window that can't be.
    #[error("expected an editor of {SMALLEST:?} to {LARGEST:?} pixels, got {0} x {1}")]
    BadSize(f32, f32),
    /// A value that the parameter can't have.
    #[error("parameter `{id}` can't be {value:?}")]
    BadValue {
        /// The parameter's id.
        id: String,
        /// What the state has for it.
        value: ParamValue,
    },
}

/// Reads a state (the JSON without its length) and makes sure that all of it can be applied.
///
/// # Errors
/// If any of it can't. Parameters that this version doesn't know are no error.
pub fn check(json: &[u8]) -> Result<PluginState, StateError> {
    let state: PluginState = serde_json::from_slice(json)?;
    let format = format_of(&state).ok_or(StateError::NoFormat)?;
    if format > FORMAT {
        return Err(StateError::TooNew(format));
    }
    if let Some(editor) = state.fields.get("editor") {
        let settings: Settings = serde_json::from_str(editor).map_err(StateError::BadEditor)?;
        if !settings.fit() {
            return Err(StateError::BadSize(settings.width, settings.height));
        }
    }
    let params = MoodParams::default();
    for (id, pointer, _) in params.param_map() {
        let Some(value) = state.params.get(&id) else { continue };
        // SAFETY: `pointer` points into `params`, which lives until the end of the function.
        if !unsafe { accepts(pointer, value) } {
            return Err(StateError::BadValue { id, value: value.clone() });
        }
    }
    Ok(state)
}

/// Brings a state to today's format and completes it, so that what is loaded never depends on what was set before.
pub fn migrate(state: &mut PluginState) {
    let params = MoodParams::default();
    let mut complete = BTreeMap::new();
    for (id, pointer, _) in params.param_map() {
        // SAFETY: `pointer` points into `params`, which lives until the end of the function.
        let value = unsafe {
            state
                .params
                .remove(&id)
                .filter(|value| accepts(pointer, value))
                .unwrap_or_else(|| default_of(pointer))
        };
        complete.insert(id, value);
    }
    state.params = complete;
}

fn format_of(state: &PluginState) -> Option<u32> {
    serde_json::from_str(state.fields.get("format")?).ok().filter(|format| *format > 0)
}

/// Whether the parameter can have `value`.
///
/// # Safety
/// `pointer` must point to a live parameter.
unsafe fn accepts(pointer: ParamPtr, value: &ParamValue) -> bool {
    match (pointer, value) {
        (ParamPtr::FloatParam(param), ParamValue::F32(value)) => {
            // SAFETY: promised by the caller.
            let param = unsafe { &*param };
            (param.preview_plain(0.0)..=param.preview_plain(1.0)).contains(value)
        }
        (ParamPtr::IntParam(param), ParamValue::I32(value)) => {
            // SAFETY: promised by the caller.
            let param = unsafe { &*param };
            (param.preview_plain(0.0)..=param.preview_plain(1.0)).contains(value)
        }
        (ParamPtr::BoolParam(_), ParamValue::Bool(_)) => true,
        // The horizon is the only choice so far; nice-plug shows the ids of a choice by its type only.
        (ParamPtr::EnumParam(_), ParamValue::String(id)) => {
            HorizonChoice::ids().is_some_and(|ids| ids.contains(&id.as_str()))
        }
        _ => false,
    }
}

/// The value of a parameter that nobody has set yet.
///
/// # Safety
/// `pointer` must point to a live parameter.
unsafe fn default_of(pointer: ParamPtr) -> ParamValue {
    // SAFETY: promised by the caller.
    unsafe {
        match pointer {
            ParamPtr::FloatParam(param) => ParamValue::F32((*param).default_plain_value()),
            ParamPtr::IntParam(param) => ParamValue::I32((*param).default_plain_value()),
            ParamPtr::BoolParam(param) => ParamValue::Bool((*param).default_plain_value()),
            ParamPtr::EnumParam(param) => ParamValue::I32((*param).default_plain_value()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAVED: &str = r#"{"version":"0.1.0","params":{"hold":{"bool":true},"smoothing":{"f32":2.5},
        "horizon":{"string":"section"},"cc_channel":{"i32":16}},"fields":{"format":"1"}}"#;

    #[test]
    fn a_good_state_is_read_as_it_is() {
        let state = check(SAVED.as_bytes()).unwrap();
        assert!(matches!(state.params["smoothing"], ParamValue::F32(2.5)));
        assert_eq!(state.params.len(), 4);
    }

    #[test]
    fn any_value_that_a_parameter_cant_have_spoils_the_whole() {
        for (good, bad) in [
            (r#"{"bool":true}"#, r#"{"f32":1.0}"#),
            (r#"{"f32":2.5}"#, r#"{"f32":10.1}"#),
            (r#"{"f32":2.5}"#, r#"{"f32":1e39}"#),
            (r#"{"string":"section"}"#, r#"{"string":"yesterday"}"#),
            (r#"{"string":"section"}"#, r#"{"i32":9}"#),
            (r#"{"i32":16}"#, r#"{"i32":17}"#),
        ] {
            let spoilt = SAVED.replace(good, bad);
            assert!(matches!(check(spoilt.as_bytes()), Err(StateError::BadValue { .. })), "{bad}");
        }
    }

    #[test]
    fn a_format_is_asked_for_and_not_a_newer_one() {
        assert!(matches!(check(SAVED.replace(r#""format":"1""#, "").as_bytes()), Err(StateError::NoFormat)));
        let newer = SAVED.replace(r#""format":"1""#, r#""format":"2""#);
        assert!(matches!(check(newer.as_bytes()), Err(StateError::TooNew(2))));
    }

    #[test]
    fn settings_of_the_editor_spoil_a_state_if_they_are_broken() {
        let with =
            |editor: &str| SAVED.replace(r#""format":"1""#, &format!(r#""format":"1","editor":"{editor}""#));
        check(with(r#"{\"width\":1000,\"theme\":\"contrast\"}"#).as_bytes()).unwrap();
        let broken = [r#"{\"theme\":\"pink\"}"#, "loud", r#"{\"width\":\"wide\"}"#];
        for editor in broken {
            let outcome = check(with(editor).as_bytes());
            assert!(matches!(outcome, Err(StateError::BadEditor(_))), "{editor}");
        }
        let outcome = check(with(r#"{\"width\":1e9}"#).as_bytes());
        assert!(matches!(outcome, Err(StateError::BadSize(..))));
    }

    #[test]
    fn no_prefix_of_a_state_is_a_state() {
        for end in 0..SAVED.len() {
            assert!(matches!(check(&SAVED.as_bytes()[..end]), Err(StateError::NotAState(_))), "{end}");
        }
    }

    #[test]
    fn what_is_missing_gets_its_default() {
        let mut state = check(SAVED.as_bytes()).unwrap();
        migrate(&mut state);
        assert_eq!(state.params.len(), MoodParams::default().param_map().len());
        assert!(matches!(state.params["valence_range"], ParamValue::F32(1.0)));
        assert!(matches!(state.params["hold"], ParamValue::Bool(true)));
    }
}
