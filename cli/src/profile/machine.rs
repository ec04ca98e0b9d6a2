//! Where it was measured.

use std::thread;

use serde::{Deserialize, Serialize};

use crate::system;

/// The machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    /// The processor's name, as the system tells it.
    pub processor: String,
    /// Cores that this program may use.
    pub cores: usize,
    /// The system and its version.
    pub system: String,
}

impl Machine {
    /// This one.
    pub fn here() -> Self {
        let unnamed = || format!("unnamed, {}", std::env::consts::ARCH);
        Self {
            processor: system::processor().unwrap_or_else(unnamed),
            cores: thread::available_parallelism().map_or(1, usize::from),
            system: system::system().unwrap_or_else(|| std::env::consts::OS.to_owned()),
        }
    }
}
