//! What is shown.

use vizia_reactive::{Signal, SignalWith};

use crate::{
    editor::{
        palette::Palette,
        state::{
            EditorState,
            history::HistoryView,
            now::{NowView, StateView},
            outside::OutsideView,
            plane::PlaneView,
            regions::Regions,
            routing::{RoutingView, live::Live},
            source::Model,
            timing::TimingView,
        },
    },
    session::settings::{Mode, Settings},
};

/// Which sheet is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Picker {
    /// None.
    #[default]
    Closed,
    /// The chosen macro's source.
    Source,
    /// What the chosen route carries.
    Feed,
}

/// What is shown at this moment: views redraw what changes here. It changes in the editor's own update only.
#[derive(Clone, Copy)]
#[expect(missing_docs, reason = "the types define them")]
pub struct Shown {
    pub settings: Signal<Settings>,
    pub mode: Signal<Mode>,
    pub palette: Signal<Palette>,
    pub state: Signal<StateView>,
    pub model: Signal<Model>,
    pub regions: Signal<Regions>,
    pub now: Signal<NowView>,
    pub plane: Signal<PlaneView>,
    pub history: Signal<HistoryView>,
    pub timing: Signal<TimingView>,
    pub notice: Signal<String>,
    pub routing: Signal<RoutingView>,
    pub live: Signal<Live>,
    pub picker: Signal<Picker>,
    pub outside: Signal<OutsideView>,
}

impl Shown {
    /// Of a state.
    pub fn new(state: &EditorState, settings: Settings) -> Self {
        Self {
            settings: Signal::new(settings),
            mode: Signal::new(Mode::of((settings.width, settings.height))),
            palette: Signal::new(Palette::new(settings.theme)),
            state: Signal::new(state.state()),
            model: Signal::new(state.model()),
            regions: Signal::new(state.regions()),
            now: Signal::new(state.now()),
            plane: Signal::new(state.plane()),
            history: Signal::new(state.history(&settings)),
            timing: Signal::new(state.timing()),
            notice: Signal::new(state.notice().to_owned()),
            routing: Signal::new(state.routing()),
            live: Signal::new(state.live()),
            picker: Signal::new(Picker::default()),
            outside: Signal::new(state.outside()),
        }
    }
}

/// Gives a signal a value, if it is another one.
pub fn show<T: PartialEq + 'static>(signal: Signal<T>, value: T) {
    if signal.with_untracked(|shown| *shown != value) {
        vizia_reactive::SignalUpdate::set(&signal, value);
    }
}
