//! The report for people.

use std::fmt::{self, Write};

use super::{
    compare::{Line, compare},
    document::{Agreement, Document},
    figures::{Case, Times},
    peers::Peers,
    plots::Plot,
    pool::push_held,
    results::{Row, Table, growth},
    spread::Spread,
};
use crate::units::{duration, megabytes};

const METHOD: &str = include_str!("method.md");

/// All of it, with its pictures; beside another report if there is one.
pub fn write(document: &Document, plots: &[Plot], before: Option<&Document>) -> String {
    let mut text = String::new();
    push(&mut text, document, plots, before).expect("a string takes all that is written");
    text
}

fn push(text: &mut String, document: &Document, plots: &[Plot], before: Option<&Document>) -> fmt::Result {
    writeln!(text, "# Performance report\n")?;
    push_head(text, document)?;
    for (table, title) in [(Table::Goals, "Goals"), (Table::Ancestor, "The report that this began as")] {
        push_rows(text, title, table, &document.results)?;
    }
    if let Some(peers) = &document.peers {
        push_peers(text, peers)?;
    }
    push_cases(text, document)?;
    push_held(text, &document.cases)?;
    push_moods(text, document)?;
    writeln!(text, "\n## Pictures")?;
    for plot in plots {
        writeln!(text, "\n![{}]({})", plot.title, plot.file)?;
    }
    push_times(text, document)?;
    if let Some(before) = before {
        push_comparison(text, document, before)?;
    }
    write!(text, "\n{METHOD}")
}

fn push_head(text: &mut String, document: &Document) -> fmt::Result {
    let Document { product_version, commit, build, date, minutes, machine, .. } = document;
    writeln!(text, "AI-Mixtapes {product_version}, {date}, {minutes:.1} minutes.\n")?;
    writeln!(text, "| | |\n|---|---|")?;
    let unknown = || "unknown".to_owned();
    for (what, value) in [
        ("processor", machine.processor.clone()),
        ("cores", machine.cores.to_string()),
        ("system", machine.system.clone()),
        ("commit", commit.clone().unwrap_or_else(unknown)),
        ("cargo profile", build.clone().unwrap_or_else(unknown)),
        ("other work on the machine meanwhile", others(&document.cases)),
    ] {
        writeln!(text, "| {what} | {} |", cell(&value))?;
    }
    Ok(())
}

/// Cores that others kept busy: least, median and most of the cases.
fn others(cases: &[Case]) -> String {
    let mut cores: Vec<_> =
        cases.iter().filter_map(|case| Some(case.cpu.others? / case.seconds.max(1e-9))).collect();
    cores.sort_by(f64::total_cmp);
    match cores.as_slice() {
        [] => "unknown".to_owned(),
        [least, .., most] => {
            let median = cores[cores.len() / 2];
            format!("{median:.2} cores in the median of the cases ({least:.2}–{most:.2})")
        }
        [one] => format!("{one:.2} cores"),
    }
}

fn push_rows(text: &mut String, title: &str, table: Table, rows: &[Row]) -> fmt::Result {
    let ancestor = table == Table::Ancestor;
    writeln!(text, "\n## {title}\n")?;
    let (heads, lines) = if ancestor {
        ("| | it said | target | now | met |", "|---|---|---|---|---|")
    } else {
        ("| | goal | now | met |", "|---|---|---|---|")
    };
    writeln!(text, "{heads}\n{lines}")?;
    for row in rows.iter().filter(|row| row.table == table) {
        let met = match row.met {
            Some(true) => "yes",
            Some(false) => "**no**",
            None => "",
        };
        let measured = row.measured.as_deref().unwrap_or("not measured");
        write!(text, "| {} |", row.what)?;
        if ancestor {
            write!(text, " {} |", row.ancestor)?;
        }
        writeln!(text, " {} | {} | {met} |", row.target, cell(measured))?;
    }
    Ok(())
}

fn push_peers(text: &mut String, peers: &Peers) -> fmt::Result {
    let Peers { rows, profile, rounds, commit } = peers;
    writeln!(text, "\n## Beside what others have\n")?;
    let commit = commit.as_deref().unwrap_or("unknown");
    writeln!(
        text,
        "`cargo xtask bench` of commit {commit}, profile {profile}: processor time, medians of {rounds} rounds of all \
         ways in turns; how many times as long the other way takes as median (min–max).\n"
    )?;
    writeln!(text, "| what | instead | ours | instead | times as long |\n|---|---|---|---|---|")?;
    for pair in rows {
        let [ours, instead, ratio] = pair.words();
        let (what, other) = (cell(&pair.what), cell(&pair.instead));
        writeln!(text, "| {what} | {other} | {ours} | {instead} | {} |", cell(&ratio))?;
    }
    Ok(())
}

fn push_cases(text: &mut String, document: &Document) -> fmt::Result {
    writeln!(text, "\n## Scenarios\n")?;
    writeln!(
        text,
        "| | took | audio | late | dropped updates / frames | of a core each | others | peak heap | growth of it | resident |"
    )?;
    writeln!(text, "|---|---|---|---|---|---|---|---|---|---|")?;
    for case in &document.cases {
        let counters = &case.counters;
        let percent =
            |cores: Option<f64>| cores.map_or("–".to_owned(), |cores| format!("{:.2} %", cores * 100.0));
        let memory = &case.memory;
        let resident = memory
            .resident_peak
            .zip(memory.resident_before)
            .map(|(peak, before)| peak.saturating_sub(before));
        let bytes = |bytes: Option<u64>| bytes.map_or("–".to_owned(), |bytes| megabytes(bytes as f64));
        writeln!(
            text,
            "| {} | {:.0} s | {} | {} of {} | {} / {} | {} | {} | {} | {} | {} |",
            case.plan,
            case.seconds,
            audio(case.audio_seconds),
            counters.late_updates,
            counters.updates,
            counters.dropped_updates,
            counters.dropped_frames,
            percent(case.cores_each()),
            percent(case.cpu.others.map(|others| others / case.seconds.max(1e-9))),
            bytes((memory.peak > 0).then_some(memory.peak)),
            memory.growth.as_ref().map_or("–".to_owned(), growth),
            bytes(resident),
        )?;
    }
    for failure in &document.failures {
        writeln!(text, "| {} | **failed**: {} | | | | | | | | |", failure.case, cell(&failure.error))?;
    }
    writeln!(text)?;
    for case in &document.cases {
        write!(text, "- **{}**: {}", case.plan, case.plan.scenario.about())?;
        case.remarks.iter().try_for_each(|remark| write!(text, "; {remark}"))?;
        if case.events > 0 {
            write!(text, "; events sent: {}", case.events)?;
        }
        writeln!(text, "{}", faults(case))?;
    }
    Ok(())
}

/// What shouldn't be; empty where all is well.
fn faults(case: &Case) -> String {
    let some =
        |count: u64, words: &str| if count == 0 { String::new() } else { format!("; {words}: {count}") };
    let newest = case.newest_anomalies.first().map_or(String::new(), |newest| format!(" ({}…)", newest.text));
    let anomalies = some(case.anomalies, "anomalies");
    [
        some(case.altered_blocks, "**blocks with altered sound**"),
        some(case.counters.allocations_in_process, "**allocations in the audio callback**"),
        if anomalies.is_empty() { anomalies } else { anomalies + &newest },
    ]
    .concat()
}

fn push_moods(text: &mut String, document: &Document) -> fmt::Result {
    writeln!(text, "\n## Moods\n\n| | rows compared | sum | with | |\n|---|---|---|---|---|")?;
    for agreement in &document.agreements {
        let verdict = match (&agreement.excuse, agreement.same, &agreement.with) {
            (_, true, None) => "the first of its sample rate",
            (_, true, Some(_)) => "the same",
            (Some(excuse), false, _) => excuse,
            (None, false, _) => "**others**",
        };
        let Agreement { case, rows, sum, .. } = agreement;
        let with = agreement.with.as_deref().unwrap_or("");
        writeln!(text, "| {case} | {rows} | `{sum}` | {with} | {verdict} |")?;
    }
    Ok(())
}

fn push_times(text: &mut String, document: &Document) -> fmt::Result {
    writeln!(text, "\n## Times")?;
    for case in &document.cases {
        push_table(text, &case.plan.to_string(), &case.times)?;
    }
    if !document.crowd.is_empty() {
        push_table(text, "crowd, all instances of all counts", &document.crowd)?;
    }
    Ok(())
}

fn push_table(text: &mut String, title: &str, times: &[Times]) -> fmt::Result {
    writeln!(
        text,
        "\n### {title}\n\n| | n | min | median | p99 | p99.9 | max |\n|---|---|---|---|---|---|---|"
    )?;
    for Times { what, spread } in times {
        let Spread { count, min_us, median_us, p99_us, p999_us, max_us, .. } = spread;
        let told = |us: &Option<f64>| us.map_or("–".to_owned(), duration);
        let [min, median, max] = [min_us, median_us, max_us].map(|us| duration(*us));
        writeln!(
            text,
            "| {what} | {count} | {min} | {median} | {} | {} | {max} |",
            told(p99_us),
            told(p999_us)
        )?;
    }
    Ok(())
}

fn push_comparison(text: &mut String, document: &Document, before: &Document) -> fmt::Result {
    let commit = before.commit.as_deref().unwrap_or("an unknown commit");
    writeln!(text, "\n## Against the report of {}, {commit}\n", before.date)?;
    if before.machine != document.machine || before.build != document.build {
        let build = before.build.as_deref().unwrap_or("unknown");
        writeln!(text, "That was another machine or profile: {}, {build}.\n", before.machine.processor)?;
    }
    writeln!(text, "| | | before | now | ratio |\n|---|---|---|---|---|")?;
    for Line { case, what, before, now, ratio } in compare(document, before) {
        let ratio = ratio.map_or(String::new(), |ratio| format!("{ratio:.2}"));
        writeln!(text, "| {case} | {what} | {before} | {now} | {ratio} |")?;
    }
    Ok(())
}

fn audio(seconds: f64) -> String {
    match seconds {
        seconds if seconds <= 0.0 => "–".to_owned(),
        seconds if seconds < 3600.0 => format!("{seconds:.0} s"),
        seconds => format!("{:.1} h", seconds / 3600.0),
    }
}

/// Text that can't break a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{document::tests::document, plots};

    #[test]
    fn every_case_and_every_target_stands_in_the_report() {
        let document = document();
        let text = write(&document, &plots::draw(&document), None);
        for row in &document.results {
            assert!(text.contains(&format!("\n| {} |", row.what)), "{}", row.what);
        }
        for case in &document.cases {
            assert!(text.contains(&format!("\n| {} |", case.plan)), "{}", case.plan);
            assert!(text.contains(&format!("\n### {}\n", case.plan)), "{}", case.plan);
        }
        assert!(text.contains("a \\| b") && text.contains("abc") && text.contains("](stages.svg)"));
        for pair in &document.peers.as_ref().unwrap().rows {
            assert!(text.contains(&format!("\n| {} | {} |", pair.what, pair.instead)), "{}", pair.what);
        }
        assert!(!text.contains("## Against"));
        let alone = Document { peers: None, ..document };
        assert!(!write(&alone, &[], None).contains("Beside what others have"));
    }

    #[test]
    fn what_failed_and_what_shouldnt_be_is_told() {
        let mut document = document();
        document
            .failures
            .push(super::super::document::Failure { case: "editor".into(), error: "no Xvfb".into() });
        document.cases[0].altered_blocks = 3;
        let text = write(&document, &[], None);
        assert!(
            text.contains("| editor | **failed**: no Xvfb |")
                && text.contains("**blocks with altered sound**: 3")
        );
    }

    #[test]
    fn an_older_report_stands_beside_it() {
        let document = document();
        let mut before = document.clone();
        before.machine.processor = "old".into();
        let text = write(&document, &[], Some(&before));
        assert!(text.contains("## Against the report of 2026-01-01 00:00 UTC, abc"));
        assert!(text.contains("another machine or profile: old") && text.contains("| bus | fft, median |"));
    }
}
