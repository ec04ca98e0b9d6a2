//! The stages from sample to mood, and how long each takes.

use std::time::Duration;

use strum::{EnumString, IntoStaticStr, VariantArray};

use super::{Histogram, NEWEST, NewestDurations, Timing};

/// A stage of the way from sample to mood. Its name can be parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Stage {
    /// Gathering a hop's samples, and windowing them. Audio thread, each hop.
    Buffer,
    /// Low-pass filters and Fourier transforms of all channels. Audio thread, each hop.
    Fft,
    /// From power spectra to a feature frame. Audio thread, each hop.
    Features,
    /// Handing new frames to the worker. Audio thread, each block.
    Publish,
    /// Encoder and heads of the model. Worker, each update.
    Inference,
    /// From the model's outputs to a mood. Worker, each update.
    Post,
    /// From the entry of the process call that completes an update's last hop to the publishing of its mood.
    Pipeline,
    /// The pipeline and the wait for the next process call, which takes the mood.
    Visible,
}

impl Stage {
    /// All stages, in the order of the data's way.
    pub const ALL: [Self; Self::VARIANTS.len()] = *Self::VARIANTS.as_array().expect("its own length");

    /// The name that reports carry.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// What its 99th percentile should stay under on a desktop. FFT and features share 20 µs a hop.
    pub fn target(self) -> Duration {
        match self {
            Self::Buffer | Self::Features | Self::Publish => Duration::from_micros(5),
            Self::Fft => Duration::from_micros(15),
            Self::Inference => Duration::from_millis(1),
            Self::Post => Duration::from_micros(20),
            Self::Pipeline => Duration::from_millis(10),
            // Then an update takes effect: it must have come.
            Self::Visible => Duration::from_millis(140),
        }
    }

    /// What it has to stay under whatever happens, where there is such a limit.
    pub fn floor_target(self) -> Option<Duration> {
        match self {
            Self::Buffer => Some(Duration::from_millis(5)),
            Self::Fft => Some(Duration::from_millis(50)),
            Self::Inference => Some(Duration::from_millis(10)),
            Self::Pipeline => Some(Duration::from_millis(150)),
            Self::Features | Self::Publish | Self::Post | Self::Visible => None,
        }
    }

    /// What is an anomaly if a single time exceeds it: [`floor_target`](Self::floor_target) where there is one.
    /// The others stay far enough above their target that a thread which the system interrupts for a moment is
    /// none.
    pub fn limit(self) -> Duration {
        let other = match self {
            // A block of 24 samples at 48 kHz lasts as long.
            Self::Buffer | Self::Fft | Self::Features | Self::Publish => Duration::from_micros(500),
            Self::Inference | Self::Post | Self::Pipeline => Duration::from_millis(2),
            // The next update is there.
            Self::Visible => Duration::from_millis(500),
        };
        self.floor_target().unwrap_or(other)
    }
}

/// A histogram and the newest times of each stage. Each stage has one thread that records it; any thread may read
/// or reset.
#[derive(Debug, Default)]
pub struct Timings {
    stages: [StageTimes; Stage::ALL.len()],
}

#[derive(Debug, Default)]
struct StageTimes {
    all: Histogram,
    newest: NewestDurations,
}

impl Timings {
    /// Timings of nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts how long a stage took this time. Allocates nothing, never waits; for the stage's own thread.
    pub fn record(&self, stage: Stage, duration: Duration) {
        let times = self.times(stage);
        times.all.record(duration);
        times.newest.record(duration);
    }

    /// How long a stage takes.
    pub fn summary(&self, stage: Stage) -> Timing {
        self.times(stage).all.summary()
    }

    /// How often a stage took how long: the middles of a histogram's buckets, rising, and what lies in each.
    pub fn buckets(&self, stage: Stage) -> Vec<(Duration, u64)> {
        self.times(stage).all.buckets()
    }

    /// How long a stage took the last time.
    pub fn last(&self, stage: Stage) -> Option<Duration> {
        self.times(stage).newest.last()
    }

    /// How long a stage took the last [`NEWEST`] times, oldest first, at the beginning of `into`. Allocates
    /// nothing.
    pub fn newest<'a>(&self, stage: Stage, into: &'a mut [Duration; NEWEST]) -> &'a [Duration] {
        self.times(stage).newest.read(into)
    }

    /// Forgets everything. At any time, by any thread.
    pub fn reset(&self) {
        for times in &self.stages {
            times.all.reset();
            times.newest.reset();
        }
    }

    fn times(&self, stage: Stage) -> &StageTimes {
        &self.stages[stage as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_stage_has_its_own_histogram_and_name() {
        let timings = Timings::new();
        for (index, stage) in (1..).zip(Stage::ALL) {
            timings.record(stage, Duration::from_nanos(index));
        }
        for (index, stage) in (1..).zip(Stage::ALL) {
            let timing = timings.summary(stage);
            assert_eq!((timing.count, timing.max), (1, Duration::from_nanos(index)), "{}", stage.name());
        }
        let mut names = Stage::ALL.map(Stage::name).to_vec();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Stage::ALL.len());
    }

    #[test]
    fn a_reset_forgets_every_stage() {
        let timings = Timings::new();
        Stage::ALL.into_iter().for_each(|stage| timings.record(stage, Duration::from_micros(1)));
        timings.reset();
        assert!(Stage::ALL.into_iter().all(|stage| timings.summary(stage) == Timing::default()));
        assert!(Stage::ALL.into_iter().all(|stage| timings.last(stage).is_none()));
    }

    #[test]
    fn fft_and_features_share_their_target_and_floors_lie_above() {
        assert_eq!(Stage::Fft.target() + Stage::Features.target(), Duration::from_micros(20));
        for stage in Stage::ALL {
            assert!(stage.floor_target().is_none_or(|floor| floor > stage.target()), "{}", stage.name());
        }
    }

    #[test]
    fn an_anomaly_is_over_the_floor_or_far_over_the_target() {
        for stage in Stage::ALL {
            match stage.floor_target() {
                Some(floor) => assert_eq!(stage.limit(), floor, "{}", stage.name()),
                // An update that comes after its effect is counted as late anyway.
                None if stage == Stage::Visible => assert!(stage.limit() >= 3 * stage.target()),
                None => assert!(stage.limit() >= 10 * stage.target(), "{}", stage.name()),
            }
        }
    }

    #[test]
    fn each_stage_keeps_its_recent_times() {
        let timings = Timings::new();
        let mut buffer = [Duration::ZERO; NEWEST];
        assert_eq!((timings.last(Stage::Fft), timings.newest(Stage::Fft, &mut buffer).len()), (None, 0));
        (1..=70).for_each(|micros| timings.record(Stage::Fft, Duration::from_micros(micros)));
        timings.record(Stage::Post, Duration::from_micros(9));
        assert_eq!(timings.last(Stage::Fft), Some(Duration::from_micros(70)));
        let newest = timings.newest(Stage::Fft, &mut buffer);
        assert_eq!(newest, (7..=70).map(Duration::from_micros).collect::<Vec<_>>());
        assert_eq!(timings.newest(Stage::Post, &mut buffer), [Duration::from_micros(9)]);
    }

    #[test]
    fn recording_allocates_nothing() {
        let timings = Timings::new();
        assert_no_alloc::assert_no_alloc(|| timings.record(Stage::Fft, Duration::from_micros(7)));
        assert_eq!(timings.summary(Stage::Fft).count, 1);
    }
}
