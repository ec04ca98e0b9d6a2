//! The settings where states are saved and loaded from.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use nice_plug::params::persist::PersistentField;
use window::WindowSize;

use super::{FULL, Settings, Size};
use crate::session::json::Member;

/// The settings where states are saved and loaded from, and the size of the window that goes with them.
#[derive(Clone, Debug)]
pub struct KeptSettings {
    shown: Arc<Mutex<Looks>>,
    size: WindowSize,
}

/// What is shown, and what a newer version's state would show instead.
#[derive(Debug, Default)]
struct Looks {
    settings: Settings,
    /// Fields that this version doesn't know, or whose values it can't show: saved as they came, unless the user
    /// changes what is shown in their place.
    strange: Vec<Member>,
    /// The window's size when they were loaded.
    size: Size,
}

impl Default for KeptSettings {
    fn default() -> Self {
        Self { shown: Arc::default(), size: WindowSize::new(FULL.0, FULL.1) }
    }
}

impl KeptSettings {
    /// As they are now.
    pub fn get(&self) -> Settings {
        let (width, height) = self.size.get();
        Settings { width, height, ..self.lock().settings }
    }

    /// Changes what is shown; the window's size is the window's.
    pub fn change(&self, change: impl FnOnce(&mut Settings)) {
        let mut looks = self.lock();
        let before = looks.settings;
        change(&mut looks.settings);
        let now = looks.settings;
        for (name, changed) in [
            ("theme", now.theme != before.theme),
            ("zoom", now.zoom != before.zoom),
            ("clock", now.clock != before.clock),
            ("panel", now.panel != before.panel),
            ("page", now.page != before.page),
        ] {
            looks.strange.retain(|(strange, _)| !changed || strange != name);
        }
    }

    /// Keeps what a state that was just loaded has for the editor and this version can't show.
    pub fn keep_strange(&self, strange: Vec<Member>) {
        let size = self.size.get();
        let mut looks = self.lock();
        looks.strange = strange;
        looks.size = size;
    }

    /// What of it is to be saved as it came.
    pub fn strange(&self) -> Vec<Member> {
        let now = self.size.get();
        let looks = self.lock();
        let holds = |name: &str| match name {
            "width" => now.0 == looks.size.0,
            "height" => now.1 == looks.size.1,
            _ => true,
        };
        looks.strange.iter().filter(|(name, _)| holds(name)).cloned().collect()
    }

    /// The window's size, to be shared with the window.
    pub fn size(&self) -> &WindowSize {
        &self.size
    }

    fn lock(&self) -> MutexGuard<'_, Looks> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PersistentField<'_, Settings> for KeptSettings {
    fn set(&self, loaded: Settings) {
        if loaded.fit() {
            self.size.set(loaded.width, loaded.height);
        }
        *self.lock() = Looks { settings: loaded, ..Looks::default() };
    }

    fn map<F: Fn(&Settings) -> R, R>(&self, f: F) -> R {
        f(&self.get())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::settings::{Clock, Page, Panel, Theme, Zoom};

    #[test]
    fn settings_survive_a_session() {
        let kept = KeptSettings::default();
        kept.size.set(1000.0, 700.0);
        kept.change(|settings| settings.theme = Theme::Contrast);
        let saved = kept.map(|settings| serde_json::to_string(settings).unwrap());
        let restored = KeptSettings::default();
        restored.set(serde_json::from_str(&saved).unwrap());
        assert_eq!(restored.get(), kept.get());
        assert_eq!(restored.get().width, 1000.0);
    }

    #[test]
    fn what_cant_be_shown_is_kept_until_the_user_changes_it() {
        let member = |name: &str| (name.to_owned(), format!("\"{name} of a version to come\""));
        let strange = ["theme", "zoom", "clock", "panel", "page", "width", "glow"].map(member);
        let load = || {
            let kept = KeptSettings::default();
            kept.set(Settings::default());
            kept.keep_strange(strange.to_vec());
            assert_eq!(kept.strange(), strange);
            kept
        };
        type Change = fn(&KeptSettings);
        let changes: [(&str, Change); 6] = [
            ("theme", |kept| kept.change(|settings| settings.theme = Theme::Contrast)),
            ("zoom", |kept| kept.change(|settings| settings.zoom = Zoom::Hour)),
            ("clock", |kept| kept.change(|settings| settings.clock = Clock::Host)),
            ("panel", |kept| kept.change(|settings| settings.panel = Panel::Timing)),
            ("page", |kept| kept.change(|settings| settings.page = Page::Routing)),
            ("width", |kept| kept.size.set(1000.0, FULL.1)),
        ];
        for (name, change) in changes {
            let kept = load();
            change(&kept);
            let left = kept.strange();
            assert_eq!(left.len(), strange.len() - 1);
            assert!(left.iter().all(|(strange, _)| strange != name));
        }
        let kept = load();
        kept.change(|settings| settings.theme = Theme::Contrast);
        kept.change(|settings| settings.theme = Theme::default());
        assert_eq!(kept.strange().len(), strange.len() - 1, "the user wants this one");
        kept.set(Settings::default());
        assert_eq!(kept.strange(), [], "another state");
    }

    #[test]
    fn a_size_that_no_window_can_have_is_not_taken() {
        let kept = KeptSettings::default();
        for width in [f32::NAN, f32::INFINITY, -1.0, 1e9] {
            kept.set(Settings { width, ..Settings::default() });
            assert_eq!((kept.get().width, kept.get().height), FULL);
        }
    }
}
