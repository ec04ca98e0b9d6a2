//! What nobody changes costs nothing.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use ai_mixtapes::{
    editor::{
        MoodEditor,
        state::{EditorState, made_up::MadeUp},
    },
    session::{
        params::MoodParams,
        settings::{Page, Settings},
    },
};
use nice_plug::{params::persist::PersistentField, prelude::*};
use window::{Host, ParamHandle, RecordingHost, Screen};

/// A parameter that counts how often it is written.
#[derive(Params)]
struct Counting {
    #[id = "smoothing"]
    smoothing: FloatParam,
}

#[test]
fn nothing_is_written_when_nothing_changes() {
    let written = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&written);
    let range = FloatRange::Linear { min: 0.0, max: 1.0 };
    let smoothing = FloatParam::new("Smoothing", 0.5, range).with_value_to_string(Arc::new(move |value| {
        count.fetch_add(1, Ordering::Relaxed);
        value.to_string()
    }));
    let params: Arc<dyn Params> = Arc::new(Counting { smoothing });
    let settings = MoodParams::default().editor.clone();
    settings.set(Settings { page: Page::Routing, ..Settings::default() });
    let state = EditorState::new(Box::new(MadeUp::new(10).routed()), "/nowhere".into());
    let host = RecordingHost::new();
    let editor = MoodEditor::new(state, settings, Arc::clone(&params), host.clone());
    let mut screen = Screen::new(editor, (960.0, 600.0), 1.0).expect("a size");
    screen.picture();
    let before = written.load(Ordering::Relaxed);
    for _ in 0..30 {
        assert!(!screen.update(), "nothing is drawn");
    }
    assert_eq!(written.load(Ordering::Relaxed), before);
    let param = ParamHandle::find(&params, "smoothing").expect("it is there");
    Host::set(&*host, &param, 0.25);
    screen.picture();
    assert_eq!(written.load(Ordering::Relaxed), before + 1);
}
