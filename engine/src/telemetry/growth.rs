//! How fast memory grows.

use std::time::{Duration, Instant};

/// Over so much time growth is measured.
const MINUTE: Duration = Duration::from_secs(60);
/// From one look that is remembered to the next.
const STEP: Duration = Duration::from_secs(5);
/// Looks that span a minute.
const LOOKS: usize = (MINUTE.as_secs() / STEP.as_secs()) as usize + 1;

/// Growth over the last minute, from looks at the memory in use, as often as one likes. Allocates nothing.
#[derive(Clone, Debug, Default)]
pub struct GrowthWatch {
    /// Oldest first: when, and bytes.
    looks: [Option<(Instant, u64)>; LOOKS],
}

impl GrowthWatch {
    /// So many bytes are in use now; returns how many more a minute there are than at least a minute ago, or none
    /// if that was before the first look.
    pub fn look(&mut self, now: Instant, bytes: u64) -> Option<i64> {
        let newest = self.looks.iter().rev().flatten().next();
        if newest.is_none_or(|(then, _)| now.saturating_duration_since(*then) >= STEP) {
            self.looks.rotate_left(1);
            self.looks[LOOKS - 1] = Some((now, bytes));
        }
        let age = |then: Instant| now.saturating_duration_since(then);
        let (then, before) = self.looks.iter().rev().flatten().find(|(then, _)| age(*then) >= MINUTE)?;
        let minutes = age(*then).as_secs_f64() / MINUTE.as_secs_f64();
        Some(((bytes as f64 - *before as f64) / minutes).round() as i64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steady_growth_is_told_after_a_minute_however_often_one_looks() {
        for millis in [33, 1000, 7000, 30_000, 90_000] {
            let (mut watch, start) = (GrowthWatch::default(), Instant::now());
            for look in 0..(600_000 / millis) {
                let elapsed = Duration::from_millis(look * millis);
                let bytes = 1_000_000 + (elapsed.as_secs_f64() * 1000.0) as u64;
                let growth = assert_no_alloc::assert_no_alloc(|| watch.look(start + elapsed, bytes));
                assert_eq!(growth.is_some(), elapsed >= MINUTE, "{elapsed:?}");
                assert!(growth.is_none_or(|growth| (growth - 60_000).abs() < 100), "{growth:?}");
            }
        }
    }

    #[test]
    fn what_was_freed_is_negative_growth_and_old_growth_is_forgotten() {
        let (mut watch, start) = (GrowthWatch::default(), Instant::now());
        let mut look = |seconds, bytes| watch.look(start + Duration::from_secs(seconds), bytes);
        assert_eq!(look(0, 50_000_000), None);
        assert_eq!(look(60, 20_000_000), Some(-30_000_000));
        for seconds in (65..120).step_by(5) {
            look(seconds, 20_000_000);
        }
        assert_eq!(look(120, 20_000_000), Some(0));
    }
}
