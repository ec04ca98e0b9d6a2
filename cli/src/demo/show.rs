//! What is printed when a file was played.

use std::{
    fmt::{self, Write},
    path::PathBuf,
};

use engine::telemetry::Stage;
use report::{Report, StageReport};

use super::{mix::heard_of, results::Results};
use crate::timeline::clock;

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
    written.iter().try_for_each(|path| writeln!(text, "  {}", path.display()))?;
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
        ("Updates", counters.updates),
        ("Output events", results.output_events),
    ] {
        writeln!(text, "{name:<25} {value:>8}")?;
    }
    writeln!(text, "The audio passed {passed}.")?;
    match &results.report.reason {
        Some(reason) => writeln!(text, "The plug-in is {}: {reason}.", results.report.state),
        None => Ok(()),
    }
}

/// What a stage has to stay under whatever happens, in microseconds.
fn limit_us(stage: &str) -> Option<f64> {
    let stage = Stage::ALL.into_iter().find(|known| known.name() == stage)?;
    stage.floor_target().map(|limit| limit.as_secs_f64() * 1e6)
}

fn duration(us: f64) -> String {
    if us < 1.0 {
        format!("{:.0} ns", us * 1e3)
    } else if us < 1e3 {
        format!("{us:.1} µs")
    } else if us < 1e6 {
        format!("{:.2} ms", us / 1e3)
    } else {
        format!("{:.2} s", us / 1e6)
    }
}

fn times(ratio: f64) -> String {
    if ratio < 10.0 { format!("{ratio:.1}") } else { format!("{ratio:.0}") }
}

#[cfg(test)]
mod tests {
    use report::{CountersReport, ModelReport};

    use super::*;
    use crate::{
        demo::{host::Pace, mix::ComposedSection},
        sections::{mood_sections, tests::updates},
    };

    fn results() -> Results {
        let stage = |stage: Stage, count, p99_us| StageReport {
            stage: stage.name().into(),
            count,
            min_us: 0.5,
            median_us: 1500.0,
            p99_us,
            max_us: 2.5e6,
            target_us: 1000.0,
        };
        let updates = updates("TTTTTTTTTTHHHHHHHHHH----------");
        let section = |start, end, name: &str| ComposedSection {
            start,
            end,
            name: name.into(),
            intended: "Tense".into(),
        };
        Results {
            file: "a/mix.wav".into(),
            title: "mix.wav".into(),
            seconds: 15.0,
            pace: Pace::Offline,
            speed: 12.5,
            altered_samples: 0,
            output_events: 1234,
            sections: mood_sections(&updates),
            composed: vec![section(0.0, 5.0, "metal"), section(5.0, 10.0, "pop")],
            report: Report {
                version: Report::VERSION,
                product_version: "1.0.0".into(),
                sample_rate: 48_000.0,
                channels: 2,
                effect_seconds: Some(0.14),
                state: "live".into(),
                reason: None,
                model: Some(ModelReport { name: Some("Mine".into()), folder: Some("/mine".into()) }),
                model_refusal: None,
                counters: CountersReport { late_updates: 7, ..CountersReport::default() },
                stages: vec![
                    stage(Stage::Inference, 3, 2000.0),
                    stage(Stage::Post, 3, 20.0),
                    stage(Stage::Pipeline, 0, 0.0),
                    stage(Stage::Buffer, 3, 10_000.0),
                    stage(Stage::Fft, 3, 1000.0),
                ],
                dsp_load: None,
                anomalies: None,
                first_update: 0,
                updates,
            },
        }
    }

    /// The line that begins with `start`, its words a space apart.
    fn line(text: &str, start: &str) -> String {
        let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        text.lines().map(words).find(|line| line.starts_with(start)).expect(start)
    }

    #[test]
    fn sections_timings_and_counters_are_told() {
        let text = text(&results(), &["out/mood.csv".into()]);
        assert_eq!(line(&text, "0:00 - 0:05 Tense"), "0:00 - 0:05 Tense +0.15 -0.50 80 %");
        assert_eq!(line(&text, "0:10 - 0:15"), "0:10 - 0:15 silence");
        assert_eq!(line(&text, "0:05 - 0:10 pop"), "0:05 - 0:10 pop Tense Happy +0.63 -0.50 80 %");
        let inference = line(&text, "inference");
        assert_eq!(
            inference,
            "inference 3 1.50 ms 2.00 ms 2.50 s 1.00 ms 10.00 ms OVER its target, 5.0 times under its limit"
        );
        assert_eq!(line(&text, "post"), "post 3 1.50 ms 20.0 µs 2.50 s 1.00 ms -");
        assert_eq!(
            line(&text, "buffer"),
            "buffer 3 1.50 ms 10.00 ms 2.50 s 1.00 ms 5.00 ms OVER its target, 2.0 times OVER its limit"
        );
        assert_eq!(
            line(&text, "fft"),
            "fft 3 1.50 ms 1.00 ms 2.50 s 1.00 ms 50.00 ms 50 times under its limit"
        );
        assert_eq!(line(&text, "pipeline"), "pipeline 0 - - - 1.00 ms 150.00 ms");
        assert_eq!(line(&text, "Late updates"), "Late updates 7");
        assert_eq!(line(&text, "Model:"), "Model: Mine (/mine)");
        assert!(text.contains("bit for bit") && text.contains("out/mood.csv"));
    }

    #[test]
    fn what_is_wrong_is_told() {
        let mut results = results();
        results.altered_samples = 3;
        results.report.state = "degraded".into();
        results.report.reason = Some("no model".into());
        results.report.model_refusal = Some("too big".into());
        let text = text(&results, &[]);
        assert!(text.contains("3 samples altered") && text.contains("degraded: no model"));
        assert!(text.contains("Your model was refused: too big"));
        assert!(results.check().is_err());
    }

    #[test]
    fn altered_samples_degradation_and_allocations_are_failures() {
        assert!(results().check().is_ok());
        type Damage = fn(&mut Results);
        let faults: [(&str, Damage); 4] = [
            ("altered 1 samples", |results| results.altered_samples = 1),
            ("yours was refused: too big", |results| results.report.model_refusal = Some("too big".into())),
            ("was degraded", |results| results.report.counters.degraded = 1),
            ("allocated memory 2 times", |results| results.report.counters.allocations_in_process = 2),
        ];
        for (words, damage) in faults {
            let mut results = results();
            damage(&mut results);
            let error = results.check().unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
    }
}
