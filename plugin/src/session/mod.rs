//! What a session keeps: the [parameters](params) that the user can set, the [routing], what goes [outside], how the
//! [editor](settings) looks, and what was [frozen]; and how a [state] is written, as [json], and read again.

pub mod frozen;
pub mod json;
pub mod outside;
pub mod params;
pub mod routing;
pub mod settings;
pub mod state;
