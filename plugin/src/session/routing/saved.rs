//! The routing table as a session keeps it.

mod parts;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use self::parts::{ControllerSaved, MacroSaved, NotesSaved};
use crate::{
    outputs::routing::{ControllerRoute, Routing},
    session::json::{expect_object, pruned},
};

/// A table as JSON, as it was written: what this version doesn't know of it is still there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Saved(Value);

impl Default for Saved {
    /// As in a new instance.
    fn default() -> Self {
        Self(Value::Object(Map::new()))
    }
}

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
    /// Whether all is as in a new instance.
    pub fn is_new(&self) -> bool {
        *self == Self::default()
    }

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
