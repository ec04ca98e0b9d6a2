//! What Linux tells in `/proc` of this process; None elsewhere.

use std::fs;

/// Most memory that the process had so far, in KiB.
pub fn peak_kib() -> Option<u64> {
    number("/proc/self/status", "VmHWM:")
}

/// How often this thread had to leave its core although it had work.
pub fn interruptions() -> Option<u64> {
    number("/proc/thread-self/status", "nonvoluntary_ctxt_switches:")
}

fn number(file: &str, name: &str) -> Option<u64> {
    let status = fs::read_to_string(file).ok()?;
    let value = status.lines().find_map(|line| line.strip_prefix(name))?;
    value.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn linux_tells() {
        assert!(peak_kib().is_some_and(|kib| kib > 100));
        assert!(interruptions().is_some());
    }
}
