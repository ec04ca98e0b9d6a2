//! How often something took how long, and what may be said of that.

use std::{collections::BTreeMap, time::Duration};

use engine::telemetry::Histogram;
use report::StageReport;
use serde::{Deserialize, Serialize};

/// A percentile is told where so many samples lie beyond it; else it would be an accident.
const BEYOND: u64 = 10;

/// Times of one kind, in microseconds. All zero if there are none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// How many there are.
    pub count: u64,
    /// The shortest, exactly.
    pub min_us: f64,
    /// Within 1/32, as the percentiles.
    pub median_us: f64,
    /// None where fewer than ten samples lie beyond it.
    pub p99_us: Option<f64>,
    /// As above.
    pub p999_us: Option<f64>,
    /// The longest, exactly.
    pub max_us: f64,
    /// Nanoseconds, rising, and how many lie there; as long as the spread may be pooled with others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buckets: Vec<(u64, u64)>,
}

impl Spread {
    /// Of what lies in buckets (nanoseconds, rising, and how many) between the shortest and the longest, in microseconds.
    fn new(min_us: f64, max_us: f64, buckets: Vec<(u64, u64)>) -> Self {
        let count = buckets.iter().map(|(_, count)| count).sum::<u64>();
        if count == 0 {
            return Self::default();
        }
        let ranked = |rank: u64| {
            let mut seen = 0;
            let reached = buckets.iter().find(|(_, count)| {
                seen += count;
                seen >= rank
            });
            reached.map_or(max_us, |(nanos, _)| *nanos as f64 / 1e3).clamp(min_us, max_us)
        };
        // Of a thousand: so many lie beyond.
        let percentile = |beyond: u64| {
            let beyond = count * beyond / 1000;
            (beyond >= BEYOND).then(|| ranked(count - beyond))
        };
        let (median_us, p99_us, p999_us) = (ranked(count.div_ceil(2)), percentile(10), percentile(1));
        Self { count, min_us, median_us, p99_us, p999_us, max_us, buckets }
    }

    /// Of times that are all known.
    pub fn of(times: &[Duration]) -> Self {
        let histogram = Histogram::new();
        times.iter().for_each(|time| histogram.record(*time));
        Self::from(&histogram)
    }

    /// Of one stage of several instances: as if one had measured all.
    pub fn of_stage<'a>(reports: impl Iterator<Item = &'a StageReport>) -> Self {
        let one = |stage: &StageReport| Self::new(stage.min_us, stage.max_us, stage.buckets.clone());
        Self::pooled(&reports.map(one).collect::<Vec<_>>())
    }

    /// All of them together.
    pub fn pooled<'a>(spreads: impl IntoIterator<Item = &'a Self>) -> Self {
        let (mut least, mut most, mut buckets) = (f64::INFINITY, 0.0_f64, BTreeMap::new());
        for spread in spreads.into_iter().filter(|spread| spread.count > 0) {
            (least, most) = (least.min(spread.min_us), most.max(spread.max_us));
            spread.buckets.iter().for_each(|(nanos, count)| *buckets.entry(*nanos).or_insert(0) += count);
        }
        Self::new(least, most, buckets.into_iter().collect())
    }

    /// The highest percentile up to the 99th that can be told, else the greatest: what a limit is held against.
    pub fn worst_of_99(&self) -> f64 {
        self.p99_us.unwrap_or(self.max_us)
    }

    /// The same up to that of a thousand.
    pub fn worst_of_999(&self) -> f64 {
        self.p999_us.unwrap_or(self.max_us)
    }
}

impl From<&Histogram> for Spread {
    fn from(histogram: &Histogram) -> Self {
        let summary = histogram.summary();
        let [least, most] = [summary.min, summary.max].map(|time| time.as_nanos() as f64 / 1e3);
        let nanos = |(middle, count): (Duration, u64)| (middle.as_nanos() as u64, count);
        Self::new(least, most, histogram.buckets().into_iter().map(nanos).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(micros: impl IntoIterator<Item = u64>) -> Spread {
        Spread::of(&micros.into_iter().map(Duration::from_micros).collect::<Vec<_>>())
    }

    #[test]
    fn a_percentile_is_told_where_ten_samples_lie_beyond_it() {
        for (count, p99, p999) in [
            (1, false, false),
            (999, false, false),
            (1_000, true, false),
            (9_999, true, false),
            (10_000, true, true),
        ] {
            let spread = spread(1..=count);
            assert_eq!((spread.count, spread.p99_us.is_some(), spread.p999_us.is_some()), (count, p99, p999));
            assert_eq!((spread.min_us, spread.max_us), (1.0, count as f64));
        }
    }

    #[test]
    fn percentiles_are_those_of_the_ranks() {
        let spread = spread(1..=20_000);
        let near = |found: f64, expected: f64| (found / expected - 1.0).abs() <= 1.0 / 32.0;
        assert!(near(spread.median_us, 10_000.0), "{spread:?}");
        assert!(
            near(spread.p99_us.unwrap(), 19_800.0) && near(spread.p999_us.unwrap(), 19_980.0),
            "{spread:?}"
        );
        assert_eq!(
            (spread.worst_of_99(), spread.worst_of_999()),
            (spread.p99_us.unwrap(), spread.p999_us.unwrap())
        );
    }

    #[test]
    fn where_no_percentile_is_told_the_greatest_stands_for_it() {
        let few = spread([3, 1, 2]);
        assert_eq!((few.worst_of_99(), few.worst_of_999()), (3.0, 3.0));
        assert_eq!(Spread::of(&[]), Spread::default());
    }

    #[test]
    fn spreads_are_pooled_as_if_all_had_been_one() {
        let [first, second] = [spread(1..=600), spread(400..=1_400)];
        let all = spread((1..=600).chain(400..=1_400));
        assert_eq!(Spread::pooled([&first, &Spread::default(), &second]), all);
        assert!(first.p99_us.is_none() && all.p99_us.is_some());
        assert_eq!(Spread::pooled([]), Spread::default());
    }
}
