//! The threads of this process that are ours, as Linux lists them.

use std::{
    fs, thread,
    time::{Duration, Instant},
};

/// Their names, which Linux cuts to 15 characters.
pub fn ours() -> Vec<String> {
    let tasks = fs::read_dir("/proc/self/task").unwrap();
    let names = tasks.filter_map(|task| fs::read_to_string(task.unwrap().path().join("comm")).ok());
    names.map(|name| name.trim_end().to_owned()).filter(|name| name.starts_with("ai-mixtapes")).collect()
}

/// Waits until there are so many: one names itself only when it runs, and is listed a moment after it was joined.
#[track_caller]
pub fn assert_ours(expected: usize) {
    assert_ours_within(Duration::from_secs(5), expected);
}

/// The same where it may take longer, or no longer than so.
#[track_caller]
pub fn assert_ours_within(patience: Duration, expected: usize) {
    let due = Instant::now() + patience;
    while ours().len() != expected && Instant::now() < due {
        thread::sleep(Duration::from_millis(1));
    }
    let ours = ours();
    assert_eq!(ours.len(), expected, "{ours:?}");
}
