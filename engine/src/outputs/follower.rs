//! One value on its way to where it is to be.

/// Nearer to its target than this a value arrives, so that outputs come to rest.
const ARRIVAL: f64 = 1e-5;

/// A value in [0, 1]; 0 for NaN.
pub(super) fn bounded(value: f32) -> f32 {
    if value.is_nan() { 0.0 } else { value.clamp(0.0, 1.0) }
}

/// The share of its distance that a one-pole with a time constant of `seconds` goes in a tick. A time constant that is
/// no positive number means at once.
fn share(tick_seconds: f64, seconds: f32) -> f64 {
    if seconds > 0.0 { 1.0 - (-tick_seconds / f64::from(seconds)).exp() } else { 1.0 }
}

/// How far a value goes in a tick of a fixed length.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glide {
    rise: f64,
    fall: f64,
}

impl Glide {
    /// Values jump.
    pub const AT_ONCE: Self = Self { rise: 1.0, fall: 1.0 };

    /// With time constants in seconds for rising and for falling values; at 0 they jump.
    pub fn new(tick_seconds: f64, rise_seconds: f32, fall_seconds: f32) -> Self {
        Self { rise: share(tick_seconds, rise_seconds), fall: share(tick_seconds, fall_seconds) }
    }
}

/// A smoothed value. The first target is taken at once. Allocates nothing, never panics.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Follower {
    /// None before there was a target.
    value: Option<f64>,
}

impl Follower {
    /// One that has already been at `value`, and glides on from there.
    pub fn at(value: f64) -> Self {
        Self { value: Some(value) }
    }

    /// Where it is; none before there was a target.
    pub fn value(&self) -> Option<f64> {
        self.value
    }

    /// One step towards `target`, and where the value is then. NaN leaves it alone; as the first target it is 0.
    pub fn follow(&mut self, target: f64, glide: Glide) -> f64 {
        let value = match self.value {
            None if target.is_nan() => 0.0,
            None => target,
            Some(value) => {
                let distance = target - value;
                if distance.abs() <= ARRIVAL {
                    target
                } else if distance.is_finite() {
                    value + distance * if distance > 0.0 { glide.rise } else { glide.fall }
                } else {
                    value
                }
            }
        };
        self.value = Some(value);
        value
    }
}

#[cfg(test)]
mod tests {
    use assert_no_alloc::assert_no_alloc;

    use super::*;

    const TICK: f64 = 0.01;

    #[test]
    fn the_first_target_is_taken_at_once_and_no_number_as_zero() {
        let glide = Glide::new(TICK, 1.0, 1.0);
        assert_eq!(assert_no_alloc(|| Follower::default().follow(0.7, glide)), 0.7);
        assert_eq!(Follower::default().follow(f64::NAN, glide), 0.0);
    }

    #[test]
    fn it_rises_and_falls_by_two_thirds_of_its_way_in_a_time_constant() {
        let glide = Glide::new(TICK, 0.5, 0.1);
        for (target, ticks) in [(1.0, 50), (-1.0, 10)] {
            let mut follower = Follower::at(0.0);
            let value = (0..ticks).map(|_| follower.follow(target, glide)).last().unwrap();
            assert!((value.abs() - (1.0 - (-1.0_f64).exp())).abs() < 1e-6, "{value}");
        }
    }

    #[test]
    fn it_arrives_and_then_rests_and_jumps_without_a_time_constant() {
        let mut follower = Follower::at(0.0);
        let glide = Glide::new(TICK, 0.1, 0.1);
        let last = (0..200).map(|_| follower.follow(1.0, glide)).last();
        assert_eq!(last, Some(1.0));
        for seconds in [0.0, -1.0, f32::NAN] {
            assert_eq!(Follower::at(0.5).follow(-0.25, Glide::new(TICK, seconds, seconds)), -0.25);
        }
    }

    #[test]
    fn what_is_no_number_leaves_it_where_it_is() {
        let mut follower = Follower::at(0.25);
        for target in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(follower.follow(target, Glide::new(TICK, 0.1, 0.1)), 0.25);
        }
    }
}
