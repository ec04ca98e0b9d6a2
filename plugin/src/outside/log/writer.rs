//! One instance's log, on the thread that writes.

use std::{
    collections::VecDeque,
    io,
    path::PathBuf,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant, SystemTime},
};

use rtrb::Consumer;

use super::{LogFormat, LogPhase, LogStatus, file::LogFile};
use crate::outside::{Fault, Said, hub::Guest, said::Flags};

/// The queue is emptied that often.
const LOOK: Duration = Duration::from_millis(100);
/// Rows go to the disk that often.
const FLUSH: Duration = Duration::from_secs(5);
/// So many go there earlier; a render makes hundreds a second.
const MANY: usize = 256;
/// So many wait for a disk that takes none: half an hour live.
const MOST_WAITING: usize = 4096;

/// What the main side and the thread share of one instance.
pub struct Link {
    flags: Arc<Flags>,
    queue: Mutex<Option<Consumer<Said>>>,
    format: Mutex<LogFormat>,
}

impl Link {
    pub fn new(flags: Arc<Flags>) -> Self {
        Self { flags, queue: Mutex::default(), format: Mutex::default() }
    }

    /// Gives the end of the queue.
    pub fn set_queue(&self, queue: Consumer<Said>) {
        *lock(&self.queue) = Some(queue);
    }

    /// What is in the queue from a log before is no part of a new one.
    pub fn forget_rows(&self) {
        if let Some(queue) = &mut *lock(&self.queue) {
            while queue.pop().is_ok() {}
        }
    }

    /// How rows are written from now on; a log that runs begins a new file.
    pub fn set_format(&self, format: LogFormat) {
        *lock(&self.format) = format;
    }

    pub fn format(&self) -> LogFormat {
        *lock(&self.format)
    }
}

/// A log that runs.
pub struct Writer {
    link: Arc<Link>,
    /// Whether it is to end.
    leave: Arc<AtomicBool>,
    status: Arc<Mutex<LogStatus>>,
    folder: PathBuf,
    queue: Option<Consumer<Said>>,
    waiting: VecDeque<Said>,
    file: Option<LogFile>,
    due: Instant,
}

impl Writer {
    /// Into `folder`, until it is to leave. It says in `status` how it goes.
    pub fn new(
        link: Arc<Link>,
        folder: PathBuf,
        status: Arc<Mutex<LogStatus>>,
        leave: Arc<AtomicBool>,
    ) -> Self {
        let (waiting, due) = (VecDeque::new(), Instant::now());
        Self { link, leave, status, folder, queue: None, waiting, file: None, due }
    }

    fn take_rows(&mut self) {
        if self.queue.is_none() {
            self.queue = lock(&self.link.queue).take();
        }
        let mut lost = self.link.flags.lost_rows.swap(0, Ordering::Relaxed);
        while let Some(said) = self.queue.as_mut().and_then(|queue| queue.pop().ok()) {
            if self.waiting.len() == MOST_WAITING {
                self.waiting.pop_front();
                lost += 1;
            }
            self.waiting.push_back(said);
        }
        lock(&self.status).dropped += lost;
    }

    /// Brings what waits to the disk, and says how that went.
    fn flush(&mut self) {
        let outcome = self.write();
        let mut status = lock(&self.status);
        if let Some(file) = &self.file {
            status.file = Some(file.path().to_owned());
            status.bytes = file.bytes();
        }
        status.phase = match outcome {
            Ok(()) => LogPhase::Writing,
            Err(error) => {
                let place = self.file.as_ref().map_or(self.folder.as_path(), LogFile::path);
                status.fault =
                    Some(Fault::now(format_args!("{} can't be written: {error}", place.display())));
                LogPhase::Failing
            }
        };
    }

    fn write(&mut self) -> io::Result<()> {
        let format = self.link.format();
        if self.file.is_none() {
            let begun = self.waiting.front().map_or_else(SystemTime::now, |said| said.time);
            self.file = Some(LogFile::create(&self.folder, format, begun)?);
        }
        while let (Some(first), Some(file)) = (self.waiting.front(), &mut self.file) {
            if !file.takes(first, format) {
                *file = LogFile::create(&self.folder, format, first.time)?;
            }
            let count = self.waiting.iter().take_while(|said| file.takes(said, format)).count().max(1);
            file.write(self.waiting.iter().take(count))?;
            self.waiting.drain(..count);
            lock(&self.status).rows += count as u64;
        }
        Ok(())
    }
}

impl Guest for Writer {
    fn serve(&mut self, now: Instant) -> Option<Instant> {
        // Asked first: what came before the end belongs to the log.
        let leave = self.leave.load(Ordering::Acquire);
        self.take_rows();
        let failing = lock(&self.status).phase == LogPhase::Failing;
        if leave || now >= self.due || (self.waiting.len() >= MANY && !failing) {
            self.flush();
            self.due = now + FLUSH;
        }
        if !leave {
            return Some(self.due.min(now + LOOK));
        }
        let mut status = lock(&self.status);
        status.dropped += self.waiting.len() as u64;
        status.phase = LogPhase::Off;
        None
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if let Some(queue) = self.queue.take() {
            self.link.set_queue(queue);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
