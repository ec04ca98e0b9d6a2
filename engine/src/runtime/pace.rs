//! Who is rendering: a host that is ahead of the clock may be waited for, one that plays may not.

use std::time::{Duration, Instant};

/// A host that is further ahead of the clock renders, in seconds.
const RENDERING_LEAD: f64 = 0.25;
/// A block that lasts longer is part of a render, in seconds.
const LONGEST_LIVE_BLOCK: f64 = 0.5;
/// What the lead loses of the time that passes, so that two clocks that drift apart never add up.
const LEAK: f64 = 0.01;
/// A host that kept pace with the clock so long plays, whatever it says, in seconds.
const WATCHED: f64 = 2.0;
/// How near its pace then is to that of the clock.
const TOLERANCE: f64 = 0.05;
/// From one mark to the next, in seconds at least.
const MARK_STEP: f64 = 0.1;
/// Marks that span [`WATCHED`] and one step more.
const MARKS: usize = 24;
/// A host that says that it renders is waited for so long.
pub(super) const RENDER_PATIENCE: Duration = Duration::from_secs(5);

/// Watches how a host's blocks come. Audio thread; allocates nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct Pace {
    /// Seconds of audio received before the current block, minus seconds passed since; leaky, never under 0.
    lead: f64,
    /// When the current block came, and how long it lasts in seconds.
    block: Option<(Instant, f64)>,
    /// The host says that it renders.
    flagged: bool,
    /// It says so, and yet plays.
    keeps_pace: bool,
    /// Seconds of audio received before the current block.
    received: f64,
    /// When blocks came, and what had been received before them; the newest last.
    marks: [Option<(Instant, f64)>; MARKS],
}

impl Pace {
    /// A block of `seconds` comes at `now`, from a host that says whether it renders (`flagged`).
    pub fn block(&mut self, now: Instant, seconds: f64, flagged: bool) {
        if let Some((came, lasts)) = self.block {
            let passed = now.saturating_duration_since(came).as_secs_f64();
            self.lead = (self.lead + lasts - passed * (1.0 + LEAK)).max(0.0);
            self.received += lasts;
        }
        self.block = Some((now, seconds));
        self.flagged = flagged;
        self.mark(now);
        self.keeps_pace = flagged && self.kept_pace(now);
    }

    /// Whether the host renders, so that it may be waited for.
    pub fn renders(&self) -> bool {
        let lasts = self.block.map_or(0.0, |(_, lasts)| lasts);
        self.lead > RENDERING_LEAD || lasts > LONGEST_LIVE_BLOCK || (self.flagged && !self.keeps_pace)
    }

    /// How long the host may be made to wait at `now`, `into` seconds into the block: a host that says that it renders
    /// 5 s, another one half its lead, so that it never runs dry.
    pub fn patience(&self, now: Instant, into: f64) -> Duration {
        if !self.renders() {
            return Duration::ZERO;
        }
        if self.flagged && !self.keeps_pace {
            return RENDER_PATIENCE;
        }
        let passed = self.block.map_or(0.0, |(came, _)| now.saturating_duration_since(came).as_secs_f64());
        let half = (self.lead + into - passed).max(0.0) / 2.0;
        Duration::from_secs_f64(half).min(RENDER_PATIENCE)
    }

    fn mark(&mut self, now: Instant) {
        let newest = self.marks[MARKS - 1];
        let step = Duration::from_secs_f64(MARK_STEP);
        if newest.is_none_or(|(then, _)| now.saturating_duration_since(then) >= step) {
            self.marks.rotate_left(1);
            self.marks[MARKS - 1] = Some((now, self.received));
        }
    }

    /// Whether the blocks of the last 2 s came as fast as they are played.
    fn kept_pace(&self, now: Instant) -> bool {
        let since = |then: Instant| now.saturating_duration_since(then).as_secs_f64();
        let watched = self.marks.iter().rev().flatten().find(|(then, _)| since(*then) >= WATCHED);
        watched.is_some_and(|(then, before)| {
            let (passed, received) = (since(*then), self.received - before);
            (received / passed - 1.0).abs() <= TOLERANCE
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Feeds blocks of `seconds` at times that `clock` says, from the number of the block; gives how many were
    /// rendering.
    fn feed(
        pace: &mut Pace,
        seconds: f64,
        count: u64,
        flagged: bool,
        clock: impl Fn(u64) -> f64,
    ) -> Vec<bool> {
        let begun = Instant::now();
        let came = |block| begun + Duration::from_secs_f64(clock(block));
        let renders = |block| {
            pace.block(came(block), seconds, flagged);
            pace.renders()
        };
        (0..count).map(renders).collect()
    }

    #[test]
    fn a_host_in_real_time_is_never_waited_for_however_its_clock_drifts() {
        for drift in [-200e-6, 0.0, 200e-6] {
            for block in [64.0, 512.0, 4_096.0] {
                let (seconds, hours) = (block / 48_000.0, 6.0);
                let count = (hours * 3_600.0 / seconds) as u64;
                // Blocks come early and late by up to 8 ms.
                let jitter = |index: u64| (index.wrapping_mul(2_654_435_761) % 1_000) as f64 * 8e-6;
                let clock = |index| index as f64 * seconds * (1.0 + drift) + jitter(index);
                let renders = feed(&mut Pace::default(), seconds, count, false, clock);
                assert!(renders.iter().all(|renders| !renders), "{drift} {block}");
            }
        }
    }

    #[test]
    fn a_host_that_is_a_quarter_of_a_second_ahead_renders() {
        for block in [64.0, 512.0, 4_096.0, 8_192.0] {
            let seconds = block / 48_000.0;
            let renders = feed(&mut Pace::default(), seconds, 2_000, false, |index| index as f64 * 1e-5);
            let first = renders.iter().position(|renders| *renders).unwrap();
            assert!((first as f64 * seconds - RENDERING_LEAD).abs() < seconds + 0.02, "{block}: {first}");
            assert!(renders[first..].iter().all(|renders| *renders));
        }
    }

    #[test]
    fn a_block_of_more_than_half_a_second_is_a_render_from_the_first_on() {
        let renders = feed(&mut Pace::default(), 32_768.0 / 48_000.0, 1, false, |_| 0.0);
        assert_eq!(renders, [true]);
    }

    #[test]
    fn prefetching_200_ms_is_no_render_and_600_ms_is_one_in_part() {
        let block = 512.0 / 48_000.0;
        for (burst, expected) in [(0.2, false), (0.6, true)] {
            let blocks = (burst / block) as u64;
            let clock = |index: u64| (index / blocks) as f64 * burst + (index % blocks) as f64 * 1e-4;
            let renders = feed(&mut Pace::default(), block, 100 * blocks, false, clock);
            assert_eq!(renders.iter().any(|renders| *renders), expected, "{burst}");
            let share = renders.iter().filter(|renders| **renders).count() as f64 / renders.len() as f64;
            assert!(share < 0.7, "{burst}: {share}");
        }
    }

    #[test]
    fn a_host_that_says_so_renders_at_any_pace_but_that_of_the_clock() {
        let block = 512.0 / 48_000.0;
        for (pace, expected) in [(0.5, true), (0.97, false), (1.0, false), (1.2, true), (100.0, true)] {
            let renders = feed(&mut Pace::default(), block, 1_000, true, |index| index as f64 * block / pace);
            assert!(renders[0], "before anything is known of its pace");
            assert_eq!(renders[999], expected, "{pace}");
        }
    }

    #[test]
    fn a_host_that_plays_with_the_flag_left_on_is_soon_let_alone() {
        for block in [64.0, 512.0, 4_096.0, 8_192.0] {
            let block = block / 48_000.0;
            let count = (10.0 / block) as u64;
            let renders = feed(&mut Pace::default(), block, count, true, |index| index as f64 * block);
            let played = renders.iter().position(|renders| !renders).unwrap() as f64 * block;
            assert!((2.0..2.5).contains(&played), "after {played} s");
            let after = &renders[(played / block) as usize + 1..];
            assert!(after.iter().all(|renders| !renders));
        }
    }

    #[test]
    fn who_does_not_say_so_is_made_to_wait_half_its_lead_at_most() {
        let mut pace = Pace::default();
        let begun = Instant::now();
        pace.block(begun, 0.4, false);
        assert_eq!(pace.patience(begun, 0.3), Duration::ZERO, "not rendering");
        pace.block(begun, 0.4, false);
        assert!((pace.patience(begun, 0.2).as_secs_f64() - 0.3).abs() < 1e-9);
        let later = begun + Duration::from_millis(500);
        assert!((pace.patience(later, 0.2).as_secs_f64() - 0.05).abs() < 1e-9);
        assert_eq!(pace.patience(begun + Duration::from_secs(9), 0.2), Duration::ZERO);
        pace.block(begun, 0.4, true);
        assert_eq!(pace.patience(begun, 0.0), RENDER_PATIENCE);
    }
}
