//! Text, and how it looks.

use crate::text::TextStyle;
use std::ops::Range;

/// The index of a style in the paragraph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ink(pub usize);

/// Text, and which part of it looks how.
#[derive(Clone, Debug, Default)]
pub(crate) struct StyledText {
    pub text: String,
    pub styles: Vec<TextStyle>,
    /// Parts of the text in bytes, and the index of their style.
    pub spans: Vec<(Range<usize>, usize)>,
}
