//! Colours: a dark card that stands on light and dark pages alike.

use engine::mood::MoodClass;

pub const CARD: &str = "#12161f";
pub const BORDER: &str = "#283040";
pub const PANEL: &str = "#181d28";
pub const GRID: &str = "#262d3b";
pub const GRID_STRONG: &str = "#3c4558";
pub const TEXT: &str = "#eef1f6";
pub const MUTED: &str = "#98a2b5";
pub const VALENCE: &str = "#ffb86b";
pub const AROUSAL: &str = "#5cc8ff";
pub const TENSION: &str = "#ff8fc4";
pub const CONFIDENCE: &str = "#b9a5ff";

/// The colour of a class, dark enough for [`ON_CLASS`] to be read on it.
pub fn class(class: MoodClass) -> &'static str {
    match class {
        MoodClass::Neutral => "#a7b0bf",
        MoodClass::Energetic => "#ff9f5a",
        MoodClass::Happy => "#f7d154",
        MoodClass::Relaxed => "#7ed491",
        MoodClass::Melancholic => "#7ea6f8",
        MoodClass::Tense => "#f4748b",
    }
}

/// Text on a class's colour.
pub const ON_CLASS: &str = "#12161f";
