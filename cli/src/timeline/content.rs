//! What is to be seen.

use report::UpdateReport;

use crate::sections::MoodSection;

/// A mix, and what was heard in it.
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
