//! What the editor shows, as plain data: no view, no window.
//!
//! [`EditorState`] looks at a [`Source`] and says what each view shows; views only draw it. What users ask for comes
//! in as an [`Ask`].

pub mod export;
pub mod history;
pub mod made_up;
pub mod now;
pub mod plane;
pub mod regions;
pub mod source;
pub mod text;
pub mod timing;

use std::path::PathBuf;

use engine::{mood::Moods, record::table::Format};

use self::{
    export::Exporter,
    history::{Browser, HistoryView},
    now::{NowView, StateView},
    plane::{PlaneView, TRAIL},
    regions::Regions,
    source::{Glance, Model, Source},
    timing::TimingView,
};
use crate::session::settings::{Clock, Panel, Settings, Zoom};

/// What the user asks for, apart from parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
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
}

impl EditorState {
    /// Of a source; exports go into `folder`.
    pub fn new(source: Box<dyn Source>, folder: PathBuf) -> Self {
        let notice = format!("Exports go to {}", folder.display());
        let glance = source.glance();
        Self {
            source,
            browser: Browser::default(),
            newest: None,
            glance,
            exporter: Exporter::default(),
            folder,
            notice,
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
        let glance = self.source.glance();
        let mut news = !moments.is_empty() || glance != self.glance;
        self.glance = glance;
        if let Some(outcome) = self.exporter.outcome() {
            self.notice = outcome;
            news = true;
        }
        news
    }

    /// Does what the user asks for; what concerns the window alone is left to the caller.
    pub fn answer(&mut self, ask: Ask, settings: &mut Settings) {
        match ask {
            Ask::Zoom(zoom) => settings.zoom = zoom,
            Ask::Clock(clock) => settings.clock = clock,
            Ask::Panel(panel) => settings.panel = panel,
            Ask::Theme => settings.theme = settings.theme.other(),
            Ask::Mode => (),
            Ask::HoldHistory => self.browser.toggle_hold(),
            Ask::ClearHistory => {
                self.source.clear();
                self.browser.clear();
            }
            Ask::Hover(x) => self.browser.point_at(x),
            Ask::Export(format) => {
                self.notice = String::from("Writing…");
                self.exporter.begin(self.folder.clone(), format, self.source.export(format));
            }
            Ask::ResetTiming => self.source.reset(),
        }
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

    /// What is to be said of exports.
    pub fn notice(&self) -> &str {
        &self.notice
    }
}

#[cfg(test)]
mod tests {
    use std::{thread, time::Duration};

    use engine::mood::{Horizon, State};

    use super::{made_up::MadeUp, *};

    fn state(heard: usize) -> EditorState {
        let mut state = EditorState::new(Box::new(MadeUp::new(heard)), "/nowhere".into());
        state.look();
        state
    }

    #[test]
    fn a_look_brings_all_views_up_to_date() {
        let mut state = state(300);
        assert!(!state.look(), "nothing has come since");
        let newest = made_up::moment(299).moods.unwrap();
        assert_eq!(state.now().valence.now, Some(newest.now.valence));
        assert_eq!(state.plane().points.unwrap()[1], (newest.section.valence, newest.section.arousal));
        assert_eq!(state.plane().trail.len(), 121);
        assert_eq!(state.history(&Settings::default()).columns.len(), 120);
        assert!(state.state().live);
    }

    #[test]
    fn before_the_first_update_there_is_nothing_to_see() {
        let state = state(0);
        assert_eq!(state.now().class, None);
        assert_eq!(state.plane().points, None);
        assert!(state.history(&Settings::default()).empty);
    }

    #[test]
    fn asks_change_what_is_shown_and_nothing_else() {
        let (mut state, mut settings) = (state(300), Settings::default());
        for (ask, expected) in [
            (Ask::Zoom(Zoom::Hour), Settings { zoom: Zoom::Hour, ..settings }),
            (Ask::Clock(Clock::Host), Settings { clock: Clock::Host, ..settings }),
            (Ask::Panel(Panel::Timing), Settings { panel: Panel::Timing, ..settings }),
            (Ask::Mode, settings),
        ] {
            let mut changed = settings;
            state.answer(ask, &mut changed);
            assert_eq!(changed, expected);
        }
        state.answer(Ask::Theme, &mut settings);
        assert_ne!(settings.theme, Settings::default().theme);
        state.answer(Ask::ClearHistory, &mut settings);
        assert!(state.history(&settings).empty);
        assert_eq!(state.now().valence.now, made_up::moment(299).moods.map(|moods| moods.now.valence));
        state.answer(Ask::ResetTiming, &mut settings);
        assert!(state.timing().mishaps.is_empty());
    }

    #[test]
    fn an_export_is_announced_and_its_outcome_told() {
        let folder = tempfile::tempdir().unwrap();
        let mut state = EditorState::new(Box::new(MadeUp::new(7)), folder.path().join("session"));
        assert!(state.notice().contains("session"));
        state.answer(Ask::Export(Format::Csv), &mut Settings::default());
        while state.notice() == "Writing…" {
            thread::sleep(Duration::from_millis(1));
            state.look();
        }
        assert!(state.notice().starts_with("7 updates written to "), "{}", state.notice());
    }

    #[test]
    fn the_horizon_that_drives_the_outputs_is_the_one_that_is_shown() {
        let mut source = MadeUp::new(300);
        source.glance = Glance { horizon: Horizon::Section, ..made_up::glance(State::Live) };
        let mut state = EditorState::new(Box::new(source), "/nowhere".into());
        state.look();
        assert_eq!(state.plane().driving, 1);
        let section = made_up::moment(299).moods.unwrap().section;
        assert_eq!(state.now().class, Some(section.class));
        let newest = state.history(&Settings::default()).columns[119].values;
        assert_eq!(newest, Some((section.valence, section.arousal)));
    }
}
