//! The plug-in's measurements of itself, in words.

use engine::{
    record::{HistoryUsage, PoolReason},
    telemetry::{Cause, Stage},
};

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
                pages(&measured.history, measured.budget_refusal),
                fact("Cleanups", cleanups(measured.cleanups)),
                lost(measured),
                count("Audio allocations", measured.allocations_in_process),
                host_calls(measured.call_faults),
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

/// How many pages the history has, how many it may have, and why; and what is wrong with the budget.
fn pages(usage: &HistoryUsage, budget_refusal: Option<&str>) -> Fact {
    let HistoryUsage { used_pages, free_pages, page_limit, reason, .. } = *usage;
    let value = match budget_refusal {
        Some(_) => String::from("the budget for memory is refused"),
        None => format!("{} of {page_limit} pages: {}", used_pages + free_pages, reason.name()),
    };
    let scarce = matches!(reason, PoolReason::Pressure | PoolReason::Budget);
    Fact { name: "History", value, alarm: scarce || budget_refusal.is_some() }
}

fn cleanups([count, bytes]: [u64; 2]) -> String {
    format!("{count}, {:.1} MB given back", bytes as f64 / 1e6)
}

fn lost(measured: &Measured) -> Fact {
    let Measured { dropped_frames, late_updates, .. } = *measured;
    let value = format!("{dropped_frames} frames, {late_updates} updates");
    Fact { name: "Dropped, late", value, alarm: dropped_frames + late_updates > 0 }
}

fn host_calls([overlapping, missing, rates]: [u64; 3]) -> Fact {
    let words = [(overlapping, "overlapping"), (missing, "missing"), (rates, "at another rate")];
    let wrong: Vec<_> =
        words.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    let value = if wrong.is_empty() { String::from("as they should be") } else { wrong.join(", ") };
    Fact { name: "Host calls", value, alarm: !wrong.is_empty() }
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
        assert_eq!(alarming, ["Dropped, late", "Anomalies"]);
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
    fn the_history_says_how_many_pages_it_has_and_why_and_alarms_while_memory_is_scarce() {
        let told = |page_limit, reason, budget_refusal| {
            let history = HistoryUsage { page_limit, reason, ..made_up::measured().history };
            let view = TimingView::new(&Measured { history, budget_refusal, ..made_up::measured() });
            (view.facts[4].value.clone(), view.facts[4].alarm)
        };
        assert_eq!(told(7, PoolReason::Hour, None), ("3 of 7 pages: an hour".into(), false));
        assert_eq!(told(10, PoolReason::HeldView, None), ("3 of 10 pages: held view".into(), false));
        assert_eq!(told(3, PoolReason::Budget, None), ("3 of 3 pages: budget".into(), true));
        assert!(told(7, PoolReason::Hour, Some("no number")).1);
        assert_eq!(TimingView::new(&made_up::measured()).facts[5].value, "21, 3.4 MB given back");
    }

    #[test]
    fn what_is_wrong_with_the_hosts_calls_is_told() {
        let told = |call_faults| {
            let view = TimingView::new(&Measured { call_faults, ..made_up::measured() });
            (view.facts[8].value.clone(), view.facts[8].alarm)
        };
        assert_eq!(told([0, 0, 0]), ("as they should be".into(), false));
        assert_eq!(told([2, 1, 0]), ("2 overlapping, 1 missing".into(), true));
        assert_eq!(told([0, 0, 3]), ("3 at another rate".into(), true));
    }

    #[test]
    fn an_input_that_nobody_knows_has_a_dash() {
        let measured = Measured { setup: (f64::NAN, 0), ..made_up::measured() };
        assert_eq!(TimingView::new(&measured).facts[0].value, "–");
    }
}
