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
mod content;
mod curves;
mod header;
mod layout;
pub mod palette;
mod ribbon;
mod svg;

pub use content::{Mark, Timeline};
pub use layout::{Layout, clock};
pub use svg::{Anchor, Font, Svg, escape};

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
