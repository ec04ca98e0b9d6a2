//! What paragraphs say about themselves, next to what real Skia said (text.tsv; see goldens/make.py) and to what
//! must hold of any.
#![allow(clippy::unwrap_used)]

mod common;

use common::{HEBREW, PROSE, paragraph, styled};
use skia_safe::textlayout::{
    Paragraph, ParagraphStyle, RectHeightStyle, RectWidthStyle, TextAlign, TextBox, TextDirection,
};
use skia_safe::{Color, Point};

fn laid_out(text: &str, size: f32, width: f32) -> Paragraph {
    let mut p = paragraph(text, size, Color::BLACK, TextAlign::Left);
    p.layout(width);
    p
}

fn rects(p: &Paragraph, range: std::ops::Range<usize>) -> Vec<TextBox> {
    p.get_rects_for_range(range, RectHeightStyle::Tight, RectWidthStyle::Tight)
}

#[test]
fn sizes_are_those_of_skia() {
    let mut cases = 0;
    for line in include_str!("goldens/text.tsv").lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [size, width, height, longest, min, max, baseline] =
            std::array::from_fn(|i| columns[i].parse::<f32>().unwrap());
        let p = laid_out(columns[7], size, width);
        let near = |name: &str, ours: f32, theirs: f32, by: f32| {
            assert!((ours - theirs).abs() <= by, "{name} is {ours}, not {theirs}: {line}");
        };
        // Lines, and how high they are, are the same; widths differ by the rounding of letters' advances.
        near("height", p.height(), height, 0.001);
        near("baseline", p.alphabetic_baseline(), baseline, 0.05);
        // A word that is too long is broken elsewhere, and Skia takes its parts for words.
        if p.min_intrinsic_width() <= width {
            // parley counts the space after a word where text runs from right to left.
            let space = if columns[7] == HEBREW { 0.3 * size } else { 0.0 };
            near("longest line", p.longest_line(), longest, 0.1 + 0.002 * longest + space);
            near("narrowest", p.min_intrinsic_width(), min, 0.1 + 0.002 * min + space);
        }
        near("widest", p.max_intrinsic_width(), max, 0.1 + 0.002 * max);
        cases += 1;
    }
    assert_eq!(cases, 5 * 7 * 3);
}

#[test]
fn twice_the_size_is_twice_as_wide() {
    let (one, two) = (laid_out(PROSE, 12.0, 1e6), laid_out(PROSE, 24.0, 1e6));
    assert!((two.longest_line() - 2.0 * one.longest_line()).abs() < 0.5);
}

#[test]
fn lines_are_no_wider_than_asked_and_hold_all_text() {
    let p = laid_out(PROSE, 12.0, 100.0);
    let lines = p.get_line_metrics();
    assert_eq!(lines.len(), p.line_number());
    assert!(lines.len() > 3 && !p.did_exceed_max_lines());
    let mut at = 0;
    for (number, line) in lines.iter().enumerate() {
        assert_eq!((line.line_number, line.start_index), (number, at));
        assert!(line.width <= 100.0, "line {number} is {} wide", line.width);
        assert!((line.ascent + line.descent - line.height).abs() < 1e-3 && line.height == 15.0);
        at = line.end_including_newline;
    }
    assert_eq!(at, PROSE.len());
    assert_eq!(p.get_line_number_at(0), Some(0));
    assert_eq!(p.get_line_number_at(PROSE.len() - 1), Some(lines.len() - 1));
}

#[test]
fn line_breaks_in_text_break_lines() {
    let p = laid_out("one\ntwo\n", 12.0, f32::MAX);
    let lines = p.get_line_metrics();
    assert_eq!(p.line_number(), 3);
    assert_eq!((lines[0].end_index, lines[0].end_including_newline, lines[0].hard_break), (3, 4, true));
    assert_eq!(p.height(), 45.0);
}

#[test]
fn an_ellipsis_stands_for_what_does_not_fit() {
    for (lines, width) in [(1, 60.0), (1, 133.0), (2, 100.0), (3, 80.0)] {
        let mut style = ParagraphStyle::new();
        style.set_ellipsis("…").set_max_lines(lines);
        let mut p = styled(&style, PROSE, 12.0, Color::BLACK);
        p.layout(width);
        assert!(p.did_exceed_max_lines());
        assert_eq!((p.line_number(), p.height()), (lines, 15.0 * lines as f32));
        assert!(p.longest_line() <= width, "{} is wider than {width}", p.longest_line());
        assert!(p.longest_line() > 0.5 * width, "{} of {width} is used", p.longest_line());
        p.layout(10_000.0);
        assert!(!p.did_exceed_max_lines() && p.line_number() == 1);
    }
}

#[test]
fn an_ellipsis_alone_makes_one_line() {
    let mut style = ParagraphStyle::new();
    style.set_ellipsis("…");
    let mut p = styled(&style, PROSE, 12.0, Color::BLACK);
    p.layout(90.0);
    assert_eq!(p.line_number(), 1);
    p.layout(3.0);
    assert_eq!(p.line_number(), 1, "not even the ellipsis fits");
}

#[test]
fn too_many_lines_are_cut_without_an_ellipsis() {
    let mut style = ParagraphStyle::new();
    style.set_max_lines(2);
    let mut p = styled(&style, PROSE, 12.0, Color::BLACK);
    p.layout(100.0);
    assert_eq!((p.line_number(), p.height()), (2, 30.0));
}

#[test]
fn alignment_moves_lines() {
    let left = |align| {
        let mut p = paragraph("Mood", 12.0, Color::BLACK, align);
        p.layout(200.0);
        (rects(&p, 0..4)[0].rect.left, p.longest_line())
    };
    let (start, width) = left(TextAlign::Left);
    assert_eq!(start, 0.0);
    assert!((left(TextAlign::Right).0 - (200.0 - width)).abs() < 0.01);
    assert!((left(TextAlign::Center).0 - (200.0 - width) / 2.0).abs() < 0.01);
}

#[test]
fn letters_are_found_where_their_boxes_are() {
    let p = laid_out(PROSE, 14.0, 150.0);
    let mut units = 0;
    for (byte, c) in PROSE.char_indices().filter(|(_, c)| *c != ' ') {
        units = PROSE[..byte].encode_utf16().count();
        let boxes = rects(&p, units..units + 1);
        assert_eq!(boxes.len(), 1, "{c}");
        let r = boxes[0].rect;
        assert!(r.width() > 0.0 && r.height() == 17.0, "{c}: {r:?}");
        let at = |part: f32| Point::new(r.left + r.width() * part, r.center_y());
        assert_eq!(p.get_glyph_position_at_coordinate(at(0.2)).position, units as i32, "left of {c}");
        assert_eq!(p.get_glyph_position_at_coordinate(at(0.8)).position, units as i32 + 1, "right of {c}");
        let cluster = p.get_closest_glyph_cluster_at(at(0.5)).unwrap();
        assert_eq!(cluster.text_range, byte..byte + c.len_utf8());
        assert_eq!(p.get_glyph_cluster_at(byte).unwrap(), cluster);
        assert_eq!(cluster.position, TextDirection::LTR);
    }
    assert!(units > 80);
}

#[test]
fn boxes_of_a_range_join_to_one_a_line() {
    let p = laid_out(PROSE, 12.0, 100.0);
    let boxes = rects(&p, 0..PROSE.encode_utf16().count());
    assert_eq!(boxes.len(), p.line_number());
    assert!(boxes.windows(2).all(|w| w[0].rect.bottom == w[1].rect.top));
    assert!(rects(&p, 5..5).is_empty() && rects(&p, 5000..6000).is_empty());
}

#[test]
fn positions_outside_are_as_good_as_the_nearest() {
    let p = laid_out("Mood", 12.0, 100.0);
    for (x, y, position) in [(-50.0, -50.0, 0), (500.0, 5.0, 4), (500.0, 500.0, 4), (f32::NAN, f32::NAN, 0)] {
        assert_eq!(p.get_glyph_position_at_coordinate((x, y)).position, position, "at {x}, {y}");
    }
}

#[test]
fn hebrew_runs_from_right_to_left() {
    let p = laid_out(HEBREW, 16.0, 200.0);
    let lefts: Vec<f32> = (0..9).map(|i| rects(&p, i..i + 1)[0].rect.left).collect();
    assert!(lefts.windows(2).all(|w| w[0] > w[1]), "{lefts:?}");
    assert_eq!(rects(&p, 0..1)[0].direct, TextDirection::RTL);
    let first = rects(&p, 0..1)[0].rect;
    let right = Point::new(first.right - 1.0, first.center_y());
    assert_eq!(p.get_glyph_position_at_coordinate(right).position, 0);
}

#[test]
fn mixed_text_follows_the_paragraph_and_starts_at_its_side() {
    let mixed = format!("Mood {HEBREW}");
    let mut style = ParagraphStyle::new();
    style.set_text_direction(TextDirection::RTL).set_text_align(TextAlign::Start);
    let mut p = styled(&style, &mixed, 16.0, Color::BLACK);
    p.layout(300.0);
    let (latin, hebrew) = (rects(&p, 0..4)[0].rect, rects(&p, 5..6)[0].rect);
    assert!((latin.right - 300.0).abs() < 0.01, "{latin:?} doesn't start at the right");
    assert!(hebrew.right < latin.left, "{hebrew:?} isn't left of {latin:?}");
    let p = laid_out(&mixed, 16.0, 300.0);
    assert_eq!(rects(&p, 0..4)[0].rect.left, 0.0);
}

#[test]
fn odd_input_is_no_trouble() {
    for text in ["", "\u{200B}", "\n", " ", "\u{0}", "e\u{301}\u{301}", "👨‍👩‍👧"] {
        for size in [0.0, -3.0, f32::NAN, f32::INFINITY, 12.0] {
            for width in [0.0, -1.0, f32::NAN, f32::INFINITY, 50.0] {
                let mut style = ParagraphStyle::new();
                style.set_ellipsis("…").set_max_lines(1);
                let mut p = styled(&style, text, size, Color::BLACK);
                p.layout(width);
                let mut surface = skia_safe::surfaces::raster_n32_premul((8, 8)).unwrap();
                p.paint(surface.canvas(), (f32::NAN, 3.0));
                p.paint(surface.canvas(), (0.0, 3.0));
                assert!(p.height().is_finite() && p.longest_line().is_finite());
                p.get_closest_glyph_cluster_at((1.0, 1.0));
                rects(&p, 0..100);
                p.get_line_metrics_at(7);
            }
        }
    }
}
