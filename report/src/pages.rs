//! How scarce memory is, and what the history makes of it.

use engine::{
    record::{HistoryUsage, PressureLevel, PressureSource},
    telemetry::{Memory, Stalled},
};
use serde::{Deserialize, Serialize};

/// [`HistoryUsage`]: the pages of an instance's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "HistoryUsage defines each field")]
pub struct HistoryReport {
    pub entries: u64,
    pub used_pages: u64,
    pub free_pages: u64,
    pub bytes: u64,
    pub page_limit: u64,
    /// [Name](engine::record::PoolReason::name) of the reason for that limit.
    pub reason: String,
}

impl From<HistoryUsage> for HistoryReport {
    fn from(usage: HistoryUsage) -> Self {
        let HistoryUsage { entries, used_pages, free_pages, bytes, page_limit, reason } = usage;
        let [entries, used_pages, free_pages, bytes, page_limit] =
            [entries, used_pages, free_pages, bytes, page_limit].map(|count| count as u64);
        Self { entries, used_pages, free_pages, bytes, page_limit, reason: reason.name().to_owned() }
    }
}

/// How scarce memory is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PressureReport {
    /// [Name](PressureLevel::name) of the level.
    pub level: String,
    /// Who says that it is scarce, *system* or *budget*; none if it isn't.
    pub source: Option<String>,
    /// Percent of the last ten seconds in which some work waited for memory; none where the system doesn't say.
    pub some_stalled: Option<f64>,
    /// Percent of the last ten seconds in which all work did.
    pub full_stalled: Option<f64>,
    /// Bytes that the user allows, if they do.
    pub budget_bytes: Option<u64>,
    /// Why what the user allows isn't followed, if it isn't.
    #[serde(default)]
    pub budget_refusal: Option<String>,
}

impl From<&Memory> for PressureReport {
    fn from(memory: &Memory) -> Self {
        let Memory { pressure, stalled, budget, .. } = *memory;
        let source = match pressure.source {
            PressureSource::System => "system",
            PressureSource::Budget => "budget",
        };
        Self {
            level: pressure.level.name().to_owned(),
            source: (pressure.level != PressureLevel::None).then(|| source.to_owned()),
            some_stalled: stalled.map(|Stalled { some, .. }| some),
            full_stalled: stalled.map(|Stalled { full, .. }| full),
            budget_bytes: budget,
            budget_refusal: None,
        }
    }
}
