//! The editor, drawn to memory from moods that nobody has heard: what is seen, and what a user's hands do.

mod hands;
mod pictures;
mod shown;
