//! How many pages a history may have, and why.

use std::ops::AddAssign;

/// The most while memory is very scarce; of a history that is cleared as many wait until house is kept.
pub(super) const MIN_PAGES: usize = 3;
/// The most while memory is scarce: 40 to 50 minutes.
const SCARCE_PAGES: usize = 5;
/// Pages that hold an hour even while the newest of them is nearly empty.
pub(super) const HOUR_PAGES: usize = 7;
/// More pages are never there.
pub(super) const MAX_PAGES: usize = 10;

/// How scarce memory is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum PressureLevel {
    /// There is enough.
    #[default]
    None,
    /// Work waits for memory now and then, or most of the budget is used.
    Moderate,
    /// Little else goes on, or the budget is used up.
    Critical,
}

impl PressureLevel {
    /// The name that reports carry: *none*, *moderate* or *critical*.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Moderate => "moderate",
            Self::Critical => "critical",
        }
    }

    /// The most pages of a history that nobody looks back in.
    pub fn pages(self) -> usize {
        match self {
            Self::None => HOUR_PAGES,
            Self::Moderate => SCARCE_PAGES,
            Self::Critical => MIN_PAGES,
        }
    }
}

/// Who says that memory is scarce.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PressureSource {
    /// The system, of the whole machine.
    #[default]
    System,
    /// The user, by a budget for the plug-in.
    Budget,
}

/// How scarce memory is, and who says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pressure {
    /// How scarce.
    pub level: PressureLevel,
    /// Who says so, if it is.
    pub source: PressureSource,
}

/// Why a history may have as many pages as it may.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PoolReason {
    /// The last hour is kept.
    #[default]
    Hour,
    /// Somebody looks at a time that stands still: what is shown is not to go meanwhile.
    HeldView,
    /// Memory is scarce on the machine.
    Pressure,
    /// The user's budget is used, or nearly.
    Budget,
}

impl PoolReason {
    /// The name that reports carry: *an hour*, *held view*, *pressure* or *budget*.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hour => "an hour",
            Self::HeldView => "held view",
            Self::Pressure => "pressure",
            Self::Budget => "budget",
        }
    }
}

/// What was given back to the system.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GivenBack {
    /// Pages of history.
    pub pages: usize,
    /// Bytes that had been written to.
    pub bytes: usize,
}

impl AddAssign for GivenBack {
    fn add_assign(&mut self, other: Self) {
        (self.pages, self.bytes) = (self.pages + other.pages, self.bytes + other.bytes);
    }
}

/// What speaks for more pages or fewer.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Demand {
    pub pressure: Pressure,
    /// How many look at a time that stands still.
    pub holders: usize,
}

impl Demand {
    /// The most pages, and why.
    pub fn limit(self) -> (usize, PoolReason) {
        let Pressure { level, source } = self.pressure;
        match (level, source) {
            (PressureLevel::None, _) if self.holders > 0 => (MAX_PAGES, PoolReason::HeldView),
            (PressureLevel::None, _) => (level.pages(), PoolReason::Hour),
            (_, PressureSource::System) => (level.pages(), PoolReason::Pressure),
            (_, PressureSource::Budget) => (level.pages(), PoolReason::Budget),
        }
    }
}
