//! The numbers that say who can read a state.

use nice_plug::params::persist::PersistentField;

/// The format that this version writes, whose rules are in [`state`](crate::session::state). Older ones are migrated.
pub const FORMAT: u32 = 2;

/// The oldest format whose reader understands what this version writes.
pub const READS_FROM: u32 = 1;
const _: () = assert!(1 <= READS_FROM && READS_FROM <= FORMAT);

/// Puts a number into every state that is saved, whatever was loaded before.
#[derive(Clone, Copy, Debug)]
pub struct Fixed(pub(super) u32);

impl PersistentField<'_, u32> for Fixed {
    fn set(&self, _loaded: u32) {}

    fn map<F: Fn(&u32) -> R, R>(&self, f: F) -> R {
        f(&self.0)
    }
}
