//! Panics that were caught, until the host can be told of them.

use std::{
    any::Any,
    borrow::Cow,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::atomic::{AtomicBool, AtomicU32, Ordering},
};

use atomic_refcell::AtomicRefCell;

/// A panic that was caught.
#[derive(Debug)]
pub struct Fault {
    /// The callback that it ended.
    place: &'static str,
    message: Cow<'static, str>,
    /// How many more there were before anybody asked.
    others: u32,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an error of the plug-in in {}: {}", self.place, self.message)?;
        match self.others {
            0 => Ok(()),
            others => write!(f, " (and {others} more)"),
        }
    }
}

/// The panics of one instance. Any thread may keep one here: it takes no lock and writes no text, so that the audio
/// thread leaves the telling to the main thread.
#[derive(Debug, Default)]
pub struct Faults {
    /// The first one that hasn't been told.
    first: AtomicRefCell<Option<Fault>>,
    untold: AtomicU32,
    news: AtomicBool,
}

impl Faults {
    /// What `work` returns; nothing if it panics, and then nothing that it touched may be trusted any more.
    pub fn catch<T>(&self, place: &'static str, work: impl FnOnce() -> T) -> Option<T> {
        let work = || {
            #[cfg(test)]
            stumble::over(place);
            work()
        };
        match catch_unwind(AssertUnwindSafe(work)) {
            Ok(value) => Some(value),
            Err(payload) => {
                self.keep(place, payload);
                None
            }
        }
    }

    /// Keeps what a panic has left.
    pub fn keep(&self, place: &'static str, payload: Box<dyn Any + Send>) {
        let fault = Fault { place, message: message(payload), others: 0 };
        if let Ok(mut first) = self.first.try_borrow_mut() {
            first.get_or_insert(fault);
        }
        self.untold.fetch_add(1, Ordering::Release);
        self.news.store(true, Ordering::Release);
    }

    /// Whether one has come since this was last asked.
    pub fn have_news(&self) -> bool {
        self.news.load(Ordering::Relaxed) && self.news.swap(false, Ordering::AcqRel)
    }

    /// The first one that hasn't been told, which then has. Main thread.
    pub fn take(&self) -> Option<Fault> {
        if self.untold.load(Ordering::Acquire) == 0 {
            return None;
        }
        let mut fault = self.first.try_borrow_mut().ok()?.take()?;
        self.news.store(false, Ordering::Relaxed);
        fault.others = self.untold.swap(0, Ordering::AcqRel).saturating_sub(1);
        Some(fault)
    }
}

/// What a panic says.
fn message(payload: Box<dyn Any + Send>) -> Cow<'static, str> {
    match payload.downcast::<&'static str>() {
        Ok(text) => Cow::Borrowed(*text),
        Err(payload) => match payload.downcast::<String>() {
            Ok(text) => Cow::Owned(*text),
            Err(_) => Cow::Borrowed("no message"),
        },
    }
}

/// How tests make a place in our code panic or allocate.
#[cfg(test)]
pub(crate) mod stumble {
    use std::{cell::Cell, hint::black_box};

    #[derive(Clone, Copy)]
    pub enum Stone {
        Panic,
        Allocation,
    }

    thread_local! {
        static LAID: Cell<Option<(&'static str, Stone)>> = const { Cell::new(None) };
    }

    /// The next time that this thread comes by `place` it stumbles.
    pub fn lay(place: &'static str, stone: Stone) {
        LAID.set(Some((place, stone)));
    }

    /// Whether nobody has come by since.
    pub fn is_laid() -> bool {
        LAID.get().is_some()
    }

    pub fn over(place: &str) {
        match LAID.get() {
            Some((laid, stone)) if laid == place => {
                LAID.set(None);
                match stone {
                    Stone::Panic => panic!("stumbled in {place}"),
                    Stone::Allocation => drop(black_box(vec![1_u8; 100])),
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_fault_is_told_once_and_the_others_are_counted() {
        let faults = Faults::default();
        assert!(faults.take().is_none() && !faults.have_news());
        assert_eq!(faults.catch("a callback", || 7), Some(7));
        assert_eq!(faults.catch::<()>("a callback", || panic!("it broke")), None);
        assert_eq!(faults.catch::<()>("another one", || panic!("number {}", 2)), None);
        assert!(faults.have_news());
        assert!(!faults.have_news());
        let told = faults.take().unwrap().to_string();
        assert_eq!(told, "an error of the plug-in in a callback: it broke (and 1 more)");
        assert!(faults.take().is_none());
        faults.catch::<()>("another one", || panic!("number {}", 3));
        assert_eq!(faults.take().unwrap().to_string(), "an error of the plug-in in another one: number 3");
    }

    #[test]
    fn a_panic_without_words_is_told_too() {
        let faults = Faults::default();
        faults.catch::<()>("a callback", || std::panic::panic_any(7));
        assert!(faults.take().unwrap().to_string().ends_with("no message"));
    }
}
