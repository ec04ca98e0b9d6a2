//! The views, one a file: each draws what the state says, and tells what the user asks for.

mod buttons;
mod chart;
mod compact;
mod control;
mod header;
mod history;
mod meter;
mod mood_plane;
mod now;
mod pen;
mod routing;
mod slider;
mod spark;
mod timing;

use vizia_core::prelude::*;
use vizia_reactive::{Signal, SignalGet, SignalMap, SignalWith};

pub use self::control::{Control, Controls};
use super::{
    palette::Palette,
    state::{
        EditorState,
        history::HistoryView,
        now::{NowView, StateView},
        plane::PlaneView,
        regions::Regions,
        source::Model,
        timing::TimingView,
    },
};
use crate::session::settings::{Mode, Panel, Settings, Theme};

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
        }
    }
}

/// Gives a signal a value, if it is another one.
pub fn show<T: PartialEq + 'static>(signal: Signal<T>, value: T) {
    if signal.with_untracked(|shown| *shown != value) {
        vizia_reactive::SignalUpdate::set(&signal, value);
    }
}

/// All views, under a root that carries the theme.
pub fn build(cx: &mut Context, shown: Shown, controls: &Controls) {
    let controls = controls.clone();
    VStack::new(cx, move |cx| {
        Binding::new(cx, shown.mode, move |cx| match shown.mode.get() {
            Mode::Full => full(cx, shown, &controls),
            Mode::Compact => compact::build(cx, shown),
        });
    })
    .class("editor")
    .toggle_class(Theme::Dark.class(), shown.settings.map(|settings| settings.theme == Theme::Dark))
    .toggle_class(Theme::Contrast.class(), shown.settings.map(|settings| settings.theme == Theme::Contrast))
    .toggle_class("compact", shown.mode.map(|mode| *mode == Mode::Compact));
}

fn full(cx: &mut Context, shown: Shown, controls: &Controls) {
    header::build(cx, shown, controls);
    HStack::new(cx, |cx| {
        VStack::new(cx, |cx| {
            mood_plane::MoodPlane::new(cx, &shown);
        })
        .class("panel")
        .class("plane-panel");
        now::build(cx, shown);
        routing::build(cx, shown, controls);
    })
    .class("upper");
    let panel = shown.settings.map(|settings| settings.panel);
    VStack::new(cx, |cx| {
        Binding::new(cx, panel, move |cx| match panel.get() {
            Panel::History => history::build(cx, shown),
            Panel::Timing => timing::build(cx, shown),
        });
    })
    .class("panel")
    .class("lower");
}

/// Explains a view to the mouse that rests on it.
fn explain<'a, V: View>(handle: Handle<'a, V>, text: &'static str) -> Handle<'a, V> {
    handle.tooltip(move |cx| {
        Tooltip::new(cx, |cx| {
            Label::new(cx, text);
        })
    })
}
