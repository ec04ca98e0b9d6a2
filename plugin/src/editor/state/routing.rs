//! The routing table in words, for the page that shows and changes it.

pub mod dial;
pub mod edit;
pub mod live;
pub mod scale;

use std::array;

use engine::outputs::{Feed, MACROS, Macro, MacroMode, ROUTES, Source};
use strum::VariantArray;

use self::{dial::Dial, scale::Scale};
use super::text;
use crate::outputs::routing::{
    CcSettings, ControllerRoute, NoteRoute, OLD_ROUTES, Routing, Target, can_be_sent, has_partner,
};

/// What is said where *change* is the source.
pub const LATE_CHANGE: &str = "A change is told about 2 s after the cut";

/// What never gets everywhere.
pub const REACH: &str = "VST3 hosts get the notes, not controllers or programs";

/// Which macro and which route the page shows in full.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the struct says it")]
pub struct Chosen {
    pub made: u8,
    pub route: u8,
}

/// A macro in the list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MacroRow {
    /// Its source, short.
    pub source: &'static str,
    /// What its mode is called; nothing where that doesn't matter.
    pub mode: &'static str,
    /// It has a source.
    pub used: bool,
    /// The mood moves it.
    pub moved: bool,
}

/// A controller route in the list.
#[derive(Clone, Debug, PartialEq)]
pub struct RouteRow {
    /// What it carries.
    pub feed: String,
    /// Channel and number.
    pub address: String,
    /// Values are sent.
    pub sends: bool,
    /// Why not, or not as it is set.
    pub warning: Option<String>,
}

/// A number of the chosen macro, of the chosen route or of the notes.
#[derive(Clone, Debug, PartialEq)]
pub struct DialView {
    /// How it is turned and written.
    pub scale: Scale,
    /// [0, 1].
    pub normalized: f32,
    /// With its unit.
    pub text: String,
    /// It means nothing as things are.
    pub idle: bool,
}

/// All of the page but what moves.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the types define them")]
pub struct RoutingView {
    pub chosen: Chosen,
    pub macros: [MacroRow; MACROS],
    pub routes: [RouteRow; ROUTES],
    /// The chosen macro.
    pub made: Macro,
    /// The chosen route.
    pub route: ControllerRoute,
    pub notes: NoteRoute,
    dials: [DialView; Dial::VARIANTS.len()],
    /// Whether something can be taken back, and whether something can be done again.
    pub steps: (bool, bool),
}

impl RoutingView {
    /// Of a table, with the parameters that say where the first two routes go.
    pub fn new(table: &Routing, old: CcSettings, chosen: Chosen, steps: (bool, bool)) -> Self {
        let targets = table.targets(old);
        Self {
            chosen,
            macros: table.macros.map(|made| MacroRow::new(&made)),
            routes: array::from_fn(|index| RouteRow::new(table, old, &targets, index)),
            made: table.macros[usize::from(chosen.made) % MACROS],
            route: table.controllers[usize::from(chosen.route) % ROUTES],
            notes: table.notes,
            dials: array::from_fn(|index| {
                let dial = Dial::VARIANTS[index];
                DialView::new(dial, table, dial.of(chosen))
            }),
            steps,
        }
    }

    /// One of the numbers.
    pub fn dial(&self, dial: Dial) -> &DialView {
        &self.dials[dial as usize]
    }

    /// Whether any macro has a source.
    pub fn uses_macros(&self) -> bool {
        self.macros.iter().any(|row| row.used)
    }

    /// The chosen macro's source.
    pub fn source(&self) -> Option<Source> {
        self.made.source.map(|tap| tap.source)
    }

    /// Whether a parameter says where the chosen route goes.
    pub fn has_old_route(&self) -> bool {
        usize::from(self.chosen.route) < OLD_ROUTES
    }

    /// What is to be known of the chosen macro's source.
    pub fn source_note(&self) -> &'static str {
        match self.source() {
            None => "Without a source it is where it is set",
            Some(Source::Change) => LATE_CHANGE,
            Some(source) if short(source) != source.name() => source.name(),
            Some(_) => "",
        }
    }

    /// Why the chosen route, or else another one, doesn't send as it is set.
    pub fn warning(&self) -> Option<String> {
        let chosen = usize::from(self.chosen.route);
        let all = [chosen].into_iter().chain(0..ROUTES);
        let told = |index: usize| Some(format!("{}: {}", index + 1, self.routes[index].warning.as_ref()?));
        all.filter(|index| *index < ROUTES).find_map(told)
    }

    /// What is to be known of the chosen route.
    pub fn route_note(&self) -> &'static str {
        if self.has_old_route() {
            "Channel and number of routes 1 and 2 are parameters"
        } else if self.route.feed.is_none() {
            "Without something to carry nothing is sent"
        } else {
            ""
        }
    }
}

impl MacroRow {
    fn new(made: &Macro) -> Self {
        let source = made.source.map_or("—", |tap| short(tap.source));
        let mode = made.source.map_or("", |_| mode_name(made.mode));
        Self { source, mode, used: made.source.is_some(), moved: made.is_moved() }
    }
}

impl RouteRow {
    fn new(table: &Routing, old: CcSettings, targets: &[Option<Target>; ROUTES], index: usize) -> Self {
        let route = &table.controllers[index];
        let (channel, number) = address(table, old, index);
        let sent = targets[index];
        let partner = sent.filter(|target| target.fine).map(|target| format!("+{}", target.number + 32));
        let address = match (route.feed, number) {
            (None, _) => String::new(),
            (_, 0) => String::from("off"),
            _ => format!("ch {} · CC {number}{}", channel + 1, partner.unwrap_or_default()),
        };
        let warning = route.feed.and_then(|_| warning(table, old, targets, index));
        Self { feed: feed_name(route.feed), address, sends: sent.is_some(), warning }
    }
}

impl DialView {
    fn new(dial: Dial, table: &Routing, of: u8) -> Self {
        let scale = dial.scale(table, of);
        let value = dial.get(table, of);
        let normalized = scale.normalized(value.unwrap_or(scale.default));
        let text = value.map_or_else(|| text::NOTHING.to_owned(), |value| scale.writing.text(value));
        Self { scale, normalized, text, idle: value.is_none() }
    }
}

/// Channel and number of a route as they are set, whether or not it sends.
fn address(table: &Routing, old: CcSettings, index: usize) -> (u8, u8) {
    let route = &table.controllers[index];
    old.controllers.get(index).map_or((route.channel, route.number), |number| (old.channel, *number))
}

/// Why a route that carries something doesn't send it as it is set.
fn warning(
    table: &Routing,
    old: CcSettings,
    targets: &[Option<Target>; ROUTES],
    index: usize,
) -> Option<String> {
    let (channel, number) = address(table, old, index);
    let fine = table.controllers[index].fine;
    match targets[index] {
        _ if number == 0 => None,
        None if !can_be_sent(number) => Some(format!("CC {number} is no controller of values")),
        None => {
            let wanted = Target::new(channel, number, fine)?;
            let taken = |target: &Option<Target>| target.is_some_and(|target| target.collides(&wanted));
            let by = targets[..index].iter().position(taken)?;
            Some(format!("CC {number} is taken by route {}", by + 1))
        }
        Some(_) if fine && !has_partner(number) => Some(format!("CC {number} has 7 bits only")),
        Some(_) => None,
    }
}

/// What a route carries, short.
pub fn feed_name(feed: Option<Feed>) -> String {
    match feed {
        None => String::from("—"),
        Some(Feed::Tap(tap)) => short(tap.source).to_owned(),
        Some(Feed::Macro(index)) => format!("Macro {}", index + 1),
    }
}

/// A source's name without what explains it.
pub fn short(source: Source) -> &'static str {
    source.name().split_once(',').map_or(source.name(), |(name, _)| name)
}

/// A mode's name.
pub fn mode_name(mode: MacroMode) -> &'static str {
    match mode {
        MacroMode::Follow => "Follow",
        MacroMode::Write => "Write",
        MacroMode::Read => "Read",
    }
}

/// What a mode does.
pub fn mode_meaning(mode: MacroMode) -> &'static str {
    match mode {
        MacroMode::Follow => "The mood moves it; the host shows it, records nothing",
        MacroMode::Write => {
            "Records in the host's touch or latch; in VST3 on Linux only while this window is open"
        }
        MacroMode::Read => "It is where it is set: the host's automation moves it, the mood doesn't",
    }
}

#[cfg(test)]
mod tests;
