//! One instance's log, on the thread that writes.

use std::{
    collections::VecDeque,
    io,
    path::PathBuf,
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant, SystemTime},
};

use super::{LogFormat, LogPhase, LogStatus, file::LogFile, statistics::Statistics};
use crate::outside::{
    Fault, Said,
    hub::Guest,
    lock,
    said::{Flags, Outlet, Taker},
};
use engine::telemetry::Monitor;

/// The queue is emptied that often.
const LOOK: Duration = Duration::from_millis(100);
/// Rows go to the disk that often.
const FLUSH: Duration = Duration::from_secs(5);
/// So many go there earlier; a render makes hundreds a second. Room for more is given up when it isn't needed any more.
const MANY: usize = 256;
/// So many wait for a disk that takes none: half an hour live.
const MOST_WAITING: usize = 4096;

/// What the main side and the thread share of one instance.
pub struct Link {
    flags: Arc<Flags>,
    /// Where rows come from.
    pub rows: Arc<Outlet>,
    format: Mutex<LogFormat>,
    /// There from the first activation on.
    monitor: OnceLock<Arc<Monitor>>,
}

impl Link {
    pub fn new(flags: Arc<Flags>) -> Self {
        Self { flags, rows: Arc::default(), format: Mutex::default(), monitor: OnceLock::new() }
    }

    /// What is known of the instance.
    pub fn set_monitor(&self, monitor: Arc<Monitor>) {
        let _ = self.monitor.set(monitor);
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
    rows: Taker,
    waiting: VecDeque<Said>,
    file: Option<LogFile>,
    statistics: Statistics,
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
        let (rows, statistics) = (Taker::new(Arc::clone(&link.rows)), Statistics::default());
        Self { link, leave, status, folder, rows, waiting, file: None, statistics, due }
    }

    fn take_rows(&mut self) {
        let mut lost = self.link.flags.lost_rows.swap(0, Ordering::Relaxed);
        while let Some(said) = self.rows.pop() {
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
        self.waiting.shrink_to(2 * MANY);
        self.file.as_ref().map_or(Ok(()), |file| self.statistics.write(file.path(), file.format()))
    }
}

impl Guest for Writer {
    fn serve(&mut self, now: Instant) -> Option<Instant> {
        // Asked first: what came before the end belongs to the log.
        let leave = self.leave.load(Ordering::Acquire);
        self.take_rows();
        let failing = lock(&self.status).phase == LogPhase::Failing;
        if leave || now >= self.due || (self.waiting.len() >= MANY && !failing) {
            if let Some(monitor) = self.link.monitor.get() {
                self.statistics.look(now, monitor);
            }
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

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use engine::{mood::Horizon, outputs::Outputs};
    use rtrb::{Producer, RingBuffer};

    use super::*;
    use crate::outside::Song;

    /// So many seconds after a moment.
    fn said(seconds: u64) -> Said {
        Said {
            outputs: Outputs::default(),
            moods: None,
            horizon: Horizon::Now,
            change: false,
            time: SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_571_130 + seconds),
            song: Song::default(),
            offline: false,
        }
    }

    fn writer(folder: &Path) -> (Writer, Producer<Said>, Arc<AtomicBool>) {
        let link = Arc::new(Link::new(Arc::default()));
        let (producer, queue) = RingBuffer::new(10_000);
        link.rows.set(queue);
        let leave = Arc::<AtomicBool>::default();
        (Writer::new(link, folder.to_owned(), Arc::default(), Arc::clone(&leave)), producer, leave)
    }

    /// Lines of each file, by name.
    fn lines(folder: &Path) -> Vec<(String, usize)> {
        let mut found: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|file| file.unwrap().path())
            .map(|path| {
                let name = path.file_name().unwrap().to_str().unwrap().to_owned();
                (name, fs::read_to_string(path).unwrap().lines().count())
            })
            .collect();
        found.sort();
        found
    }

    #[test]
    fn each_hour_has_a_file_and_so_has_each_format() {
        let folder = tempfile::tempdir().unwrap();
        let (mut writer, mut rows, leave) = writer(folder.path());
        for seconds in [0, 1, 3_599, 3_600, 3_601, 7_300] {
            rows.push(said(seconds)).unwrap();
        }
        assert!(writer.serve(Instant::now()).is_some());
        writer.link.set_format(LogFormat::JsonLines);
        rows.push(said(7_301)).unwrap();
        leave.store(true, Ordering::Release);
        assert!(writer.serve(Instant::now()).is_none());
        let expected = [
            ("AI-Mixtapes log 2026-11-25 01-45-30.csv", 1 + 3),
            ("AI-Mixtapes log 2026-11-25 02-45-30.csv", 1 + 2),
            ("AI-Mixtapes log 2026-11-25 03-47-10.csv", 1 + 1),
            ("AI-Mixtapes log 2026-11-25 03-47-11.jsonl", 1),
        ];
        assert_eq!(lines(folder.path()), expected.map(|(name, count)| (name.to_owned(), count)));
        let status = lock(&writer.status).clone();
        assert_eq!((status.phase, status.rows, status.dropped), (LogPhase::Off, 7, 0));
    }

    #[test]
    fn rows_go_to_the_disk_every_five_seconds_and_a_clock_that_is_set_back_loses_none() {
        let folder = tempfile::tempdir().unwrap();
        let (mut writer, mut rows, _) = writer(folder.path());
        let start = Instant::now();
        writer.serve(start);
        rows.push(said(100)).unwrap();
        rows.push(said(0)).unwrap();
        let count = || lines(folder.path())[0].1;
        for (after, expected) in [(1, 1), (4_900, 1), (5_000, 3)] {
            writer.serve(start + Duration::from_millis(after));
            assert_eq!(count(), expected, "after {after} ms");
        }
    }

    #[test]
    fn room_for_rows_that_had_to_wait_is_given_up_when_they_are_written() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("file").join("sets");
        fs::write(place.path().join("file"), "").unwrap();
        let (mut writer, mut rows, _) = writer(&folder);
        (0..MOST_WAITING as u64).for_each(|seconds| rows.push(said(seconds / 2)).unwrap());
        let start = Instant::now();
        writer.serve(start);
        assert!(writer.waiting.capacity() >= MOST_WAITING);
        fs::remove_file(place.path().join("file")).unwrap();
        writer.serve(start + FLUSH);
        assert_eq!(lock(&writer.status).rows, MOST_WAITING as u64);
        assert!(writer.waiting.capacity() <= 2 * MANY, "{}", writer.waiting.capacity());
    }

    #[test]
    fn while_nothing_can_be_written_the_newest_rows_wait_and_the_others_are_counted() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("file").join("sets");
        fs::write(place.path().join("file"), "").unwrap();
        let (mut writer, mut rows, leave) = writer(&folder);
        for seconds in 0..MOST_WAITING as u64 + 10 {
            rows.push(said(seconds / 2)).unwrap();
        }
        writer.serve(Instant::now());
        let status = lock(&writer.status).clone();
        assert_eq!((status.phase, status.rows, status.dropped), (LogPhase::Failing, 0, 10));
        leave.store(true, Ordering::Release);
        assert!(writer.serve(Instant::now()).is_none());
        assert_eq!(lock(&writer.status).dropped, MOST_WAITING as u64 + 10);
    }
}
