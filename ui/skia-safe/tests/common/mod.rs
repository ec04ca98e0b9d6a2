//! Fonts and paragraphs for tests.
#![allow(clippy::unwrap_used, dead_code, missing_docs)]

use skia_safe::textlayout::{
    FontCollection, Paragraph, ParagraphBuilder, ParagraphStyle, TextAlign, TextStyle, TypefaceFontProvider,
};
use skia_safe::{Color, FontMgr, Paint};

pub const PROSE: &str =
    "The quick brown fox jumps over the lazy dog, and 0123456789 figures follow: (AVATAR) “Ty”.";
pub const HEBREW: &str = "שלום עולם";

const INTER: &[u8] = include_bytes!("../fonts/Inter-Regular.ttf");
const NOTO: &[u8] = include_bytes!("../fonts/NotoSansHebrew-Regular.ttf");

pub fn fonts() -> FontCollection {
    let mut provider = TypefaceFontProvider::new();
    let manager = FontMgr::default();
    for (bytes, family) in [(INTER, "Inter"), (NOTO, "Noto Sans Hebrew")] {
        let typeface = manager.new_from_data(bytes, None).unwrap();
        provider.register_typeface(typeface, Some(family));
    }
    let mut fonts = FontCollection::new();
    fonts.set_asset_font_manager(Some(provider.into()));
    fonts
}

thread_local! {
    static FONTS: FontCollection = fonts();
}

pub fn styled(style: &ParagraphStyle, text: &str, size: f32, color: Color) -> Paragraph {
    let mut look = TextStyle::new();
    let mut paint = Paint::default();
    paint.set_color(color).set_anti_alias(true);
    look.set_font_families(&["Inter", "Noto Sans Hebrew"]);
    look.set_font_size(size).set_foreground_paint(&paint);
    FONTS.with(|fonts| ParagraphBuilder::new(style, fonts).push_style(&look).add_text(text).build())
}

pub fn paragraph(text: &str, size: f32, color: Color, align: TextAlign) -> Paragraph {
    let mut style = ParagraphStyle::new();
    style.set_text_align(align);
    styled(&style, text, size, color)
}
