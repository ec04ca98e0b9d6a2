//! The card itself, its title and the legend.

use super::{
    content::Timeline,
    layout::Layout,
    palette,
    svg::{Anchor, Font, Svg, fitting, text_width},
};

const TITLE: Font = Font { size: 24.0, weight: 700, colour: palette::TEXT, anchor: Anchor::Start };
const SUBTITLE: Font = Font { size: 14.0, weight: 400, colour: palette::MUTED, anchor: Anchor::Start };
const LEGEND: Font = Font { size: 13.0, weight: 400, colour: palette::MUTED, anchor: Anchor::Start };
/// The room that the legend needs beside the title.
const LEGEND_WIDTH: f64 = 460.0;

pub fn draw(svg: &mut Svg, layout: &Layout, timeline: &Timeline<'_>) {
    let border = format!("stroke=\"{}\"", palette::BORDER);
    svg.rect([0.5, 0.5, layout.width - 1.0, layout.height - 1.0], 16.0, palette::CARD, &border);
    let room = layout.right - layout.left - LEGEND_WIDTH;
    for (y, font, text) in [(50.0, TITLE, timeline.title), (76.0, SUBTITLE, timeline.subtitle)] {
        if let Some(text) = fitting(text, font.size, room) {
            svg.text([layout.left, y], font, &text);
        }
    }
    draw_legend(svg, layout);
}

/// What thick and thin lines are, right-aligned on the line of the title.
fn draw_legend(svg: &mut Svg, layout: &Layout) {
    let mut right = layout.right;
    for (label, style) in [
        ("now: follows within 2 s", "stroke-width=\"1.1\" stroke-opacity=\"0.7\""),
        ("section: follows within 12 s", "stroke-width=\"3\" stroke-linecap=\"round\""),
    ] {
        let left = right - text_width(label, LEGEND.size);
        svg.text([left, 50.0], LEGEND, label);
        svg.line([left - 30.0, 45.5, left - 6.0, 45.5], palette::TEXT, style);
        right = left - 54.0;
    }
}
