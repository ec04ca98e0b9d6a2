//! What the system tells of this process and of the machine: Linux does in `/proc`; None elsewhere.

use std::{fs, time::Duration};

/// Most memory that the process had so far, in KiB.
pub fn peak_kib() -> Option<u64> {
    number("/proc/self/status", "VmHWM:")
}

/// The same of another process.
pub fn peak_kib_of(process: u32) -> Option<u64> {
    number(&format!("/proc/{process}/status"), "VmHWM:")
}

/// What of the process lies in memory, in KiB.
pub fn resident_kib() -> Option<u64> {
    number("/proc/self/status", "VmRSS:")
}

/// Threads of the process.
pub fn threads() -> Option<u64> {
    number("/proc/self/status", "Threads:")
}

/// How often this thread had to leave its core although it had work.
pub fn interruptions() -> Option<u64> {
    number("/proc/thread-self/status", "nonvoluntary_ctxt_switches:")
}

/// Processor time of this thread.
pub fn thread_time() -> Option<Duration> {
    let schedule = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(Duration::from_nanos(schedule.split_whitespace().next()?.parse().ok()?))
}

/// Processor time of all threads of the process, and of the processes that it has started and seen the end of.
fn process_time() -> Option<Duration> {
    let text = fs::read_to_string("/proc/self/stat").ok()?;
    // The program's name, in parentheses, may hold anything; user, system, and both of the children follow.
    let (_, fields) = text.rsplit_once(')')?;
    let fields: Vec<_> = fields.split_whitespace().collect();
    fields.get(11..15)?.iter().map(|field| field.parse::<u64>().ok()).sum::<Option<u64>>().map(ticks)
}

/// Processor time of everything on the machine, since it was started.
fn machine_time() -> Option<Duration> {
    let text = fs::read_to_string("/proc/stat").ok()?;
    let fields: Vec<u64> =
        text.lines().next()?.split_whitespace().skip(1).map_while(|field| field.parse().ok()).collect();
    // User, nice and system; then idle and waiting; then interrupts.
    Some(ticks(fields.get(..3)?.iter().sum::<u64>() + fields.get(5..7)?.iter().sum::<u64>()))
}

/// What this process and all else take from now on.
pub struct Usage {
    process: Option<Duration>,
    machine: Option<Duration>,
}

impl Usage {
    /// From now on.
    pub fn begin() -> Self {
        Self { process: process_time(), machine: machine_time() }
    }

    /// Seconds of processor time of this process since then, and of everything else on the machine.
    pub fn end(self) -> (Option<f64>, Option<f64>) {
        let passed = |before: Option<Duration>, after: Option<Duration>| {
            before.zip(after).map(|(before, after)| after.saturating_sub(before).as_secs_f64())
        };
        let (process, machine) = (passed(self.process, process_time()), passed(self.machine, machine_time()));
        (process, process.zip(machine).map(|(process, machine)| (machine - process).max(0.0)))
    }
}

/// The processor's name.
pub fn processor() -> Option<String> {
    let info = fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = info.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// The system's name and its kernel's version.
pub fn system() -> Option<String> {
    let release = fs::read_to_string("/etc/os-release").ok()?;
    let name = release.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="))?.trim_matches('"');
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").ok()?;
    Some(format!("{name}, Linux {}", kernel.trim()))
}

/// Linux tells times in hundredths of a second, whatever its own ticks are.
fn ticks(ticks: u64) -> Duration {
    Duration::from_millis(10 * ticks)
}

fn number(file: &str, name: &str) -> Option<u64> {
    let status = fs::read_to_string(file).ok()?;
    let value = status.lines().find_map(|line| line.strip_prefix(name))?;
    value.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::{hint::black_box, time::Instant};

    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn linux_tells() {
        assert!(peak_kib().is_some_and(|kib| kib > 100));
        assert!(peak_kib_of(std::process::id()).is_some_and(|kib| kib > 100));
        assert!(resident_kib() <= peak_kib() && resident_kib().is_some());
        assert!(threads().is_some_and(|threads| threads >= 1));
        assert!(interruptions().is_some());
        assert!(system().is_some_and(|system| system.contains("Linux")));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn work_takes_time_of_the_thread_the_process_and_the_machine() {
        let times = || [thread_time(), process_time(), machine_time()].map(|time| time.unwrap());
        let before = times();
        let begun = Instant::now();
        // Until the thread itself has worked for so long: how long that lasts others decide.
        while times()[0] - before[0] < Duration::from_millis(100) {
            black_box((0..100_000_u64).map(black_box).sum::<u64>());
            assert!(begun.elapsed() < Duration::from_secs(60));
        }
        let after = times();
        for (before, after) in before.into_iter().zip(after) {
            assert!(after - before >= Duration::from_millis(70), "{before:?} {after:?}");
        }
    }
}
