//! The editor: the mood, its past, how it was measured and where it goes, in a window of its own.
//!
//! ```text
//! plug-in ──► at_work::AtWork ──► state::EditorState ──► views::Shown ──► views ──► picture
//!             atomics, history    plain data             signals           │
//!                                                                          └──► Ask, or a gesture on a parameter
//! ```
//!
//! Everything happens on the window's thread, up to 30 times a second: the editor works off what the views have
//! asked for, looks at the plug-in, and gives each signal its new value; views whose signals have changed are drawn
//! again, and nothing else. The audio thread is never touched.

pub mod at_work;
pub mod palette;
pub mod state;
pub mod views;

use std::{env, mem, rc::Rc, sync::Arc};

use engine::span;
use nice_plug::prelude::Params;
use vizia_core::prelude::*;
use vizia_reactive::{Scope, SignalWith};
use window::{Content, Host, Limits, ParamHandle, WindowEditor};

use self::{
    at_work::AtWork,
    palette::{Palette, STYLE},
    state::{Ask, EditorState, export::default_folder},
    views::{Asks, ControlSet, Dials, Picker, Shown, show},
};
use crate::{
    session::{
        params::MoodParams,
        settings::{COMPACT, FULL, KeptSettings, LARGEST, Mode, Page, Panel, SMALLEST, Settings, Size},
    },
    shared::Shared,
};

/// What the stylesheet calls the fonts.
const FAMILY: &str = "Mixtapes Inter";
/// Inter, with figures of equal width: see `fonts/make.py`.
const FONTS: [&[u8]; 2] =
    [include_bytes!("fonts/MixtapesInter-Regular.otf"), include_bytes!("fonts/MixtapesInter-SemiBold.otf")];

/// How long times stay as they are shown: they change all the while, and nobody reads thirty of them a second.
const TIMING_PERIOD: Duration = Duration::from_millis(450);

/// What is said of OSC and the log stays so long: it counts bundles.
const OUTSIDE_PERIOD: Duration = Duration::from_millis(230);

/// Whether there is a place for windows: on Linux an X server, which may be one that stands before Wayland.
pub fn can_be_shown() -> bool {
    !cfg!(target_os = "linux") || env::var_os("DISPLAY").is_some_and(|display| !display.is_empty())
}

/// The editor of a plug-in with these two halves: a window for each time that a host opens it.
pub fn of_plugin(shared: &Arc<Shared>, params: &Arc<MoodParams>) -> WindowEditor {
    let (shared, params) = (Arc::clone(shared), Arc::clone(params));
    let size = params.editor.size().clone();
    let limits = Limits { min: SMALLEST, max: LARGEST };
    let make = move |host: Rc<dyn Host>| -> Box<dyn Content> {
        // The window's thread is baseview's, and is waited for only so long when the window closes.
        if let Err(error) = engine::runtime::thread::pin_module() {
            nice_plug::nice_warn!("A window may not outlast the plug-in: {error}");
        }
        let source = AtWork::new(Arc::clone(&shared), Arc::clone(&params));
        let state = EditorState::new(Box::new(source), default_folder());
        Box::new(MoodEditor::new(state, params.editor.clone(), params.clone(), host))
    };
    WindowEditor::new(size, limits, make).titled("AI-Mixtapes").with_font(FAMILY, FONTS[0])
}

/// What a window of the plug-in shows.
pub struct MoodEditor {
    state: EditorState,
    settings: KeptSettings,
    host: Rc<dyn Host>,
    params: Arc<dyn Params>,
    asks: Asks,
    /// Holds the signals, which go when the window does.
    scope: Scope,
    shown: Option<(Shown, ControlSet)>,
    /// The size of the full window before it became compact.
    full_size: Size,
    /// When times were read last, and what goes out beside the host.
    timed: Instant,
    looked_outside: Instant,
}

impl MoodEditor {
    /// An editor of a plug-in with these parameters.
    pub fn new(
        state: EditorState,
        settings: KeptSettings,
        params: Arc<dyn Params>,
        host: Rc<dyn Host>,
    ) -> Self {
        let asks = Rc::default();
        Self {
            state,
            settings,
            host,
            params,
            asks,
            scope: Scope::new(),
            shown: None,
            full_size: FULL,
            timed: Instant::now(),
            looked_outside: Instant::now(),
        }
    }

    fn answer(&mut self, ask: &Ask) {
        let mut settings = self.settings.get();
        self.state.answer(ask.clone(), &mut settings);
        self.settings.change(|kept| *kept = settings);
        if *ask == Ask::Mode {
            let size = (settings.width, settings.height);
            let (width, height) = match Mode::of(size) {
                Mode::Full => {
                    self.full_size = size;
                    COMPACT
                }
                Mode::Compact => self.full_size,
            };
            self.host.resize(width, height);
        }
    }
}

impl Content for MoodEditor {
    fn build(&mut self, cx: &mut Context) {
        for font in FONTS {
            cx.add_font_mem(font);
        }
        if let Err(error) = cx.add_stylesheet(STYLE) {
            debug_assert!(false, "the stylesheet can't be read: {error}");
        }
        self.state.look();
        let Self { state, settings, params, host, asks, .. } = self;
        let (shown, controls) = self.scope.enter(|| {
            let ids = params.param_map().into_iter().map(|(id, ..)| id);
            let params = ids.filter_map(|id| ParamHandle::find(params, &id));
            let shown = Shown::new(state, settings.get());
            let dials = Dials::new(asks, shown.routing);
            (shown, ControlSet::new(params, host, dials))
        });
        Listener { asks: Rc::clone(&self.asks), settings: self.settings.clone() }.build(cx);
        views::build(cx, shown, &controls);
        self.shown = Some((shown, controls));
    }

    fn update(&mut self, _cx: &mut Context) {
        span!("editor");
        let asks = mem::take(&mut *self.asks.borrow_mut());
        let mut news = !asks.is_empty();
        for ask in asks {
            self.answer(&ask);
        }
        news |= self.state.look();
        let Some((shown, controls)) = &self.shown else { return };
        let settings = self.settings.get();
        let shows_outside = shows(&settings, Page::Outside);
        self.state.shows_outside(shows_outside);
        if shows_outside && (news || self.looked_outside.elapsed() > OUTSIDE_PERIOD) {
            self.looked_outside = Instant::now();
            show(shown.outside, self.state.outside());
        }
        if !shows(&settings, Page::Routing) {
            self.state.leave_routing();
            show(shown.picker, Picker::Closed);
        }
        if self.state.has_new_routing() {
            show(shown.routing, self.state.routing());
        }
        show(shown.live, self.state.live());
        controls.update();
        let before = shown.settings.with_untracked(|shown| *shown);
        if before.theme != settings.theme {
            show(shown.palette, Palette::new(settings.theme));
        }
        // A session that is loaded changes them too.
        news |= before != settings;
        show(shown.settings, settings);
        show(shown.mode, Mode::of((settings.width, settings.height)));
        if settings.panel == Panel::Timing && (news || self.timed.elapsed() > TIMING_PERIOD) {
            self.timed = Instant::now();
            show(shown.timing, self.state.timing());
        }
        if news {
            show(shown.state, self.state.state());
            show(shown.model, self.state.model());
            show(shown.regions, self.state.regions());
            show(shown.now, self.state.now());
            show(shown.plane, self.state.plane());
            show(shown.history, self.state.history(&settings));
            show(shown.notice, self.state.notice().to_owned());
        }
    }
}

impl Drop for MoodEditor {
    fn drop(&mut self) {
        self.scope.dispose();
    }
}

/// Whether a page can be seen.
fn shows(settings: &Settings, page: Page) -> bool {
    settings.page == page && Mode::of((settings.width, settings.height)) == Mode::Full
}

/// Gathers what views ask for, until the next update.
struct Listener {
    asks: Asks,
    settings: KeptSettings,
}

impl Model for Listener {
    fn event(&mut self, cx: &mut EventContext<'_>, event: &mut Event) {
        event.map(|ask: &Ask, meta| {
            self.asks.borrow_mut().push(ask.clone());
            meta.consume();
        });
        let held = *cx.modifiers();
        event.map(|window_event, meta| {
            // Elsewhere they are the host's.
            if let WindowEvent::KeyDown(Code::KeyZ, _) = window_event
                && held.contains(Modifiers::CTRL)
                && shows(&self.settings.get(), Page::Routing)
            {
                let ask = if held.contains(Modifiers::SHIFT) { Ask::Redo } else { Ask::Undo };
                self.asks.borrow_mut().push(ask);
                meta.consume();
            }
        });
    }
}
