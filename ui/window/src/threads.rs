//! Threads that a library starts and never waits for.

/// Marks the threads that are started by a piece of code, so that their end can be waited for.
///
/// On Linux a new thread has the name of the one that starts it, and `/proc` shows the names of all.
pub(crate) struct Mark {
    name: String,
}

#[cfg(target_os = "linux")]
mod linux {
    use std::{
        fs, process,
        sync::atomic::{AtomicU32, Ordering},
        thread,
        time::{Duration, Instant},
    };

    use super::Mark;

    /// The name of the thread that looks.
    const OWN_NAME: &str = "/proc/thread-self/comm";
    /// After this long a thread isn't waited for any more.
    const PATIENCE: Duration = Duration::from_secs(5);

    impl Mark {
        /// A mark that no other is like.
        pub fn new() -> Self {
            static COUNT: AtomicU32 = AtomicU32::new(0);
            let count = COUNT.fetch_add(1, Ordering::Relaxed) & 0xffff;
            // The same plug-in may be loaded twice, each with a count of its own.
            let module = std::ptr::from_ref(&COUNT).addr() >> 4 & 0xff_ffff;
            // A name has fifteen characters at most.
            Self { name: format!("ui-{module:06x}-{count:04x}") }
        }

        /// The thread that calls this bears the mark from now on, and so do those that it starts.
        pub fn adopt(&self) {
            // Without `/proc` there is no mark, and later nothing to wait for.
            let _ = fs::write(OWN_NAME, &self.name);
        }

        /// Runs `work`; the threads that it starts bear the mark.
        pub fn start<T>(&self, work: impl FnOnce() -> T) -> T {
            let own = fs::read(OWN_NAME);
            self.adopt();
            let result = work();
            if let Ok(own) = own {
                let _ = fs::write(OWN_NAME, own.trim_ascii_end());
            }
            result
        }

        /// Waits until no thread bears the mark.
        pub fn wait(&self) {
            let start = Instant::now();
            while self.is_borne() && start.elapsed() < PATIENCE {
                thread::sleep(Duration::from_millis(1));
            }
        }

        fn is_borne(&self) -> bool {
            let tasks = fs::read_dir(format!("/proc/{}/task", process::id())).into_iter().flatten().flatten();
            let names = tasks.filter_map(|task| fs::read_to_string(task.path().join("comm")).ok());
            names.into_iter().any(|name| name.trim_end() == self.name)
        }
    }
}

#[cfg(not(target_os = "linux"))]
impl Mark {
    /// Nothing: here no library starts threads behind our back.
    pub fn new() -> Self {
        Self { name: String::new() }
    }

    pub fn adopt(&self) {}

    pub fn start<T>(&self, work: impl FnOnce() -> T) -> T {
        work()
    }

    pub fn wait(&self) {
        debug_assert!(self.name.is_empty());
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::{sync::mpsc, thread, time::Duration};

    use super::Mark;

    #[test]
    fn the_end_of_marked_threads_is_waited_for() {
        let mark = Mark::new();
        let (started, ready) = mpsc::channel();
        let thread = mark.start(|| {
            thread::spawn(move || {
                started.send(()).unwrap();
                thread::sleep(Duration::from_millis(50));
            })
        });
        ready.recv().unwrap();
        assert!(!thread.is_finished());
        mark.wait();
        assert!(thread.is_finished());
    }

    #[test]
    fn other_threads_are_not_waited_for() {
        let (_keep, wait) = mpsc::channel::<()>();
        let _thread = Mark::new().start(|| thread::spawn(move || wait.recv()));
        Mark::new().wait();
    }
}
