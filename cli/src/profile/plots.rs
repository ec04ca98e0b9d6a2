//! The report's pictures.

use super::{document::Document, figures::Case, scenario::Scenario, spread::Spread};
use crate::{
    timeline::{Anchor, Font, Svg, palette},
    units::{duration, megabytes},
};

/// A picture of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plot {
    /// Its file's name.
    pub file: &'static str,
    /// What it shows.
    pub title: &'static str,
    /// The SVG.
    pub svg: String,
}

const WIDTH: f64 = 900.0;
const LEFT: f64 = 150.0;
const RIGHT: f64 = 860.0;
const TOP: f64 = 72.0;
const ROW: f64 = 30.0;

/// Those that can be drawn of what was measured.
pub fn draw(document: &Document) -> Vec<Plot> {
    let of = |scenario| document.cases.iter().find(|case| case.plan.scenario == scenario);
    let mut plots = Vec::new();
    if let Some(bus) = of(Scenario::Bus) {
        plots.push(stages(bus));
    }
    let crowd: Vec<_> = document.cases.iter().filter(|case| case.plan.scenario == Scenario::Crowd).collect();
    if !crowd.is_empty() {
        plots.push(pipelines(&crowd));
    }
    if let Some(long) = of(Scenario::Long).filter(|long| long.memory.curve.len() > 1) {
        plots.push(memory(long));
    }
    plots
}

fn stages(bus: &Case) -> Plot {
    let rows: Vec<_> = bus.times.iter().map(|times| (times.what.clone(), &times.spread)).collect();
    let title = "What takes how long on a bus (least, median, p99, greatest)";
    Plot { file: "stages.svg", title, svg: bars(title, &rows) }
}

fn pipelines(crowd: &[&Case]) -> Plot {
    let late = |case: &Case| format!("{}: {} late", case.plan.instances, case.counters.late_updates);
    let rows: Vec<_> = crowd.iter().filter_map(|case| Some((late(case), case.time("pipeline")?))).collect();
    let title = "From block to mood with so many instances (least, median, p99, greatest)";
    Plot { file: "crowd.svg", title, svg: bars(title, &rows) }
}

/// A bar from the least to the greatest for each row, on a logarithmic scale.
fn bars(title: &str, rows: &[(String, &Spread)]) -> String {
    let height = TOP + ROW * rows.len() as f64 + 40.0;
    let mut svg = card(title, height);
    let decades = |of: fn(&Spread) -> f64, start: f64, more: fn(f64, f64) -> f64| {
        rows.iter().map(|(_, spread)| of(spread).max(0.01).log10()).fold(start, more)
    };
    let first = decades(|spread| spread.min_us, f64::INFINITY, f64::min).floor();
    let last = decades(|spread| spread.max_us, f64::NEG_INFINITY, f64::max).ceil().max(first + 1.0);
    let x =
        |us: f64| LEFT + (RIGHT - LEFT) * ((us.max(0.01).log10() - first) / (last - first)).clamp(0.0, 1.0);
    let bottom = height - 30.0;
    for decade in first as i32..=last as i32 {
        let us = 10_f64.powi(decade);
        svg.line([x(us), TOP - 12.0, x(us), bottom], palette::GRID_STRONG, "");
        svg.text([x(us), bottom + 18.0], font(Anchor::Middle, palette::MUTED), &round_unit(us));
    }
    for (index, (name, spread)) in rows.iter().enumerate() {
        let y = TOP + ROW * index as f64;
        let Spread { count, min_us, median_us, p99_us, max_us, .. } = spread;
        let told = p99_us.map_or(String::new(), |us| format!(", p99 {}", duration(us)));
        let [least, median, most] = [min_us, median_us, max_us].map(|us| duration(*us));
        svg.described(&format!("{name}: {least}, median {median}{told}, {most} (of {count})"), |svg| {
            svg.text([LEFT - 12.0, y + 11.0], font(Anchor::End, palette::TEXT), name);
            svg.rect(
                [x(*min_us), y + 5.0, (x(*max_us) - x(*min_us)).max(1.0), 4.0],
                2.0,
                palette::GRID_STRONG,
                "",
            );
            let high = p99_us.unwrap_or(*median_us);
            svg.rect(
                [x(*median_us), y + 2.0, (x(high) - x(*median_us)).max(1.0), 10.0],
                2.0,
                palette::AROUSAL,
                "",
            );
            svg.rect([x(*median_us) - 2.0, y - 1.0, 4.0, 16.0], 1.0, palette::VALENCE, "");
        });
    }
    svg.finish()
}

/// A decade's first value.
fn round_unit(us: f64) -> String {
    match us {
        us if us < 1.0 => format!("{:.0} ns", us * 1e3),
        us if us < 1e3 => format!("{us:.0} µs"),
        us if us < 1e6 => format!("{:.0} ms", us / 1e3),
        us => format!("{:.0} s", us / 1e6),
    }
}

fn memory(long: &Case) -> Plot {
    let title = "What the plug-in has allocated while audio goes on";
    let height = 300.0;
    let (top, bottom) = (TOP, height - 40.0);
    let mut svg = card(title, height);
    let curve = &long.memory.curve;
    let hours = curve.iter().map(|(minutes, _)| minutes / 60.0).fold(0.01, f64::max);
    let most = curve.iter().map(|(_, bytes)| *bytes as f64).fold(1.0, f64::max) * 1.1;
    let x = |hour: f64| LEFT + (RIGHT - LEFT) * hour / hours;
    let y = |bytes: f64| bottom - (bottom - top) * bytes / most;
    for part in 0..=4 {
        let (hour, bytes) = (hours * f64::from(part) / 4.0, most * f64::from(part) / 4.0);
        svg.line([LEFT, y(bytes), RIGHT, y(bytes)], palette::GRID_STRONG, "");
        svg.text([LEFT - 12.0, y(bytes) + 4.0], font(Anchor::End, palette::MUTED), &megabytes(bytes));
        svg.text([x(hour), bottom + 20.0], font(Anchor::Middle, palette::MUTED), &format!("{hour:.1} h"));
    }
    let points: Vec<_> = curve.iter().map(|(minutes, bytes)| [x(minutes / 60.0), y(*bytes as f64)]).collect();
    svg.polyline(&points, palette::AROUSAL, "stroke-width=\"2\"");
    Plot { file: "memory.svg", title, svg: svg.finish() }
}

fn card(title: &str, height: f64) -> Svg {
    let mut svg = Svg::new(WIDTH, height, title);
    svg.rect([0.0, 0.0, WIDTH, height], 12.0, palette::CARD, "");
    svg.text([24.0, 36.0], Font { size: 16.0, weight: 600, ..font(Anchor::Start, palette::TEXT) }, title);
    svg
}

fn font(anchor: Anchor, colour: &'static str) -> Font {
    Font { size: 12.0, weight: 400, colour, anchor }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::document::tests::document;

    #[test]
    fn what_was_measured_is_drawn_and_nothing_else() {
        let mut document = document();
        let files = |document: &Document| draw(document).iter().map(|plot| plot.file).collect::<Vec<_>>();
        assert_eq!(files(&document), ["stages.svg", "crowd.svg", "memory.svg"]);
        for plot in draw(&document) {
            assert!(plot.svg.starts_with("<svg ") && plot.svg.ends_with("</svg>\n"), "{}", plot.file);
            assert!(
                !plot.svg.contains("NaN") && !plot.svg.contains("\"inf") && !plot.svg.contains("\"-inf"),
                "{}",
                plot.file
            );
        }
        document.cases.retain(|case| case.plan.scenario == Scenario::Crowd);
        assert_eq!(files(&document), ["crowd.svg"]);
    }
}
