//! What was heard: the [history](History) of an instance's updates, and [tables](table) of them.

mod export;
mod history;
pub mod table;

pub use export::write_history;
pub use history::{
    Entry, GivenBack, History, HistoryUsage, PoolReason, Pressure, PressureLevel, PressureSource,
    count_pages_with,
};
