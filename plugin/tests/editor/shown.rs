//! An editor without a window.

use std::{rc::Rc, sync::Arc};

use ai_mixtapes::{
    editor::{
        MoodEditor,
        state::{EditorState, made_up::MadeUp},
    },
    session::{params::MoodParams, settings::Settings},
};
use nice_plug::{params::persist::PersistentField, prelude::Params};
use window::{RecordingHost, Screen};

/// An editor, and the host that it talks to.
pub struct Shown {
    pub screen: Screen,
    pub host: Rc<RecordingHost>,
    pub params: Arc<MoodParams>,
}

/// Shows `source` with these settings, in a window of their size.
pub fn show(source: MadeUp, settings: Settings, scale: f64) -> Shown {
    let params = Arc::new(MoodParams::default());
    params.editor.set(settings);
    let host = RecordingHost::new();
    let state = EditorState::new(Box::new(source), "/home/dj/Documents/AI-Mixtapes".into());
    let editor =
        MoodEditor::new(state, params.editor.clone(), params.clone() as Arc<dyn Params>, host.clone());
    let screen =
        Screen::new(editor, (settings.width, settings.height), scale).expect("a window of this size");
    Shown { screen, host, params }
}
