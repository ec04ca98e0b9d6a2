//! The routing table as a session keeps it.

mod parts;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use self::parts::{ControllerSaved, MacroSaved, NotesSaved};
use crate::{
    outputs::routing::{ControllerRoute, Routing},
    session::json::expect_object,
};

/// A table as JSON, as it was written: what this version doesn't know of it is still there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Saved(Value);

/// Why a table was refused.
#[derive(Debug, thiserror::Error)]
pub enum RoutingError {
    /// The JSON is of another shape.
    #[error("the routing can't be read: {0}")]
    Shape(#[from] serde_json::Error),
    /// A source that there isn't.
    #[error("expected a source of the mood, got “{0}”")]
    Source(String),
    /// A number that is out of its range.
    #[error("expected {what} from {least} to {greatest}, got {got}")]
    Range {
        /// Of what.
        what: &'static str,
        /// The least that there is.
        least: f32,
        /// The greatest.
        greatest: f32,
        /// What came.
        got: f32,
    },
    /// More than there are.
    #[error("expected at most {most} {what}, got {got}")]
    Many {
        /// Of what.
        what: &'static str,
        /// How many there can be.
        most: usize,
        /// What came.
        got: usize,
    },
}

/// What is missing is as in a new instance.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct TableSaved {
    macros: Option<Vec<MacroSaved>>,
    controllers: Option<Vec<ControllerSaved>>,
    notes: NotesSaved,
}

impl Saved {
    /// Of a table: what is otherwise than what is missing would be.
    pub fn of(table: &Routing) -> Self {
        let macros = || table.macros.iter().map(MacroSaved::of).collect();
        let controllers = || table.controllers.iter().map(ControllerSaved::of).collect();
        let saved = TableSaved {
            macros: (table.macros != Routing::NEW.macros).then(macros),
            controllers: (table.controllers != Routing::NEW.controllers).then(controllers),
            notes: NotesSaved::of(&table.notes),
        };
        Self(pruned(
            saved,
            TableSaved {
                macros: Some(table.macros.iter().map(|_| MacroSaved::default()).collect()),
                controllers: Some(table.controllers.iter().map(|_| ControllerSaved::default()).collect()),
                notes: NotesSaved::default(),
            },
        ))
    }

    /// The table.
    ///
    /// # Errors
    /// If it is none, or if it asks for something that can't be.
    pub fn read(&self) -> Result<Routing, RoutingError> {
        expect_object(&self.0)?;
        let saved = TableSaved::deserialize(&self.0)?;
        let mut table = Routing::NEW;
        fill("macros", &mut table.macros, saved.macros.as_deref().unwrap_or_default(), MacroSaved::read)?;
        if let Some(controllers) = &saved.controllers {
            table.controllers = [ControllerRoute::UNUSED; _];
            fill("controllers", &mut table.controllers, controllers, ControllerSaved::read)?;
        }
        table.notes = saved.notes.read()?;
        Ok(table)
    }
}

/// As JSON, without what is as it is in `missing`.
fn pruned(table: impl Serialize, missing: impl Serialize) -> Value {
    // They have text for their keys, and finite numbers.
    without(
        serde_json::to_value(table).unwrap_or_default(),
        &serde_json::to_value(missing).unwrap_or_default(),
    )
}

fn without(value: Value, missing: &Value) -> Value {
    match (value, missing) {
        (Value::Object(members), Value::Object(missing)) => {
            let null = &Value::Null;
            let members = members.into_iter().filter_map(|(name, value)| {
                let missing = missing.get(&name).unwrap_or(null);
                let left = without(value, missing);
                let nothing = left == *missing || left.is_null() || left == json!({});
                (!nothing).then_some((name, left))
            });
            Value::Object(members.collect())
        }
        (Value::Array(items), Value::Array(missing)) if items.iter().all(Value::is_object) => {
            let mut left: Vec<_> =
                items.into_iter().zip(missing).map(|(item, missing)| without(item, missing)).collect();
            // What is missing at the end is as if it were not used.
            left.truncate(left.iter().rposition(|item| *item != json!({})).map_or(0, |last| last + 1));
            Value::Array(left)
        }
        (value, _) => value,
    }
}

fn fill<S, T>(
    what: &'static str,
    into: &mut [T],
    saved: &[S],
    read: impl Fn(&S) -> Result<T, RoutingError>,
) -> Result<(), RoutingError> {
    if saved.len() > into.len() {
        return Err(RoutingError::Many { what, most: into.len(), got: saved.len() });
    }
    for (place, saved) in into.iter_mut().zip(saved) {
        *place = read(saved)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
