//! Two reports beside each other.

use super::{
    document::Document,
    figures::{Case, what},
    spread::Spread,
};
use crate::units::{duration, megabytes};

/// What is compared of the times.
const TIMES: [&str; 7] = ["buffer", "fft", "features", "inference", "pipeline", what::PROCESS, what::FILES];

/// A line of the comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The case.
    pub case: String,
    /// What is compared.
    pub what: String,
    /// In words.
    pub before: String,
    /// In words.
    pub now: String,
    /// Now for each before; none where there is nothing to divide.
    pub ratio: Option<f64>,
}

/// What both reports know: times by their median, processor time, peak heap, and whether the moods are the same.
pub fn compare(now: &Document, before: &Document) -> Vec<Line> {
    let pair = |case: &'_ Case| {
        let name = case.plan.to_string();
        let old = before.cases.iter().find(|old| old.plan.to_string() == name)?;
        Some(lines(&name, old, case))
    };
    now.cases.iter().filter_map(pair).flatten().collect()
}

fn lines(name: &str, before: &Case, now: &Case) -> Vec<Line> {
    let number = |what: &str, values: [Option<f64>; 2], words: &dyn Fn(f64) -> String| {
        let [before, now] = values;
        let (before, now) = (before?, now?);
        Some(Line {
            case: name.to_owned(),
            what: what.to_owned(),
            before: words(before),
            now: words(now),
            ratio: (before > 0.0).then(|| now / before),
        })
    };
    let both = |of: &dyn Fn(&Case) -> Option<f64>| [of(before), of(now)];
    let times = TIMES.iter().filter_map(|what| {
        let median = |case: &Case| case.time(what).map(|Spread { median_us, .. }| *median_us);
        number(&format!("{what}, median"), both(&median), &duration)
    });
    let percent = |cores: f64| format!("{:.2} %", cores * 100.0);
    let late = |case: &Case| (case.counters.updates > 0).then_some(case.counters.late_updates as f64);
    let peak = |case: &Case| (case.memory.peak > 0).then_some(case.memory.peak as f64);
    let rest = [
        number("of a core each", both(&Case::cores_each), &percent),
        number("peak heap", both(&peak), &megabytes),
        number("late updates", both(&late), &|count| format!("{count:.0}")),
        moods(name, before, now),
    ];
    times.chain(rest.into_iter().flatten()).collect()
}

fn moods(name: &str, before: &Case, now: &Case) -> Option<Line> {
    let (old, new) = (before.moods.as_ref()?, now.moods.as_ref()?);
    let (rows, same) = old.agree(new)?;
    let verdict = if same { "the same" } else { "OTHERS" };
    Some(Line {
        case: name.to_owned(),
        what: format!("moods of the first {rows} rows"),
        before: old.sum_of(rows).to_owned(),
        now: verdict.to_owned(),
        ratio: None,
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::profile::{document::tests::document, moods::MoodSum, scenario::Scenario};

    fn with(median_us: u64, rows: &[&str]) -> Document {
        let mut document = document();
        let bus = document.cases.iter_mut().find(|case| case.plan.scenario == Scenario::Bus).unwrap();
        bus.times.clear();
        bus.push("fft", Spread::of(&[Duration::from_micros(median_us); 3]));
        let mut moods = MoodSum::default();
        rows.iter().for_each(|row| moods.add(row));
        bus.moods = Some(moods.finish());
        document
    }

    fn line(now: &Document, before: &Document, what: &str) -> Line {
        compare(now, before).into_iter().find(|line| line.what.starts_with(what)).unwrap()
    }

    #[test]
    fn a_faster_stage_is_a_ratio_under_one() {
        let rows = ["a,0.5,live,,,", "a,1.0,live,,,"];
        let (before, now) = (with(40, &rows), with(10, &rows));
        let fft = line(&now, &before, "fft");
        assert_eq!((fft.before.as_str(), fft.now.as_str(), fft.ratio), ("40.0 µs", "10.0 µs", Some(0.25)));
        assert_eq!(line(&now, &before, "moods").now, "the same");
    }

    #[test]
    fn another_answer_is_told_as_one() {
        let (before, now) = (with(40, &["a,0.5,live,,,"]), with(10, &["a,0.5,warming,,,"]));
        assert_eq!(line(&now, &before, "moods").now, "OTHERS");
    }

    #[test]
    fn what_only_one_report_knows_is_left_out() {
        let now = with(10, &["a,0.5,live,,,"]);
        let mut before = now.clone();
        before.cases.clear();
        assert_eq!(compare(&now, &before), []);
    }
}
