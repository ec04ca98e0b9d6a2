//! Values as MIDI control changes.

use engine::outputs::ROUTES;

use super::routing::{ControllerRoute, Target, fourteen_bits, seven_bits};

/// Ticks a second, as the engine has them.
const TICKS_PER_SECOND: u32 = 100;
/// A controller that is being learnt goes up and down once in so many ticks.
const WIGGLE_TICKS: u32 = 100;

/// Most control changes of a tick.
pub const OF_A_TICK: usize = 2 * ROUTES;

/// One control change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ControlChange {
    /// 0 to 15.
    pub channel: u8,
    /// 1 to 119.
    pub controller: u8,
    /// 0 to 127.
    pub value: u8,
}

/// Turns routes into control changes, and sends none twice. Audio thread; allocates nothing.
#[derive(Debug, Default)]
pub struct Controllers {
    routes: [Sender; ROUTES],
    learning: Option<(u8, u32)>,
}

/// One route, and what was sent on it.
#[derive(Clone, Copy, Debug, Default)]
struct Sender {
    sent: Option<Sent>,
    /// Ticks until it may send again.
    wait: u32,
    /// What it carries was not sent yet.
    pending: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Sent {
    target: Target,
    value: f32,
    /// Seven bits, or fourteen.
    bytes: [u8; 2],
}

impl Controllers {
    /// Forgets what was sent: the next values are sent whatever they are.
    pub fn reset(&mut self) {
        self.routes = Default::default();
    }

    /// Whether all that was to be sent is sent.
    pub fn rests(&self) -> bool {
        self.learning.is_none() && self.routes.iter().all(|route| !route.pending)
    }

    /// One tick: hands the control changes that `values` ask for to `send`. What that doesn't take counts as not sent,
    /// and is asked for again. While a route is learnt (its index), it alone is sent, and goes up and down.
    pub fn tick(
        &mut self,
        routes: &[ControllerRoute; ROUTES],
        targets: &[Option<Target>; ROUTES],
        values: &[f32; ROUTES],
        learnt: Option<u8>,
        mut send: impl FnMut(ControlChange) -> bool,
    ) {
        let wiggled = self.wiggle(learnt);
        for (index, sender) in self.routes.iter_mut().enumerate() {
            sender.wait = sender.wait.saturating_sub(1);
            let value = match wiggled {
                None => values[index],
                Some((learnt, value)) if learnt as usize == index => value,
                Some(_) => continue,
            };
            match targets[index] {
                Some(target) => sender.send(&routes[index], target, value, &mut send),
                None => *sender = Sender { wait: sender.wait, ..Sender::default() },
            }
        }
    }

    /// The route that is learnt, and its value.
    fn wiggle(&mut self, learnt: Option<u8>) -> Option<(u8, f32)> {
        if let Some((before, _)) = self.learning
            && learnt != Some(before)
        {
            // What it really has is told again.
            if let Some(sender) = self.routes.get_mut(usize::from(before)) {
                sender.sent = None;
            }
            self.learning = None;
        }
        let learnt = learnt?;
        let ticks = self.learning.map_or(0, |(_, ticks)| (ticks + 1) % WIGGLE_TICKS);
        self.learning = Some((learnt, ticks));
        let phase = ticks as f32 / WIGGLE_TICKS as f32;
        Some((learnt, 1.0 - (2.0 * phase - 1.0).abs()))
    }
}

impl Sender {
    fn send(
        &mut self,
        route: &ControllerRoute,
        target: Target,
        value: f32,
        send: &mut impl FnMut(ControlChange) -> bool,
    ) {
        let bytes = if target.fine { fourteen_bits(value) } else { [seven_bits(value), 0] };
        let before = self.sent.filter(|sent| sent.target == target);
        let near = |sent: Sent| sent.bytes == bytes || (sent.value - value).abs() <= route.deadband;
        self.pending = !before.is_some_and(near);
        if !self.pending || self.wait > 0 {
            return;
        }
        let change = |controller, value| ControlChange { channel: target.channel, controller, value };
        // A receiver forgets the lower half when the upper one comes, so both are sent, in this order.
        let taken = send(change(target.number, bytes[0]))
            && (!target.fine || send(change(target.number + 32, bytes[1])));
        if taken {
            let messages = if target.fine { 2 } else { 1 };
            self.wait = (messages * TICKS_PER_SECOND).div_ceil(route.per_second.max(1).into());
            self.sent = Some(Sent { target, value, bytes });
            self.pending = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outputs::routing::{CcSettings, Routing};

    const OLD: CcSettings = CcSettings { channel: 2, controllers: [20, 21] };

    /// What routes of a new instance send at a tick, with changes of it.
    struct Desk {
        routing: Routing,
        controllers: Controllers,
        learnt: Option<u8>,
    }

    impl Desk {
        fn new() -> Self {
            Self { routing: Routing::NEW, controllers: Controllers::default(), learnt: None }
        }

        fn sent_to(&mut self, old: CcSettings, valence: f32, arousal: f32) -> Vec<(u8, u8, u8)> {
            let mut values = [0.0; ROUTES];
            [values[0], values[1]] = [valence, arousal];
            let targets = self.routing.targets(old);
            let mut sent = Vec::new();
            self.controllers.tick(&self.routing.controllers, &targets, &values, self.learnt, |change| {
                sent.push((change.channel, change.controller, change.value));
                true
            });
            sent
        }

        fn sent(&mut self, valence: f32, arousal: f32) -> Vec<(u8, u8, u8)> {
            self.sent_to(OLD, valence, arousal)
        }
    }

    #[test]
    fn only_changes_are_sent() {
        let mut desk = Desk::new();
        assert_eq!(desk.sent(0.5, 1.0), [(2, 20, 64), (2, 21, 127)]);
        for _ in 0..9 {
            assert_eq!(desk.sent(0.501, 1.0), []);
        }
        assert!(desk.controllers.rests());
        assert_eq!(desk.sent(0.501, 0.75), [(2, 21, 95)]);
        desk.controllers.reset();
        assert_eq!(desk.sent(0.501, 0.75), [(2, 20, 64), (2, 21, 95)]);
    }

    #[test]
    fn a_new_controller_gets_the_value_and_off_gets_none() {
        let mut desk = Desk::new();
        assert_eq!(desk.sent(0.5, 0.5).len(), 2);
        desk.sent(0.5, 0.5);
        let moved = CcSettings { channel: 2, controllers: [0, 74] };
        assert_eq!(desk.sent_to(moved, 0.75, 0.5), [(2, 74, 64)]);
    }

    #[test]
    fn what_is_not_taken_is_sent_again() {
        let mut desk = Desk::new();
        let targets = desk.routing.targets(OLD);
        let mut asked = 0;
        for taken in [false, false, true, true] {
            desk.controllers.tick(&desk.routing.controllers, &targets, &[0.5; ROUTES], None, |_| {
                asked += 1;
                taken
            });
            assert_eq!(desk.controllers.rests(), taken);
        }
        assert_eq!(asked, 6);
    }

    #[test]
    fn no_more_messages_are_sent_than_a_second_may_have_and_the_last_value_arrives() {
        for (fine, per_second, expected) in
            [(false, 50, 50), (true, 50, 25), (false, 100, 100), (false, 1, 1), (false, 30, 25)]
        {
            let mut desk = Desk::new();
            desk.routing.controllers[0] = ControllerRoute { fine, per_second, ..desk.routing.controllers[0] };
            let mut sent = Vec::new();
            for tick in 0..100 {
                sent.extend(desk.sent(tick as f32 / 100.0, 0.0));
            }
            let of_first = sent.iter().filter(|(_, number, _)| *number == 20).count();
            assert_eq!(of_first, expected, "{fine} {per_second}");
            for _ in 0..200 {
                sent.extend(desk.sent(1.0, 0.0));
            }
            let last = sent.iter().rfind(|(_, number, _)| *number == 20).unwrap();
            assert_eq!(last.2, 127);
            assert!(desk.controllers.rests());
        }
    }

    #[test]
    fn fourteen_bits_go_upper_half_first() {
        let mut desk = Desk::new();
        desk.routing.controllers[0].fine = true;
        assert_eq!(desk.sent(0.25, 0.0), [(2, 20, 32), (2, 52, 0), (2, 21, 0)]);
    }

    #[test]
    fn within_the_deadband_nothing_is_sent() {
        let mut desk = Desk::new();
        desk.routing.controllers[0].deadband = 0.1;
        assert_eq!(desk.sent(0.5, 0.0).len(), 2);
        for value in [0.45, 0.55, 0.59] {
            desk.sent(0.5, 0.0);
            assert_eq!(desk.sent(value, 0.0), []);
        }
        desk.sent(0.5, 0.0);
        assert_eq!(desk.sent(0.61, 0.0), [(2, 20, 77)]);
    }

    #[test]
    fn what_is_learnt_is_sent_alone_and_told_again_afterwards() {
        let mut desk = Desk::new();
        desk.sent(0.5, 0.5);
        desk.learnt = Some(1);
        let sent: Vec<_> = (0..100).flat_map(|tick| desk.sent(tick as f32 / 100.0, 0.5)).collect();
        assert!(sent.len() > 40 && sent.iter().all(|(_, number, _)| *number == 21), "{sent:?}");
        let values = || sent.iter().map(|(.., value)| *value);
        assert!(values().min().unwrap() < 5 && values().max().unwrap() > 122);
        desk.learnt = None;
        let after: Vec<_> = (0..9).flat_map(|_| desk.sent(0.5, 0.5)).collect();
        assert_eq!(after.last(), Some(&(2, 21, 64)));
        assert!(desk.controllers.rests());
    }
}
