//! Spans of what runs when: nothing at all without the feature `trace`.
//!
//! With it each is a span of `tracing`, which allocates on the audio thread too: for developers, never for a release.
//! The plug-in writes them where `AI_MIXTAPES_TRACE` says.

/// A span that has begun; it ends where this is dropped.
#[cfg(feature = "trace")]
#[doc(hidden)]
pub struct Begun(Option<tracing::span::EnteredSpan>);

#[cfg(feature = "trace")]
#[doc(hidden)]
pub use tracing;

#[cfg(feature = "trace")]
impl Begun {
    #[doc(hidden)]
    pub fn new(make: impl FnOnce() -> tracing::Span) -> Self {
        Self(Some(assert_no_alloc::permit_alloc(|| make().entered())))
    }
}

#[cfg(feature = "trace")]
impl Drop for Begun {
    fn drop(&mut self) {
        assert_no_alloc::permit_alloc(|| drop(self.0.take()));
    }
}

/// A span, from here to the end of the block of code around it.
#[cfg(feature = "trace")]
#[macro_export]
macro_rules! span {
    ($name:literal) => {
        let _span = $crate::trace::Begun::new(|| $crate::trace::tracing::trace_span!($name));
    };
}

/// A span, from here to the end of the block of code around it.
#[cfg(not(feature = "trace"))]
#[macro_export]
macro_rules! span {
    ($name:literal) => {};
}
