use std::{thread, time::Duration};

use engine::mood::{Horizon, State};

use super::{made_up::MadeUp, routing::dial::Dial, *};

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
fn a_view_that_stands_still_holds_the_history_until_it_goes_on_or_is_cleared() {
    let source = MadeUp::new(300);
    let (held, mut settings) = (source.held.clone(), Settings::default());
    let mut state = EditorState::new(Box::new(source), "/nowhere".into());
    state.look();
    for (ask, expected) in [
        (Ask::HoldHistory, true),
        (Ask::HoldHistory, false),
        (Ask::HoldHistory, true),
        (Ask::ClearHistory, false),
    ] {
        state.answer(ask, &mut settings);
        assert_eq!(held.get(), expected);
    }
}

#[test]
fn while_memory_is_scarce_no_more_is_shown_than_the_history_keeps() {
    let source = MadeUp::new(7_000);
    let pressure = source.pressure.clone();
    let mut state = EditorState::new(Box::new(source), "/nowhere".into());
    state.look();
    let settings = Settings { zoom: Zoom::Hour, ..Settings::default() };
    let columns = |state: &EditorState| state.history(&settings).columns.len();
    let all = columns(&state);
    let levels = [(PressureLevel::Moderate, 501), (PressureLevel::Critical, 301), (PressureLevel::None, 301)];
    for (level, most) in levels {
        pressure.set(level);
        assert!(!state.look());
        assert!((most - 2..=most).contains(&columns(&state)) && most < all, "{level:?}: {}", columns(&state));
    }
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

#[test]
fn the_routing_is_looked_at_only_when_it_has_changed() {
    let source = MadeUp::new(0);
    let owner = source.routing.clone();
    let mut state = EditorState::new(Box::new(source), "/nowhere".into());
    assert!(state.has_new_routing() && !state.has_new_routing());
    owner.change(|table| table.notes.on = true);
    assert!(state.has_new_routing() && !state.has_new_routing());
    state.answer(Ask::ChooseMacro(3), &mut Settings::default());
    assert!(state.has_new_routing());
    assert_eq!(state.routing().chosen.made, 3);
}

#[test]
fn a_drag_is_one_step_also_where_it_changes_nothing_at_first() {
    let (mut settings, source) = (Settings { page: Page::Routing, ..Settings::default() }, MadeUp::new(0));
    let owner = source.routing.clone();
    let mut state = EditorState::new(Box::new(source), "/nowhere".into());
    let before = owner.get();
    for (step, curve) in [0.0, 0.25, 0.5].into_iter().enumerate() {
        state.answer(Ask::Drag(Edit::Turn(Dial::Curve, 0, curve), step == 0), &mut settings);
    }
    assert_eq!((owner.get().macros[0].curve, state.routing().steps), (0.5, (true, false)));
    state.answer(Ask::Undo, &mut settings);
    assert_eq!((owner.get(), state.routing().steps), (before, (false, true)));
    state.answer(Ask::Redo, &mut Settings::default());
    assert_eq!(owner.get(), before, "nobody sees the page");
    state.answer(Ask::Redo, &mut settings);
    assert_eq!(owner.get().macros[0].curve, 0.5);
}

#[test]
fn what_is_learnt_is_let_go_with_the_page_and_with_the_window() {
    let source = MadeUp::new(0);
    let desk = source.desk.clone();
    let mut state = EditorState::new(Box::new(source), "/nowhere".into());
    state.answer(Ask::Learn(Some(2)), &mut Settings::default());
    assert_eq!(desk.learnt(), Some(2));
    state.leave_routing();
    assert_eq!(desk.learnt(), None);
    state.answer(Ask::Learn(Some(7)), &mut Settings::default());
    drop(state);
    assert_eq!(desk.learnt(), None);
}
