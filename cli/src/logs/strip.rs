//! Tension over time, under the picture of the mood and on the same line of time.

use super::{heard::Heard, tally::mood_of};
use crate::timeline::{Anchor, Font, Layout, Svg, palette};

/// In pixels.
const HEIGHT: f64 = 150.0;
/// Where the scale begins and ends.
const TOP: f64 = 24.0;
const BOTTOM: f64 = 126.0;
/// More points than this can't be told apart.
const MOST_POINTS: usize = 2_000;

pub fn draw(heard: &Heard<'_>) -> String {
    let layout = Layout::new(heard.seconds, false);
    let mut svg = Svg::new(layout.width, HEIGHT, "Tension");
    let border = format!("stroke=\"{}\"", palette::BORDER);
    svg.rect([0.5, 0.5, layout.width - 1.0, HEIGHT - 1.0], 16.0, palette::CARD, &border);
    svg.rect([layout.left, TOP, layout.right - layout.left, BOTTOM - TOP], 6.0, palette::PANEL, "");
    let y = |value: f32| (TOP + BOTTOM) / 2.0 - f64::from(value) * ((BOTTOM - TOP) / 2.0 - 6.0);
    let label = Font { size: 12.0, weight: 400, colour: palette::MUTED, anchor: Anchor::End };
    for (value, text) in [(1.0, "+1"), (0.0, "0"), (-1.0, "−1")] {
        svg.line([layout.left, y(value), layout.right, y(value)], palette::GRID, "");
        svg.text([layout.left - 10.0, y(value) + 4.0], label, text);
    }
    let thin = heard.rows.len().div_ceil(MOST_POINTS).max(1);
    let mut lines = vec![Vec::new()];
    let mut before = 0.0;
    for (seconds, _, mood) in mood_of(heard).step_by(thin) {
        if mood.is_none() || seconds - before > 15.0 * thin as f64 {
            lines.push(Vec::new());
        }
        if let (Some(mood), Some(line)) = (mood, lines.last_mut()) {
            line.push([layout.x(seconds), y(mood.tension)]);
        }
        before = seconds;
    }
    for line in lines.iter().filter(|line| !line.is_empty()) {
        svg.polyline(line, palette::TENSION, "stroke-width=\"2.4\"");
    }
    let name = Font { size: 14.0, weight: 600, colour: palette::TENSION, anchor: Anchor::Start };
    svg.text([layout.right + 12.0, y(0.0) + 5.0], name, "tension");
    svg.finish()
}
