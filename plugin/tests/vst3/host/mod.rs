//! A small VST3 host: loads the real bundle, leads one object through its life in any order, and keeps all that the
//! plug-in says to it.

mod frame;
mod handler;
mod lists;
mod module;
mod play;
mod plugin;
mod stream;

pub use frame::Window;
pub use handler::{Asked, Handler};
pub use module::Host;
pub use play::{Change, NOTHING, Print, Take, bus};
pub use plugin::{Plugin, Setup, utf16};
