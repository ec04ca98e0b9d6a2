//! Gestures on their way to a VST3 host.
//!
//! clap-wrapper keeps them in a queue, which it brings to the host's component handler when its main loop turns: on
//! Linux while a window of ours is open, elsewhere while the plug-in is active. When that ends, what waits there stays
//! until it begins again, be it an hour later, and clap-wrapper forgets in a deactivation which gestures go on. So this
//! stands in the way. From a break on nothing passes, and what the host holds is let go; when the main loop has turned
//! once more, and with it all that had waited is gone, edits pass again.

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, AtomicU32, Ordering},
};

/// So many of our own may wait for a main loop that doesn't turn, such as that of a host which is busy with a bounce:
/// half a minute of one macro.
const MOST_WAITING: u32 = 1_000;

/// One for each instance in a VST3 host. All is for the main thread, except where it says otherwise.
#[derive(Default)]
pub struct Edits {
    /// They pass.
    pass: AtomicBool,
    /// There was a break that the audio thread doesn't know of.
    broken: AtomicBool,
    /// Of our own: how many were sent, and how many of these have come.
    sent: AtomicU32,
    come: AtomicU32,
    /// Too many wait, and the main loop is to be asked whether it turns.
    ask: AtomicBool,
    held: Mutex<Held>,
}

/// Tells a host that a parameter is let go. The parameter's id is VST3's, which is CLAP's.
pub type LetGo = Box<dyn FnOnce(&[u32]) + Send>;

/// Makes one, as long as the host has a handler.
type Handler = Box<dyn Fn() -> LetGo + Send>;

#[derive(Default)]
struct Held {
    /// The parameters that the host believes in somebody's hand.
    ids: Vec<u32>,
    /// The host's handler, and whose it is.
    handler: Option<(usize, Handler)>,
}

/// For who brings edits to the host: whether it is to hear of each.
impl Edits {
    /// A hand takes hold of a parameter.
    pub fn begins(&self, id: u32) -> bool {
        let mut held = self.held();
        let passes = self.passes(id) && !held.ids.contains(&id);
        if passes {
            held.ids.push(id);
        }
        passes
    }

    /// A parameter has a value.
    pub fn performs(&self, id: u32) -> bool {
        let held = self.held();
        self.passes(id) && held.ids.contains(&id)
    }

    /// A hand lets go of a parameter.
    pub fn ends(&self, id: u32) -> bool {
        let mut held = self.held();
        let (passes, before) = (self.passes(id), held.ids.len());
        held.ids.retain(|held| !passes || *held != id);
        held.ids.len() < before
    }

    /// The host's handler is reached by this one, with a number that no other has meanwhile.
    pub fn set_handler(&self, number: usize, handler: impl Fn() -> LetGo + Send + 'static) {
        self.held().handler = Some((number, Box::new(handler)));
    }

    /// The handler with this number goes, and takes what the host holds with it.
    pub fn forget_handler(&self, number: usize) {
        let mut held = self.held();
        if held.handler.as_ref().is_some_and(|(known, _)| *known == number) {
            held.handler = None;
            held.ids.clear();
        }
    }

    fn passes(&self, id: u32) -> bool {
        if super::moved::index_of(id).is_some() {
            let (sent, come) = (self.sent.load(Ordering::Relaxed), self.come.load(Ordering::Relaxed));
            // A hand may move a macro, too.
            self.come.store(come.wrapping_add(u32::from(sent != come)), Ordering::Relaxed);
        }
        self.pass.load(Ordering::Relaxed)
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// For who knows when there is a break.
impl Edits {
    /// Nothing passes from now on.
    pub fn stop(&self) {
        self.pass.store(false, Ordering::Relaxed);
        self.broken.store(true, Ordering::Relaxed);
    }

    /// Lets go of all that the host holds. It may call us back meanwhile.
    pub fn let_go(&self) {
        let mut held = self.held();
        let ids = std::mem::take(&mut held.ids);
        let let_go = held.handler.as_ref().filter(|_| !ids.is_empty()).map(|(_, handler)| handler());
        drop(held);
        if let Some(let_go) = let_go {
            let_go(&ids);
        }
    }

    /// The main loop has turned, and nothing waits any more.
    pub fn go_on(&self) {
        if !self.pass.load(Ordering::Relaxed) {
            self.let_go();
        }
        self.come.store(self.sent.load(Ordering::Relaxed), Ordering::Relaxed);
        self.pass.store(true, Ordering::Relaxed);
    }
}

/// For the audio thread.
impl Edits {
    /// Whether gestures may begin and go on. After a break no gesture goes on.
    pub fn are_taken(&self) -> bool {
        let broken = self.broken.swap(false, Ordering::Relaxed);
        let waiting = self.sent.load(Ordering::Relaxed).wrapping_sub(self.come.load(Ordering::Relaxed));
        if waiting >= MOST_WAITING {
            self.ask.store(true, Ordering::Relaxed);
        }
        self.pass.load(Ordering::Relaxed) && !broken && waiting < MOST_WAITING
    }

    /// One of a gesture of ours was sent.
    pub fn count_sent(&self) {
        self.sent.fetch_add(1, Ordering::Relaxed);
    }

    /// Whether the main loop is to be asked.
    pub fn take_ask(&self) -> bool {
        self.ask.load(Ordering::Relaxed) && self.ask.swap(false, Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{super::moved::IDS, *};

    /// Edits that pass, and what the host was told to let go of.
    fn passing() -> (Edits, Arc<Mutex<Vec<u32>>>) {
        let (edits, told) = (Edits::default(), Arc::<Mutex<Vec<u32>>>::default());
        let of_host = Arc::clone(&told);
        edits.set_handler(1, move || {
            let told = Arc::clone(&of_host);
            Box::new(move |ids| told.lock().unwrap().extend(ids))
        });
        edits.go_on();
        (edits, told)
    }

    #[test]
    fn gestures_pass_in_pairs() {
        let (edits, told) = passing();
        assert!(!edits.performs(7) && !edits.ends(7));
        assert!(edits.begins(7) && !edits.begins(7) && edits.performs(7) && !edits.performs(8));
        assert!(edits.ends(7) && !edits.ends(7) && !edits.performs(7));
        edits.let_go();
        assert!(told.lock().unwrap().is_empty());
    }

    #[test]
    fn a_break_lets_go_of_all_and_what_had_waited_never_comes() {
        let (edits, told) = passing();
        assert!(!Edits::default().are_taken() && edits.are_taken());
        assert!(edits.begins(7) && edits.begins(8));
        edits.stop();
        assert!(!edits.are_taken() && !edits.performs(7) && !edits.ends(7) && !edits.begins(9));
        edits.go_on();
        assert_eq!(*told.lock().unwrap(), [7, 8]);
        assert!(!edits.performs(7) && !edits.ends(7) && edits.begins(7));
    }

    #[test]
    fn a_break_that_is_over_before_the_audio_thread_looks_is_one_all_the_same() {
        let (edits, _) = passing();
        edits.stop();
        edits.go_on();
        assert_eq!([edits.are_taken(), edits.are_taken()], [false, true]);
    }

    #[test]
    fn a_handler_that_goes_takes_what_it_holds_with_it() {
        let (edits, told) = passing();
        assert!(edits.begins(7));
        edits.forget_handler(2);
        assert!(edits.performs(7));
        edits.forget_handler(1);
        assert!(!edits.performs(7));
        edits.let_go();
        assert!(told.lock().unwrap().is_empty());
    }

    #[test]
    fn a_main_loop_that_does_not_turn_gets_no_more_than_it_can_keep() {
        let (edits, _) = passing();
        assert!(edits.begins(IDS[0]), "a hand's");
        (0..MOST_WAITING).for_each(|_| edits.count_sent());
        assert!(!edits.take_ask() && !edits.are_taken() && edits.take_ask() && !edits.take_ask());
        assert!(edits.performs(IDS[0]) && edits.are_taken());
        edits.count_sent();
        assert!(!edits.are_taken());
        edits.go_on();
        assert!(edits.are_taken() && edits.performs(IDS[0]), "it is no break");
    }
}
