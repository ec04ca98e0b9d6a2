//! What a history tells.

use super::pool::{Demand, PoolReason};
use crate::mood::Update;

/// One update, and when it was.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// Rises by one from update to update as long as the instance lives.
    pub index: u64,
    /// Rises by one whenever a stream begins anew and `update.hops` with it: with a reset, and with the first sound
    /// after a silence.
    pub generation: u32,
    /// What was detected.
    pub update: Update,
    /// Seconds of audio that this instance has heard in all its streams, up to the end of this update's audio.
    /// Never falls.
    pub elapsed_seconds: f64,
    /// Where this update's audio ends on the host's timeline, in seconds; none while the host's transport stands
    /// still, or if the host says nothing of it.
    pub host_seconds: Option<f64>,
}

/// How much memory a [`History`](super::History) uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HistoryUsage {
    /// Updates that are kept.
    pub entries: usize,
    /// Pages that they fill.
    pub used_pages: usize,
    /// Pages that wait for use.
    pub free_pages: usize,
    /// Bytes of all pages.
    pub bytes: usize,
    /// The most pages that there may be now.
    pub page_limit: usize,
    /// Why that many.
    pub reason: PoolReason,
}

/// That of a history that has nothing.
impl Default for HistoryUsage {
    fn default() -> Self {
        let (page_limit, reason) = Demand::default().limit();
        Self { entries: 0, used_pages: 0, free_pages: 0, bytes: 0, page_limit, reason }
    }
}
