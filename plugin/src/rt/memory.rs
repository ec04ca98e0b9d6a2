//! What the loaded module's memory does over time, for all of its instances: looked at every five seconds at most, by a
//! thread of ours that may wait.

use std::{
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU8, Ordering},
    },
    time::{Duration, Instant},
};

use engine::{
    record::{PressureLevel, count_pages_with},
    runtime::thread,
    telemetry::{GrowthWatch, Memory, Need, PressureWatch, Role, Stalled},
};

use super::{
    allocator::{Usage, count_mapped, set_role, usage},
    pressure,
};

/// From one look to the next.
pub const STEP: Duration = Duration::from_secs(5);

static WATCH: Mutex<Option<Watch>> = Mutex::new(None);
/// The newest level of pressure, to be read without the lock.
static LEVEL: AtomicU8 = AtomicU8::new(0);

/// The module's memory, as it is looked at.
#[derive(Default)]
struct Watch {
    growth: GrowthWatch,
    pressure: PressureWatch,
    newest: Memory,
    /// When that was.
    at: Option<Instant>,
}

/// Has threads of ours count their allocations under the role that their names tell, and pages of histories count
/// beside the heap.
pub fn count_all() {
    count_pages_with(count_mapped);
    thread::at_start(|name| {
        set_role(match name {
            "ai-mixtapes-mood" => Role::Worker,
            "ai-mixtapes-osc" | "ai-mixtapes-log" => Role::Outside,
            _ => Role::Other,
        });
    });
}

/// Looks at the memory, if the last look was five seconds ago; the newest figures. May wait for the system.
pub fn look(now: Instant) -> Memory {
    if watch().get_or_insert_default().is_due(now) {
        // Asked without the lock: it is held for copying only.
        let (usage, seen) = (usage(), Seen::now());
        watch().get_or_insert_default().take(now, usage, seen);
    }
    newest()
}

/// The newest figures; what is in use is that of this moment. For any thread but the audio thread, and quick.
pub fn newest() -> Memory {
    let Usage { bytes_in_use, peak_bytes, allocations, .. } = usage();
    Memory {
        bytes_in_use: bytes_in_use as u64,
        peak_bytes: peak_bytes as u64,
        allocations: allocations.map(|count| count as u64),
        ..watch().as_ref().map(|watch| watch.newest).unwrap_or_default()
    }
}

/// How scarce memory is. For any thread.
pub fn pressure() -> PressureLevel {
    match LEVEL.load(Ordering::Relaxed) {
        0 => PressureLevel::None,
        1 => PressureLevel::Moderate,
        _ => PressureLevel::Critical,
    }
}

/// What the system tells.
#[derive(Clone, Copy, Default)]
struct Seen {
    resident_bytes: Option<u64>,
    stalled: Option<Stalled>,
    budget: Option<u64>,
}

impl Seen {
    /// Asks the system.
    fn now() -> Self {
        Self { resident_bytes: resident_bytes(), stalled: pressure::stalled(), budget: pressure::budget() }
    }
}

impl Watch {
    fn is_due(&self, now: Instant) -> bool {
        self.at.is_none_or(|at| now.saturating_duration_since(at) >= STEP)
    }

    fn take(&mut self, now: Instant, usage: Usage, seen: Seen) {
        let Seen { resident_bytes, stalled, budget } = seen;
        let bytes_in_use = usage.bytes_in_use as u64;
        let pressure = self.pressure.look(now, &Need { stalled, bytes_in_use, budget });
        LEVEL.store(pressure.level as u8, Ordering::Relaxed);
        let before =
            self.at.replace(now).map(|at| (now.saturating_duration_since(at), self.newest.allocations));
        let allocations = usage.allocations.map(|count| count as u64);
        let a_second = |(passed, before): (Duration, [u64; Role::COUNT])| {
            std::array::from_fn(|role| {
                allocations[role].saturating_sub(before[role]) as f64 / passed.as_secs_f64()
            })
        };
        self.newest = Memory {
            bytes_in_use,
            peak_bytes: usage.peak_bytes as u64,
            growth: self.growth.look(now, bytes_in_use),
            resident_bytes,
            pressure,
            stalled,
            budget,
            allocations,
            allocations_per_second: before.filter(|(passed, _)| !passed.is_zero()).map(a_second),
        };
    }
}

fn watch() -> MutexGuard<'static, Option<Watch>> {
    WATCH.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What of the whole process lies in memory.
#[cfg(target_os = "linux")]
fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(kilobytes.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}

/// Other systems tell it by calls that nothing here makes.
#[cfg(not(target_os = "linux"))]
fn resident_bytes() -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn allocations_are_told_by_the_second_and_by_role() {
        let (mut watch, start) = (Watch::default(), Instant::now());
        let usage = |allocations| Usage { allocations, ..usage() };
        watch.take(start, usage([0, 100, 20, 3]), Seen::default());
        assert_eq!(watch.newest.allocations_per_second, None);
        assert!(!watch.is_due(start + STEP / 2) && watch.is_due(start + STEP));
        let seen = Seen { resident_bytes: Some(7), ..Seen::default() };
        watch.take(start + STEP, usage([0, 600, 30, 3]), seen);
        assert_eq!(watch.newest.allocations_per_second, Some([0.0, 100.0, 2.0, 0.0]));
        assert_eq!((watch.newest.allocations, watch.newest.resident_bytes), ([0, 600, 30, 3], Some(7)));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn the_process_has_at_least_what_was_just_written() {
        const BYTES: usize = 96 << 20;
        let before = resident_bytes().unwrap();
        let written = std::hint::black_box(vec![1_u8; BYTES]);
        let during = resident_bytes().unwrap();
        assert!(during > before + BYTES as u64 / 2, "{before}, {during}");
        drop(written);
    }
}
