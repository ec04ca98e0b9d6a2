//! What is printed when a file was played.

use std::{
    fmt::{self, Write},
    path::PathBuf,
};

use engine::telemetry::Stage;
use report::{
    CountersReport, GrowthReport, HistoryReport, MemoryReport, PressureReport, Report, StageReport,
};

use super::{mix::heard_of, results::Results};
use crate::{
    say::printable,
    timeline::clock,
    units::{duration, times},
};

/// All of it, with what was written where.
pub fn text(results: &Results, written: &[PathBuf]) -> String {
    let mut text = String::new();
    push(&mut text, results, written).expect("a string takes all that is written");
    text
}

fn push(text: &mut String, results: &Results, written: &[PathBuf]) -> fmt::Result {
    let Results { title, seconds, pace, speed, .. } = results;
    writeln!(text, "\n{title}: {}, {}, {speed:.1} times real time", clock(*seconds), pace.name())?;
    push_model(text, results)?;
    push_sections(text, results)?;
    if !results.composed.is_empty() {
        push_composed(text, results)?;
    }
    push_timings(text, &results.report.stages)?;
    push_counters(text, results)?;
    writeln!(text, "\nWritten:")?;
    written.iter().try_for_each(|path| writeln!(text, "  {}", printable(&path.display().to_string())))?;
    writeln!(text)
}

fn push_model(text: &mut String, results: &Results) -> fmt::Result {
    let Report { model, model_refusal, .. } = &results.report;
    if let Some(model) = model {
        writeln!(text, "Model: {model}")?;
    }
    if let Some(refusal) = model_refusal {
        writeln!(text, "Your model was refused: {refusal}")?;
    }
    Ok(())
}

fn push_sections(text: &mut String, results: &Results) -> fmt::Result {
    writeln!(
        text,
        "\n{:<15} {:<12} {:>8} {:>8} {:>11}",
        "Mood sections", "mood", "valence", "arousal", "confidence"
    )?;
    if results.sections.is_empty() {
        writeln!(text, "  none: the music is shorter than half a second")?;
    }
    for section in &results.sections {
        let time = format!("{} - {}", clock(section.start), clock(section.end));
        let class = section.class.map_or("silence", |class| class.name());
        write!(text, "  {time:<13} {class:<12}")?;
        match section.mean {
            Some(mean) => writeln!(
                text,
                " {:>+8.2} {:>+8.2} {:>9.0} %",
                mean.valence,
                mean.arousal,
                mean.confidence * 100.0
            )?,
            None => writeln!(text)?,
        }
    }
    Ok(())
}

/// What was composed beside what was heard of it.
fn push_composed(text: &mut String, results: &Results) -> fmt::Result {
    writeln!(
        text,
        "\n{:<15} {:<24} {:<12} {:<12} {:>8} {:>8} {:>11}",
        "Composed", "music", "meant as", "heard as", "valence", "arousal", "confidence"
    )?;
    let heard = heard_of(&results.composed, &results.report.updates);
    for (section, heard) in results.composed.iter().zip(heard) {
        let time = format!("{} - {}", clock(section.start), clock(section.end));
        write!(text, "  {time:<13} {:<24} {:<12}", section.name, section.intended)?;
        match heard {
            Some(mood) => writeln!(
                text,
                " {:<12} {:>+8.2} {:>+8.2} {:>9.0} %",
                mood.class,
                mood.valence,
                mood.arousal,
                mood.confidence * 100.0
            )?,
            None => writeln!(text, " silence")?,
        }
    }
    Ok(())
}

/// Each stage beside its target and its limit, if it has one.
fn push_timings(text: &mut String, stages: &[StageReport]) -> fmt::Result {
    let heads = ["count", "median", "p99", "max", "target", "limit"];
    write!(text, "\n{:<12}", "Timings")?;
    heads.iter().try_for_each(|head| write!(text, " {head:>10}"))?;
    writeln!(text, "  p99 is")?;
    for stage in stages {
        write!(text, "  {:<10} {:>10}", stage.stage, stage.count)?;
        let measured =
            [stage.median_us, stage.p99_us, stage.max_us].map(|us| (stage.count > 0).then_some(us));
        let limit = limit_us(&stage.stage);
        for us in measured.into_iter().chain([Some(stage.target_us), limit]) {
            write!(text, " {:>10}", us.map_or("-".into(), duration))?;
        }
        writeln!(text, "  {}", verdict(stage, limit))?;
    }
    Ok(())
}

/// What to think of a stage's p99.
fn verdict(stage: &StageReport, limit: Option<f64>) -> String {
    let p99 = stage.p99_us;
    if stage.count == 0 || p99 <= 0.0 {
        return String::new();
    }
    let target = (p99 > stage.target_us).then(|| "OVER its target".to_owned());
    let limit = limit.map(|limit| match p99 > limit {
        true => format!("{} times OVER its limit", times(p99 / limit)),
        false => format!("{} times under its limit", times(limit / p99)),
    });
    target.into_iter().chain(limit).collect::<Vec<_>>().join(", ")
}

fn push_counters(text: &mut String, results: &Results) -> fmt::Result {
    let counters = &results.report.counters;
    let passed = match results.altered_samples {
        0 => "bit for bit".to_owned(),
        altered => format!("with {altered} samples altered"),
    };
    writeln!(text)?;
    for (name, value) in [
        ("Dropped frames", counters.dropped_frames),
        ("Late updates", counters.late_updates),
        ("Dropped updates", counters.dropped_updates),
        ("Allocations in process()", counters.allocations_in_process),
        ("Overlapping process calls", counters.overlapping_calls),
        ("Missing process calls", counters.missing_calls),
        ("Other sample rates", counters.rate_surprises),
        ("Updates", counters.updates),
        ("Output events", results.output_events),
    ] {
        writeln!(text, "{name:<25} {value:>8}")?;
    }
    if let Some(memory) = &results.report.memory {
        push_memory(text, memory)?;
    }
    if let Some(history) = &results.report.history {
        push_history(text, history, counters)?;
    }
    writeln!(text, "The audio passed {passed}.")?;
    match &results.report.reason {
        Some(reason) => writeln!(text, "The plug-in is {}: {reason}.", results.report.state),
        None => Ok(()),
    }
}

/// What the module has allocated, beside all that the process has in memory.
fn push_memory(text: &mut String, memory: &MemoryReport) -> fmt::Result {
    let megabytes = |bytes: f64| bytes / 1e6;
    let MemoryReport { bytes_in_use, peak_bytes, resident_bytes, growth, .. } = *memory;
    let (now, peak) = (megabytes(bytes_in_use as f64), megabytes(peak_bytes as f64));
    writeln!(text, "{:<25} {now:>5.1} MB, at most {peak:.1} MB", "Memory of the plug-in")?;
    match growth {
        Some(GrowthReport { bytes_per_minute, standard_error, seconds }) => {
            let (slope, error) = (megabytes(bytes_per_minute), megabytes(standard_error));
            writeln!(
                text,
                "{:<25} {slope:>5.2} ± {error:.2} MB/min over {seconds:.0} s",
                "  and its growth"
            )?;
        }
        None => writeln!(text, "{:<25}     – (it takes a minute to tell)", "  and its growth")?,
    }
    if let Some(resident) = resident_bytes {
        writeln!(text, "{:<25} {:>5.1} MB", "Memory of the process", megabytes(resident as f64))?;
    }
    match &memory.pressure {
        Some(PressureReport { budget_refusal: Some(refusal), .. }) => writeln!(text, "{refusal}"),
        Some(PressureReport { level, source: Some(source), .. }) => {
            writeln!(text, "{:<25} {level}, says the {source}", "Memory is scarce")
        }
        _ => Ok(()),
    }
}

/// The pages of the history, and what housekeeping has given back.
fn push_history(text: &mut String, history: &HistoryReport, counters: &CountersReport) -> fmt::Result {
    let HistoryReport { used_pages, free_pages, page_limit, reason, .. } = history;
    let (name, pages) = ("Pages of the history", used_pages + free_pages);
    writeln!(text, "{name:<25} {pages:>8} of {page_limit}: {reason}")?;
    let CountersReport { cleanups, cleanup_bytes, .. } = *counters;
    writeln!(text, "{:<25} {cleanups:>8}, {:.1} MB given back", "Cleanups", cleanup_bytes as f64 / 1e6)
}

/// What a stage has to stay under whatever happens, in microseconds.
fn limit_us(stage: &str) -> Option<f64> {
    let stage: Stage = stage.parse().ok()?;
    stage.floor_target().map(|limit| limit.as_secs_f64() * 1e6)
}

#[cfg(test)]
mod tests;
