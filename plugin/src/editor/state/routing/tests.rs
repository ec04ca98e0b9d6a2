use engine::{
    mood::MoodClass,
    outputs::{Source, Tap},
};

use super::{
    super::made_up::routing::{OLD, table},
    edit::Edit,
    *,
};

fn view(table: &Routing, made: u8, route: u8) -> RoutingView {
    RoutingView::new(table, OLD, Chosen { made, route }, (false, false))
}

fn edited(mut table: Routing, edits: &[Edit]) -> Routing {
    edits.iter().for_each(|edit| edit.apply(&mut table, OLD));
    table
}

#[test]
fn a_new_table_has_macros_without_sources_and_two_controllers() {
    let view = view(&Routing::NEW, 0, 0);
    assert!(view.macros.iter().all(|row| row.source == "—" && row.mode.is_empty() && !row.moved));
    assert_eq!((view.routes[0].feed.as_str(), view.routes[0].address.as_str()), ("Valence", "ch 1 · CC 20"));
    assert_eq!((view.routes[7].feed.as_str(), view.routes[7].address.as_str()), ("—", ""));
    assert!(view.routes[1].sends && !view.routes[2].sends && view.has_old_route());
    assert!(view.dial(Dial::Blend).idle);
    assert_eq!(view.source_note(), "Without a source it is where it is set");
}

#[test]
fn inputs_are_written_in_the_sources_units() {
    for (source, expected) in [
        (Source::Valence, ["−1.00", "+1.00"]),
        (Source::Energy, ["1", "10"]),
        (Source::Class(MoodClass::Happy), ["0 %", "100 %"]),
    ] {
        let table = edited(Routing::NEW, &[Edit::Source(3, Some(source))]);
        let view = view(&table, 3, 0);
        assert_eq!([Dial::Least, Dial::Greatest].map(|dial| view.dial(dial).text.as_str()), expected);
    }
}

#[test]
fn change_is_a_pulse_that_falls_and_comes_late() {
    let table = edited(Routing::NEW, &[Edit::Source(0, Some(Source::Change))]);
    assert_eq!((table.macros[0].rise_seconds, table.macros[0].fall_seconds), (0.0, 0.5));
    assert!(view(&table, 0, 0).source_note().contains("2 s"));
}

#[test]
fn another_source_keeps_all_but_the_input() {
    let edits =
        [Edit::Source(0, Some(Source::Valence)), Edit::Blend(0, Some(0.25)), Edit::Turn(Dial::Curve, 0, 0.5)];
    let before = edited(Routing::NEW, &edits);
    let after = edited(before, &[Edit::Source(0, Some(Source::Energy))]).macros[0];
    let tap = Tap { source: Source::Energy, blend: Some(0.25) };
    assert_eq!(after, Macro { source: Some(tap), input: [0.0, 1.0], ..before.macros[0] });
    assert_eq!(edited(before, &[Edit::Source(0, Some(Source::Valence))]), before);
}

#[test]
fn the_ends_of_the_input_never_cross() {
    let table = edited(Routing::NEW, &[Edit::Turn(Dial::Greatest, 0, 0.25), Edit::Turn(Dial::Least, 0, 0.5)]);
    assert_eq!(table.macros[0].input, [0.5, 0.5]);
    assert_eq!(edited(table, &[Edit::Turn(Dial::Greatest, 0, -0.5)]).macros[0].input, [-0.5, -0.5]);
    let inverted = edited(table, &[Edit::Turn(Dial::From, 0, 1.0), Edit::Turn(Dial::To, 0, 0.0)]);
    assert_eq!(inverted.macros[0].output, [1.0, 0.0]);
}

#[test]
fn every_number_comes_back_as_it_was_set_and_stays_within_its_limits() {
    for dial in Dial::VARIANTS.iter().copied() {
        let tension = Feed::Tap(Tap::new(Source::Tension));
        let edits = [Edit::Source(2, Some(Source::Valence)), Edit::Feed(2, Some(tension))];
        let table = edited(Routing::NEW, &edits);
        let scale = dial.scale(&table, 2);
        for (asked, expected) in [
            (scale.value(0.25), scale.value(0.25)),
            (scale.range.0 - 100.0, scale.range.0),
            (scale.range.1 + 1000.0, scale.range.1),
        ] {
            let table = edited(table, &[Edit::Turn(dial, 2, asked)]);
            assert_eq!(dial.get(&table, 2), Some(expected), "{dial:?}");
            let saved = crate::session::routing::Saved::of(&table).read();
            assert_eq!(saved.expect("a session can keep it"), table, "{dial:?}");
        }
    }
}

#[test]
fn a_route_that_begins_to_carry_gets_a_free_number() {
    let carry = |index, feed| Edit::Feed(index, feed);
    let happy = Feed::Tap(Tap::new(Source::Class(MoodClass::Happy)));
    let table = edited(Routing::NEW, &[carry(2, Some(Feed::Macro(0))), carry(5, Some(happy))]);
    assert_eq!((table.controllers[2].number, table.controllers[5].number), (22, 23));
    let row = &view(&table, 0, 5).routes[5];
    assert_eq!((row.feed.as_str(), row.address.as_str(), row.sends), ("Happy", "ch 1 · CC 23", true));
    let table = edited(table, &[carry(5, None)]);
    assert_eq!((table.controllers[5].feed, table.controllers[5].number), (None, 23), "it may come back");
}

#[test]
fn what_cant_be_sent_says_why() {
    let with = |number, fine| {
        let edits =
            [Edit::Feed(2, Some(Feed::Macro(0))), Edit::Turn(Dial::Number, 2, number), Edit::Fine(2, fine)];
        view(&edited(Routing::NEW, &edits), 0, 2).routes[2].clone()
    };
    for (number, fine, sends, warning) in [
        (22.0, true, true, None),
        (0.0, false, false, None),
        (21.0, false, false, Some("CC 21 is taken by route 2")),
        (98.0, false, false, Some("CC 98 is no controller of values")),
        (74.0, true, true, Some("CC 74 has 7 bits only")),
    ] {
        let row = with(number, fine);
        assert_eq!((row.sends, row.warning.as_deref()), (sends, warning), "{number}");
    }
    assert_eq!(with(22.0, true).address, "ch 1 · CC 22+54");
    assert_eq!(with(0.0, true).address, "off");
}

#[test]
fn a_table_at_work_is_told_row_by_row() {
    let view = view(&table(), 1, 2);
    let sources = view.macros.map(|row| row.source);
    assert_eq!(sources, ["Energy", "Valence", "Tension", "Change", "Happy", "Q1", "—", "—"]);
    assert_eq!(view.macros[2].mode, "Write");
    assert!(!view.macros[4].moved, "it is read");
    assert_eq!(view.routes[2].feed, "Macro 1");
    for mode in [MacroMode::Follow, MacroMode::Write, MacroMode::Read] {
        assert!(mode_meaning(mode).len() < 90, "{}", mode_meaning(mode));
    }
}
