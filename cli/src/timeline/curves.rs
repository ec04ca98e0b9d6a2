//! What changes all the time: valence, arousal, confidence; and the places among them.

use report::{MoodReport, UpdateReport};

use super::{
    content::Mark,
    layout::{Layout, Panel},
    palette,
    svg::{Anchor, Font, Svg, fitting},
};
use crate::sections::{MoodSection, heard};

/// More points than this can't be told apart.
const MOST_POINTS: usize = 2_000;
/// Labels at the right end keep this distance, in pixels.
const LABEL_DISTANCE: f64 = 17.0;

/// Lines through `value` of all updates with sound, broken in silence.
fn lines(
    updates: &[UpdateReport],
    point: impl Fn(&UpdateReport, &MoodReport) -> Option<[f64; 2]>,
) -> Vec<Vec<[f64; 2]>> {
    let thin = updates.len().div_ceil(MOST_POINTS).max(1);
    let mut lines = vec![Vec::new()];
    for update in updates.iter().step_by(thin) {
        match heard(update).and_then(|section| point(update, section)) {
            Some(point) => lines.last_mut().expect("there is always a line").push(point),
            None => lines.push(Vec::new()),
        }
    }
    lines.retain(|line| !line.is_empty());
    lines
}

/// A curve's name, colour and values.
type Axis = (&'static str, &'static str, fn(&MoodReport) -> f32);

pub fn draw(svg: &mut Svg, layout: &Layout, updates: &[UpdateReport]) {
    let axes: [Axis; 2] = [
        ("arousal", palette::AROUSAL, |mood| mood.arousal),
        ("valence", palette::VALENCE, |mood| mood.valence),
    ];
    let at = |update: &UpdateReport, value: f32| [layout.x(update.seconds), layout.curve_y(value.into())];
    for (_, colour, value) in axes {
        for line in lines(updates, |update, _| update.now.as_ref().map(|now| at(update, value(now)))) {
            svg.polyline(&line, colour, "stroke-width=\"1.2\" stroke-opacity=\"0.55\"");
        }
    }
    let mut ends = Vec::new();
    for (name, colour, value) in axes {
        for line in lines(updates, |update, section| Some(at(update, value(section)))) {
            svg.polyline(&line, colour, "stroke-width=\"3\"");
        }
        if let Some(last) = updates.iter().rev().find_map(heard) {
            ends.push((layout.curve_y(value(last).into()), name, colour));
        }
    }
    draw_names(svg, layout, ends);
}

/// The curves' names at their ends, apart from each other.
fn draw_names(svg: &mut Svg, layout: &Layout, mut ends: Vec<(f64, &str, &'static str)>) {
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    if let [first, second] = ends.as_mut_slice() {
        let missing = (LABEL_DISTANCE - (second.0 - first.0)).max(0.0) / 2.0;
        first.0 -= missing;
        second.0 += missing;
    }
    for (y, name, colour) in ends {
        let font = Font { size: 14.0, weight: 600, colour, anchor: Anchor::Start };
        svg.text([layout.right + 12.0, y + 5.0], font, name);
    }
}

pub fn draw_confidence(svg: &mut Svg, layout: &Layout, updates: &[UpdateReport]) {
    let at = |update: &UpdateReport, mood: &MoodReport| {
        Some([layout.x(update.seconds), layout.confidence_y(mood.confidence.into())])
    };
    for line in lines(updates, at) {
        let ground = layout.confidence.bottom;
        let (first, last) = (line[0], line[line.len() - 1]);
        let area: Vec<_> =
            [[first[0], ground]].into_iter().chain(line.clone()).chain([[last[0], ground]]).collect();
        svg.polygon(&area, palette::CONFIDENCE, "fill-opacity=\"0.28\"");
        svg.polyline(&line, palette::CONFIDENCE, "stroke-width=\"1.8\"");
    }
    let Panel { top, bottom } = layout.confidence;
    let font = Font { size: 14.0, weight: 600, colour: palette::CONFIDENCE, anchor: Anchor::Start };
    svg.text([layout.right + 12.0, (top + bottom) / 2.0 + 5.0], font, "confidence");
}

pub fn draw_marks(svg: &mut Svg, layout: &Layout, marks: &[Mark]) {
    for (index, mark) in marks.iter().enumerate() {
        let x = layout.x(mark.seconds);
        let next = marks.get(index + 1).map_or(layout.right, |next| layout.x(next.seconds));
        let dashes = "stroke-dasharray=\"2 4\" stroke-opacity=\"0.75\"";
        // Where the music begins there is an edge anyway.
        let bottom = if x > layout.left { layout.confidence.bottom } else { layout.curves.top };
        svg.line([x, layout.mark_names - 12.0, x, bottom], palette::MUTED, dashes);
        let font = Font { size: 13.0, weight: 500, colour: palette::MUTED, anchor: Anchor::Start };
        if let Some(name) = fitting(&mark.name, 13.0, next - x - 14.0) {
            svg.text([x + 7.0, layout.mark_names], font, &name);
        }
    }
}

/// Silence has no curves; a shade says that it is meant.
pub fn draw_silence(svg: &mut Svg, layout: &Layout, sections: &[MoodSection]) {
    for section in sections.iter().filter(|section| section.class.is_none()) {
        let (x, width) = (layout.x(section.start), layout.x(section.end) - layout.x(section.start));
        let Panel { top, bottom } = layout.curves;
        svg.rect([x, top, width, bottom - top], 0.0, palette::CARD, "fill-opacity=\"0.55\"");
    }
}
