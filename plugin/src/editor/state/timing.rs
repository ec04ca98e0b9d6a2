//! The plug-in's measurements of itself, in words.

use engine::telemetry::{Cause, Stage};

use super::{
    source::{Measured, StageTimes},
    text,
};

/// One stage's row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What it is called.
    pub name: &'static str,
    /// What it does, and where.
    pub explanation: &'static str,
    /// The last one, the median, 99 of 100, the longest, and what the third should stay under.
    pub cells: [String; 5],
    /// The third doesn't stay under it.
    pub over: bool,
    /// The latest ones, of the target or of the longest where that is longer; [0, 1].
    pub spark: Vec<f32>,
    /// Where the target lies among them, [0, 1].
    pub target: f32,
}

impl Row {
    fn new(times: &StageTimes) -> Self {
        let target = times.stage.target();
        let top = times.recent.iter().copied().max().unwrap_or_default().max(target * 5 / 4).as_secs_f32();
        let written = |time| if times.count == 0 { text::NOTHING.to_owned() } else { text::short_time(time) };
        let [last, median, p99, max] = [times.last, times.median, times.p99, times.max].map(written);
        Self {
            name: name(times.stage),
            explanation: explanation(times.stage),
            cells: [last, median, p99, max, text::short_time(target)],
            over: times.p99 > target,
            spark: times.recent.iter().map(|time| time.as_secs_f32() / top).collect(),
            target: target.as_secs_f32() / top,
        }
    }
}

/// One line of the summary beside the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// What is counted.
    pub name: &'static str,
    /// How much.
    pub value: String,
    /// It should not be so.
    pub alarm: bool,
}

/// What the *Timing* view shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TimingView {
    /// In the order of the data's way.
    pub rows: Vec<Row>,
    /// Load, memory, counts.
    pub facts: Vec<Fact>,
    /// The newest mishaps first, each with its time.
    pub mishaps: Vec<String>,
}

impl TimingView {
    /// Of what was measured.
    pub fn new(measured: &Measured) -> Self {
        let [last, p99, most] = measured.load.map(|share| format!("{:.1} %", share * 100.0));
        let [now, peak] = measured.memory.map(|bytes| format!("{:.1}", bytes as f64 / 1e6));
        let growth = measured.growth.map_or_else(
            || text::NOTHING.to_owned(),
            |[slope, error]| format!("{} ± {:.2} MB/min", text::signed((slope / 1e6) as f32), error / 1e6),
        );
        let grows =
            measured.growth.is_some_and(|[slope, error]| slope - 2.0 * error > Cause::GROWTH_LIMIT as f64);
        // The plug-in's own, as a part of the whole process where that is known.
        let process = measured.resident.map(|bytes| format!(" of {:.0}", bytes as f64 / 1e6));
        let (rate, channels) = measured.setup;
        let input = match channels {
            _ if rate.is_nan() || rate <= 0.0 => text::NOTHING.to_owned(),
            1 => format!("{:.1} kHz mono", rate / 1e3),
            2 => format!("{:.1} kHz stereo", rate / 1e3),
            more => format!("{:.1} kHz, {more} channels", rate / 1e3),
        };
        let fact = |name, value| Fact { name, value, alarm: false };
        let count = |name, count: u64| Fact { name, value: count.to_string(), alarm: count > 0 };
        Self {
            rows: measured.stages.iter().map(Row::new).collect(),
            facts: vec![
                fact("Input", input),
                fact("DSP load", format!("{last}, p99 {p99}, max {most}")),
                fact("Memory", format!("{now}, peak {peak}{} MB", process.unwrap_or_default())),
                Fact { name: "Growth", value: growth, alarm: grows },
                count("Dropped frames", measured.dropped_frames),
                count("Late updates", measured.late_updates),
                count("Audio allocations", measured.allocations_in_process),
                count("Anomalies", measured.mishap_count),
            ],
            mishaps: measured
                .mishaps
                .iter()
                .rev()
                .map(|mishap| format!("{}  {}", text::clock(mishap.elapsed), mishap.what))
                .collect(),
        }
    }
}

fn name(stage: Stage) -> &'static str {
    match stage {
        Stage::Buffer => "Buffer",
        Stage::Fft => "FFT",
        Stage::Features => "Bands",
        Stage::Publish => "Hand-over",
        Stage::Inference => "Inference",
        Stage::Post => "Calibration",
        Stage::Pipeline => "Pipeline",
        Stage::Visible => "Visible",
    }
}

fn explanation(stage: Stage) -> &'static str {
    match stage {
        Stage::Buffer => "Gathering the samples of a 20 ms hop, on the audio thread",
        Stage::Fft => "Filters and Fourier transforms of all channels, each hop, on the audio thread",
        Stage::Features => "From spectra to bands and pitch classes, each hop, on the audio thread",
        Stage::Publish => "Handing new frames to the analysis thread, each block, on the audio thread",
        Stage::Inference => "The mood model, twice a second, on the analysis thread",
        Stage::Post => "From the model's outputs to a mood, on the analysis thread",
        Stage::Pipeline => "From the block that completes half a second to its mood",
        Stage::Visible => "The pipeline and the wait for the next block; it takes effect after 140 ms",
    }
}

#[cfg(test)]
mod tests {
    use super::{super::made_up, *};

    #[test]
    fn each_stage_has_its_row_with_target_and_spark() {
        let view = TimingView::new(&made_up::measured());
        assert_eq!(view.rows.len(), Stage::ALL.len());
        for row in &view.rows {
            assert_eq!(row.over, row.name == "Buffer");
            assert!(row.spark.iter().all(|height| (0.0..=1.0).contains(height)));
            assert!(row.target > 0.0 && row.target <= 1.0);
            assert!(row.explanation.len() > 20);
        }
    }

    #[test]
    fn what_was_never_measured_has_dashes() {
        let mut measured = made_up::measured();
        measured.stages[4] = StageTimes { count: 0, recent: Vec::new(), ..measured.stages[4].clone() };
        let view = TimingView::new(&measured);
        assert_eq!(view.rows[4].cells[..4], ["–", "–", "–", "–"]);
        assert_eq!(view.rows[4].cells[4], "1.00 ms");
    }

    #[test]
    fn counts_that_should_be_zero_are_alarming() {
        let view = TimingView::new(&made_up::measured());
        let alarming: Vec<_> = view.facts.iter().filter(|fact| fact.alarm).map(|fact| fact.name).collect();
        assert_eq!(alarming, ["Late updates", "Anomalies"]);
        assert_eq!(view.mishaps[0], "12:34  inference took 12.3 ms, over its 10 ms");
    }

    #[test]
    fn memory_has_its_growth_with_its_error_and_alarms_over_the_limit() {
        let growth = |growth| {
            let view = TimingView::new(&Measured { growth, resident: None, ..made_up::measured() });
            assert_eq!(view.facts[2].value, "14.3, peak 16.9 MB");
            (view.facts[3].value.clone(), view.facts[3].alarm)
        };
        assert_eq!(growth(None), ("–".into(), false));
        assert_eq!(growth(Some([-120e3, 31e3])), ("−0.12 ± 0.03 MB/min".into(), false));
        assert_eq!(growth(Some([5.1e6, 0.1e6])), ("+5.10 ± 0.10 MB/min".into(), false));
        assert_eq!(growth(Some([5.3e6, 0.1e6])), ("+5.30 ± 0.10 MB/min".into(), true));
    }

    #[test]
    fn an_input_that_nobody_knows_has_a_dash() {
        let measured = Measured { setup: (f64::NAN, 0), ..made_up::measured() };
        assert_eq!(TimingView::new(&measured).facts[0].value, "–");
    }
}
