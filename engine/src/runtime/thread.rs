//! How every thread of ours is started, and how it is left.
//!
//! A host may unload the module as soon as its last instance is gone, and a thread may well be busy then: a model
//! loads, a disk is slow. So the module is pinned before a thread starts: its code stays in memory until the process
//! ends. Nobody joins a thread, for joining takes as long as the thread likes, and some hosts destroy instances where
//! the system lets no thread end (in static destructors, under the loader's lock). Whoever wants to see a thread
//! end waits a bounded time for the end of its work.

use std::{
    io,
    sync::{Arc, Condvar, Mutex, OnceLock, PoisonError},
    thread::{Builder, Thread},
    time::Duration,
};

/// What every thread of ours does first.
static AT_START: OnceLock<fn(&str)> = OnceLock::new();

/// Has every thread that is started from now on call `work` with its name before it does anything else. The first one
/// who asks has it.
pub fn at_start(work: fn(&str)) {
    let _ = AT_START.set(work);
}

/// Starts a thread of this name for `work`, which must hold nothing of the host's: it may outlive every instance.
/// Linux shows 15 characters of the name.
///
/// # Errors
/// If the system grants no further thread, or doesn't promise to keep the module that this code is in.
pub fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<Spawned> {
    pin_module()?;
    let end = Arc::<End>::default();
    let mark = MarkEnd(Arc::clone(&end));
    let own_name = name.to_owned();
    let work = move || {
        if let Some(at_start) = AT_START.get() {
            at_start(&own_name);
        }
        // Dropped after all that the work held, also if it panics.
        let _mark = mark;
        work();
    };
    // Its handle is dropped, which detaches the thread.
    let thread = Builder::new().name(name.to_owned()).spawn(work)?.thread().clone();
    Ok(Spawned { thread, end })
}

/// A thread that was started. Dropping this leaves the thread to itself.
#[derive(Debug)]
pub struct Spawned {
    thread: Thread,
    end: Arc<End>,
}

impl Spawned {
    /// The thread, to be woken.
    pub fn thread(&self) -> &Thread {
        &self.thread
    }

    /// Whether its work has ended, by a panic too.
    pub fn has_ended(&self) -> bool {
        *self.end.reached.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until its work has ended, but no longer than `limit`; whether it has.
    pub fn join_within(&self, limit: Duration) -> bool {
        let reached = self.end.reached.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.end.news.wait_timeout_while(reached, limit, |reached| !*reached);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

#[derive(Debug, Default)]
struct End {
    reached: Mutex<bool>,
    news: Condvar,
}

struct MarkEnd(Arc<End>);

impl Drop for MarkEnd {
    fn drop(&mut self) {
        *self.0.reached.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.0.news.notify_all();
    }
}

/// Keeps the module that this code is in loaded until the process ends, whatever the host unloads. For threads that
/// a library starts; [`spawn`] does it itself.
///
/// # Errors
/// If the system refuses.
#[cfg(unix)]
pub fn pin_module() -> io::Result<()> {
    let mut found = std::mem::MaybeUninit::<libc::Dl_info>::zeroed();
    // SAFETY: `found` is writable; the function is one of this module.
    let known = unsafe { libc::dladdr(pin_module as *const libc::c_void, found.as_mut_ptr()) } != 0;
    if !known {
        // Linked statically, into a program that nothing is unloaded from.
        return Ok(());
    }
    // SAFETY: `dladdr` has filled it in.
    let found = unsafe { found.assume_init() };
    let flags = libc::RTLD_LAZY | libc::RTLD_NOLOAD | libc::RTLD_NODELETE;
    // The handle is never closed.
    // SAFETY: the name is the loader's own, of a module that is loaded.
    let pinned = !unsafe { libc::dlopen(found.dli_fname, flags) }.is_null();
    if pinned || is_program(&found) {
        Ok(())
    } else {
        Err(io::Error::other("the plug-in's module can't be pinned"))
    }
}

/// Whether a module is the program itself, which is never unloaded, and which can't be opened.
#[cfg(target_os = "linux")]
fn is_program(module: &libc::Dl_info) -> bool {
    let mut program = std::mem::MaybeUninit::<libc::Dl_info>::zeroed();
    // SAFETY: the kernel tells every program where its own headers are; `program` is read after it was filled in.
    unsafe {
        let headers = libc::getauxval(libc::AT_PHDR) as *const libc::c_void;
        libc::dladdr(headers, program.as_mut_ptr()) != 0
            && program.assume_init().dli_fbase == module.dli_fbase
    }
}

/// Elsewhere whatever is loaded can be opened, or it is the program.
#[cfg(all(unix, not(target_os = "linux")))]
fn is_program(_module: &libc::Dl_info) -> bool {
    true
}

/// Keeps the module that this code is in loaded until the process ends, whatever the host unloads. For threads that
/// a library starts; [`spawn`] does it itself.
///
/// # Errors
/// If the system refuses.
#[cfg(windows)]
pub fn pin_module() -> io::Result<()> {
    use windows_sys::Win32::System::LibraryLoader::{
        GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, GET_MODULE_HANDLE_EX_FLAG_PIN, GetModuleHandleExW,
    };

    let mut module = std::ptr::null_mut();
    let flags = GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN;
    // SAFETY: with this flag the name is an address in the module; the handle's place is writable.
    let pinned = unsafe { GetModuleHandleExW(flags, pin_module as *const u16, &raw mut module) } != 0;
    if pinned { Ok(()) } else { Err(io::Error::last_os_error()) }
}

#[cfg(test)]
mod tests {
    use std::{sync::mpsc, thread};

    use super::*;

    const MOMENT: Duration = Duration::from_millis(10);
    const LONG: Duration = Duration::from_secs(10);

    #[test]
    fn the_end_of_its_work_is_waited_for_no_longer_than_was_said() {
        let (end, wait) = mpsc::channel::<()>();
        let spawned = spawn("busy", move || {
            let _ = wait.recv();
        })
        .unwrap();
        assert!(!spawned.join_within(MOMENT) && !spawned.has_ended());
        drop(end);
        assert!(spawned.join_within(LONG) && spawned.has_ended());
        assert!(spawned.join_within(Duration::ZERO));
    }

    #[test]
    fn a_thread_that_was_left_works_on_under_its_name() {
        let (sender, receiver) = mpsc::channel();
        drop(spawn("left", move || {
            thread::sleep(MOMENT);
            sender.send(thread::current().name().map(str::to_owned)).unwrap();
        }));
        assert_eq!(receiver.recv_timeout(LONG).unwrap().as_deref(), Some("left"));
    }

    #[test]
    fn what_the_work_held_is_gone_when_it_has_ended_even_by_a_panic() {
        let held = Arc::new(());
        let holds = Arc::clone(&held);
        let spawned = spawn("panics", move || {
            let _holds = holds;
            panic!("by intention");
        });
        assert!(spawned.unwrap().join_within(LONG));
        assert_eq!(Arc::strong_count(&held), 1);
    }

    #[test]
    fn a_program_needs_no_pin() {
        assert!(pin_module().is_ok());
    }
}
