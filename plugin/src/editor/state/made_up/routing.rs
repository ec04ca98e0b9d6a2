//! A routing table that nobody has set up.

use engine::{
    mood::{MoodClass, Quadrant},
    outputs::{Feed, Macro, MacroMode, Source, Tap},
};

use crate::{
    editor::state::routing::live::Live,
    outputs::{
        owed::Note,
        routing::{CcSettings, ControllerRoute, NoteRoute, Routing},
    },
};

/// Where the parameters send the first two routes by default.
pub const OLD: CcSettings = CcSettings { channel: 0, controllers: [20, 21] };

/// A table with something of everything, also with a route whose number is taken.
pub fn table() -> Routing {
    let mut table = Routing::NEW;
    let valence = Tap { source: Source::Valence, blend: Some(0.5) };
    let macros = [
        Macro {
            curve: 0.35,
            input: [0.2, 0.9],
            rise_seconds: 1.5,
            fall_seconds: 4.0,
            ..Macro::of(Source::Energy)
        },
        Macro { source: Some(valence), output: [0.25, 1.0], gate: 0.3, ..Macro::of(Source::Valence) },
        Macro { mode: MacroMode::Write, output: [1.0, 0.0], ..Macro::of(Source::Tension) },
        Macro { rise_seconds: 0.0, ..Macro::of(Source::Change) },
        Macro { mode: MacroMode::Read, ..Macro::of(Source::Class(MoodClass::Happy)) },
        Macro { curve: -0.5, ..Macro::of(Source::Quadrant(Quadrant::Q1)) },
    ];
    table.macros[..macros.len()].copy_from_slice(&macros);
    let happy = Feed::Tap(Tap::new(Source::Class(MoodClass::Happy)));
    let route = |feed, number| ControllerRoute { feed: Some(feed), number, ..ControllerRoute::UNUSED };
    table.controllers[2] = ControllerRoute { fine: true, ..route(Feed::Macro(0), 22) };
    table.controllers[3] = ControllerRoute { channel: 1, deadband: 0.01, per_second: 20, ..route(happy, 74) };
    table.controllers[4] = route(Feed::Macro(3), 21);
    table.notes = NoteRoute { on: true, channel: 9, ..NoteRoute::UNUSED };
    table
}

/// Where its values are at some moment.
pub fn live() -> Live {
    Live {
        macros: [0.62, 0.71, 0.34, 0.0, 0.5, 0.83, 0.0, 0.25],
        set: [0.4, 0.0, 0.9, 0.0, 0.5, 0.0, 0.0, 0.25],
        routes: [0.66, 0.58, 0.62, 1.0, 0.0, 0.0, 0.0, 0.0],
        note: Some(Note { channel: 9, key: 38 }),
    }
}
