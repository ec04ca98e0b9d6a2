//! The mood sections, each with its colour and its name.

use super::{
    layout::{Layout, clock},
    palette,
    svg::{Anchor, Font, Svg, text_width},
};
use crate::sections::MoodSection;

const SIZE: f64 = 14.0;
/// Between neighbours, in pixels.
const GAP: f64 = 2.0;

pub fn draw(svg: &mut Svg, layout: &Layout, sections: &[MoodSection]) {
    let font = Font { size: 14.0, weight: 600, colour: palette::TEXT, anchor: Anchor::Start };
    let middle = (layout.ribbon.top + layout.ribbon.bottom) / 2.0 + 5.0;
    svg.text([layout.right + 12.0, middle], font, "mood");
    for section in sections {
        let name = section.class.map_or("silence", |class| class.name());
        let described = format!("{name}, {} to {}", clock(section.start), clock(section.end));
        svg.described(&described, |svg| draw_section(svg, layout, section, name));
    }
}

fn draw_section(svg: &mut Svg, layout: &Layout, section: &MoodSection, name: &str) {
    let (x, end) = (layout.x(section.start), layout.x(section.end));
    let width = (end - x - GAP).max(1.0);
    let (y, height) = (layout.ribbon.top, layout.ribbon.bottom - layout.ribbon.top);
    let colour = match section.class {
        Some(class) => {
            svg.rect([x, y, width, height], 5.0, palette::class(class), "");
            palette::ON_CLASS
        }
        None => {
            let dashed = format!("stroke=\"{}\" stroke-dasharray=\"4 4\"", palette::GRID_STRONG);
            svg.rect([x, y + 0.5, width, height - 1.0], 5.0, "none", &dashed);
            palette::MUTED
        }
    };
    let weight = if section.class.is_some() { 650 } else { 400 };
    let font = Font { size: SIZE, weight, colour, anchor: Anchor::Middle };
    if let Some(label) = label(name, width - 8.0) {
        svg.text([x + width / 2.0, y + height / 2.0 + 5.0], font, label);
    }
}

/// The name, or its first three letters, or its first one: each class has its own.
fn label(name: &str, width: f64) -> Option<&str> {
    [name, &name[..3], &name[..1]].into_iter().find(|label| text_width(label, SIZE) * 1.08 <= width)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use engine::mood::MoodClass;

    use super::*;

    #[test]
    fn a_name_becomes_short_before_it_goes() {
        assert_eq!(label("Melancholic", 200.0), Some("Melancholic"));
        assert_eq!(label("Melancholic", 40.0), Some("Mel"));
        assert_eq!(label("Melancholic", 12.0), Some("M"));
        assert_eq!(label("Melancholic", 3.0), None);
    }

    #[test]
    fn classes_differ_in_their_first_letter_and_colour() {
        let letters: HashSet<_> = MoodClass::ALL.map(|class| &class.name()[..1]).into();
        let colours: HashSet<_> = MoodClass::ALL.map(palette::class).into();
        assert_eq!((letters.len(), colours.len()), (6, 6));
    }
}
