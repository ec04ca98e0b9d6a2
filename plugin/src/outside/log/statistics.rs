//! What a log's instance costs and what was not as it should be, in a file beside the log: its rows stay what they are.

use std::{
    collections::VecDeque,
    fs::OpenOptions,
    io, iter,
    path::{Path, PathBuf},
    time::{Duration, Instant, SystemTime},
};

use engine::{
    record::table::Cell,
    telemetry::{Anomaly, Cause, Monitor, Stage},
};
use serde_json::{Value, json};

use super::{LogFormat, file::Lines};
use crate::{files::iso_8601, rt::memory};

/// There is a line of statistics so often, and of each kind of anomalies one so often at most.
const MINUTE: Duration = Duration::from_secs(60);
/// So many lines wait for a disk that takes none.
const MOST_WAITING: usize = 256;

/// The columns, in order.
const NAMES: [&str; 23] = [
    "time",
    "kind",
    "heard_seconds",
    "cause",
    "text",
    "anomalies",
    "updates",
    "late_updates",
    "dropped_updates",
    "dropped_frames",
    "process_calls",
    "allocations_in_process",
    "load_p99",
    "inference_p99_us",
    "pipeline_p99_us",
    "memory_bytes",
    "memory_peak_bytes",
    "growth_bytes_per_minute",
    "growth_standard_error",
    "resident_bytes",
    "overlapping_calls",
    "missing_calls",
    "rate_surprises",
];

/// A line's cells; missing ones at its end have no value.
type Line = Vec<Value>;

/// The statistics of one log.
#[derive(Default)]
pub struct Statistics {
    /// When the next line of them is due.
    due: Option<Instant>,
    /// Anomalies that were there at the last look.
    seen: Option<Vec<Anomaly>>,
    /// What was told of which kind of anomalies when.
    told: Vec<(String, Instant)>,
    waiting: VecDeque<Line>,
    /// Of which log, and where.
    file: Option<(PathBuf, Lines)>,
}

impl Statistics {
    /// Looks at the instance: what came up is a line that waits. At the first time nothing has.
    pub fn look(&mut self, now: Instant, monitor: &Monitor) {
        let anomalies = monitor.anomalies();
        let seen = self.seen.take();
        for anomaly in
            anomalies.iter().filter(|anomaly| seen.as_ref().is_some_and(|seen| !seen.contains(anomaly)))
        {
            let kind = kind(anomaly.cause);
            self.told.retain(|(_, then)| now.saturating_duration_since(*then) < MINUTE);
            if self.told.iter().all(|(told, _)| *told != kind) {
                self.told.push((kind, now));
                self.wait(anomaly_line(anomaly));
            }
        }
        self.seen = Some(anomalies);
        if now >= *self.due.get_or_insert(now + MINUTE) {
            self.due = Some(now + MINUTE);
            self.wait(statistics_line(monitor));
        }
    }

    fn wait(&mut self, line: Line) {
        if self.waiting.len() == MOST_WAITING {
            self.waiting.pop_front();
        }
        self.waiting.push_back(line);
    }

    /// Writes what waits beside `log`, all of it or nothing. There is no file before there is a line.
    ///
    /// # Errors
    /// What the disk says.
    pub fn write(&mut self, log: &Path, format: LogFormat) -> io::Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        if self.file.as_ref().is_none_or(|(of, _)| of != log) {
            let stem = log.file_stem().unwrap_or_default().to_string_lossy();
            let path = log.with_file_name(format!("{stem} statistics.{}", format.key()));
            let file = OpenOptions::new().append(true).create(true).open(path)?;
            let good = file.metadata()?.len();
            let mut lines = Lines { file, good };
            if format == LogFormat::Csv && good == 0 {
                lines.append((NAMES.join(",") + "\n").as_bytes())?;
            }
            self.file = Some((log.to_owned(), lines));
        }
        let text: String = self.waiting.iter().map(|line| written(line, format)).collect();
        if let Some((_, lines)) = &mut self.file {
            lines.append(text.as_bytes())?;
        }
        self.waiting.clear();
        Ok(())
    }
}

/// Anomalies that are told together: those of a stage, of a reason, of another cause.
fn kind(cause: Cause) -> String {
    match cause {
        Cause::Slow { stage, .. } => format!("slow {}", stage.name()),
        Cause::Degraded(reason) => format!("degraded: {}", reason.describe()),
        other => other.name().to_owned(),
    }
}

fn anomaly_line(anomaly: &Anomaly) -> Line {
    let Anomaly { elapsed_seconds, at, cause } = *anomaly;
    vec![
        json!(iso_8601(at)),
        json!("anomaly"),
        json!(elapsed_seconds),
        json!(cause.name()),
        json!(cause.to_string()),
    ]
}

fn statistics_line(monitor: &Monitor) -> Line {
    let (counts, memory) = (monitor.counts(), memory::newest());
    let heard = monitor.history().latest().map(|entry| entry.elapsed_seconds);
    let p99 = |stage| monitor.timings().summary(stage).p99.as_secs_f64() * 1e6;
    vec![
        json!(iso_8601(SystemTime::now())),
        json!("statistics"),
        json!(heard),
        Value::Null,
        Value::Null,
        json!(monitor.anomaly_count()),
        json!(counts.updates),
        json!(counts.late_updates),
        json!(counts.dropped_updates),
        json!(counts.dropped_frames),
        json!(counts.process_calls),
        json!(counts.allocations_in_process),
        json!(monitor.dsp_load().p99),
        json!(p99(Stage::Inference)),
        json!(p99(Stage::Pipeline)),
        json!(memory.bytes_in_use),
        json!(memory.peak_bytes),
        json!(memory.growth.map(|growth| growth.bytes_per_minute)),
        json!(memory.growth.map(|growth| growth.standard_error)),
        json!(memory.resident_bytes),
        json!(counts.overlapping_calls),
        json!(counts.missing_calls),
        json!(counts.rate_surprises),
    ]
}

fn written(line: &Line, format: LogFormat) -> String {
    let cells = line.iter().map(cell).chain(iter::repeat(Cell::Missing)).take(NAMES.len());
    format.rows().row(&NAMES.map(String::from), &cells.collect::<Vec<_>>()) + "\n"
}

fn cell(value: &Value) -> Cell<'_> {
    match value {
        Value::String(text) => Cell::Text(text),
        Value::Number(number) => number
            .as_u64()
            .map(Cell::Count)
            .or_else(|| number.as_f64().map(Cell::Exact))
            .unwrap_or(Cell::Missing),
        _ => Cell::Missing,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use engine::telemetry::{CallFault, GrowthWatch};

    use super::*;

    /// Looks every five seconds for so many, while `happens`; the lines that were written.
    fn lines(format: LogFormat, seconds: u64, happens: impl Fn(u64, &Monitor)) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("a log").with_extension(format.key());
        let (monitor, mut statistics, start) = (Monitor::default(), Statistics::default(), Instant::now());
        // What was before the log is no part of it.
        monitor.fail();
        for second in (0..=seconds).step_by(5) {
            statistics.look(start + Duration::from_secs(second), &monitor);
            statistics.write(&log, format).unwrap();
            happens(second, &monitor);
        }
        let path = folder.path().join("a log statistics").with_extension(format.key());
        if path.exists() {
            fs::read_to_string(path).unwrap().lines().map(String::from).collect()
        } else {
            vec![]
        }
    }

    #[test]
    fn there_is_a_line_each_minute_and_no_file_before() {
        assert!(lines(LogFormat::Csv, 55, |_, _| ()).is_empty());
        let csv = lines(LogFormat::Csv, 180, |_, _| ());
        assert_eq!((csv.len(), csv[0].as_str()), (1 + 3, NAMES.join(",").as_str()));
        assert!(
            csv[1..]
                .iter()
                .all(|line| line.split(',').count() == NAMES.len() && line.contains(",statistics,"))
        );
        let json = lines(LogFormat::JsonLines, 180, |_, _| ());
        assert_eq!(json.len(), 3);
        let line: Value = serde_json::from_str(&json[0]).unwrap();
        assert_eq!(
            (&line["kind"], &line["anomalies"], &line["cause"]),
            (&json!("statistics"), &json!(1), &json!(null))
        );
        assert!(line["memory_bytes"].as_u64().unwrap() > 0);
    }

    #[test]
    fn an_anomaly_is_told_once_a_minute_with_its_cause() {
        let (mut watch, begun) = (GrowthWatch::default(), Instant::now());
        let growth =
            (0..=60).filter_map(|look| watch.look(begun + Duration::from_secs(5 * look), 500_000 * look));
        let growth = growth.last().unwrap();
        let flaps = |second: u64, monitor: &Monitor| {
            if second.is_multiple_of(10) {
                monitor.reset_measurements();
                assert!(monitor.note_memory_growth(&growth));
            }
        };
        let json = lines(LogFormat::JsonLines, 115, flaps);
        let anomalies: Vec<Value> = json
            .iter()
            .map(|line| serde_json::from_str::<Value>(line).unwrap())
            .filter(|line| line["kind"] == "anomaly")
            .collect();
        assert_eq!(anomalies.len(), 2, "{json:?}");
        assert_eq!(anomalies[0]["cause"], "memory growth");
        assert_eq!(anomalies[0]["text"], "memory grows by 6.0 MB a minute");
    }

    #[test]
    fn faults_of_the_hosts_calls_are_told_each_by_itself_and_counted() {
        let faults = |second: u64, monitor: &Monitor| {
            if second == 10 {
                monitor.note_call(CallFault::Overlapping);
                monitor.note_call(CallFault::Overlapping);
                monitor.note_call(CallFault::Missing { gap: Duration::from_secs(2) });
            }
        };
        let lines = lines(LogFormat::JsonLines, 60, faults);
        let lines: Vec<Value> = lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
        let causes: Vec<_> = lines.iter().filter_map(|line| line["cause"].as_str()).collect();
        assert_eq!(causes, ["overlapping calls", "missing calls"]);
        let counts = ["overlapping_calls", "missing_calls", "rate_surprises"].map(|name| &lines[2][name]);
        assert_eq!(counts, [&json!(2), &json!(1), &json!(0)]);
    }

    #[test]
    fn what_cant_be_written_waits() {
        let folder = tempfile::tempdir().unwrap();
        let (monitor, mut statistics, start) = (Monitor::default(), Statistics::default(), Instant::now());
        statistics.look(start, &monitor);
        statistics.look(start + MINUTE, &monitor);
        let log = folder.path().join("none yet").join("log.csv");
        assert!(statistics.write(&log, LogFormat::Csv).is_err());
        fs::create_dir(folder.path().join("none yet")).unwrap();
        statistics.write(&log, LogFormat::Csv).unwrap();
        let written = fs::read_to_string(log.with_file_name("log statistics.csv")).unwrap();
        assert_eq!(written.lines().count(), 2);
    }
}
