//! The page of the routing: what a user's hands do there.

use std::sync::Arc;

use ai_mixtapes::{
    editor::state::made_up::MadeUp,
    outputs::{desk::Desk, routing::Routing},
    session::{
        routing::RoutingOwner,
        settings::{COMPACT, Page, Settings},
    },
};
use engine::outputs::{Feed, MacroMode, Source, Tap};
use vizia_core::prelude::{Code, Key, Modifiers};

use crate::shown::{Shown, show};

/// The page, with what it changes.
struct Routed {
    shown: Shown,
    routing: RoutingOwner,
    desk: Arc<Desk>,
}

fn page() -> Routed {
    let source = MadeUp::new(300);
    let (routing, desk) = (source.routing.clone(), source.desk.clone());
    let mut shown = show(source, Settings { page: Page::Routing, ..Settings::default() }, 1.0);
    shown.screen.picture();
    Routed { shown, routing, desk }
}

impl Routed {
    fn table(&self) -> Routing {
        self.routing.get()
    }

    fn click(&mut self, ids: &[&str]) {
        ids.iter().for_each(|id| self.shown.click(id));
    }

    fn key(&mut self, code: Code, key: Key) {
        self.shown.screen.key(code, key);
        self.shown.screen.picture();
    }

    /// Z with these keys held.
    fn z(&mut self, held: Modifiers) {
        self.shown.screen.hold(held);
        self.key(Code::KeyZ, Key::Character("z".into()));
        self.shown.screen.hold(Modifiers::empty());
    }

    fn has(&mut self, id: &str) -> bool {
        self.shown.screen.bounds(id).is_some()
    }
}

#[test]
fn a_macro_is_chosen_by_the_mouse_and_by_keys() {
    let mut page = page();
    page.click(&["macro-3", "mode-Write"]);
    assert_eq!(page.table().macros[2].mode, MacroMode::Write);
    page.click(&["macro-3"]);
    page.key(Code::ArrowDown, Key::ArrowDown);
    page.key(Code::ArrowDown, Key::ArrowDown);
    page.click(&["mode-Read"]);
    assert_eq!(page.table().macros[4].mode, MacroMode::Read);
}

#[test]
fn a_source_is_chosen_from_its_sheet() {
    let mut page = page();
    page.click(&["source"]);
    assert!(page.has("source-energy"));
    page.key(Code::Escape, Key::Escape);
    assert!(!page.has("source-energy"));
    page.click(&["source", "source-energy"]);
    assert!(!page.has("source-energy"), "it closes");
    assert_eq!(page.table().macros[0].source, Some(Tap::new(Source::Energy)));
    page.click(&["source-Section"]);
    assert_eq!(page.table().macros[0].source, Some(Tap { source: Source::Energy, blend: Some(1.0) }));
    page.click(&["source", "source-none"]);
    assert_eq!(page.table().macros[0].source, None);
}

#[test]
fn a_source_is_chosen_without_a_mouse() {
    let mut page = page();
    page.click(&["macro-2"]);
    while !page.has("source-energy") {
        page.key(Code::Tab, Key::Tab);
        page.key(Code::Enter, Key::Enter);
        page.key(Code::Escape, Key::Escape);
        if page.table() != Routing::NEW {
            panic!("a key has changed something");
        }
        // The opener follows the list of macros; Escape has closed its sheet, and it still has the keyboard.
        page.key(Code::Enter, Key::Enter);
    }
    page.key(Code::Tab, Key::Tab);
    page.key(Code::Tab, Key::Tab);
    page.key(Code::Enter, Key::Enter);
    let chosen: Vec<_> = page.table().macros.iter().filter_map(|made| made.source).collect();
    assert_eq!(chosen, [Tap::new(Source::Valence)]);
}

#[test]
fn a_drag_is_one_step_that_keys_take_back() {
    let mut page = page();
    let (x, y, width, _) = page.shown.screen.bounds("curve").unwrap();
    page.shown.screen.mouse_move(x + width / 2.0, y + 5.0);
    page.shown.screen.press();
    for share in [0.6, 0.7, 0.75] {
        page.shown.screen.mouse_move(x + width * share, y + 30.0);
        page.shown.screen.picture();
    }
    page.shown.screen.release();
    let dragged = page.table().macros[0].curve;
    assert!((dragged - 0.5).abs() < 0.06, "{dragged}");
    page.z(Modifiers::CTRL);
    assert_eq!(page.table(), Routing::NEW);
    page.z(Modifiers::CTRL | Modifiers::SHIFT);
    assert_eq!(page.table().macros[0].curve, dragged);
    page.click(&["undo"]);
    assert_eq!(page.table(), Routing::NEW);
    page.click(&["redo"]);
    assert_eq!(page.table().macros[0].curve, dragged);
}

#[test]
fn numbers_go_in_steps_and_back_to_their_defaults() {
    let mut page = page();
    let (x, y) = page.shown.middle("gate");
    page.shown.screen.mouse_move(x, y);
    page.shown.screen.wheel(1.0);
    page.shown.screen.wheel(1.0);
    page.shown.screen.picture();
    assert!((page.table().macros[0].gate - 0.05).abs() < 1e-5);
    page.click(&["rate"]);
    page.key(Code::ArrowRight, Key::ArrowRight);
    assert_eq!(page.table().controllers[0].per_second, 51);
    page.key(Code::Delete, Key::Delete);
    assert_eq!(page.table().controllers[0].per_second, 50);
    page.click(&["gate"]);
    page.click(&["gate"]);
    assert_eq!(page.table().macros[0].gate, 0.0);
}

#[test]
fn numbers_are_written_as_people_write_them_and_refused_with_a_reason() {
    let mut page = page();
    page.click(&["source", "source-energy"]);
    for (id, text) in
        [("least", "5,5"), ("rise", "250 ms"), ("from", "75 %"), ("base", "C2"), ("program", "4")]
    {
        page.shown.enter(id, text);
        assert!(!page.has(&format!("{id}-refusal")), "{id} {text}");
    }
    let Routing { macros: [made, ..], notes, .. } = page.table();
    assert_eq!((made.input, made.rise_seconds, made.output), ([0.5, 1.0], 0.25, [0.75, 1.0]));
    assert_eq!((notes.base, notes.program), (48, Some(3)));
    let before = page.table();
    for (id, text) in [("least", "11"), ("rise", "soon"), ("base", "H9"), ("rate", "0")] {
        page.shown.enter(id, text);
        assert!(page.has(&format!("{id}-refusal")), "{id} {text}");
    }
    assert_eq!(page.table(), before);
}

#[test]
fn a_route_gets_something_to_carry_and_a_place() {
    let mut page = page();
    page.click(&["route-3", "feed", "feed-macro 1"]);
    let route = page.table().controllers[2];
    assert_eq!((route.feed, route.number), (Some(Feed::Macro(0)), 22));
    page.shown.enter("channel", "5");
    page.shown.enter("number", "cc 14");
    page.click(&["bits-14 bit"]);
    let route = page.table().controllers[2];
    assert_eq!((route.channel, route.number, route.fine), (4, 14, true));
    page.click(&["route-1"]);
    assert!(page.has("cc_valence") && !page.has("number"), "parameters say where this one goes");
    page.shown.enter("cc_channel", "3");
    assert_eq!(page.shown.params.midi.channel.value(), 3);
}

#[test]
fn what_a_route_carries_is_taken_of_a_mood_of_its_own() {
    let mut page = page();
    let blend = |page: &Routed| page.table().controllers[1].tap().unwrap().blend;
    page.click(&["route-2", "feed", "feed-Section"]);
    assert_eq!(blend(&page), Some(1.0));
    page.click(&["feed-Blend"]);
    page.shown.enter("route_blend", "30 %");
    assert_eq!(blend(&page), Some(0.3));
    assert_eq!(page.table().macros, Routing::NEW.macros, "no macro's");
    page.click(&["feed-tension", "feed"]);
    assert_eq!(blend(&page), Some(0.3), "another source, the same mood");
    page.click(&["feed-Horizon"]);
    assert_eq!(blend(&page), None);
    page.click(&["feed-macro 1", "feed", "feed-Now"]);
    assert_eq!(page.table().controllers[1].feed, Some(Feed::Macro(0)), "a macro has its own");
}

#[test]
fn a_macro_is_set_where_its_parameter_is() {
    let mut page = page();
    page.click(&["macro-8"]);
    page.shown.enter("macro_8", "25 %");
    assert_eq!(page.shown.params.macros.macro_8.value(), 0.25);
    assert_eq!(page.shown.told().len(), 3, "a gesture of the host's");
}

#[test]
fn a_route_is_learnt_while_the_button_is_held() {
    let mut page = page();
    page.click(&["route-4"]);
    let (x, y) = page.shown.middle("learn");
    page.shown.screen.mouse_move(x, y);
    page.shown.screen.press();
    page.shown.screen.picture();
    assert_eq!(page.desk.learnt(), Some(3));
    page.shown.screen.mouse_move(5.0, 5.0);
    page.shown.screen.release();
    page.shown.screen.picture();
    assert_eq!(page.desk.learnt(), None, "wherever the mouse is then");
    page.shown.screen.mouse_move(x, y);
    page.shown.screen.press();
    page.shown.screen.picture();
    page.shown.params.editor.change(|settings| settings.page = Page::Mood);
    page.shown.screen.picture();
    assert_eq!(page.desk.learnt(), None, "the page is left");
}

#[test]
fn nothing_is_learnt_any_more_when_the_window_closes_or_shrinks() {
    for closes in [true, false] {
        let mut page = page();
        let (x, y) = page.shown.middle("learn");
        page.shown.screen.mouse_move(x, y);
        page.shown.screen.press();
        page.shown.screen.picture();
        assert_eq!(page.desk.learnt(), Some(0));
        if closes {
            drop(page.shown);
        } else {
            page.shown.params.editor.size().set(COMPACT.0, COMPACT.1);
            page.shown.screen.picture();
        }
        assert_eq!(page.desk.learnt(), None);
    }
}

#[test]
fn buttons_send_again_and_end_all_notes() {
    let mut page = page();
    page.click(&["notes", "silence", "panic"]);
    assert!(page.table().notes.on && !page.table().notes.off_in_silence);
    let pressed = format!("{:?}", page.desk);
    assert!(pressed.contains("panic: true") && pressed.contains("resend: false"), "{pressed}");
    page.click(&["resend"]);
    assert!(format!("{:?}", page.desk).contains("resend: true"));
}

#[test]
fn keys_take_nothing_back_where_the_page_is_not_seen() {
    let mut page = page();
    page.click(&["mode-Write", "page-Mood"]);
    page.z(Modifiers::CTRL);
    assert_eq!(page.table().macros[0].mode, MacroMode::Write);
}
