//! The routing table as a session keeps it.

use engine::outputs::{Feed, LONGEST_GLIDE, Macro, MacroMode, Source, Tap};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::outputs::routing::{ControllerRoute, HIGHEST_BASE, MOST_PER_SECOND, NoteRoute, Routing};

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

#[derive(Debug, Serialize, Deserialize)]
#[serde(default)]
struct MacroSaved {
    source: Option<String>,
    /// From now (0) to section (1); without it as the user's horizon says.
    blend: Option<f32>,
    mode: ModeSaved,
    input: Option<[f32; 2]>,
    output: [f32; 2],
    curve: f32,
    rise: f32,
    fall: f32,
    gate: f32,
}

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ModeSaved {
    #[default]
    Follow,
    Write,
    Read,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(default)]
struct ControllerSaved {
    source: Option<String>,
    blend: Option<f32>,
    /// In place of a source: 1 to 8.
    #[serde(rename = "macro")]
    of_macro: Option<u8>,
    /// 1 to 16.
    channel: u8,
    number: u8,
    fine: bool,
    deadband: f32,
    per_second: u8,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(default)]
struct NotesSaved {
    on: bool,
    /// 1 to 16.
    channel: u8,
    base: u8,
    off_in_silence: bool,
    program: Option<u8>,
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
        if !self.0.is_object() {
            return Err(RoutingError::Shape(<serde_json::Error as serde::de::Error>::custom(
                "expected an object",
            )));
        }
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

/// The number, if it is within its range; NaN never is.
fn within(what: &'static str, [least, greatest]: [f32; 2], got: f32) -> Result<f32, RoutingError> {
    let good = (least..=greatest).contains(&got);
    good.then_some(got).ok_or(RoutingError::Range { what, least, greatest, got })
}

fn whole(what: &'static str, [least, greatest]: [u8; 2], got: u8) -> Result<u8, RoutingError> {
    within(what, [least.into(), greatest.into()], got.into()).map(|_| got)
}

fn tap(key: &Option<String>, blend: Option<f32>) -> Result<Option<Tap>, RoutingError> {
    let Some(key) = key else { return Ok(None) };
    let source = Source::from_key(key).ok_or_else(|| RoutingError::Source(key.clone()))?;
    let blend = blend.map(|blend| within("a blend", [0.0, 1.0], blend)).transpose()?;
    Ok(Some(Tap { source, blend }))
}

impl Default for MacroSaved {
    fn default() -> Self {
        Self::of(&Macro::UNUSED)
    }
}

impl MacroSaved {
    fn of(made_of: &Macro) -> Self {
        let Macro { source, mode, input, output, curve, rise_seconds, fall_seconds, gate } = *made_of;
        Self {
            source: source.map(|tap| tap.source.key().to_owned()),
            blend: source.and_then(|tap| tap.blend),
            mode: match mode {
                MacroMode::Follow => ModeSaved::Follow,
                MacroMode::Write => ModeSaved::Write,
                MacroMode::Read => ModeSaved::Read,
            },
            input: (input != source.map_or(Macro::UNUSED.input, |tap| tap.source.range())).then_some(input),
            output,
            curve,
            rise: rise_seconds,
            fall: fall_seconds,
            gate,
        }
    }

    fn read(&self) -> Result<Macro, RoutingError> {
        let source = tap(&self.source, self.blend)?;
        let range = source.map_or(Macro::UNUSED.input, |tap| tap.source.range());
        let [least, greatest] = self.input.unwrap_or(range);
        let least = within("the least input", [-1.0, 1.0], least)?;
        let glide = |what, seconds| within(what, [0.0, LONGEST_GLIDE], seconds);
        let output = |value| within("an output", [0.0, 1.0], value);
        Ok(Macro {
            source,
            mode: match self.mode {
                ModeSaved::Follow => MacroMode::Follow,
                ModeSaved::Write => MacroMode::Write,
                ModeSaved::Read => MacroMode::Read,
            },
            input: [least, within("the greatest input", [least, 1.0], greatest)?],
            output: [output(self.output[0])?, output(self.output[1])?],
            curve: within("a curve", [-1.0, 1.0], self.curve)?,
            rise_seconds: glide("seconds of rise", self.rise)?,
            fall_seconds: glide("seconds of fall", self.fall)?,
            gate: within("a confidence", [0.0, 1.0], self.gate)?,
        })
    }
}

impl Default for ControllerSaved {
    fn default() -> Self {
        Self::of(&ControllerRoute::UNUSED)
    }
}

impl ControllerSaved {
    fn of(route: &ControllerRoute) -> Self {
        let ControllerRoute { feed, channel, number, fine, deadband, per_second } = *route;
        let (tap, of_macro) = match feed {
            None => (None, None),
            Some(Feed::Tap(tap)) => (Some(tap), None),
            Some(Feed::Macro(index)) => (None, Some(index + 1)),
        };
        Self {
            source: tap.map(|tap| tap.source.key().to_owned()),
            blend: tap.and_then(|tap| tap.blend),
            of_macro,
            channel: channel + 1,
            number,
            fine,
            deadband,
            per_second,
        }
    }

    fn read(&self) -> Result<ControllerRoute, RoutingError> {
        let of_macro = self.of_macro.map(|number| whole("a macro", [1, 8], number)).transpose()?;
        let tap = tap(&self.source, self.blend)?;
        Ok(ControllerRoute {
            feed: of_macro.map(|number| Feed::Macro(number - 1)).or(tap.map(Feed::Tap)),
            channel: whole("a channel", [1, 16], self.channel)? - 1,
            number: whole("a controller", [0, 119], self.number)?,
            fine: self.fine,
            deadband: within("a deadband", [0.0, 1.0], self.deadband)?,
            per_second: whole("messages a second", [1, MOST_PER_SECOND], self.per_second)?,
        })
    }
}

impl Default for NotesSaved {
    fn default() -> Self {
        Self::of(&NoteRoute::UNUSED)
    }
}

impl NotesSaved {
    fn of(route: &NoteRoute) -> Self {
        let NoteRoute { on, channel, base, off_in_silence, program } = *route;
        Self { on, channel: channel + 1, base, off_in_silence, program }
    }

    fn read(&self) -> Result<NoteRoute, RoutingError> {
        let program =
            self.program.map(|program| whole("a program", [0, HIGHEST_BASE], program)).transpose()?;
        Ok(NoteRoute {
            on: self.on,
            channel: whole("a channel", [1, 16], self.channel)? - 1,
            base: whole("a base note", [0, HIGHEST_BASE], self.base)?,
            off_in_silence: self.off_in_silence,
            program,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
