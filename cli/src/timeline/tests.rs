//! The picture as a whole.

use super::*;
use crate::sections::{mood_sections, tests::updates};

fn picture(title: &str, letters: &str, marks: &[Mark]) -> String {
    let updates = updates(letters);
    let sections = mood_sections(&updates);
    let seconds = letters.len() as f64 / 2.0;
    Timeline { title, subtitle: "6 s, stereo", seconds, updates: &updates, sections: &sections, marks }
        .to_svg()
}

/// Checks that tags open and close as XML wants it, and returns all text between them.
fn check(svg: &str) -> String {
    let (mut open, mut text) = (Vec::new(), String::new());
    let mut rest = svg;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        let end = start + rest[start..].find('>').expect("a tag ends");
        let tag = &rest[start + 1..end];
        assert!(!tag.contains('<'), "{tag}");
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name)),
            None if tag.ends_with('/') => {}
            None => open.push(tag.split_whitespace().next().unwrap()),
        }
        rest = &rest[end + 1..];
    }
    assert!(open.is_empty() && rest.trim().is_empty());
    for entity in text.split('&').skip(1) {
        assert!(
            ["amp;", "lt;", "gt;", "quot;", "apos;"].iter().any(|known| entity.starts_with(known)),
            "{entity}"
        );
    }
    text
}

#[test]
fn the_picture_is_well_formed_and_says_what_is_what() {
    let marks = [Mark { seconds: 0.0, name: "intro".into() }, Mark { seconds: 8.0, name: "drop".into() }];
    let svg = picture("mix.flac", "RRRRRRRRRRRRRRRREEEEEEEEEEEEEEEE----------------", &marks);
    let text = check(&svg);
    for expected in [
        "mix.flac",
        "intro",
        "drop",
        "Relaxed",
        "Energetic",
        "silence",
        "valence",
        "arousal",
        "confidence",
        "0:04",
    ] {
        assert!(text.contains(expected), "{expected}");
    }
    assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    assert!(!svg.contains("NaN") && !svg.contains("inf"));
}

#[test]
fn names_are_escaped() {
    let title = "<script>alert(\"&'\")</script>\u{1}";
    let text = check(&picture(title, "TTTTTTTTTT", &[Mark { seconds: 1.0, name: "a & b <c>".into() }]));
    assert!(text.contains("&lt;script&gt;alert(&quot;&amp;&apos;&quot;)"));
    assert!(text.contains("a &amp; b &lt;c&gt;"));
}

#[test]
fn any_length_makes_a_picture() {
    for letters in ["", "T", "-", &"TH".repeat(20), &"EEEEEEEEEEMMMMMMMMMM".repeat(800)] {
        let svg = picture("a.wav", letters, &[]);
        check(&svg);
        assert!(svg.len() < 400_000, "{} bytes", svg.len());
    }
}

#[test]
fn curves_break_in_silence() {
    let lines = |letters: &str| picture("a.wav", letters, &[]).matches("<polyline").count();
    assert_eq!(lines("TTTTTTTTTTTTTTTTTTTT"), 5);
    assert_eq!(lines("TTTTTTTT----TTTTTTTT"), 10);
}
