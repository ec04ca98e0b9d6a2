//! Panics that end the work on one file, and nothing else.

use std::{
    any::Any,
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook},
    sync::Once,
};

use thiserror::Error;

/// Work ended in a panic.
#[derive(Debug, Error)]
#[error("it failed unexpectedly: {0}")]
pub struct Panicked(String);

thread_local! {
    /// This thread's panics are caught, and told by who catches them.
    static CATCHING: Cell<bool> = const { Cell::new(false) };
}

/// Does `work`. Its panic, if it comes to one on this thread, is an error in one line and not printed.
///
/// # Errors
/// [`Panicked`] with the panic's words.
pub fn caught<T>(work: impl FnOnce() -> T) -> Result<T, Panicked> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = take_hook();
        set_hook(Box::new(move |panic| {
            if !CATCHING.get() {
                usual(panic);
            }
        }));
    });
    let before = CATCHING.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work));
    CATCHING.set(before);
    done.map_err(|panic| Panicked(words(&*panic)))
}

/// The first line of what a panic says.
fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    text.and_then(|text| text.lines().next()).unwrap_or("without a word").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_in_one_line() {
        let numbers = [1, 2];
        let error = caught(|| numbers[numbers.len()]).unwrap_err().to_string();
        assert!(error.contains("failed unexpectedly: index out of bounds"), "{error}");
        let error = caught(|| panic!("first\nsecond")).unwrap_err().to_string();
        assert!(error.ends_with("first"), "{error}");
        assert_eq!(caught(|| 7).unwrap(), 7);
    }

    #[test]
    fn only_what_is_caught_goes_unprinted() {
        let inside = caught(|| {
            let outer = caught(|| caught(|| panic!("inner")).is_err() && CATCHING.get());
            let other = std::thread::spawn(|| CATCHING.get()).join();
            (outer.unwrap(), CATCHING.get(), other.unwrap())
        });
        assert_eq!(inside.unwrap(), (true, true, false));
        assert!(!CATCHING.get());
    }
}
