//! What keeps the audio thread safe: nothing of ours [allocates](allocator) there, no panic gets out of a
//! [callback](guard), and [`faults`] keeps those that were caught. [`memory`] watches what the allocator counts, and by
//! way of [`pressure`] whether memory is scarce.

pub mod allocator;
pub mod faults;
pub mod guard;
pub mod memory;
pub mod pressure;
