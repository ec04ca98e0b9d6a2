//! What goes out, and where: one table.

use engine::outputs::{Drive, Feed, MACROS, Macro, ROUTES, Source, Tap};

/// Highest controller number.
const HIGHEST_CONTROLLER: u8 = 119;
/// With six classes from the base note on, the highest base.
pub const HIGHEST_BASE: u8 = 122;
/// Most messages that a route may send a second: both of fourteen bits at each tick.
pub const MOST_PER_SECOND: u8 = 200;
/// Routes whose channel and controller are parameters, which hosts have known from the first version on.
pub const OLD_ROUTES: usize = 2;

/// All that the user sets up on the page for it. Small and fixed, so that it can go to the audio thread whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Routing {
    /// What macros are made of.
    pub macros: [Macro; MACROS],
    /// What becomes control changes.
    pub controllers: [ControllerRoute; ROUTES],
    /// The class as a note.
    pub notes: NoteRoute,
}

/// A value on its way to a MIDI controller.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ControllerRoute {
    /// What it carries; nothing is sent without it.
    pub feed: Option<Feed>,
    /// 0 to 15. Of the first two routes a parameter says it.
    pub channel: u8,
    /// 1 to 119; 0 sends nothing. Of the first two routes a parameter says it.
    pub number: u8,
    /// 14 bits, where the controller has a partner for the lower seven.
    pub fine: bool,
    /// A value that is no further than this, [0, 1], from the one that was sent is not sent.
    pub deadband: f32,
    /// Messages a second at most, 1 to 200.
    pub per_second: u8,
}

/// Where the first two routes go: parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CcSettings {
    /// 0 to 15.
    pub channel: u8,
    /// Controller numbers of the first two routes, 1 to 119; 0 sends nothing.
    pub controllers: [u8; OLD_ROUTES],
}

/// The class as a note, and as a program.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NoteRoute {
    /// Whether notes are sent.
    pub on: bool,
    /// 0 to 15.
    pub channel: u8,
    /// The note of the first class, 0 to 122; each class has the next one.
    pub base: u8,
    /// The note ends in silence and where there is no music.
    pub off_in_silence: bool,
    /// The program of the first class, 0 to 122; none sends no programs. They go out with notes off, too.
    pub program: Option<u8>,
}

impl Routing {
    /// As a new instance has it: macros without sources, valence and arousal as the first two controllers.
    pub const NEW: Self = {
        let mut controllers = [ControllerRoute::UNUSED; ROUTES];
        controllers[0].feed = Some(Feed::Tap(Tap { source: Source::Valence, blend: None }));
        controllers[1].feed = Some(Feed::Tap(Tap { source: Source::Arousal, blend: None }));
        Self { macros: [Macro::UNUSED; MACROS], controllers, notes: NoteRoute::UNUSED }
    };

    /// What it asks of the engine, with macros `set` there.
    pub fn drive(&self, set: [f32; MACROS]) -> Drive {
        Drive { macros: self.macros, set, routes: self.controllers.map(|route| route.feed) }
    }

    /// Which macros the mood moves, a bit each.
    pub fn moved(&self) -> u8 {
        let moved = self.macros.iter().enumerate().filter(|(_, made_of)| made_of.is_moved());
        moved.fold(0, |bits, (index, _)| bits | 1 << index)
    }

    /// Where each route really sends: none where it sends nothing, or where a route before it has the controller.
    pub fn targets(&self, old: CcSettings) -> [Option<Target>; ROUTES] {
        let mut targets = [None; ROUTES];
        for index in 0..ROUTES {
            let route = &self.controllers[index];
            let (channel, number) = match old.controllers.get(index) {
                Some(number) => (old.channel, *number),
                None => (route.channel, route.number),
            };
            let target = Target::new(channel, number, route.fine).filter(|_| route.feed.is_some());
            let taken = |target: &Target| {
                targets[..index].iter().flatten().any(|other: &Target| other.collides(target))
            };
            targets[index] = target.filter(|target| !taken(target));
        }
        targets
    }
}

impl Default for Routing {
    fn default() -> Self {
        Self::NEW
    }
}

impl ControllerRoute {
    /// Carries nothing.
    pub const UNUSED: Self =
        Self { feed: None, channel: 0, number: 0, fine: false, deadband: 0.0, per_second: 50 };

    /// The source that it carries, if it is one.
    pub fn tap(&self) -> Option<&Tap> {
        match &self.feed {
            Some(Feed::Tap(tap)) => Some(tap),
            _ => None,
        }
    }

    /// The same, to change it.
    pub fn tap_mut(&mut self) -> Option<&mut Tap> {
        match &mut self.feed {
            Some(Feed::Tap(tap)) => Some(tap),
            _ => None,
        }
    }
}

impl NoteRoute {
    /// Off; from C1 (36, the first pad of most drum machines and light desks) on.
    pub const UNUSED: Self = Self { on: false, channel: 0, base: 36, off_in_silence: true, program: None };
}

/// A controller that values are sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// 0 to 15.
    pub channel: u8,
    /// 1 to 119.
    pub number: u8,
    /// With the partner 32 higher for the lower seven bits.
    pub fine: bool,
}

impl Target {
    /// None if values can't be sent there. Where the controller has no partner, seven bits it is.
    pub fn new(channel: u8, number: u8, fine: bool) -> Option<Self> {
        can_be_sent(number).then_some(Self { channel, number, fine: fine && has_partner(number) })
    }

    /// The numbers that it uses.
    fn numbers(self) -> [u8; 2] {
        [self.number, if self.fine { self.number + 32 } else { self.number }]
    }

    /// Whether both would send the same number.
    pub fn collides(&self, other: &Self) -> bool {
        self.channel == other.channel && self.numbers().iter().any(|number| other.numbers().contains(number))
    }
}

/// Whether a controller takes values: 96 to 101 choose registered parameters, 120 and more are modes.
pub fn can_be_sent(number: u8) -> bool {
    (1..=HIGHEST_CONTROLLER).contains(&number) && !(96..=101).contains(&number)
}

/// Whether the controller 32 higher is the lower half of this one. Of 6 it is data entry's.
pub fn has_partner(number: u8) -> bool {
    matches!(number, 1..=5 | 7..=31)
}

/// The value [0, 1] in seven bits.
pub fn seven_bits(value: f32) -> u8 {
    (value.clamp(0.0, 1.0) * 127.0).round() as u8
}

/// The value [0, 1] in fourteen bits, the upper seven first.
pub fn fourteen_bits(value: f32) -> [u8; 2] {
    let value = (value.clamp(0.0, 1.0) * 16_383.0).round() as u16;
    [(value >> 7) as u8, (value & 127) as u8]
}

/// The free controller numbers that a new route may take, from 22 on.
pub fn free_number(targets: &[Option<Target>; ROUTES], channel: u8) -> u8 {
    let taken = |number: &u8| {
        let candidate = Target { channel, number: *number, fine: false };
        targets.iter().flatten().any(|target| target.collides(&candidate))
    };
    (22..=31)
        .chain(1..=HIGHEST_CONTROLLER)
        .filter(|number| can_be_sent(*number))
        .find(|number| !taken(number))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: CcSettings = CcSettings { channel: 0, controllers: [20, 21] };

    /// A table whose third route is this one.
    fn third(channel: u8, number: u8, fine: bool) -> Routing {
        let mut routing = Routing::NEW;
        routing.controllers[2] =
            ControllerRoute { feed: Some(Feed::Macro(0)), channel, number, fine, ..ControllerRoute::UNUSED };
        routing
    }

    #[test]
    fn the_old_parameters_say_where_the_first_two_routes_go() {
        let targets = Routing::NEW.targets(CcSettings { channel: 3, controllers: [74, 0] });
        let mut expected = [None; ROUTES];
        expected[0] = Some(Target { channel: 3, number: 74, fine: false });
        assert_eq!(targets, expected);
    }

    #[test]
    fn only_controllers_with_a_partner_have_fourteen_bits() {
        let fine: Vec<u8> = (0..=127)
            .filter(|number| Target::new(0, *number, true).is_some_and(|target| target.fine))
            .collect();
        assert_eq!(fine, (1..=5).chain(7..=31).collect::<Vec<u8>>());
    }

    #[test]
    fn what_is_no_controller_of_values_is_never_sent() {
        let never: Vec<u8> = (0..=127).filter(|number| Target::new(0, *number, false).is_none()).collect();
        assert_eq!(
            never,
            [&[0][..], &[96, 97, 98, 99, 100, 101], &[120, 121, 122, 123, 124, 125, 126, 127]].concat()
        );
    }

    #[test]
    fn no_two_routes_share_a_number() {
        for (channel, number, fine, sends) in
            [(0, 22, false, true), (0, 20, false, false), (1, 20, false, true), (0, 22, true, true)]
        {
            let sent = third(channel, number, fine).targets(OLD)[2];
            assert_eq!(sent.is_some(), sends, "{channel} {number} {fine}");
        }
        // 21 in fourteen bits uses 53, too, which the third then can't have.
        let mut routing = third(0, 53, false);
        routing.controllers[1].fine = true;
        assert_eq!(routing.targets(OLD)[2], None);
        routing.controllers[1].feed = None;
        assert!(routing.targets(OLD)[2].is_some(), "what sends nothing has no number");
    }

    #[test]
    fn values_fill_seven_and_fourteen_bits() {
        assert_eq!([0.0, 0.5, 1.0, 7.0, f32::NAN].map(seven_bits), [0, 64, 127, 127, 0]);
        assert_eq!(
            [0.0, 0.5, 1.0, -1.0, f32::NAN].map(fourteen_bits),
            [[0, 0], [64, 0], [127, 127], [0, 0], [0, 0]]
        );
    }

    #[test]
    fn a_new_route_gets_a_number_that_is_free() {
        let mut routing = third(0, 22, false);
        assert_eq!(free_number(&routing.targets(OLD), 0), 23);
        assert_eq!(free_number(&routing.targets(OLD), 1), 22);
        routing.controllers[2].number = 20;
        assert_eq!(free_number(&routing.targets(OLD), 0), 22);
    }

    #[test]
    fn the_macros_that_move_are_bits() {
        let mut routing = Routing::NEW;
        assert_eq!(routing.moved(), 0);
        routing.macros[1] = Macro::of(Source::Energy);
        routing.macros[7] = Macro::of(Source::Tension);
        assert_eq!(routing.moved(), 0b1000_0010);
    }
}
