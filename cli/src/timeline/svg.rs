//! Writing SVG: a few shapes, and nothing that could break the file.

use std::fmt::{Display, Write};

/// Fonts that are there on some system or other.
const FONTS: &str = "Inter, 'Segoe UI', 'Helvetica Neue', Helvetica, Arial, 'DejaVu Sans', sans-serif";

/// A picture that is being written.
pub struct Svg {
    text: String,
}

/// Where a text's position is in it.
#[derive(Clone, Copy, Debug)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub struct Font {
    pub size: f64,
    pub weight: u16,
    pub colour: &'static str,
    pub anchor: Anchor,
}

impl Svg {
    /// An empty picture of this size in pixels; `title` is for those who can't see it.
    pub fn new(width: f64, height: f64, title: &str) -> Self {
        let mut svg = Self { text: String::new() };
        svg.push(format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
             height=\"{height}\" role=\"img\" font-family=\"{FONTS}\">"
        ));
        svg.push(format_args!("<title>{}</title>", escape(title)));
        svg
    }

    /// A filled rectangle with corners of this radius; `attributes` are added as they are.
    pub fn rect(&mut self, [x, y, width, height]: [f64; 4], radius: f64, fill: &str, attributes: &str) {
        self.push(format_args!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"{radius}\" \
             fill=\"{fill}\" {attributes}/>"
        ));
    }

    /// A straight line.
    pub fn line(&mut self, [x1, y1, x2, y2]: [f64; 4], colour: &str, attributes: &str) {
        self.push(format_args!(
            "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke=\"{colour}\" {attributes}/>"
        ));
    }

    /// A line through all points.
    pub fn polyline(&mut self, points: &[[f64; 2]], colour: &str, attributes: &str) {
        let points = coordinates(points);
        self.push(format_args!(
            "<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\" stroke-linejoin=\"round\" \
             stroke-linecap=\"round\" {attributes}/>"
        ));
    }

    /// A filled area within all points.
    pub fn polygon(&mut self, points: &[[f64; 2]], fill: &str, attributes: &str) {
        let points = coordinates(points);
        self.push(format_args!("<polygon points=\"{points}\" fill=\"{fill}\" {attributes}/>"));
    }

    /// A line of text with its baseline at `y`.
    pub fn text(&mut self, [x, y]: [f64; 2], font: Font, text: &str) {
        let Font { size, weight, colour, anchor } = font;
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let text = escape(text);
        self.push(format_args!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\" font-weight=\"{weight}\" fill=\"{colour}\" \
             text-anchor=\"{anchor}\">{text}</text>"
        ));
    }

    /// What `draw` draws becomes one thing, with a description that shows under the pointer.
    pub fn described(&mut self, description: &str, draw: impl FnOnce(&mut Self)) {
        self.push(format_args!("<g><title>{}</title>", escape(description)));
        draw(self);
        self.push("</g>");
    }

    /// The file.
    pub fn finish(mut self) -> String {
        self.push("</svg>");
        self.text
    }

    fn push(&mut self, line: impl Display) {
        writeln!(self.text, "{line}").expect("a string takes all that is written");
    }
}

/// How wide a text is, about.
pub fn text_width(text: &str, size: f64) -> f64 {
    text.chars().map(|character| if character.is_ascii() { 0.57 } else { 0.8 }).sum::<f64>() * size
}

/// As much of the text as fits, with an ellipsis where something is missing; nothing if not even three letters
/// fit.
pub fn fitting(text: &str, size: f64, width: f64) -> Option<String> {
    if text_width(text, size) <= width {
        return Some(text.to_owned());
    }
    let characters: Vec<char> = text.chars().collect();
    (3..characters.len()).rev().find_map(|count| {
        let cut: String = characters[..count].iter().collect::<String>().trim_end().to_owned() + "…";
        (text_width(&cut, size) <= width).then_some(cut)
    })
}

fn coordinates(points: &[[f64; 2]]) -> String {
    let points: Vec<_> = points.iter().map(|[x, y]| format!("{x:.1},{y:.1}")).collect();
    points.join(" ")
}

/// Text as XML wants it; characters that XML can't hold are replaced.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            control if control.is_control() => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_can_not_break_the_file() {
        assert_eq!(escape("a<b>&\"c'\u{0}\n"), "a&lt;b&gt;&amp;&quot;c&apos;\u{fffd}\u{fffd}");
        assert_eq!(escape("Motörhead – 音"), "Motörhead – 音");
    }

    #[test]
    fn long_text_is_cut_to_fit() {
        assert_eq!(fitting("piano", 10.0, 100.0).as_deref(), Some("piano"));
        let cut = fitting("piano and strings", 10.0, 60.0).unwrap();
        assert!(cut.ends_with('…') && text_width(&cut, 10.0) <= 60.0, "{cut}");
        assert_eq!(fitting("piano", 10.0, 10.0), None);
    }
}
