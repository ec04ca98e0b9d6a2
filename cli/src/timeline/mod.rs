//! The picture of a mix: valence, arousal, mood class and confidence over time, as SVG.
//!
//! ```text
//! header       title, what it is, legend
//! curves       valence and arousal, each as section (bold) and now (thin)
//! ribbon       the mood sections with the names of their classes
//! confidence   of the section horizon
//! time axis
//! ```
//! [`layout`] knows where things are, [`svg`] how they are written, [`palette`] which colours they have.

mod axis;
mod curves;
mod header;
mod layout;
mod palette;
mod ribbon;
mod svg;

pub use layout::clock;

use report::UpdateReport;

use self::{layout::Layout, svg::Svg};
use crate::sections::MoodSection;

/// What is to be seen.
#[derive(Clone, Copy, Debug)]
pub struct Timeline<'a> {
    /// Usually the file's name.
    pub title: &'a str,
    /// A second line, smaller.
    pub subtitle: &'a str,
    /// Length of the audio in seconds.
    pub seconds: f64,
    /// One each half second, from the beginning.
    pub updates: &'a [UpdateReport],
    /// What the ribbon shows.
    pub sections: &'a [MoodSection],
    /// Places that are known by name.
    pub marks: &'a [Mark],
}

/// A place that is known by name.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Where, in seconds.
    pub seconds: f64,
    /// What begins there.
    pub name: String,
}

impl Timeline<'_> {
    /// The picture, as a whole SVG file.
    pub fn to_svg(self) -> String {
        let layout = Layout::new(self.seconds, !self.marks.is_empty());
        let mut svg = Svg::new(layout.width, layout.height, &format!("Mood of {}", self.title));
        header::draw(&mut svg, &layout, &self);
        axis::draw(&mut svg, &layout);
        curves::draw_marks(&mut svg, &layout, self.marks);
        curves::draw_silence(&mut svg, &layout, self.sections);
        curves::draw(&mut svg, &layout, self.updates);
        curves::draw_confidence(&mut svg, &layout, self.updates);
        ribbon::draw(&mut svg, &layout, self.sections);
        svg.finish()
    }
}

#[cfg(test)]
mod tests;
