//! How paragraphs and runs of text look.

use crate::color::Color;
use crate::paint::Paint;
use crate::text::{Coordinate, FontArguments, FontStyle};

/// Where lines stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextAlign {
    /// At the left.
    Left,
    /// At the right.
    Right,
    /// In the middle.
    Center,
    /// At both sides.
    Justify,
    /// Where reading starts.
    Start,
    /// Where reading ends.
    End,
}

/// Which way text is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextDirection {
    /// From right to left.
    RTL,
    /// From left to right.
    LTR,
}

/// How a line under, over or through text looks. Always solid here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextDecorationStyle {
    /// One line.
    Solid,
    /// Two lines.
    Double,
    /// Dots.
    Dotted,
    /// Dashes.
    Dashed,
    /// A wave.
    Wavy,
}

bitflags::bitflags! {
    /// Lines under, over and through text.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub struct TextDecoration: u32 {
        /// None.
        const NO_DECORATION = 0;
        /// Under.
        const UNDERLINE = 1;
        /// Over.
        const OVERLINE = 2;
        /// Through.
        const LINE_THROUGH = 4;
    }
}

impl Default for TextDecoration {
    fn default() -> Self {
        Self::NO_DECORATION
    }
}

/// How a paragraph looks.
#[derive(Clone, Debug)]
pub struct ParagraphStyle {
    pub(crate) ellipsis: String,
    pub(crate) max_lines: Option<usize>,
    pub(crate) align: TextAlign,
    pub(crate) direction: TextDirection,
}

impl Default for ParagraphStyle {
    fn default() -> Self {
        let (align, direction) = (TextAlign::Start, TextDirection::LTR);
        Self { ellipsis: String::new(), max_lines: None, align, direction }
    }
}

impl ParagraphStyle {
    /// From left to right, as many lines as it takes.
    pub fn new() -> Self {
        Self::default()
    }

    /// What stands for text that doesn't fit.
    pub fn ellipsis(&self) -> &str {
        &self.ellipsis
    }

    /// Sets what stands for text that doesn't fit. Without a limit of lines, there is one line then.
    pub fn set_ellipsis(&mut self, ellipsis: impl AsRef<str>) -> &mut Self {
        ellipsis.as_ref().clone_into(&mut self.ellipsis);
        self
    }

    /// How many lines are shown at most.
    pub fn max_lines(&self) -> Option<usize> {
        self.max_lines
    }

    /// Sets how many lines are shown at most.
    pub fn set_max_lines(&mut self, lines: impl Into<Option<usize>>) -> &mut Self {
        self.max_lines = lines.into();
        self
    }

    /// Where lines stand.
    pub fn text_align(&self) -> TextAlign {
        self.align
    }

    /// Sets where lines stand.
    pub fn set_text_align(&mut self, align: TextAlign) -> &mut Self {
        self.align = align;
        self
    }

    /// Which way it is read.
    pub fn text_direction(&self) -> TextDirection {
        self.direction
    }

    /// Sets which way it is read.
    pub fn set_text_direction(&mut self, direction: TextDirection) -> &mut Self {
        self.direction = direction;
        self
    }
}

/// How a run of text looks.
#[derive(Clone, Debug)]
pub struct TextStyle {
    pub(crate) families: Vec<String>,
    pub(crate) size: f32,
    pub(crate) font: FontStyle,
    pub(crate) axes: Vec<Coordinate>,
    pub(crate) foreground: Paint,
    pub(crate) background: Option<Paint>,
    pub(crate) decoration: TextDecoration,
    pub(crate) decoration_color: Color,
}

impl Default for TextStyle {
    fn default() -> Self {
        let mut foreground = Paint::default();
        foreground.set_color(Color::WHITE);
        Self {
            families: vec!["sans-serif".into()],
            size: 14.0,
            font: FontStyle::default(),
            axes: Vec::new(),
            foreground,
            background: None,
            decoration: TextDecoration::NO_DECORATION,
            decoration_color: Color::TRANSPARENT,
        }
    }
}

impl TextStyle {
    /// White, in 14 pixels of any sans-serif font.
    pub fn new() -> Self {
        Self::default()
    }

    /// The colour.
    pub fn color(&self) -> Color {
        self.foreground.color()
    }

    /// Sets the colour.
    pub fn set_color(&mut self, color: impl Into<Color>) -> &mut Self {
        self.foreground = Paint::default();
        self.foreground.set_color(color);
        self
    }

    /// Sets what letters are drawn with.
    pub fn set_foreground_paint(&mut self, paint: &Paint) -> &mut Self {
        self.foreground = paint.clone();
        self
    }

    /// Sets what is drawn behind letters.
    pub fn set_background_paint(&mut self, paint: &Paint) -> &mut Self {
        self.background = Some(paint.clone());
        self
    }

    /// Sets which lines are drawn.
    pub fn set_decoration_type(&mut self, decoration: TextDecoration) {
        self.decoration = decoration;
    }

    /// Sets the colour of lines.
    pub fn set_decoration_color(&mut self, color: impl Into<Color>) {
        self.decoration_color = color.into();
    }

    /// The size of letters, in pixels.
    pub fn font_size(&self) -> f32 {
        self.size
    }

    /// Sets the size of letters, in pixels.
    pub fn set_font_size(&mut self, size: f32) -> &mut Self {
        self.size = size;
        self
    }

    /// Sets the families to look in for a font, the first first.
    pub fn set_font_families(&mut self, families: &[impl AsRef<str>]) -> &mut Self {
        self.families = families.iter().map(|f| f.as_ref().to_owned()).collect();
        self
    }

    /// Which font of a family.
    pub fn font_style(&self) -> FontStyle {
        self.font
    }

    /// Sets which font of a family.
    pub fn set_font_style(&mut self, font_style: FontStyle) -> &mut Self {
        self.font = font_style;
        self
    }

    /// Sets where in its design space a variable font is.
    pub fn set_font_arguments<'fa>(&mut self, arguments: impl Into<Option<&'fa FontArguments<'fa, 'fa>>>) {
        self.axes = arguments.into().map(|a| a.axes.to_vec()).unwrap_or_default();
    }
}
