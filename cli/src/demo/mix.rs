//! The demo mix: music whose moods are known, built into this program.

use report::{MoodReport, UpdateReport};

use crate::{audio::Source, sections::heard};

const MUSIC: &[u8] = include_bytes!("../../demo-mix/demo-mix.ogg");
const SECTIONS: &str = include_str!("../../demo-mix/sections.csv");

/// The music.
pub fn source() -> Source {
    Source::Embedded { name: "demo-mix.ogg", bytes: MUSIC }
}

/// A section as it was composed.
#[derive(Clone, Debug, PartialEq)]
pub struct ComposedSection {
    /// Seconds at which it begins.
    pub start: f64,
    /// Seconds at which it is over; the next one may have begun before.
    pub end: f64,
    /// What plays.
    pub name: String,
    /// The class that it was composed to have.
    pub intended: String,
}

/// The demo mix's sections.
pub fn sections() -> Vec<ComposedSection> {
    SECTIONS.lines().skip(1).filter_map(parse).collect()
}

/// start_seconds,end_seconds,name,intended_mood,transition
fn parse(line: &str) -> Option<ComposedSection> {
    let mut fields = line.split(',');
    let mut field = || fields.next();
    Some(ComposedSection {
        start: field()?.parse().ok()?,
        end: field()?.parse().ok()?,
        name: field()?.to_owned(),
        intended: field()?.to_owned(),
    })
}

/// What was heard of each section: the section mood of its last update before the next section begins. It has
/// had the time to follow then.
pub fn heard_of<'a>(
    sections: &[ComposedSection],
    updates: &'a [UpdateReport],
) -> Vec<Option<&'a MoodReport>> {
    let next_starts = sections.iter().skip(1).map(|next| next.start).chain([f64::INFINITY]);
    let ends = sections.iter().zip(next_starts).map(|(section, next)| section.end.min(next));
    let last = |(section, end): (&ComposedSection, f64)| {
        let within = |update: &&UpdateReport| update.seconds > section.start && update.seconds <= end;
        updates.iter().rev().find(within).and_then(heard)
    };
    sections.iter().zip(ends).map(last).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use engine::{mood::MoodClass, runtime::FileAnalysis};
    use models::Model;

    use super::*;
    use crate::{audio::Decoder, sections::tests::updates};

    #[test]
    fn the_music_is_small_enough_to_be_part_of_the_program() {
        assert!(MUSIC.len() <= 3_000_000, "{} bytes", MUSIC.len());
    }

    #[test]
    fn the_sections_cover_the_music_in_known_classes() {
        let sections = sections();
        assert_eq!(sections.len(), SECTIONS.lines().count() - 1);
        assert!(sections.len() >= 4);
        let mut decoder = Decoder::open(&source()).unwrap();
        while decoder.advance() {}
        assert!(decoder.warnings().is_empty());
        assert!((60.0..=120.0).contains(&decoder.seconds()));
        assert_eq!(sections[0].start, 0.0);
        assert!((sections.last().unwrap().end - decoder.seconds()).abs() < 0.5);
        for pair in sections.windows(2) {
            assert!(pair[0].start < pair[1].start && pair[1].start <= pair[0].end);
        }
        assert!(sections.iter().all(|section| section.intended.parse::<MoodClass>().is_ok()));
    }

    #[test]
    fn a_section_is_judged_by_what_lies_within_it() {
        let updates = updates("TTTTTTTTHHHHHHHHRRRRRRRR");
        let section = |start, end| ComposedSection { start, end, name: "a".into(), intended: "b".into() };
        // The second one is over at 10 s, but the third one begins at 8 s.
        let heard = heard_of(&[section(0.0, 4.0), section(4.0, 10.0), section(8.0, 12.0)], &updates);
        let classes: Vec<_> = heard.into_iter().map(|mood| mood.unwrap().class.as_str()).collect();
        assert_eq!(classes, ["Tense", "Happy", "Relaxed"]);
        assert_eq!(heard_of(&[section(20.0, 30.0)], &updates), [None]);
    }
    #[test]
    fn its_hard_cuts_are_told_as_changes_and_hardly_anything_else_is() {
        let mut decoder = Decoder::open(&source()).unwrap();
        let (rate, channels) = (decoder.layout().sample_rate.into(), decoder.channels());
        let model = Arc::new(Model::builtin().unwrap());
        let (mut analysis, mut told) = (FileAnalysis::new(model, rate, channels).unwrap(), Vec::new());
        while decoder.advance() {
            analysis
                .process(decoder.block(), |seconds, update| told.extend(update.change.then_some(seconds)));
        }
        let sections = sections();
        let cuts = sections.windows(2).filter(|pair| pair[0].end <= pair[1].start);
        let cuts: Vec<_> = cuts.map(|pair| pair[1].start).collect();
        assert_eq!(cuts.len(), 3);
        for cut in &cuts {
            assert!(told.iter().any(|told| (0.0..2.5).contains(&(told - cut))), "{cut}: {told:?}");
        }
        assert!(told.len() <= cuts.len() + 1, "{told:?}");
    }
}
