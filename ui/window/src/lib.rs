//! vizia in a host's window: nice-plug's `Editor` on baseview, drawn in memory, shown by softbuffer.
//!
//! ```text
//! the host's thread                          the window's thread
//! ─────────────────                          ───────────────────
//! WindowEditor  ── spawn ──────────────────► Handler   what baseview calls; panics end here
//! WindowHandle  ── resize, show, hide ─────►   Scene     what happens in a window, and when
//!      ▲           (baseview's requests)         ├ Events    mouse and keyboard, for vizia
//!      │                                         ├ Drawing     vizia: events in, pixels out
//!      └── Link: a few atomics, wishes ◄──────┤  │   └ Content   the plug-in's views
//!          and keys, both ways                   ├ Presenter the pixels' way to the window
//!                                                └ Desktop   what baseview doesn't tell
//! ```
//!
//! **Threads.** On X11 each window has a thread of its own, which baseview starts and joins; on Windows and macOS the
//! window lives on the host's thread. A [`Content`] is made, used and dropped on the window's thread. The audio thread
//! is no part of this: a content reads atomics in its [`update`](Content::update), and changes parameters through
//! the [`Host`]. Several contents may share a thread and with it vizia's queue of views to be rebuilt, so each changes
//! its signals only inside its own `update` and event handlers, and what they queue is worked off before anything else
//! runs.
//!
//! **The life of a window.** [`WindowEditor`] makes it, unseen and without a parent. The host gives it one and shows
//! it. From then on the content is asked for news 30 times a second, or 10 after a second without any; what it changes
//! is drawn at the next frame, and where it changes nothing, nothing is drawn. Four times a second the window looks
//! whether it can be seen; while not, it neither asks nor draws. Dropping what `spawn` gave closes it: the content
//! first (gestures end), then vizia with the clipboard's thread, then the window. [`WindowSize`] outlives it.
//!
//! **Sizes** are logical pixels inside and the system's towards the host. The host resizes through the handle; the
//! content asks the host, which may refuse ([`Host::resize`]).
//!
//! **Keys** are for the host unless a text field is being edited, a view consumes the event, or the user goes through
//! the views by tab. On X11 baseview keeps what its handler ignores, so those keys are sent on to the window around.
//!
//! **Failures.** A panic in a content or in vizia costs the content: the window says so and stays, the audio goes on,
//! and the next opening starts anew.
//!
//! [`Screen`] is a content without a window, for tests, pictures and benchmarks.

mod clipboard;
mod content;
mod desktop;
mod drawing;
mod editor;
mod events;
mod fault;
mod gesture;
mod handle;
mod handler;
mod host;
mod input;
mod link;
mod offscreen;
mod param;
mod present;
mod scene;
mod size;
mod threads;

pub use content::Content;
pub use drawing::SizeError;
pub use editor::WindowEditor;
pub use gesture::{DRAG_RANGE, Drag};
pub use handle::{OpenWindow, WindowHandle};
pub use host::{Asked, Host, RecordingHost};
pub use offscreen::{Picture, Screen};
pub use param::ParamHandle;
pub use size::{Limits, WindowSize};
