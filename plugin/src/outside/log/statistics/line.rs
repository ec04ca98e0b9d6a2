//! One line of the statistics.

use std::{iter, time::SystemTime};

use engine::{
    record::table::Cell,
    telemetry::{Anomaly, Monitor, Stage},
};
use serde_json::{Value, json};

use crate::{files::iso_8601, outside::log::LogFormat, rt::memory};

/// The columns, in order.
pub const NAMES: [&str; 30] = [
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
    "pressure",
    "history_pages",
    "history_page_limit",
    "history_reason",
    "history_bytes",
    "cleanups",
    "cleanup_bytes",
];

/// A line's cells; missing ones at its end have no value.
pub type Line = Vec<Value>;

/// What was not as it should be.
pub fn of_anomaly(anomaly: &Anomaly) -> Line {
    let Anomaly { elapsed_seconds, at, cause } = *anomaly;
    vec![
        json!(iso_8601(at)),
        json!("anomaly"),
        json!(elapsed_seconds),
        json!(cause.name()),
        json!(cause.to_string()),
    ]
}

/// What is counted and measured of an instance.
pub fn of_instance(monitor: &Monitor) -> Line {
    let (counts, memory, history) = (monitor.counts(), memory::newest(), monitor.history().usage());
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
        json!(memory.pressure.level.name()),
        json!(history.used_pages + history.free_pages),
        json!(history.page_limit),
        json!(history.reason.name()),
        json!(history.bytes),
        json!(counts.cleanups),
        json!(counts.cleanup_bytes),
    ]
}

/// The line as it is written.
pub fn written(line: &Line, format: LogFormat) -> String {
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
