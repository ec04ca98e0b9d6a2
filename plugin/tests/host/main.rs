//! The plug-in in a real host: the bundle is loaded, blocks go through it, and what comes out is looked at.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod audio;
mod calls;
mod misuse;
mod moods;
mod parameters;
mod routing;
mod states;

/// The macros' ids, as sessions and automation know them.
const MACRO_IDS: [u32; 8] =
    [825615486, 825615487, 825615488, 825615489, 825615490, 825615491, 825615492, 825615493];
