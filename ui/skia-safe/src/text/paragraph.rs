//! Paragraphs: shaping and breaking into lines.

use crate::text::fonts::Fonts;
use crate::text::lines::Lines;
use crate::text::styled::{Ink, StyledText};
use crate::text::{ParagraphStyle, Slant, TextAlign, TextDirection, TextStyle};
use parley::fontique::GenericFamily;
use parley::setting::Tag;
use parley::{
    Alignment, AlignmentOptions, FontFamily, FontFamilyName, FontVariation, FontVariations, FontWeight,
    FontWidth, Layout, OverflowWrap, StyleProperty,
};
use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;
use std::ops::Range;
use std::rc::Rc;

/// Wider than any screen: as wide as it gets.
const UNLIMITED: f32 = 1e8;

/// Text that was shaped, to be laid out to a width and drawn.
///
/// What is asked by index or position ([`Self::get_rects_for_range`] and others) is answered for the whole text, also
/// where an ellipsis stands for some of it.
pub struct Paragraph {
    pub(super) style: ParagraphStyle,
    pub(super) text: StyledText,
    pub(super) lines: Lines,
    /// What is shown instead when some of the text doesn't fit.
    short: Option<Lines>,
    fonts: Rc<RefCell<Fonts>>,
    width: f32,
    /// The narrowest and the widest that it gets.
    intrinsic: (f32, f32),
}

impl fmt::Debug for Paragraph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Paragraph")
            .field("text", &self.text.text)
            .field("height", &self.height())
            .field("longest_line", &self.longest_line())
            .finish_non_exhaustive()
    }
}

impl Paragraph {
    pub(super) fn new(style: ParagraphStyle, fonts: Rc<RefCell<Fonts>>, text: StyledText) -> Self {
        let mut paragraph = Self {
            style,
            text,
            lines: Lines::default(),
            short: None,
            fonts,
            width: 0.0,
            intrinsic: (0.0, 0.0),
        };
        let layout = paragraph.shape(&paragraph.text.text, &paragraph.text.spans);
        let widths = layout.calculate_content_widths();
        paragraph.intrinsic = (widths.min, widths.max);
        paragraph.lines = Lines::new(layout);
        paragraph
    }

    fn shape(&self, text: &str, spans: &[(Range<usize>, usize)]) -> Layout<Ink> {
        let Fonts { context, layout } = &mut *self.fonts.borrow_mut();
        let mut builder = layout.ranged_builder(context, text, 1.0, false);
        builder.set_base_direction(match self.style.direction {
            TextDirection::LTR => parley::BaseDirection::Ltr,
            TextDirection::RTL => parley::BaseDirection::Rtl,
        });
        // parley makes each line as high as the builder's own style needs; the smallest does no harm.
        let used = spans.iter().filter_map(|(_, index)| self.text.styles.get(*index));
        if let Some(smallest) = used.min_by(|a, b| a.size.total_cmp(&b.size)) {
            properties(smallest).for_each(|p| builder.push_default(p));
        }
        for (range, index) in spans {
            if let Some(style) = self.text.styles.get(*index) {
                properties(style).for_each(|p| builder.push(p, range.clone()));
                builder.push(StyleProperty::Brush(Ink(*index)), range.clone());
            }
        }
        builder.build(text)
    }

    fn arrange(&self, mut layout: Layout<Ink>) -> Lines {
        layout.break_all_lines((self.width < UNLIMITED).then_some(self.width));
        let alignment = match self.style.align {
            TextAlign::Left => Alignment::Left,
            TextAlign::Right => Alignment::Right,
            TextAlign::Center => Alignment::Center,
            TextAlign::Justify => Alignment::Justify,
            TextAlign::Start => Alignment::Start,
            TextAlign::End => Alignment::End,
        };
        layout.align(alignment, AlignmentOptions::default());
        Lines::new(layout)
    }

    /// Breaks the text into lines of this width at most.
    pub fn layout(&mut self, width: f32) {
        self.width = if width.is_nan() { 0.0 } else { width.clamp(0.0, UNLIMITED) };
        let lines = std::mem::take(&mut self.lines);
        self.lines = self.arrange(lines.layout);
        let one = (!self.style.ellipsis.is_empty()).then_some(1);
        self.short = match self.style.max_lines.or(one) {
            Some(lines) if self.lines.layout.len() > lines => Some(self.shorten(lines)),
            _ => None,
        };
    }

    /// As much of the text as goes into so many lines, and the ellipsis.
    fn shorten(&self, lines: usize) -> Lines {
        let text = &self.text.text;
        // Text up to the end of the last line that is shown, then less and less until the ellipsis fits as well.
        let limit = lines
            .checked_sub(1)
            .and_then(|last| self.lines.layout.get(last))
            .map_or(0, |l| l.text_range().end);
        let ends: Vec<usize> = text[..limit].char_indices().map(|(at, _)| at).chain([limit]).collect();
        let fits = |end: &usize| {
            let short = self.shortened(*end);
            (short.layout.len() <= lines.max(1)).then_some(short)
        };
        // What fits is found by halving, since every try shapes the text anew.
        let (mut low, mut high) = (0, ends.len() - 1);
        let mut best = None;
        if let Some(short) = fits(&ends[high]) {
            return short;
        }
        while low < high {
            let middle = (low + high) / 2;
            match fits(&ends[middle]) {
                Some(short) => {
                    best = Some(short);
                    low = middle + 1;
                }
                None => high = middle,
            }
        }
        best.unwrap_or_else(|| self.shortened(0))
    }

    /// The text up to `end`, and the ellipsis, laid out.
    fn shortened(&self, end: usize) -> Lines {
        let kept = self.text.text[..end].trim_end();
        let text = format!("{kept}{}", self.style.ellipsis);
        let clip = |(range, style): &(Range<usize>, usize)| (range.start..range.end.min(kept.len()), *style);
        let mut spans: Vec<_> = self.text.spans.iter().map(clip).filter(|(r, _)| r.start < r.end).collect();
        match spans.last_mut() {
            Some((range, _)) => range.end = text.len(),
            None => spans.extend(self.text.spans.first().map(|(_, style)| (0..text.len(), *style))),
        }
        self.arrange(self.shape(&text, &spans))
    }

    /// What is drawn.
    pub(super) fn shown(&self) -> &Lines {
        self.short.as_ref().unwrap_or(&self.lines)
    }

    /// The width that it was laid out to.
    pub fn max_width(&self) -> f32 {
        self.width
    }

    /// Of all lines that are shown.
    pub fn height(&self) -> f32 {
        self.shown().height()
    }

    /// The width of the longest line that is shown.
    pub fn longest_line(&self) -> f32 {
        self.shown().layout.width()
    }

    /// The width of the longest word.
    pub fn min_intrinsic_width(&self) -> f32 {
        self.intrinsic.0
    }

    /// The width without any line break that isn't in the text.
    pub fn max_intrinsic_width(&self) -> f32 {
        self.intrinsic.1
    }

    /// Where the letters of the first line stand.
    pub fn alphabetic_baseline(&self) -> f32 {
        self.shown().line(0).baseline
    }

    /// Whether some of the text isn't shown.
    pub fn did_exceed_max_lines(&self) -> bool {
        self.short.is_some()
    }

    /// How many lines are shown.
    pub fn line_number(&self) -> usize {
        self.shown().layout.len()
    }
}

/// A style as parley has it.
fn properties(style: &TextStyle) -> impl Iterator<Item = StyleProperty<'static, Ink>> {
    let family = |name: &String| match GenericFamily::parse(name) {
        Some(generic) => FontFamilyName::Generic(generic),
        None => FontFamilyName::Named(Cow::Owned(name.clone())),
    };
    let any = FontFamilyName::Generic(GenericFamily::SansSerif);
    let families: Vec<_> = style.families.iter().map(family).chain([any]).collect();
    let size = if style.size.is_finite() { style.size.clamp(0.0, 10_000.0) } else { 0.0 };
    let slant = match style.font.slant() {
        Slant::Upright => parley::FontStyle::Normal,
        Slant::Italic => parley::FontStyle::Italic,
        Slant::Oblique => parley::FontStyle::Oblique(None),
    };
    let axis = |c: &super::Coordinate| FontVariation::new(Tag::new(&c.axis.to_be_bytes()), c.value);
    let axes: Vec<_> = style.axes.iter().map(axis).collect();
    [
        StyleProperty::FontFamily(FontFamily::List(Cow::Owned(families))),
        StyleProperty::FontSize(size),
        StyleProperty::FontWeight(FontWeight::new(*style.font.weight() as f32)),
        StyleProperty::FontWidth(FontWidth::from_ratio(style.font.width().ratio())),
        StyleProperty::FontStyle(slant),
        // As Skia does it: a word that is too long for a line is broken.
        StyleProperty::OverflowWrap(OverflowWrap::BreakWord),
        StyleProperty::FontVariations(FontVariations::List(Cow::Owned(axes))),
    ]
    .into_iter()
}
