use std::mem;

use clap_sys::events::{
    CLAP_CORE_EVENT_SPACE_ID, CLAP_EVENT_MIDI, CLAP_EVENT_NOTE_EXPRESSION, CLAP_EVENT_NOTE_OFF,
    CLAP_EVENT_NOTE_ON, CLAP_EVENT_PARAM_VALUE, clap_event_midi, clap_event_note, clap_event_param_gesture,
    clap_event_param_value,
};

use super::*;

/// Time, type and parameter (or controller) of each event that is handed over.
fn finish(queue: &mut OutputQueue) -> Vec<(u32, u16, u32)> {
    let mut sent = Vec::new();
    queue.finish(|event| {
        // SAFETY: the queue shows live events, as long as their type says.
        sent.push(unsafe {
            let about = match (*event).type_ {
                CLAP_EVENT_MIDI => (*event.cast::<clap_event_midi>()).data[1].into(),
                CLAP_EVENT_PARAM_VALUE => (*event.cast::<clap_event_param_value>()).param_id,
                CLAP_EVENT_NOTE_ON | CLAP_EVENT_NOTE_OFF => (*event.cast::<clap_event_note>()).key as u32,
                _ => (*event.cast::<clap_event_param_gesture>()).param_id,
            };
            ((*event).time, (*event).type_, about)
        });
        true
    });
    sent
}

fn prepared() -> OutputQueue {
    let mut queue = OutputQueue::default();
    queue.prepare(48_000.0, 512);
    queue.begin();
    queue
}

fn push_midi(queue: &mut OutputQueue, time: u32, controller: u8) -> bool {
    let event = Event { time, order: 0, flags: 0, kind: Kind::Midi { port: 0, data: [0xb0, controller, 1] } };
    let mut taken = false;
    event.show(|event| {
        // SAFETY: `show` shows a live event.
        taken = unsafe { queue.push_raw(event) };
        taken
    });
    taken
}

#[test]
fn events_of_all_hands_come_out_by_time_and_else_as_they_came_in() {
    let mut queue = prepared();
    assert!(queue.push_output(100, Output::Valence, 0.5));
    assert!(push_midi(&mut queue, 100, 20));
    queue.end_piece(200);
    assert!(queue.push_output(100, Output::Arousal, 0.5));
    assert!(push_midi(&mut queue, 0, 99));
    let sent = finish(&mut queue);
    let expected = [
        (0, CLAP_EVENT_MIDI, 99),
        (100, CLAP_EVENT_PARAM_VALUE, Output::Valence.id()),
        (100, CLAP_EVENT_MIDI, 20),
        (300, CLAP_EVENT_PARAM_VALUE, Output::Arousal.id()),
    ];
    assert_eq!(sent, expected);
}

#[test]
fn a_full_queue_refuses_and_stays_where_it_is() {
    let mut queue = prepared();
    let room = queue.events.capacity();
    for _ in 0..room {
        assert!(queue.push_output(0, Output::Valence, 0.5));
    }
    assert!(!queue.push_output(0, Output::Valence, 0.5));
    assert_eq!(finish(&mut queue).len(), room);
    assert_eq!(queue.events.capacity(), room);
}

#[test]
fn what_the_host_refuses_comes_again_with_the_next_block_newest_values_only() {
    let mut queue = prepared();
    for (time, value) in [(10, 0.25), (20, 0.5)] {
        assert!(queue.push_output(time, Output::Valence, value));
        assert!(queue.push_output(time, Output::Arousal, value));
        assert!(push_midi(&mut queue, time, 20));
    }
    assert!(!queue.finish(|_| false));
    for _ in 0..2 {
        queue.begin();
        assert!(!queue.finish(|_| false), "still refused, and no more of it");
    }
    queue.begin();
    assert!(queue.push_output(7, Output::Arousal, 0.75));
    let expected = [
        (0, CLAP_EVENT_PARAM_VALUE, Output::Valence.id()),
        (0, CLAP_EVENT_PARAM_VALUE, Output::Arousal.id()),
        (0, CLAP_EVENT_MIDI, 20),
        (7, CLAP_EVENT_PARAM_VALUE, Output::Arousal.id()),
    ];
    assert_eq!(finish(&mut queue), expected);
    queue.begin();
    assert_eq!(finish(&mut queue), [], "told once");
}

#[test]
fn a_host_that_refuses_some_gets_the_others_once() {
    let mut queue = prepared();
    for output in Output::ALL {
        assert!(queue.push_output(3, output, 0.5));
    }
    let mut room = 2;
    assert!(!queue.finish(|_| {
        room -= 1;
        room >= 0
    }));
    queue.begin();
    let told: Vec<_> = finish(&mut queue).into_iter().map(|(_, _, id)| id).collect();
    assert_eq!(told, [3, 4, 5]);
}

#[test]
fn an_event_that_we_never_send_is_refused() {
    let mut queue = prepared();
    let expression = clap_event_header {
        size: mem::size_of::<clap_event_header>() as u32,
        time: 0,
        space_id: CLAP_CORE_EVENT_SPACE_ID,
        type_: CLAP_EVENT_NOTE_EXPRESSION,
        flags: 0,
    };
    // SAFETY: a header alone, of a type whose body is not read.
    assert!(!unsafe { queue.push_raw(&raw const expression) });
    assert_eq!(finish(&mut queue), []);
}

fn push_note(queue: &mut OutputQueue, type_: u16, time: u32, key: i16) -> bool {
    let header = clap_event_header {
        size: mem::size_of::<clap_event_note>() as u32,
        time,
        space_id: CLAP_CORE_EVENT_SPACE_ID,
        type_,
        flags: 0,
    };
    let note = clap_event_note { header, note_id: -1, port_index: 0, channel: 3, key, velocity: 0.75 };
    // SAFETY: a note, as its type says.
    unsafe { queue.push_raw((&raw const note).cast()) }
}

#[test]
fn notes_come_out_as_they_came_in() {
    let mut queue = prepared();
    assert!(push_note(&mut queue, CLAP_EVENT_NOTE_OFF, 8, 60));
    assert!(push_note(&mut queue, CLAP_EVENT_NOTE_ON, 8, 62));
    let mut told = Vec::new();
    queue.finish(|event| {
        // SAFETY: the queue shows live events, and these are notes.
        let note = unsafe { *event.cast::<clap_event_note>() };
        told.push((note.header.type_, note.header.time, note.channel, note.key, note.velocity));
        true
    });
    assert_eq!(told, [(CLAP_EVENT_NOTE_OFF, 8, 3, 60, 0.75), (CLAP_EVENT_NOTE_ON, 8, 3, 62, 0.75)]);
}

#[test]
fn every_note_that_the_host_refuses_comes_again_in_its_order() {
    let mut queue = prepared();
    for (type_, key) in [(CLAP_EVENT_NOTE_ON, 60), (CLAP_EVENT_NOTE_OFF, 60), (CLAP_EVENT_NOTE_ON, 62)] {
        assert!(push_note(&mut queue, type_, 5, key));
    }
    assert!(!queue.finish(|_| false));
    queue.begin();
    assert!(push_note(&mut queue, CLAP_EVENT_NOTE_OFF, 9, 62));
    let expected = [
        (0, CLAP_EVENT_NOTE_ON, 60),
        (0, CLAP_EVENT_NOTE_OFF, 60),
        (0, CLAP_EVENT_NOTE_ON, 62),
        (9, CLAP_EVENT_NOTE_OFF, 62),
    ];
    assert_eq!(finish(&mut queue), expected);
}

#[test]
fn a_whole_block_of_everything_has_room() {
    for (rate, frames) in [(44_100.0, 1), (48_000.0, 512), (96_000.0, 4_096)] {
        let mut queue = OutputQueue::default();
        queue.prepare(rate, frames);
        queue.begin();
        let step = (rate * TICK_SECONDS) as usize;
        for time in (0..frames).step_by(step) {
            assert!(Output::ALL.into_iter().all(|output| queue.push_output(time, output, 0.5)));
            assert!((0..cc::OF_A_TICK as u8).all(|number| push_midi(&mut queue, time, 20 + number)));
            assert!((0..notes::OF_A_TICK as i16).all(|key| push_note(
                &mut queue,
                CLAP_EVENT_NOTE_OFF,
                time,
                key
            )));
            for index in 0..8 {
                assert!(
                    [Told::End(index), Told::Begin(index), Told::Value(index, 0.5)]
                        .into_iter()
                        .all(|told| queue.push_macro(time, told))
                );
            }
        }
        assert!((0..EDITS).all(|_| push_midi(&mut queue, 0, 1)), "{frames} at {rate} Hz");
    }
}
