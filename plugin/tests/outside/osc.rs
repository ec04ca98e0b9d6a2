//! Moods as OSC messages.

use std::{thread, time::Duration};

use host::{
    Take,
    rig::{Rig, play},
    signals::music,
};
use rosc::OscType;

use super::{RATE, live, play_while, receiver::Receiver, sending, set, wait_for};

/// Five seconds of music for both.
fn two_at_their_rates(rates: [f64; 2]) {
    let receiver = Receiver::open();
    let rigs = rates.map(|rate| sending(receiver.port, &format!(r#","rate":{rate}"#)));
    let addresses = rigs.each_ref().map(|rig| rig.outside().osc.address + "/arousal");
    assert_ne!(addresses[0], addresses[1]);
    let input = music(RATE, 5.0, 2, 1);
    let [mut first, mut second] = rigs;
    let idles = [&mut first, &mut second].map(|rig| rig.activate(RATE, 512));
    let [one, other] = idles;
    let (one, _, other) = play_while(one, &live(), &input, || play(other, &live(), &input).0);
    first.deactivate(one);
    second.deactivate(other);
    for (address, wanted) in addresses.iter().zip(rates) {
        let found = receiver.rate(address);
        assert!((found / wanted - 1.0).abs() < 0.1, "{address} came {found:.2} times a second, not {wanted}");
    }
}

#[test]
fn two_instances_at_once_send_each_at_its_rate() {
    two_at_their_rates([20.0, 60.0]);
    two_at_their_rates([5.0, 30.0]);
}

#[test]
fn nothing_is_sent_unless_the_user_wants_it() {
    let receiver = Receiver::open();
    // Everything is as it will be, but that it is off.
    let mut rig = Rig::load();
    set(&mut rig, &format!(r#"{{"osc":{{"port":{},"rate":60}}}}"#, receiver.port));
    rig.play(&live(), &music(RATE, 0.5, 2, 1));
    let outside = rig.outside();
    assert_eq!((outside.osc.phase.as_str(), outside.osc.sent, receiver.came().len()), ("off", 0, 0));
}

#[test]
fn a_receiver_that_goes_and_comes_back_disturbs_nothing() {
    let receiver = Receiver::open();
    let port = receiver.port;
    let mut rig = sending(port, r#","rate":60"#);
    let idle = rig.activate(RATE, 512);
    let input = music(RATE, 6.0, 2, 2);
    let raw = &rig;
    // The status is the main thread's to ask, which this one is.
    let (idle, print, receiver) = play_while(idle, &live(), &input, || {
        wait_for("the first datagrams", || receiver.came().len() > 20);
        drop(receiver);
        wait_for("a word of it", || raw.outside().osc.phase == "failing");
        let fault = raw.outside().osc.fault.unwrap();
        assert_eq!(fault.text, format!("nobody listens at 127.0.0.1:{port}"));
        assert!(fault.time.ends_with('Z'));
        let receiver = Receiver::on(port);
        wait_for("datagrams again", || receiver.came().len() > 20);
        wait_for("a word of that", || raw.outside().osc.phase == "sending");
        assert!(raw.outside().osc.fault.is_some(), "what was wrong can still be read");
        receiver
    });
    rig.deactivate(idle);
    let bits =
        |audio: &[Vec<f32>]| -> Vec<u32> { audio.iter().flatten().map(|value| value.to_bits()).collect() };
    assert_eq!(bits(&print.audio), bits(&input));
    assert_eq!(rig.report().unwrap().counters.allocations_in_process, 0);
    drop(receiver);
}

#[test]
fn a_name_that_isnt_found_is_told_and_a_better_one_takes_effect_at_once() {
    let receiver = Receiver::open();
    let mut rig = sending(receiver.port, r#","host":"no-such-host.invalid""#);
    let idle = rig.activate(RATE, 512);
    let raw = &rig;
    let (idle, ..) = play_while(idle, &live(), &music(RATE, 1.0, 2, 3), || {
        wait_for("a word of it", || raw.outside().osc.phase == "failing");
    });
    let fault = rig.outside().osc.fault.unwrap().text;
    assert!(fault.starts_with("“no-such-host.invalid” isn't found: "), "{fault}");
    assert_eq!((rig.outside().osc.sent, receiver.came().len()), (0, 0));
    set(&mut rig, &format!(r#"{{"osc":{{"on":true,"port":{},"host":"localhost"}}}}"#, receiver.port));
    let (idle, ..) = play_while(idle, &live(), &music(RATE, 0.5, 2, 3), || {
        wait_for("datagrams", || !receiver.came().is_empty());
    });
    rig.deactivate(idle);
}

#[test]
fn a_bounce_in_the_same_instance_sends_nothing() {
    let receiver = Receiver::open();
    let mut rig = sending(receiver.port, r#","rate":60"#);
    let idle = rig.activate(RATE, 512);
    let (idle, _) = play(idle, &live(), &music(RATE, 1.0, 2, 4));
    assert!(receiver.came().len() > 20);
    rig.set_offline(true);
    // What is on its way comes.
    thread::sleep(Duration::from_millis(100));
    receiver.forget();
    let (idle, bounced) = play(idle, &Take::new(RATE, 512), &music(RATE, 20.0, 2, 5));
    assert!(!bounced.events.is_empty());
    wait_for("a word of it", || rig.outside().osc.phase == "rendering");
    assert_eq!(receiver.came().len(), 0);
    rig.set_offline(false);
    assert_eq!(receiver.came().len(), 0, "not before there is something live");
    let (idle, _) = play(idle, &live(), &music(RATE, 1.0, 2, 4));
    assert!(receiver.came().len() > 20);
    rig.deactivate(idle);
}

#[test]
fn a_host_that_runs_ahead_without_a_word_sends_nothing_but_its_beginning() {
    let receiver = Receiver::open();
    let mut rig = sending(receiver.port, r#","rate":60"#);
    rig.play(&Take::new(RATE, 512), &music(RATE, 60.0, 2, 4));
    assert!(receiver.came().len() < 20, "{}", receiver.came().len());
}

#[test]
fn a_host_that_stops_is_told_of_and_values_stay() {
    let receiver = Receiver::open();
    let mut rig = sending(receiver.port, "");
    let address = rig.outside().osc.address;
    let idle = rig.activate(RATE, 512);
    let (idle, _) = play(idle, &live(), &music(RATE, 1.5, 2, 4));
    // What is on its way comes.
    thread::sleep(Duration::from_millis(200));
    let valence = receiver.newest()[&format!("{address}/valence")].clone();
    let stalled = OscType::String("stalled".into());
    wait_for("the state", || receiver.newest()[&format!("{address}/state")] == stalled);
    assert_eq!(receiver.newest()[&format!("{address}/valence")], valence);
    rig.deactivate(idle);
    wait_for("a rest", || rig.outside().osc.phase == "waiting");
    receiver.forget();
    thread::sleep(Duration::from_millis(200));
    assert_eq!(receiver.came().len(), 0);
}

#[test]
fn only_what_is_wanted_goes_out_under_the_name_that_was_given() {
    let receiver = Receiver::open();
    let mut rig =
        sending(receiver.port, r#","prefix":"/show/moods","name":"deck-A","parts":["energy","change"]"#);
    let idle = rig.activate(RATE, 512);
    let (idle, _) = play(idle, &live(), &music(RATE, 1.0, 2, 4));
    rig.deactivate(idle);
    let found: Vec<_> = receiver.newest().into_keys().collect();
    assert_eq!(found, ["/show/moods/deck-A/change", "/show/moods/deck-A/energy"]);
}
