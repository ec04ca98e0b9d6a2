//! The routing table where it is changed: by the editor, by a session, by whatever comes.
//!
//! There is one owner, on the main side. Writers wait for each other and for nobody else; the audio thread gets the
//! table whole, by a triple buffer, and keeps the newest.

mod saved;

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering},
};

use nice_plug::params::persist::PersistentField;
use triple_buffer::{Input, Output, TripleBuffer};

pub use self::saved::{RoutingError, Saved};
use crate::outputs::routing::Routing;

/// How many changes can be taken back.
const UNDOS: usize = 32;

/// The owner; all clones are one.
#[derive(Clone)]
pub struct RoutingOwner(Arc<Owned>);

struct Owned {
    written: Mutex<Written>,
    /// The audio thread's end, until that has taken it.
    reader: Mutex<Option<Output<Routing>>>,
    /// Rises with every change.
    version: AtomicU64,
    /// The macros that the mood moves, a bit each.
    moved: AtomicU8,
    /// The host doesn't know yet that its project has changed.
    dirty: AtomicBool,
    /// Lets the main thread tell the host so.
    ask: Mutex<Option<Ask>>,
}

type Ask = Box<dyn Fn() + Send>;

struct Written {
    table: Routing,
    input: Input<Routing>,
    /// Tables before a change, the newest last, and those that were taken back.
    before: Vec<Routing>,
    after: Vec<Routing>,
    /// What a session brought, as it was written, and what this version made of it: a newer version gets back all of
    /// it, as long as nothing is changed here.
    loaded: Option<(Routing, Saved)>,
}

impl Default for RoutingOwner {
    fn default() -> Self {
        let table = Routing::NEW;
        let (input, output) = TripleBuffer::new(&table).split();
        let written = Written { table, input, before: Vec::new(), after: Vec::new(), loaded: None };
        Self(Arc::new(Owned {
            written: Mutex::new(written),
            reader: Mutex::new(Some(output)),
            version: AtomicU64::new(0),
            moved: AtomicU8::new(table.moved()),
            dirty: AtomicBool::new(false),
            ask: Mutex::default(),
        }))
    }
}

impl RoutingOwner {
    /// The table as it is.
    pub fn get(&self) -> Routing {
        self.lock().table
    }

    /// Rises with every change: who shows the table need not look at it before.
    pub fn version(&self) -> u64 {
        self.0.version.load(Ordering::Acquire)
    }

    /// The macros that the mood moves, a bit each. Any thread.
    pub fn moved(&self) -> u8 {
        self.0.moved.load(Ordering::Relaxed)
    }

    /// The user changes the table, which can be taken back; nothing happens if nothing is changed.
    pub fn change(&self, change: impl FnOnce(&mut Routing)) {
        self.drag(true, change);
    }

    /// The same for a change that goes on, such as a drag: all of it is taken back at once. `first` begins one.
    pub fn drag(&self, first: bool, change: impl FnOnce(&mut Routing)) {
        let mut written = self.lock();
        let mut table = written.table;
        change(&mut table);
        if table == written.table {
            return;
        }
        if first {
            let before = written.table;
            if written.before.len() == UNDOS {
                written.before.remove(0);
            }
            written.before.push(before);
            written.after.clear();
        }
        self.publish(written, table);
        self.mark_changed();
    }

    /// Takes the last change back, if there is one.
    pub fn undo(&self) {
        self.step(|written| (&mut written.before, &mut written.after));
    }

    /// Does again what was taken back last, if anything was.
    pub fn redo(&self) {
        self.step(|written| (&mut written.after, &mut written.before));
    }

    /// Goes to the newest table of one pile, and puts the one that there is onto the other.
    fn step(&self, piles: impl FnOnce(&mut Written) -> (&mut Vec<Routing>, &mut Vec<Routing>)) {
        let mut written = self.lock();
        let now = written.table;
        let (from, to) = piles(&mut written);
        let Some(table) = from.pop() else { return };
        to.push(now);
        self.publish(written, table);
        self.mark_changed();
    }

    /// Whether something can be taken back, and whether something can be done again.
    pub fn steps(&self) -> (bool, bool) {
        let written = self.lock();
        (!written.before.is_empty(), !written.after.is_empty())
    }

    /// The audio thread's end; there is one. Main thread.
    pub fn take_reader(&self) -> Option<Output<Routing>> {
        self.0.reader.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// What lets the main thread [look](Self::take_dirty) whether there is news for the host.
    pub fn ask_with(&self, ask: impl Fn() + Send + 'static) {
        *self.lock_ask() = Some(Box::new(ask));
    }

    /// Nobody is asked any more, also by a window that is still there: the host goes.
    pub fn ask_nobody(&self) {
        *self.lock_ask() = None;
    }

    /// Whether the host is to know that its project has changed; from then on it knows. Main thread.
    pub fn take_dirty(&self) -> bool {
        self.0.dirty.swap(false, Ordering::Relaxed)
    }

    fn publish(&self, mut written: MutexGuard<'_, Written>, table: Routing) {
        written.table = table;
        written.input.write(table);
        self.0.moved.store(table.moved(), Ordering::Relaxed);
        self.0.version.fetch_add(1, Ordering::Release);
    }

    /// The project has changed, here or beside the routing: the host is to know.
    pub fn mark_changed(&self) {
        self.0.dirty.store(true, Ordering::Relaxed);
        self.ask();
    }

    /// Has the host call the main thread, where a plug-in that sleeps is woken.
    pub fn ask(&self) {
        if let Some(ask) = &*self.lock_ask() {
            ask();
        }
    }

    fn lock_ask(&self) -> MutexGuard<'_, Option<Ask>> {
        self.0.ask.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> MutexGuard<'_, Written> {
        self.0.written.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PersistentField<'_, Saved> for RoutingOwner {
    /// What can't be read becomes the routing of a new instance; who may not be left with it has read it before.
    fn set(&self, loaded: Saved) {
        let table = loaded.read().unwrap_or_default();
        let mut written = self.lock();
        written.before.clear();
        written.after.clear();
        written.loaded = Some((table, loaded));
        self.publish(written, table);
    }

    fn map<F: Fn(&Saved) -> R, R>(&self, f: F) -> R {
        let written = self.lock();
        match &written.loaded {
            Some((table, loaded)) if *table == written.table => f(loaded),
            _ => f(&Saved::of(&written.table)),
        }
    }
}

#[cfg(test)]
mod tests {
    use engine::outputs::{Macro, Source};

    use super::*;

    fn use_macro(owner: &RoutingOwner, index: usize) {
        owner.change(|table| table.macros[index] = Macro::of(Source::Energy));
    }

    #[test]
    fn a_change_reaches_the_audio_thread_and_makes_the_project_dirty() {
        let owner = RoutingOwner::default();
        let asked = Arc::new(AtomicU8::new(0));
        let count = Arc::clone(&asked);
        owner.ask_with(move || _ = count.fetch_add(1, Ordering::Relaxed));
        let mut reader = owner.take_reader().unwrap();
        assert!(owner.take_reader().is_none());
        owner.change(|_| ());
        assert!(!reader.update() && !owner.take_dirty());
        let version = owner.version();
        use_macro(&owner, 3);
        assert!(reader.update());
        assert_eq!((*reader.output_buffer(), owner.moved()), (owner.get(), 0b1000));
        assert_ne!(owner.version(), version);
        assert!(owner.take_dirty() && !owner.take_dirty());
        assert_eq!(asked.load(Ordering::Relaxed), 1);
    }

    #[test]
    fn changes_are_taken_back_and_done_again_a_drag_as_one() {
        let owner = RoutingOwner::default();
        assert_eq!(owner.steps(), (false, false));
        use_macro(&owner, 0);
        for step in 0..5 {
            owner.drag(step == 0, |table| table.macros[0].curve = 0.1 * step as f32 + 0.1);
        }
        let dragged = owner.get();
        owner.undo();
        assert_eq!((owner.get().macros[0].curve, owner.steps()), (0.0, (true, true)));
        owner.redo();
        assert_eq!(owner.get(), dragged);
        owner.undo();
        owner.undo();
        owner.undo();
        assert_eq!(owner.get(), Routing::NEW);
        use_macro(&owner, 1);
        assert_eq!(owner.steps(), (true, false), "what is new has no future");
    }

    #[test]
    fn a_session_brings_its_table_and_is_no_change_of_the_users() {
        let owner = RoutingOwner::default();
        use_macro(&owner, 5);
        let saved = owner.map(|saved| serde_json::to_string(saved).unwrap());
        let restored = RoutingOwner::default();
        use_macro(&restored, 1);
        assert!(restored.take_dirty());
        restored.set(serde_json::from_str(&saved).unwrap());
        assert_eq!(restored.get(), owner.get());
        assert_eq!((restored.take_dirty(), restored.steps()), (false, (false, false)));
        assert_eq!(restored.map(|saved| serde_json::to_string(saved).unwrap()), saved);
    }

    #[test]
    fn what_a_newer_version_wrote_is_given_back_until_something_is_changed() {
        let owner = RoutingOwner::default();
        let newer = r#"{"glow":3,"macros":[{"source":"energy","sparkle":true}]}"#;
        owner.set(serde_json::from_str(newer).unwrap());
        assert_eq!(owner.moved(), 1);
        let save = |owner: &RoutingOwner| owner.map(|saved| serde_json::to_string(saved).unwrap());
        assert_eq!(save(&owner), newer);
        use_macro(&owner, 1);
        assert!(!save(&owner).contains("glow"));
        owner.undo();
        assert_eq!(save(&owner), newer);
    }
}
