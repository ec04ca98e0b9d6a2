//! vizia in a host's window.
