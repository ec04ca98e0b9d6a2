//! An editor without a window.

use std::{path::Path, rc::Rc, sync::Arc};

use ai_mixtapes::{
    editor::{
        MoodEditor,
        state::{EditorState, made_up::MadeUp},
    },
    session::{params::MoodParams, settings::Settings},
};
use nice_plug::{params::persist::PersistentField, prelude::Params};
use vizia_core::prelude::{Code, Key, Modifiers};
use window::{Asked, RecordingHost, Screen};

/// An editor, and the host that it talks to.
pub struct Shown {
    pub screen: Screen,
    pub host: Rc<RecordingHost>,
    pub params: Arc<MoodParams>,
}

/// Shows `source` with these settings, in a window of their size.
pub fn show(source: MadeUp, settings: Settings, scale: f64) -> Shown {
    show_in(source, settings, scale, Path::new("/home/dj/Documents/AI-Mixtapes"))
}

/// The same, with a folder for what it writes.
pub fn show_in(source: MadeUp, settings: Settings, scale: f64, folder: &Path) -> Shown {
    let params = Arc::new(MoodParams::default());
    params.editor.set(settings);
    let host = RecordingHost::new();
    let state = EditorState::new(Box::new(source), folder.to_owned());
    let editor =
        MoodEditor::new(state, params.editor.clone(), params.clone() as Arc<dyn Params>, host.clone());
    let screen =
        Screen::new(editor, (settings.width, settings.height), scale).expect("a window of this size");
    Shown { screen, host, params }
}

impl Shown {
    /// The middle of what is called `id`.
    pub fn middle(&mut self, id: &str) -> (f32, f32) {
        let (x, y, width, height) = self.screen.bounds(id).unwrap_or_else(|| panic!("there is no {id}"));
        (x + width / 2.0, y + height / 2.0)
    }

    pub fn click(&mut self, id: &str) {
        let (x, y) = self.middle(id);
        self.screen.click(x, y);
        self.screen.picture();
    }

    /// Writes over the text of a parameter.
    pub fn enter(&mut self, id: &str, text: &str) {
        self.write(&format!("{id}-text"), text);
        self.screen.key(Code::Enter, Key::Enter);
        self.screen.picture();
        self.screen.picture();
    }

    /// The same, where nothing follows.
    pub fn write(&mut self, id: &str, text: &str) {
        self.click(id);
        assert!(self.screen.takes_text());
        self.screen.hold(Modifiers::CTRL);
        self.screen.key(Code::KeyA, Key::Character("a".into()));
        self.screen.hold(Modifiers::empty());
        self.screen.text(text);
        self.screen.picture();
    }

    /// The ids and values that the host was told since, gestures in brackets.
    pub fn told(&self) -> Vec<String> {
        let told = self.host.take().into_iter().map(|asked| match asked {
            Asked::Begin(id) => format!("[{id}"),
            Asked::Set(id, value) => format!("{id}={value:.3}"),
            Asked::End(id) => format!("{id}]"),
            Asked::Resize(width, height) => format!("{width}x{height}"),
        });
        told.collect()
    }
}
