//! Updates on their way from the worker to their effect.

use std::time::Instant;

use heapless::Deque;

use crate::mood::{State, Update};

/// Updates that may be on their way: 4 s of them.
pub(super) const ROOM: usize = 8;

/// Updates that have come and wait for their effect, oldest first.
#[derive(Debug, Default)]
pub(super) struct Pending {
    updates: Deque<(u64, Update), ROOM>,
}

impl Pending {
    /// Whether what is on its way is of a `state` that already rules.
    pub fn all_of(&self, state: State) -> bool {
        self.updates.iter().all(|(_, update)| update.state == state)
    }

    /// Adds an update that takes effect at sample `due`; returns how many older ones had to make room for it.
    pub fn push(&mut self, due: u64, update: Update) -> u64 {
        let dropped = self.updates.is_full() && self.updates.pop_front().is_some();
        // There is room now.
        let _ = self.updates.push_back((due, update));
        dropped.into()
    }

    /// The oldest update, and when its effect is due, if that is by sample `now`.
    pub fn pop_due(&mut self, now: u64) -> Option<(u64, Update)> {
        self.updates.front().filter(|(due, _)| *due <= now)?;
        self.updates.pop_front()
    }
}

/// Updates that the worker owes: when their effect is due, and when the block came that completed their audio.
#[derive(Debug, Default)]
pub(super) struct Owed {
    updates: Deque<(u64, Instant), ROOM>,
}

impl Owed {
    /// An update whose audio has been handed over at `since` takes effect at sample `due`.
    pub fn push(&mut self, due: u64, since: Instant) {
        // Where there is no room the worker is 4 s late; what counts is how long the oldest one has been owed.
        let _ = self.updates.push_back((due, since));
    }

    /// The update that takes effect at sample `due` has come. Those before it come no more.
    pub fn answered(&mut self, due: u64) {
        while self.updates.front().is_some_and(|(owed, _)| *owed <= due) {
            self.updates.pop_front();
        }
    }

    /// The oldest one whose effect is due by sample `now`.
    pub fn due_by(&self, now: u64) -> Option<u64> {
        self.updates.front().map(|(due, _)| *due).filter(|due| *due <= now)
    }

    /// Since when the oldest one has been owed.
    pub fn since(&self) -> Option<Instant> {
        self.updates.front().map(|(_, since)| *since)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn update(hops: u64) -> Update {
        Update::new(hops, State::Live, None)
    }

    #[test]
    fn updates_come_out_when_they_are_due_and_not_before() {
        let mut pending = Pending::default();
        assert_eq!(pending.push(100, update(25)) + pending.push(200, update(50)), 0);
        assert_eq!(pending.pop_due(99), None);
        assert_eq!(pending.pop_due(150), Some((100, update(25))));
        assert_eq!(pending.pop_due(150), None);
        assert_eq!(pending.pop_due(900), Some((200, update(50))));
    }

    #[test]
    fn where_there_is_no_room_the_oldest_goes_and_is_counted() {
        let mut pending = Pending::default();
        let dropped: u64 = (0..ROOM as u64 + 3).map(|number| pending.push(number, update(number))).sum();
        assert_eq!(dropped, 3);
        assert_eq!(pending.pop_due(900), Some((3, update(3))));
    }

    #[test]
    fn an_answer_settles_what_was_owed_before_it_and_nothing_after_it() {
        let (mut owed, begun) = (Owed::default(), Instant::now());
        let at = |seconds| begun + Duration::from_secs(seconds);
        (1..4).for_each(|number| owed.push(number * 100, at(number)));
        assert_eq!((owed.due_by(99), owed.due_by(100), owed.since()), (None, Some(100), Some(at(1))));
        owed.answered(200);
        assert_eq!((owed.due_by(900), owed.since()), (Some(300), Some(at(3))));
        owed.answered(50);
        assert_eq!(owed.since(), Some(at(3)));
        owed.answered(300);
        assert_eq!((owed.due_by(900), owed.since()), (None, None));
    }
}
