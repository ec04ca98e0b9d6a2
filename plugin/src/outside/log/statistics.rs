//! What a log's instance costs and what was not as it should be, in a file beside the log: its rows stay what they are.

mod line;

use std::{
    collections::VecDeque,
    fs::OpenOptions,
    io,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use engine::telemetry::{Anomaly, Cause, Monitor};

use self::line::{Line, NAMES, of_anomaly, of_instance, written};
use super::{LogFormat, file::Lines};

/// There is a line of statistics so often, and of each kind of anomalies one so often at most.
const MINUTE: Duration = Duration::from_secs(60);
/// So many lines wait for a disk that takes none.
const MOST_WAITING: usize = 256;

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
                self.wait(of_anomaly(anomaly));
            }
        }
        self.seen = Some(anomalies);
        if now >= *self.due.get_or_insert(now + MINUTE) {
            self.due = Some(now + MINUTE);
            self.wait(of_instance(monitor));
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

#[cfg(test)]
mod tests {
    use std::fs;

    use engine::telemetry::{CallFault, GrowthWatch};
    use serde_json::{Value, json};

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
        assert_eq!((&line["history_page_limit"], &line["history_reason"]), (&json!(7), &json!("an hour")));
        assert_eq!(line.as_object().unwrap().len(), NAMES.len());
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
