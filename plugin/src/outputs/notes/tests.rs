use proptest::prelude::*;

use super::*;

const ROUTE: NoteRoute = NoteRoute { on: true, channel: 3, base: 60, ..NoteRoute::UNUSED };

fn outputs(class: MoodClass) -> Outputs {
    Outputs { class, confidence: 0.5, state: State::Live, ..Outputs::default() }
}

fn note(key: u8) -> Note {
    Note { channel: 3, key }
}

/// The notes, what is owed, and what a host that takes everything was told.
#[derive(Default)]
struct Desk {
    notes: ClassNotes,
    owed: Owed,
}

impl Desk {
    fn tick(&mut self, route: &NoteRoute, outputs: &Outputs) -> Vec<Message> {
        let mut told = Vec::new();
        self.notes.tick(route, outputs, &self.owed, |message| {
            told.push(message);
            true
        });
        told
    }
}

#[test]
fn a_note_sounds_while_its_class_holds() {
    let mut desk = Desk::default();
    let happy = outputs(MoodClass::Happy);
    assert_eq!(desk.tick(&ROUTE, &happy), [Message::On(note(62), 64.0 / 127.0)]);
    assert_eq!(desk.tick(&ROUTE, &Outputs { confidence: 0.9, ..happy }), []);
    let tense = desk.tick(&ROUTE, &Outputs { confidence: 1.0, ..outputs(MoodClass::Tense) });
    assert_eq!(tense, [Message::Off(note(62)), Message::On(note(65), 1.0)]);
    assert!(desk.notes.rests());
}

#[test]
fn another_note_another_channel_and_off_end_it() {
    let happy = outputs(MoodClass::Happy);
    for route in [NoteRoute { base: 10, ..ROUTE }, NoteRoute { channel: 4, ..ROUTE }] {
        let mut desk = Desk::default();
        desk.tick(&ROUTE, &happy);
        let told = desk.tick(&route, &happy);
        assert_eq!(told[0], Message::Off(note(62)));
        assert_eq!(told.len(), 2);
        assert_eq!(desk.tick(&NoteRoute { on: false, ..route }, &happy).len(), 1);
        assert!(desk.owed.is_empty());
    }
}

#[test]
fn it_ends_at_bypass_and_in_silence_if_it_shall_and_stays_where_outputs_are_frozen() {
    let happy = outputs(MoodClass::Happy);
    for (state, off_in_silence, ends) in [
        (State::Bypassed, false, true),
        (State::Silent, true, true),
        (State::NoMusic, true, true),
        (State::Silent, false, false),
        (State::NoMusic, false, false),
        (State::Frozen, true, false),
        (State::Loading, true, false),
        (State::Stalled, true, false),
    ] {
        let route = NoteRoute { off_in_silence, ..ROUTE };
        let mut desk = Desk::default();
        desk.tick(&route, &happy);
        let confidence = if state == State::Frozen { 0.5 } else { 0.0 };
        let told = desk.tick(&route, &Outputs { state, confidence, ..happy });
        let expected = if ends { vec![Message::Off(note(62))] } else { Vec::new() };
        assert_eq!(told, expected, "{state:?}");
        assert_eq!(desk.tick(&route, &happy).len(), usize::from(ends), "{state:?}");
    }
}

#[test]
fn before_anything_is_heard_nothing_sounds() {
    let mut desk = Desk::default();
    assert_eq!(desk.tick(&NoteRoute { program: Some(0), ..ROUTE }, &Outputs::default()), []);
}

#[test]
fn with_a_start_it_ends_and_begins_anew() {
    let mut desk = Desk::default();
    let happy = outputs(MoodClass::Happy);
    desk.tick(&ROUTE, &happy);
    desk.notes.restart();
    assert!(!desk.notes.rests());
    assert_eq!(desk.tick(&ROUTE, &happy), [Message::Off(note(62)), Message::On(note(62), 64.0 / 127.0)]);
    assert_eq!(desk.tick(&ROUTE, &happy), []);
}

#[test]
fn programs_come_before_their_note_and_without_it() {
    let mut desk = Desk::default();
    let program = |program| Message::Program { channel: 3, program };
    let route = NoteRoute { program: Some(100), ..ROUTE };
    let told = desk.tick(&route, &outputs(MoodClass::Happy));
    assert_eq!(told, [program(102), Message::On(note(62), 64.0 / 127.0)]);
    let silent = NoteRoute { on: false, ..route };
    assert_eq!(desk.tick(&silent, &outputs(MoodClass::Tense)), [Message::Off(note(62)), program(105)]);
    assert_eq!(desk.tick(&silent, &outputs(MoodClass::Tense)), []);
    desk.notes.restart();
    assert_eq!(desk.tick(&silent, &outputs(MoodClass::Tense)), [program(105)]);
}

#[test]
fn after_a_panic_nothing_sounds_before_another_class() {
    let mut desk = Desk::default();
    let happy = outputs(MoodClass::Happy);
    desk.tick(&ROUTE, &happy);
    let mut told = Vec::new();
    desk.notes.panic(&ROUTE, &desk.owed, |message| {
        told.push(message);
        true
    });
    assert_eq!(told[0], Message::Off(note(62)));
    assert!((60..66).all(|key| told.contains(&Message::Off(note(key)))));
    assert!(told.len() <= OF_A_TICK);
    assert_eq!(desk.tick(&ROUTE, &happy), []);
    assert_eq!(desk.tick(&ROUTE, &outputs(MoodClass::Tense)).len(), 1);
}

/// Something that can happen.
#[derive(Clone, Copy, Debug)]
enum Step {
    Tick { route: NoteRoute, outputs: Outputs, room: usize },
    Restart,
    Panic(NoteRoute),
}

fn any_route() -> impl Strategy<Value = NoteRoute> {
    (any::<bool>(), 0_u8..3, prop::sample::select(vec![0_u8, 60, 61, 122]), any::<bool>(), any::<bool>())
        .prop_map(|(on, channel, base, off_in_silence, programs)| NoteRoute {
            on,
            channel,
            base,
            off_in_silence,
            program: programs.then_some(base),
        })
}

fn any_outputs() -> impl Strategy<Value = Outputs> {
    let states: Vec<_> = State::all().collect();
    (prop::sample::select(states), 0_u8..6, prop::sample::select(vec![0.0_f32, 0.2, 1.0, f32::NAN])).prop_map(
        |(state, class, confidence)| {
            let class = MoodClass::from_index(class).unwrap();
            Outputs { state, class, confidence, ..Outputs::default() }
        },
    )
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (any_route(), any_outputs(), 0_usize..4)
            .prop_map(|(route, outputs, room)| Step::Tick { route, outputs, room }),
        1 => Just(Step::Restart),
        1 => any_route().prop_map(Step::Panic),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, ..ProptestConfig::default() })]

    #[test]
    fn never_do_two_notes_sound_and_none_does_at_the_end(
        steps in prop::collection::vec(any_step(), 1..40),
    ) {
        let (mut notes, owed) = (ClassNotes::default(), Owed::default());
        let mut sounding = Vec::new();
        let mut hear = |message: Message, room: &mut usize| {
            if *room == 0 {
                return false;
            }
            *room -= 1;
            match message {
                Message::On(note, velocity) => {
                    assert!((1.0 / 127.0..=1.0).contains(&velocity), "{velocity}");
                    assert!(sounding.is_empty(), "{note:?} while {sounding:?} sounds");
                    sounding.push(note);
                }
                Message::Off(note) => sounding.retain(|other| *other != note),
                Message::Program { program, .. } => assert!(program < 128),
            }
            true
        };
        for step in steps {
            match step {
                Step::Tick { route, outputs, mut room } => {
                    notes.tick(&route, &outputs, &owed, |message| hear(message, &mut room));
                }
                Step::Restart => notes.restart(),
                // The plug-in has made room for it.
                Step::Panic(route) => notes.panic(&route, &owed, |message| hear(message, &mut 1)),
            }
        }
        // A stop, as a flush does it.
        if let Some(note) = owed.note() {
            hear(Message::Off(note), &mut 1);
        }
        prop_assert_eq!(sounding, []);
    }
}
