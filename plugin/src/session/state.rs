//! What a session saves of the plug-in, checked before any of it is believed.
//!
//! nice-plug saves a little-endian `u64` of length and then JSON: `version` (of the product), `params` (values by
//! parameter id) and `fields`, of which ours are
//!
//! - `format`, the number of the rules below,
//! - `reads_from`, the oldest format whose reader understands the state: it knows the meaning of all that it knows
//!   by name, and what it doesn't know it gives back as it came;
//! - `editor`, how the editor looks ([`Settings`]),
//! - `frozen`, the output values while bypass or hold is on ([`Frozen`]), else null;
//! - `routing`, what macros are made of and what goes out where ([`Saved`]);
//! - `outside`, what is sent by OSC, and how a session log is written ([`outside`](super::outside)).
//!
//! On loading, nice-plug itself skips values of the wrong type, takes values out of range as they are and forgets
//! what it doesn't know. So [`read`] stands before it: a state that can't be applied as a whole is refused as a
//! whole, nice-plug gets what this version knows, and the rest is [`Kept`] for the next saving. [`migrate`] lifts an
//! old state to today's rules.
//!
//! | format | reads_from | rules |
//! |---|---|---|
//! | 1 | 1, or missing | parameters as in [`params`](crate::session::params), editor settings; defaults for what is missing |
//! | 2 | 1 | and macros, `routing` and `outside`; what is frozen has macros and routes |
//!
//! A new parameter, field, theme or panel is a new format that is read from the old one on. Only where the meaning of
//! what is there changes does `reads_from` rise. In a state of a newer format parameters must have values that they
//! can have, as ever; what the editor can't show is shown as its default, and kept.

mod kept;

use std::{
    collections::{BTreeMap, BTreeSet},
    str,
};

use nice_plug::{
    plugin::{ParamValue, PluginState},
    prelude::*,
};

pub use self::kept::Kept;
use super::{
    frozen::Frozen,
    json::{Member, members, object},
    outside::{self, OutsideError},
    params::{FORMAT, HorizonChoice, MoodParams},
    routing::{RoutingError, Saved},
    settings::{LARGEST, SMALLEST, Settings},
};

/// A longer state is none of ours (a real one has less than 1 kB).
pub const MAX_BYTES: u64 = 1 << 20;

/// Why a state was refused.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// Not even the frame of a state.
    #[error("expected a state of AI-Mixtapes, got something else: {0}")]
    NotAState(#[from] serde_json::Error),
    /// No text at all.
    #[error("expected a state of AI-Mixtapes, got something that is no text: {0}")]
    NotText(#[from] str::Utf8Error),
    /// No format number.
    #[error("expected the field `{0}` with the number of a format (1 or more), found none")]
    NoFormat(&'static str),
    /// Saved by a version to come, and not for us to read.
    #[error(
        "expected a state for readers of format {FORMAT}, got one of format {format} for readers of format \
         {reads_from} or newer: update the plug-in"
    )]
    TooNew {
        /// What its rules are.
        format: u32,
        /// The oldest format whose reader understands it.
        reads_from: u32,
    },
    /// The editor's settings can't be read.
    #[error("the editor's settings can't be read: {0}")]
    BadEditor(#[source] serde_json::Error),
    /// They ask for a window that can't be.
    #[error("expected an editor of {SMALLEST:?} to {LARGEST:?} pixels, got {0} x {1}")]
    BadSize(f32, f32),
    /// What the user froze can't be read, or there are no such output values.
    #[error("expected output values that the user froze, got {0}")]
    BadFrozen(String),
    /// The routing can't be read, or asks for what can't be.
    #[error(transparent)]
    BadRouting(#[from] RoutingError),
    /// What is to leave the plug-in beside the host can't be read, or asks for what can't be.
    #[error(transparent)]
    BadOutside(#[from] OutsideError),
    /// A value that the parameter can't have.
    #[error("parameter `{id}` can't be {value}")]
    BadValue {
        /// The parameter's id.
        id: String,
        /// What the state has for it.
        value: String,
    },
}

/// A state that can be applied as a whole.
#[derive(Debug)]
pub struct Loaded {
    /// What this version knows of it, in today's format and complete.
    pub known: PluginState,
    /// What it doesn't know.
    pub kept: Kept,
    /// What it doesn't know of the editor's settings; none if the state has no settings.
    pub editor: Option<Vec<Member>>,
}

/// Reads a state (the JSON without its length) and makes sure that all of it can be applied.
///
/// # Errors
/// If any of it can't. What this version doesn't know is no error.
pub fn read(json: &[u8]) -> Result<Loaded, StateError> {
    let params = MoodParams::default();
    let mut known = PluginState { version: String::new(), params: BTreeMap::new(), fields: BTreeMap::new() };
    let mut kept = Kept::default();
    let (mut found_params, mut found_fields) = (None, None);
    for (name, value) in members(str::from_utf8(json)?)? {
        match name.as_str() {
            "version" => known.version = serde_json::from_str(value)?,
            "params" => found_params = Some(value),
            "fields" => found_fields = Some(value),
            _ => kept.top.push((name, value.to_owned())),
        }
    }

    let known_fields: BTreeSet<_> = params.serialize_fields().into_keys().collect();
    for (name, value) in members(found_fields.unwrap_or_default())? {
        if known_fields.contains(&name) {
            known.fields.insert(name, serde_json::from_str(value)?);
        } else {
            kept.fields.push((name, value.to_owned()));
        }
    }
    let (format, reads_from) = numbers_of(&known)?;
    let newer = format > FORMAT;
    kept.numbers = newer.then_some((format, reads_from));
    let editor = known.fields.get_mut("editor").map(|editor| read_editor(editor, newer)).transpose()?;

    if let Some(frozen) = known.fields.get("frozen") {
        let read: Option<Option<Frozen>> = serde_json::from_str(frozen).ok();
        if read.is_none_or(|read| read.is_some_and(|values| values.outputs().is_none())) {
            return Err(StateError::BadFrozen(frozen.clone()));
        }
    }

    if let Some(routing) = known.fields.get("routing") {
        let read = serde_json::from_str::<Saved>(routing)?.read();
        // What a version to come wrote is kept until the user changes the routing.
        read.map(drop).or_else(|error| if newer { Ok(()) } else { Err(error) })?;
    }

    if let Some(outside) = known.fields.get("outside") {
        let read = serde_json::from_str::<outside::Saved>(outside)?.read();
        read.map(drop).or_else(|error| if newer { Ok(()) } else { Err(error) })?;
    }

    let pointers: BTreeMap<_, _> =
        params.param_map().into_iter().map(|(id, pointer, _)| (id, pointer)).collect();
    for (id, value) in members(found_params.unwrap_or_default())? {
        let Some(pointer) = pointers.get(&id) else {
            kept.params.push((id, value.to_owned()));
            continue;
        };
        let read = serde_json::from_str(value).ok();
        // SAFETY: `pointer` points into `params`, which lives until the end of the function.
        let Some(read) = read.filter(|read| unsafe { accepts(*pointer, read) }) else {
            return Err(StateError::BadValue { id, value: value.to_owned() });
        };
        known.params.insert(id, read);
    }
    migrate(&mut known);
    Ok(Loaded { known, kept, editor })
}

/// The numbers `format` and `reads_from`, if this version may read such a state.
fn numbers_of(state: &PluginState) -> Result<(u32, u32), StateError> {
    let number = |name| {
        let read = state.fields.get(name).map(|number| serde_json::from_str(number).unwrap_or(0));
        if read == Some(0) { Err(StateError::NoFormat(name)) } else { Ok(read) }
    };
    let format = number("format")?.ok_or(StateError::NoFormat("format"))?;
    // Before there was this number, each state was for readers of its own format.
    let reads_from = number("reads_from")?.unwrap_or(format);
    if reads_from > FORMAT {
        Err(StateError::TooNew { format, reads_from })
    } else {
        Ok((format, reads_from))
    }
}

/// Reduces the editor's settings to what this version can show, and returns what it can't: of its own format
/// everything must be good that it knows by name.
fn read_editor(json: &mut String, newer: bool) -> Result<Vec<Member>, StateError> {
    let (mut good, mut strange) = (Vec::new(), Vec::new());
    for (name, value) in members(json).map_err(StateError::BadEditor)? {
        let alone = serde_json::from_str::<Settings>(&object([(&name, value)]));
        match alone {
            _ if !Settings::names().contains(&name) => strange.push((name, value.to_owned())),
            Ok(alone) if alone.fit() => good.push((name, value.to_owned())),
            _ if newer => strange.push((name, value.to_owned())),
            Ok(alone) => return Err(StateError::BadSize(alone.width, alone.height)),
            Err(error) => return Err(StateError::BadEditor(error)),
        }
    }
    *json = object(good);
    serde_json::from_str::<Settings>(json).map_err(StateError::BadEditor)?;
    Ok(strange)
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
    for field in ["routing", "outside"] {
        state.fields.entry(field.into()).or_insert_with(|| "{}".into());
    }
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
mod tests;
