//! How fast memory grows.

use std::time::{Duration, Instant};

const MINUTE: Duration = Duration::from_secs(60);
/// Looks so far back count.
const WINDOW: Duration = Duration::from_secs(300);
/// From one look that is remembered to the next.
const STEP: Duration = Duration::from_secs(5);
/// Looks that span the window.
const LOOKS: usize = (WINDOW.as_secs() / STEP.as_secs()) as usize + 1;
/// Growth that was watched for less says nothing of what goes on: a model is loaded, a window opens.
const JUDGED: Duration = Duration::from_secs(180);
/// Parts of the time that was watched, each of which has to show that memory grows.
const PARTS: usize = 3;

/// How fast memory grew over the last minutes: the slope of the line with the least squared distances to what was seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Growth {
    /// The slope; negative where memory was given back.
    pub bytes_per_minute: f64,
    /// The slope's standard error, as if each look differed from the line by itself. Memory that goes up and down more
    /// slowly than one looks makes it too small.
    pub standard_error: f64,
    /// Over so much time, five minutes at most.
    pub watched: Duration,
    /// The least slope of all parts of that time.
    least: f64,
}

impl Growth {
    /// Whether memory surely grows faster: it was watched for three minutes, the slope is over the limit by twice its
    /// error, and in each third of the time there was growth of half the limit at least. What is taken once, and be it
    /// much, lies in one third.
    pub fn exceeds(&self, bytes_per_minute: u64) -> bool {
        let limit = bytes_per_minute as f64;
        self.watched >= JUDGED
            && self.bytes_per_minute - 2.0 * self.standard_error > limit
            && self.least > limit / 2.0
    }
}

/// Growth over the last five minutes, from looks at the memory in use, as often as one likes. Allocates nothing.
#[derive(Clone, Debug)]
pub struct GrowthWatch {
    /// Oldest first: when, and bytes.
    looks: [Option<(Instant, u64)>; LOOKS],
}

impl Default for GrowthWatch {
    fn default() -> Self {
        Self { looks: [None; LOOKS] }
    }
}

impl GrowthWatch {
    /// So many bytes are in use now; returns how fast they grow, or none as long as the looks don't span a minute.
    pub fn look(&mut self, now: Instant, bytes: u64) -> Option<Growth> {
        let newest = self.looks[LOOKS - 1];
        if newest.is_none_or(|(then, _)| now.saturating_duration_since(then) >= STEP) {
            self.looks.rotate_left(1);
            self.looks[LOOKS - 1] = Some((now, bytes));
        }
        let age = |then: Instant| now.saturating_duration_since(then);
        let known =
            self.looks.iter().position(|look| look.is_some_and(|(then, _)| age(then) <= WINDOW + STEP))?;
        let looks = &self.looks[known..];
        let watched = looks[looks.len() - 1]?.0.saturating_duration_since(looks[0]?.0);
        if watched < MINUTE {
            return None;
        }
        let (slope, error) = fit(looks)?;
        let part = looks.len().div_ceil(PARTS);
        let least = looks.chunks(part).filter_map(fit).map(|(slope, _)| slope).fold(slope, f64::min);
        Some(Growth { bytes_per_minute: slope, standard_error: error, watched, least })
    }
}

/// Slope in bytes a minute and its standard error; none of looks that are too few.
fn fit(looks: &[Option<(Instant, u64)>]) -> Option<(f64, f64)> {
    let (begun, first) = looks.first().copied().flatten()?;
    // From the first look on: what is far greater than its differences loses them.
    slope(|| {
        looks.iter().flatten().map(|(then, bytes)| {
            let minutes = then.saturating_duration_since(begun).as_secs_f64() / MINUTE.as_secs_f64();
            (minutes, *bytes as f64 - first as f64)
        })
    })
}

/// The slope of the line with the least squared distances to points (x, y), and its standard error as if each point
/// differed from the line by itself; none of fewer than three points, or where all lie at one x.
pub fn slope<P: Iterator<Item = (f64, f64)>>(points: impl Fn() -> P) -> Option<(f64, f64)> {
    let count = points().count() as f64;
    if count < 3.0 {
        return None;
    }
    let (x, y) = points().fold((0.0, 0.0), |(x, y), point| (x + point.0 / count, y + point.1 / count));
    let (xx, xy) = points().fold((0.0, 0.0), |(xx, xy), point| {
        let from_mean = point.0 - x;
        (xx + from_mean * from_mean, xy + from_mean * (point.1 - y))
    });
    if xx <= 0.0 {
        return None;
    }
    let slope = xy / xx;
    let residues: f64 = points().map(|point| (point.1 - y - slope * (point.0 - x)).powi(2)).sum();
    Some((slope, (residues / (count - 2.0) / xx).sqrt()))
}

#[cfg(test)]
mod tests;
