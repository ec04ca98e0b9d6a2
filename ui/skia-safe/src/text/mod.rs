//! Fonts, paragraphs and their drawing, over parley (shaping, line breaking) and skrifa (outlines).

mod boxes;
mod builder;
mod contrast;
mod draw;
mod font_arguments;
mod font_style;
mod fonts;
mod glyphs;
mod lines;
mod paragraph;
mod query;
mod style;
mod styled;

pub use boxes::{
    Affinity, GlyphClusterInfo, LineMetrics, PositionWithAffinity, RectHeightStyle, RectWidthStyle, TextBox,
};
pub use builder::ParagraphBuilder;
pub use font_arguments::{Coordinate, FontArguments, FourByteTag, VariationPosition};
pub use font_style::{FontStyle, Slant, Weight, Width};
pub use fonts::{FontCollection, FontMgr, Typeface, TypefaceFontProvider};
pub use paragraph::Paragraph;
pub use style::{ParagraphStyle, TextAlign, TextDecoration, TextDecorationStyle, TextDirection, TextStyle};
