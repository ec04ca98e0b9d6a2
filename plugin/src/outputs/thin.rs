//! A moving value as few points, which a host joins by straight lines.

/// A host's line between two points is no further than this from the value.
pub const TOLERANCE: f64 = 0.005;
/// Points that may follow each other at once, where a value begins to move or turns…
const BURST: f64 = 4.0;
/// …and how many more each tick of 10 ms allows: 30 in any second.
const POINTS_PER_TICK: f64 = 0.26;
/// A value that has been still for so many ticks has arrived.
const STILL_TICKS: u32 = 3;

/// No line that leads away is longer, in ticks, so that hosts that show and record see slow changes, too.
const LONGEST_LINE_TICKS: u32 = 25;

/// Thins a value tick by tick, as a swinging door does: as long as one straight line from the last point comes near
/// enough to all that was since, nothing is told. So each point is that of the tick before. Allocates nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Thinned {
    door: Option<Door>,
    credit: f64,
}

#[derive(Clone, Copy, Debug)]
struct Door {
    /// The last point.
    told: f64,
    /// Ticks since then.
    ticks: u32,
    /// The value of the last tick.
    last: f64,
    /// The slopes a tick of the lines that are still near enough: from, to.
    slopes: (f64, f64),
    /// Ticks for which the value has been still.
    still: u32,
}

impl Door {
    fn at(told: f64) -> Self {
        Self { told, ticks: 0, last: told, slopes: (f64::NEG_INFINITY, f64::INFINITY), still: 0 }
    }

    /// A tick later the value is there; whether a line to it comes near enough to all that was since the last point.
    fn pass(&mut self, value: f64) -> bool {
        self.ticks = self.ticks.saturating_add(1);
        let ticks = f64::from(self.ticks);
        let (least, greatest) = self.slopes;
        let slope = (value - self.told) / ticks;
        self.slopes = (
            least.max((value - TOLERANCE - self.told) / ticks),
            greatest.min((value + TOLERANCE - self.told) / ticks),
        );
        self.still = if value == self.last { self.still.saturating_add(1) } else { 0 };
        self.last = value;
        (least..=greatest).contains(&slope)
    }
}

impl Thinned {
    /// Tells the value as it is, whatever was told before.
    pub fn tell(&mut self, value: f64) -> f64 {
        self.door = Some(Door::at(value));
        value
    }

    /// What was told last.
    pub fn told(&self) -> Option<f64> {
        self.door.map(|door| door.told)
    }

    /// Nothing was told.
    pub fn forget(&mut self) {
        self.door = None;
    }

    /// Whether the last value was told.
    pub fn rests(&self) -> bool {
        self.door.is_none_or(|door| door.told == door.last)
    }

    /// One tick: the point that is to be told now, if there is one.
    pub fn tick(&mut self, value: f64) -> Option<f64> {
        self.credit = (self.credit + POINTS_PER_TICK).min(BURST);
        let Some(door) = &mut self.door else { return Some(self.tell(value)) };
        let before = *door;
        let near = door.pass(value);
        // What has arrived is told as it is, and what drifts, before it is far away.
        let arrived = door.still >= STILL_TICKS && door.told != value;
        let drifted = door.ticks >= LONGEST_LINE_TICKS && (door.told - before.last).abs() > TOLERANCE;
        // Where points have run out it is told later, from where it will be then.
        if (near && !arrived && !drifted) || !self.pay() {
            return None;
        }
        let point = before.last;
        let next = self.door.insert(Door::at(point));
        next.pass(value);
        Some(point)
    }

    fn pay(&mut self) -> bool {
        let can = self.credit >= 1.0;
        if can {
            self.credit -= 1.0;
        }
        can
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each tick's value, and each tick's points, from the first tick on.
    fn told(values: &[f64]) -> Vec<(usize, f64)> {
        let mut thinned = Thinned::default();
        values
            .iter()
            .enumerate()
            .filter_map(|(tick, value)| thinned.tick(*value).map(|point| (tick, point)))
            .collect()
    }

    /// What a host makes of points at a time in ticks.
    fn joined(points: &[(usize, f64)], at: f64) -> f64 {
        let next = points.partition_point(|(tick, _)| *tick as f64 <= at);
        let Some(before) = next.checked_sub(1).map(|index| points[index]) else { return points[0].1 };
        let Some(after) = points.get(next) else { return before.1 };
        let share = (at - before.0 as f64) / (after.0 - before.0) as f64;
        before.1 + share * (after.1 - before.1)
    }

    #[test]
    fn a_value_that_is_still_is_told_once() {
        assert_eq!(told(&[0.25; 500]), [(0, 0.25)]);
    }

    #[test]
    fn a_ramp_is_its_ends_and_what_was_held_is_told_right_before() {
        let ramp = |tick: usize| ((tick as f64 - 100.0) / 200.0).clamp(0.0, 1.0) * 0.5;
        let points = told(&(0..400).map(ramp).collect::<Vec<_>>());
        assert!(points.len() <= 12, "{points:?}");
        let (held, _) = points[1];
        assert!((100..105).contains(&held) && points[1].1 <= TOLERANCE, "{points:?}");
        assert_eq!(points.last().unwrap().1, 0.5);
    }

    #[test]
    fn a_host_that_joins_points_is_near_the_value_of_a_tick_before() {
        // One-poles of several speeds between levels that change every half second, as updates do.
        for seconds in [0.1, 0.3, 0.5, 2.0] {
            let share = 1.0 - (-0.01_f64 / seconds).exp();
            let mut value = 0.5;
            let values: Vec<_> = (0..3_000_u64)
                .map(|tick| {
                    let level = ((tick / 50).wrapping_mul(2_654_435_761) % 1_000) as f64 / 1_000.0;
                    value += share * (level - value);
                    value
                })
                .collect();
            let points = told(&values);
            let worst = (200..2_900)
                .map(|tick| (joined(&points, tick as f64 + 1.0) - values[tick]).abs())
                .fold(0.0, f64::max);
            assert!(worst <= TOLERANCE + 1e-9, "{seconds}: {worst}");
            assert!(points.len() <= 30 * 30, "{seconds}: {}", points.len());
        }
    }

    #[test]
    fn a_slow_drift_is_told_while_it_lasts() {
        let drift: Vec<_> = (0..1_000).map(|tick| f64::from(tick) * 1e-4).collect();
        let points = told(&drift);
        for pair in points.windows(2) {
            assert!((pair[1].1 - pair[0].1).abs() <= 1.1 * TOLERANCE, "{points:?}");
        }
        assert!(points.last().unwrap().1 > 0.09);
    }

    #[test]
    fn there_are_never_more_than_thirty_points_in_a_second() {
        let values: Vec<_> = (0..2_000).map(|tick| f64::from(tick % 2)).collect();
        let points = told(&values);
        for start in 0..1_900 {
            let count = points.iter().filter(|(tick, _)| (start..start + 100).contains(tick)).count();
            assert!(count <= 30, "{count} from {start}");
        }
    }

    #[test]
    fn a_jump_is_two_points_and_ends_where_the_value_does() {
        let values: Vec<_> = (0..100).map(|tick| if tick < 50 { 0.0 } else { 1.0 }).collect();
        assert_eq!(told(&values)[..3], [(0, 0.0), (50, 0.0), (51, 1.0)]);
        let mut thinned = Thinned::default();
        values.iter().for_each(|value| _ = thinned.tick(*value));
        assert_eq!((thinned.told(), thinned.rests()), (Some(1.0), true));
    }
}
