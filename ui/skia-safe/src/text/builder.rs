//! Building a paragraph.

use crate::text::styled::StyledText;
use crate::text::{FontCollection, Paragraph, ParagraphStyle, TextStyle};
use std::fmt;

/// Collects text for a [`Paragraph`].
pub struct ParagraphBuilder {
    style: ParagraphStyle,
    fonts: FontCollection,
    text: StyledText,
    stack: Vec<usize>,
}

impl fmt::Debug for ParagraphBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ParagraphBuilder").field("text", &self.text.text).finish_non_exhaustive()
    }
}

impl ParagraphBuilder {
    /// A paragraph without text yet.
    pub fn new(style: &ParagraphStyle, font_collection: impl Into<FontCollection>) -> Self {
        let text = StyledText { styles: vec![TextStyle::default()], ..StyledText::default() };
        Self { style: style.clone(), fonts: font_collection.into(), text, stack: Vec::new() }
    }

    /// Sets how text looks that is added next.
    pub fn push_style(&mut self, style: &TextStyle) -> &mut Self {
        self.stack.push(self.text.styles.len());
        self.text.styles.push(style.clone());
        self
    }

    /// Back to how text looked before.
    pub fn pop(&mut self) -> &mut Self {
        self.stack.pop();
        self
    }

    /// Adds text.
    pub fn add_text(&mut self, text: impl AsRef<str>) -> &mut Self {
        let from = self.text.text.len();
        self.text.text.push_str(text.as_ref());
        let style = self.stack.last().copied().unwrap_or(0);
        self.text.spans.push((from..self.text.text.len(), style));
        self
    }

    /// The text so far.
    pub fn get_text(&mut self) -> &str {
        &self.text.text
    }

    /// Forgets text and styles.
    pub fn reset(&mut self) {
        self.stack.clear();
        self.text = StyledText { styles: vec![TextStyle::default()], ..StyledText::default() };
    }

    /// The paragraph, still to be laid out. The builder is empty afterwards.
    pub fn build(&mut self) -> Paragraph {
        let text = std::mem::take(&mut self.text);
        self.reset();
        Paragraph::new(self.style.clone(), self.fonts.fonts(), text)
    }
}
