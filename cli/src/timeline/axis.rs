//! Panels, grid and axes.

use super::{
    layout::{Layout, clock},
    palette,
    svg::{Anchor, Font, Svg},
};

/// Steps of the time axis, in seconds.
const STEPS: [f64; 14] =
    [1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0];
/// More would crowd the axis.
const MOST_TICKS: f64 = 12.0;

const LABEL: Font = Font { size: 12.0, weight: 400, colour: palette::MUTED, anchor: Anchor::End };

pub fn draw(svg: &mut Svg, layout: &Layout) {
    for panel in [layout.curves, layout.confidence] {
        let width = layout.right - layout.left;
        svg.rect([layout.left, panel.top, width, panel.bottom - panel.top], 6.0, palette::PANEL, "");
    }
    for (value, label) in [(1.0, "+1"), (0.5, "+0.5"), (0.0, "0"), (-0.5, "−0.5"), (-1.0, "−1")] {
        let y = layout.curve_y(value);
        let colour = if value == 0.0 { palette::GRID_STRONG } else { palette::GRID };
        svg.line([layout.left, y, layout.right, y], colour, "");
        svg.text([layout.left - 10.0, y + 4.0], LABEL, label);
    }
    for (value, label) in [(1.0, "100 %"), (0.0, "0 %")] {
        let y = layout.confidence_y(value);
        svg.text([layout.left - 10.0, y + if value == 0.0 { 2.0 } else { 6.0 }], LABEL, label);
    }
    // Under this, confidence is low.
    let low = layout.confidence_y(engine::mood::Confidence::LOW.into());
    svg.line([layout.left, low, layout.right, low], palette::GRID_STRONG, "stroke-dasharray=\"3 4\"");
    svg.text([layout.left - 10.0, low + 4.0], Font { size: 11.0, ..LABEL }, "low");
    draw_time(svg, layout);
}

fn draw_time(svg: &mut Svg, layout: &Layout) {
    let step = step(layout.seconds);
    let (top, bottom) = (layout.curves.top, layout.confidence.bottom);
    for tick in 0..=(layout.seconds / step) as u32 {
        let seconds = f64::from(tick) * step;
        let x = layout.x(seconds);
        if tick > 0 && x < layout.right - 2.0 {
            svg.line([x, top, x, layout.curves.bottom], palette::GRID, "");
            svg.line([x, layout.confidence.top, x, bottom], palette::GRID, "");
        }
        svg.text([x, bottom + 22.0], Font { anchor: Anchor::Middle, ..LABEL }, &clock(seconds));
    }
}

/// Seconds from tick to tick.
fn step(seconds: f64) -> f64 {
    let fits = |step: &f64| seconds / step <= MOST_TICKS;
    // Beyond the last step days of music would crowd the axis: then steps grow with them.
    STEPS.into_iter().find(fits).unwrap_or((seconds / MOST_TICKS / 3600.0).ceil() * 3600.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_enough_ticks_and_never_too_many() {
        for seconds in [0.5, 6.0, 12.0, 13.0, 93.0, 600.0, 3_601.0, 40_000.0, 200_000.0, 9e6] {
            let ticks = seconds / step(seconds);
            assert!(ticks <= MOST_TICKS, "{seconds}: {ticks}");
            assert!(ticks >= 4.0 || seconds < 4.0, "{seconds}: {ticks}");
        }
    }
}
