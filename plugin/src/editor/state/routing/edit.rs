//! What the user changes in the routing table.

use engine::outputs::{Feed, Macro, MacroMode, Source, Tap};

use super::dial::Dial;
use crate::outputs::routing::{CcSettings, ControllerRoute, OLD_ROUTES, Routing, free_number};

/// A pulse falls in so many seconds, so that it can be seen.
const PULSE_FALL: f32 = 0.5;

/// One change. Macros and routes are told by their index.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Edit {
    /// Another source of a macro.
    Source(u8, Option<Source>),
    /// The mood that a macro's source is taken of, as in a [`Tap`].
    Blend(u8, Option<f32>),
    /// Who moves a macro.
    Mode(u8, MacroMode),
    /// The mood that a route's source is taken of, likewise.
    RouteBlend(u8, Option<f32>),
    /// What a route carries.
    Feed(u8, Option<Feed>),
    /// Whether a route has 14 bits.
    Fine(u8, bool),
    /// Whether notes are sent.
    Notes(bool),
    /// Whether they end in silence.
    OffInSilence(bool),
    /// A number gets a value.
    Turn(Dial, u8, f32),
}

impl Edit {
    /// Does it; parameters say where the first routes go.
    pub fn apply(self, table: &mut Routing, old: CcSettings) {
        match self {
            Self::Source(index, source) => {
                if let Some(made) = table.macros.get_mut(usize::from(index)) {
                    take(made, source);
                }
            }
            Self::Blend(index, blend) => {
                let made = table.macros.get_mut(usize::from(index));
                if let Some(tap) = made.and_then(|made| made.source.as_mut()) {
                    tap.blend = blend;
                }
            }
            Self::RouteBlend(index, blend) => {
                let route = table.controllers.get_mut(usize::from(index));
                if let Some(tap) = route.and_then(ControllerRoute::tap_mut) {
                    tap.blend = blend;
                }
            }
            Self::Mode(index, mode) => {
                if let Some(made) = table.macros.get_mut(usize::from(index)) {
                    made.mode = mode;
                }
            }
            Self::Feed(index, feed) => carry(table, old, usize::from(index), feed),
            Self::Fine(index, fine) => {
                if let Some(route) = table.controllers.get_mut(usize::from(index)) {
                    route.fine = fine;
                }
            }
            Self::Notes(on) => table.notes.on = on,
            Self::OffInSilence(off) => table.notes.off_in_silence = off,
            Self::Turn(dial, of, value) => dial.set(table, of, value),
        }
    }
}

/// A macro gets another source: over its whole range, and a pulse without a rise.
fn take(made: &mut Macro, source: Option<Source>) {
    let before = made.source;
    if before.map(|tap| tap.source) == source {
        return;
    }
    made.source = source.map(|source| Tap { source, blend: before.and_then(|tap| tap.blend) });
    made.input = source.map_or(Macro::UNUSED.input, Source::range);
    if source == Some(Source::Change) {
        (made.rise_seconds, made.fall_seconds) = (0.0, PULSE_FALL);
    }
}

/// A route carries something else; one that has no number gets one that is free.
fn carry(table: &mut Routing, old: CcSettings, index: usize, feed: Option<Feed>) {
    let free = |channel| free_number(&table.targets(old), channel);
    let Some(route) = table.controllers.get(index) else { return };
    let number = match route.number {
        0 if index >= OLD_ROUTES && feed.is_some() => free(route.channel),
        number => number,
    };
    let route = &mut table.controllers[index];
    let blend = route.tap_mut().and_then(|tap| tap.blend);
    route.number = number;
    route.feed = match feed {
        Some(Feed::Tap(tap)) => Some(Feed::Tap(Tap { blend: tap.blend.or(blend), ..tap })),
        feed => feed,
    };
}
