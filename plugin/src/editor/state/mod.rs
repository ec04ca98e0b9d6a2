//! What the editor shows, as plain data: no view, no window.
//!
//! [`EditorState`] looks at a [`Source`] and says what each view shows; views only draw it. What users ask for comes
//! in as an [`Ask`].

pub mod export;
pub mod history;
pub mod made_up;
pub mod now;
pub mod outside;
pub mod plane;
pub mod regions;
pub mod routing;
pub mod source;
pub mod text;
pub mod timing;

use std::path::PathBuf;

use engine::{
    mood::Moods,
    record::{History, PressureLevel, table::Format},
};

use self::{
    export::Exporter,
    history::{Browser, HistoryView},
    now::{NowView, StateView},
    outside::{OutsideAsk, OutsidePage, OutsideView},
    plane::{PlaneView, TRAIL},
    regions::Regions,
    routing::{Chosen, RoutingView, edit::Edit, live::Live},
    source::{Glance, Model, Source},
    timing::TimingView,
};
use crate::{
    outputs::{desk::Desk, routing::CcSettings},
    session::settings::{Clock, Page, Panel, Settings, Zoom},
};

/// What the user asks for, apart from parameters.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// Another part of the past.
    Zoom(Zoom),
    /// Other times under it.
    Clock(Clock),
    /// The other lower panel.
    Panel(Panel),
    /// The other colours.
    Theme,
    /// The other size.
    Mode,
    /// The history stands still, or goes on.
    HoldHistory,
    /// The history is forgotten.
    ClearHistory,
    /// The mouse is over the history, [0, 1] from the left, or has left it.
    Hover(Option<f32>),
    /// The history becomes a file.
    Export(Format),
    /// The measurements begin anew.
    ResetTiming,
    /// Another page.
    Page(Page),
    /// The page of the routing shows another macro in full.
    ChooseMacro(u8),
    /// Or another route.
    ChooseRoute(u8),
    /// The routing changes.
    Edit(Edit),
    /// The same in a change that goes on, which is taken back at once; true begins one.
    Drag(Edit, bool),
    /// The routing's last change is taken back.
    Undo,
    /// And done again.
    Redo,
    /// One route alone is sent, or no longer.
    Learn(Option<u8>),
    /// Everything is sent once more.
    Resend,
    /// All notes end.
    Panic,
    /// Something about what goes out beside the host, or about presets.
    Outside(OutsideAsk),
}

/// All that the editor shows.
pub struct EditorState {
    source: Box<dyn Source>,
    browser: Browser,
    newest: Option<Moods>,
    glance: Glance,
    exporter: Exporter,
    folder: PathBuf,
    notice: String,
    chosen: Chosen,
    /// What of the routing was seen last.
    seen: Option<(u64, CcSettings, Chosen)>,
    /// The drag that goes on has changed nothing yet.
    fresh: bool,
    /// A route is being learnt.
    learning: bool,
    outside: OutsidePage,
}

impl EditorState {
    /// Of a source; exports go into `folder`.
    pub fn new(source: Box<dyn Source>, folder: PathBuf) -> Self {
        let notice = format!("Exports go to {}", folder.display());
        let glance = source.glance();
        let outside = OutsidePage::new(folder.clone());
        Self {
            source,
            browser: Browser::default(),
            newest: None,
            glance,
            exporter: Exporter::default(),
            folder,
            notice,
            chosen: Chosen::default(),
            seen: None,
            fresh: true,
            learning: false,
            outside,
        }
    }

    /// Looks at the source. True if there is something new to be seen.
    pub fn look(&mut self) -> bool {
        let mut moments = Vec::new();
        self.source.read(&mut moments);
        if let Some(last) = moments.last() {
            self.newest = last.moods;
            self.browser.extend(&moments);
        }
        self.follow_pressure();
        let glance = self.source.glance();
        let mut news = !moments.is_empty() || glance != self.glance;
        self.glance = glance;
        if let Some(outcome) = self.exporter.outcome() {
            self.notice = outcome;
            news = true;
        }
        news | self.outside.look(self.source.routing(), self.source.outside())
    }

    /// While memory is scarce no more is kept here than in the history itself.
    fn follow_pressure(&mut self) {
        let level = self.source.pressure();
        if level != PressureLevel::None {
            self.browser.shrink(level.pages() * History::PAGE_UPDATES);
        }
    }

    /// Does what the user asks for; what concerns the window alone is left to the caller.
    pub fn answer(&mut self, ask: Ask, settings: &mut Settings) {
        match ask {
            Ask::Zoom(zoom) => settings.zoom = zoom,
            Ask::Clock(clock) => settings.clock = clock,
            Ask::Panel(panel) => settings.panel = panel,
            Ask::Theme => settings.theme = settings.theme.other(),
            Ask::Mode => (),
            Ask::HoldHistory => {
                self.browser.toggle_hold();
                self.source.hold(self.browser.is_held());
            }
            Ask::ClearHistory => {
                self.source.clear();
                self.browser.clear();
                self.source.hold(false);
            }
            Ask::Hover(x) => self.browser.point_at(x),
            Ask::Export(format) => {
                self.notice = String::from("Writing…");
                self.exporter.begin(self.folder.clone(), format, self.source.export(format));
            }
            Ask::ResetTiming => self.source.reset(),
            Ask::Page(page) => settings.page = page,
            Ask::ChooseMacro(index) => self.chosen.made = index,
            Ask::ChooseRoute(index) => self.chosen.route = index,
            Ask::Edit(edit) => self.edit(edit, true),
            Ask::Drag(edit, first) => self.edit(edit, first),
            // Elsewhere nobody sees what would be taken back.
            Ask::Undo if settings.page == Page::Routing => self.source.routing().undo(),
            Ask::Redo if settings.page == Page::Routing => self.source.routing().redo(),
            Ask::Undo | Ask::Redo => (),
            Ask::Learn(route) => {
                self.learning = route.is_some();
                self.press(|desk| desk.learn(route));
            }
            Ask::Resend => self.press(Desk::resend),
            Ask::Panic => self.press(Desk::panic),
            Ask::Outside(ask) => {
                self.outside.answer(ask, self.source.routing(), self.source.outside());
            }
        }
    }

    /// A button of the desk, which is to work where the host lets the plug-in sleep, too.
    fn press(&self, button: impl FnOnce(&Desk)) {
        button(self.source.desk());
        self.source.routing().ask();
    }

    /// A drag begins with the first change that it makes.
    fn edit(&mut self, edit: Edit, first: bool) {
        self.fresh |= first;
        let (owner, old) = (self.source.routing(), self.source.old_routes());
        let before = owner.version();
        owner.drag(self.fresh, |table| edit.apply(table, old));
        self.fresh &= owner.version() == before;
    }

    /// The page of the routing can't be seen any more: what is held there is let go.
    pub fn leave_routing(&mut self) {
        if std::mem::take(&mut self.learning) {
            self.press(|desk| desk.learn(None));
        }
    }

    /// The page of what goes out beside the host is seen, or isn't.
    pub fn shows_outside(&mut self, shows: bool) {
        self.outside.show(shows);
    }

    /// What goes out beside the host, in words.
    pub fn outside(&self) -> OutsideView {
        self.outside.view(self.source.outside())
    }

    /// The state in words.
    pub fn state(&self) -> StateView {
        StateView::new(&self.glance)
    }

    /// The model that is heard.
    pub fn model(&self) -> Model {
        self.source.model()
    }

    /// The regions of its plane.
    pub fn regions(&self) -> Regions {
        self.source.regions()
    }

    /// The mood now.
    pub fn now(&self) -> NowView {
        NowView::new(&self.glance, self.newest.as_ref())
    }

    /// The mood on the plane.
    pub fn plane(&self) -> PlaneView {
        PlaneView::new(&self.glance, self.newest.as_ref(), self.browser.last(TRAIL))
    }

    /// The mood of the past.
    pub fn history(&self, settings: &Settings) -> HistoryView {
        self.browser.view(settings.zoom, settings.clock, self.glance.horizon)
    }

    /// What was measured.
    pub fn timing(&self) -> TimingView {
        TimingView::new(&self.source.measured())
    }

    /// Whether the routing is another one than at the last call.
    pub fn has_new_routing(&mut self) -> bool {
        let now = (self.source.routing().version(), self.source.old_routes(), self.chosen);
        self.seen.replace(now) != Some(now)
    }

    /// The routing, in words.
    pub fn routing(&self) -> RoutingView {
        let owner = self.source.routing();
        RoutingView::new(&owner.get(), self.source.old_routes(), self.chosen, owner.steps())
    }

    /// What moves there.
    pub fn live(&self) -> Live {
        self.source.live().rounded()
    }

    /// What is to be said of exports.
    pub fn notice(&self) -> &str {
        &self.notice
    }
}

/// The window goes.
impl Drop for EditorState {
    fn drop(&mut self) {
        self.leave_routing();
    }
}

#[cfg(test)]
mod tests;
