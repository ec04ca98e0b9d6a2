//! What the host is told of macros: the value that the mood moves them to, as a hand's where they are to be recorded.

use engine::{
    mood::State,
    outputs::{MACROS, Macro, MacroMode, Outputs, Tap},
};

use super::{owed::Owed, routing::Routing, thin::Thinned};

/// A gesture ends when there was nothing to be written for so many ticks: 0.5 s.
const IDLE_TICKS: u32 = 50;

/// The CLAP and VST3 ids, which nice-plug makes of the parameters' own: **for ever**.
pub const IDS: [u32; MACROS] = {
    let mut ids = [0; MACROS];
    let mut index = 0;
    while index < MACROS {
        ids[index] = id_of(b"macro_", b'1' + index as u8);
        index += 1;
    }
    ids
};

/// nice-plug's id of a parameter whose own ends with one more letter: see `hash_param_id` in its `wrapper/util.rs`.
const fn id_of(begins: &[u8], ends: u8) -> u32 {
    let (mut hash, mut index) = (0_u32, 0);
    while index < begins.len() {
        hash = hash.wrapping_mul(31).wrapping_add(begins[index] as u32);
        index += 1;
    }
    hash.wrapping_mul(31).wrapping_add(ends as u32) & !(1 << 31)
}

/// The macro with this id.
pub fn index_of(id: u32) -> Option<u8> {
    IDS.iter().position(|known| *known == id).map(|index| index as u8)
}

/// Most events of a tick: of each macro the end of a gesture, the begin of another, and a value.
pub const OF_A_TICK: usize = 3 * MACROS;

/// What is told of the macro with an index.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Told {
    /// A hand takes hold of it.
    Begin(u8),
    /// It is there, [0, 1].
    Value(u8, f64),
    /// The hand lets go of it.
    End(u8),
}

/// What of a tick counts beside the values.
#[derive(Clone, Copy, Debug)]
pub struct Occasion {
    /// Everything is to be told, changed or not.
    pub all: bool,
    /// The transport plays, and a gesture would reach the host.
    pub records: bool,
}

/// Tells macros tick by tick. Audio thread; allocates nothing.
#[derive(Debug, Default)]
pub struct MovedMacros([Teller; MACROS]);

#[derive(Clone, Copy, Debug, Default)]
struct Teller {
    thinned: Thinned,
    /// What moved it at the last tick, and how; none if nothing did.
    moved: Option<(Tap, MacroMode)>,
    /// Ticks since a value was written.
    idle: u32,
    /// It is no longer moved, and the host doesn't know yet where it is set.
    lapsed: bool,
}

impl MovedMacros {
    /// The host has forgotten what it was told, and its gestures have ended.
    pub fn restart(&mut self) {
        for teller in &mut self.0 {
            teller.thinned.forget();
        }
    }

    /// Whether all that was to be told is told.
    pub fn rests(&self, owed: &Owed) -> bool {
        let rests = |(index, teller): (usize, &Teller)| {
            teller.thinned.rests() && !teller.lapsed && !owed.gesture(index as u8)
        };
        self.0.iter().enumerate().all(rests)
    }

    /// One tick: hands to `tell` what the host is to know. What that doesn't take is told again.
    pub fn tick(
        &mut self,
        routing: &Routing,
        outputs: &Outputs,
        occasion: Occasion,
        owed: &Owed,
        mut tell: impl FnMut(Told) -> bool,
    ) {
        let all = self.0.iter_mut().zip(&routing.macros).zip(outputs.macros);
        for (index, ((teller, made_of), value)) in (0..).zip(all) {
            let writes = made_of.mode == MacroMode::Write
                && occasion.records
                && !matches!(outputs.state, State::Bypassed | State::Frozen);
            let value = f64::from(value);
            teller.tick(index, made_of, value, Occasion { records: writes, ..occasion }, owed, &mut tell);
        }
    }
}

impl Teller {
    fn tick(
        &mut self,
        index: u8,
        made_of: &Macro,
        value: f64,
        occasion: Occasion,
        owed: &Owed,
        tell: &mut impl FnMut(Told) -> bool,
    ) {
        let moved = made_of.source.filter(|_| made_of.is_moved()).map(|tap| (tap, made_of.mode));
        let before = std::mem::replace(&mut self.moved, moved);
        let changed = before != moved;
        self.idle = self.idle.saturating_add(1);
        let over = changed || !occasion.records || self.idle >= IDLE_TICKS;
        if owed.gesture(index) && over && tell(Told::End(index)) {
            owed.set_gesture(index, false);
        }
        self.lapsed = (self.lapsed || before.is_some()) && moved.is_none();
        if moved.is_none() {
            // The host goes on from where it was set.
            if self.lapsed && tell(Told::Value(index, value)) {
                self.lapsed = false;
                self.thinned.forget();
            }
            return;
        }
        let point = if occasion.all { Some(self.thinned.tell(value)) } else { self.thinned.tick(value) };
        let Some(point) = point else { return };
        // What is only told once more is nothing to be written.
        if occasion.records && !occasion.all {
            if !owed.gesture(index) {
                if !tell(Told::Begin(index)) {
                    return self.thinned.forget();
                }
                owed.set_gesture(index, true);
            }
            self.idle = 0;
        }
        if !tell(Told::Value(index, point)) {
            self.thinned.forget();
        }
    }
}

#[cfg(test)]
mod tests {
    use engine::outputs::Source;

    use super::*;

    const PLAYS: Occasion = Occasion { all: false, records: true };
    const STOPS: Occasion = Occasion { all: false, records: false };

    struct Desk {
        macros: MovedMacros,
        owed: Owed,
        routing: Routing,
    }

    impl Desk {
        /// Its second macro is in this mode.
        fn new(mode: MacroMode) -> Self {
            let mut routing = Routing::NEW;
            routing.macros[1] = Macro { mode, ..Macro::of(Source::Energy) };
            Self { macros: MovedMacros::default(), owed: Owed::default(), routing }
        }

        fn tick(&mut self, value: f32, occasion: Occasion) -> Vec<Told> {
            self.in_state(value, occasion, State::Live)
        }

        fn in_state(&mut self, value: f32, occasion: Occasion, state: State) -> Vec<Told> {
            let mut outputs = Outputs { state, ..Outputs::default() };
            outputs.macros[1] = value;
            let mut told = Vec::new();
            self.macros.tick(&self.routing, &outputs, occasion, &self.owed, |event| {
                told.push(event);
                true
            });
            told
        }

        /// A ramp from 0 up, of so many ticks.
        fn ramp(&mut self, ticks: u16, occasion: Occasion) -> Vec<Told> {
            (0..ticks).flat_map(|tick| self.tick(f32::from(tick * tick) / 1e4, occasion)).collect()
        }
    }

    fn gestures(told: &[Told]) -> usize {
        told.iter().filter(|told| !matches!(told, Told::Value(..))).count()
    }

    #[test]
    fn what_follows_is_told_without_a_hand_and_what_is_not_moved_not_at_all() {
        let told = Desk::new(MacroMode::Follow).ramp(100, PLAYS);
        assert!(told.len() > 3 && gestures(&told) == 0, "{told:?}");
        assert_eq!(Desk::new(MacroMode::Read).ramp(100, PLAYS), []);
    }

    #[test]
    fn what_writes_takes_hold_with_the_first_value_and_lets_go_half_a_second_after_the_last() {
        let mut desk = Desk::new(MacroMode::Write);
        let told = desk.ramp(100, PLAYS);
        assert_eq!(told[0], Told::Begin(1));
        assert_eq!(gestures(&told), 1, "{told:?}");
        let value = f32::from(99_u16 * 99) / 1e4;
        let after: Vec<_> = (0..100).map(|_| desk.tick(value, PLAYS)).collect();
        let last = after.iter().rposition(|told| matches!(told[..], [Told::Value(..)])).unwrap();
        let end = after.iter().position(|told| told[..] == [Told::End(1)]).unwrap();
        assert_eq!(end - last, IDLE_TICKS as usize);
        assert!(desk.macros.rests(&desk.owed));
    }

    #[test]
    fn a_gesture_ends_with_all_that_ends_it() {
        type End = fn(&mut Desk) -> Vec<Told>;
        let ends: [(&str, End); 6] = [
            ("stop", |desk| desk.tick(0.5, STOPS)),
            ("bypass", |desk| desk.in_state(0.5, PLAYS, State::Bypassed)),
            ("hold", |desk| desk.in_state(0.5, PLAYS, State::Frozen)),
            ("mode", |desk| {
                desk.routing.macros[1].mode = MacroMode::Read;
                desk.tick(0.5, PLAYS)
            }),
            ("source", |desk| {
                desk.routing.macros[1].source = Some(Tap::new(Source::Tension));
                desk.tick(0.5, PLAYS)
            }),
            ("no source", |desk| {
                desk.routing.macros[1].source = None;
                desk.tick(0.5, PLAYS)
            }),
        ];
        for (what, end) in ends {
            let mut desk = Desk::new(MacroMode::Write);
            desk.ramp(50, PLAYS);
            assert!(desk.owed.gesture(1));
            assert_eq!(end(&mut desk)[0], Told::End(1), "{what}");
        }
    }

    #[test]
    fn who_is_no_longer_moved_is_told_where_it_is_set() {
        let mut desk = Desk::new(MacroMode::Follow);
        desk.ramp(50, PLAYS);
        desk.routing.macros[1].mode = MacroMode::Read;
        assert_eq!(desk.tick(0.75, PLAYS), [Told::Value(1, 0.75)]);
        assert_eq!(desk.tick(0.5, PLAYS), []);
    }

    #[test]
    fn all_is_told_without_a_hand_and_what_is_not_taken_once_more() {
        let mut desk = Desk::new(MacroMode::Write);
        let all = Occasion { all: true, ..PLAYS };
        assert_eq!(desk.tick(0.5, all), [Told::Value(1, 0.5)]);
        assert_eq!(desk.tick(0.5, all), [Told::Value(1, 0.5)]);
        let mut outputs = Outputs { state: State::Live, ..Outputs::default() };
        outputs.macros[1] = 0.25;
        desk.macros.restart();
        desk.macros.tick(&desk.routing, &outputs, STOPS, &desk.owed, |_| false);
        assert_eq!(desk.tick(0.25, STOPS), [Told::Value(1, 0.25)]);
    }
}
