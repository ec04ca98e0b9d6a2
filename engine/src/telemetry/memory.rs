//! What memory the loaded module takes.

use strum::VariantArray;

use super::{Growth, Stalled};
use crate::record::Pressure;

/// Whose work it is that allocates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, VariantArray)]
pub enum Role {
    /// Our part of the audio callback.
    Audio,
    /// The threads that run the model.
    Worker,
    /// The threads of OSC and the session log.
    Outside,
    /// All others: the host's main thread, the window.
    #[default]
    Other,
}

impl Role {
    /// All of them, in the order of [`Memory::allocations`].
    pub const ALL: &'static [Self] = Self::VARIANTS;
    /// How many they are.
    pub const COUNT: usize = Self::VARIANTS.len();
}

/// What memory the loaded module takes, for all of its instances.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Memory {
    /// Bytes that are allocated now, with the pages of all histories.
    pub bytes_in_use: u64,
    /// The most that ever were at a time.
    pub peak_bytes: u64,
    /// How fast they grow; none before it was watched for a minute.
    pub growth: Option<Growth>,
    /// Bytes of the whole process, the host's too, that lie in memory; none where the system doesn't say.
    pub resident_bytes: Option<u64>,
    /// How scarce memory is.
    pub pressure: Pressure,
    /// How long work waited for memory, as the system tells it; none where it doesn't.
    pub stalled: Option<Stalled>,
    /// Bytes that the user allows, if they do.
    pub budget: Option<u64>,
    /// Allocations so far, by [`Role`].
    pub allocations: [u64; Role::COUNT],
    /// Those of the last seconds, a second; none before the second look.
    pub allocations_per_second: Option<[f64; Role::COUNT]>,
}
