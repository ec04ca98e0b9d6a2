//! An instance in which everything is driven.

use anyhow::{Context, Result};
use host::Instance;
use serde_json::Value;

/// Eight macros that hosts see moved, eight controllers of 14 bits, notes and programs.
const EVERYTHING: &str = include_str!("everything.json");
/// What stands before the JSON of a state: its length.
const FRAME: usize = size_of::<u64>();

/// Sets the instance up so.
///
/// # Errors
/// If it has no states, or refuses this one.
pub fn route_everything(instance: &mut Instance) -> Result<()> {
    let saved = instance.save()?;
    let state = saved.get(FRAME..).context("the plug-in's state is too short")?;
    let mut state: Value = serde_json::from_slice(state).context("the plug-in's state is no JSON")?;
    // A field is a text of its own.
    state["fields"]["routing"] = EVERYTHING.into();
    let json = state.to_string();
    let framed = [&(json.len() as u64).to_le_bytes()[..], json.as_bytes()].concat();
    Ok(instance.restore(&framed)?)
}
