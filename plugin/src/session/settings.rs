//! What a session keeps of the editor: its size and what it shows.

mod kept;

use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray};

pub use self::kept::KeptSettings;
use super::json::members;

/// Logical pixels, width and height.
pub type Size = (f32, f32);

/// The size of the full editor before anybody has changed it.
pub const FULL: Size = (960.0, 600.0);
/// The size of the compact editor before anybody has changed it.
pub const COMPACT: Size = (360.0, 120.0);
/// No window is smaller.
pub const SMALLEST: Size = COMPACT;
/// No window is larger.
pub const LARGEST: Size = (2400.0, 1600.0);
/// What is smaller on one side shows the compact editor, so that nothing is ever cut off.
pub const SMALLEST_FULL: Size = (880.0, 580.0);
const _: () = assert!(SMALLEST_FULL.0 <= FULL.0 && SMALLEST_FULL.1 <= FULL.1);

/// How much the editor shows; its size alone decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// All of it.
    Full,
    /// The mood and its state.
    Compact,
}

impl Mode {
    /// The mode of a window of this size.
    pub fn of((width, height): Size) -> Self {
        if width < SMALLEST_FULL.0 || height < SMALLEST_FULL.1 { Self::Compact } else { Self::Full }
    }
}

/// Which colours it is shown in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Theme {
    /// Bright on dark.
    #[default]
    Dark,
    /// White on black.
    Contrast,
}

impl Theme {
    /// All themes.
    pub const ALL: [Self; Self::VARIANTS.len()] = *Self::VARIANTS.as_array().expect("its own length");

    /// Its class in the stylesheet.
    pub fn class(self) -> &'static str {
        self.into()
    }

    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::Dark => Self::Contrast,
            Self::Contrast => Self::Dark,
        }
    }
}

/// How much of the past the history shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Zoom {
    /// A minute.
    #[default]
    Minute,
    /// Ten minutes.
    TenMinutes,
    /// An hour.
    Hour,
}

impl Zoom {
    /// What it shows, in seconds.
    pub fn seconds(self) -> f64 {
        match self {
            Self::Minute => 60.0,
            Self::TenMinutes => 600.0,
            Self::Hour => 3600.0,
        }
    }
}

/// What the history's times count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// The audio heard since the plug-in was loaded.
    #[default]
    Elapsed,
    /// The host's song position.
    Host,
}

/// What the lower panel shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Panel {
    /// The mood of the past.
    #[default]
    History,
    /// How long each stage takes.
    Timing,
}

/// What the full editor shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Page {
    /// The mood.
    #[default]
    Mood,
    /// Where it goes in the host.
    Routing,
    /// Where it goes beside the host, and presets of both.
    Outside,
}

/// What a session keeps of the editor. Fields that a state lacks have their defaults.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the types define them")]
pub struct Settings {
    /// The window's, in logical pixels.
    pub width: f32,
    /// The window's, in logical pixels.
    pub height: f32,
    pub theme: Theme,
    pub zoom: Zoom,
    pub clock: Clock,
    pub panel: Panel,
    pub page: Page,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            width: FULL.0,
            height: FULL.1,
            theme: Theme::default(),
            zoom: Zoom::default(),
            clock: Clock::default(),
            panel: Panel::default(),
            page: Page::default(),
        }
    }
}

impl Settings {
    /// The names that its fields have in a state.
    pub fn names() -> Vec<String> {
        let json = serde_json::to_string(&Self::default()).unwrap_or_default();
        members(&json).unwrap_or_default().into_iter().map(|(name, _)| name).collect()
    }

    /// Whether a window of this size can be opened.
    pub fn fit(&self) -> bool {
        (SMALLEST.0..=LARGEST.0).contains(&self.width) && (SMALLEST.1..=LARGEST.1).contains(&self.height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_window_is_compact() {
        assert_eq!(Mode::of(FULL), Mode::Full);
        assert_eq!(Mode::of(COMPACT), Mode::Compact);
        assert_eq!(Mode::of((FULL.0, COMPACT.1)), Mode::Compact);
    }

    #[test]
    fn what_a_state_lacks_has_its_default() {
        assert_eq!(serde_json::from_str::<Settings>("{}").unwrap(), Settings::default());
        let zoomed: Settings = serde_json::from_str(r#"{"zoom":"hour","of":"a version to come"}"#).unwrap();
        assert_eq!(zoomed, Settings { zoom: Zoom::Hour, ..Settings::default() });
    }

    #[test]
    fn names_are_those_in_states() {
        assert_eq!(Settings::names(), ["width", "height", "theme", "zoom", "clock", "panel", "page"]);
    }
}
