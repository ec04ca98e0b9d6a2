//! What leaves the plug-in beside the host: real datagrams to real sockets, real files on real disks, out of the real
//! bundle.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod agree;
mod log;
mod osc;
#[cfg(target_os = "linux")]
mod process;
#[cfg(unix)]
mod python;
mod receiver;
#[cfg(target_os = "linux")]
#[allow(dead_code, reason = "the rest is for who asks for a number only")]
#[path = "../../../engine/tests/support/threads.rs"]
mod threads;

use std::{
    thread,
    time::{Duration, Instant},
};

use host::{Idle, Print, Take, rig::Rig};
use serde_json::Value;

const RATE: f64 = 48_000.0;
/// For what only takes long on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// Sets what leaves an instance, as a session does.
fn set(rig: &mut Rig, outside: &str) {
    let mut state: Value = serde_json::from_slice(&rig.save()[8..]).unwrap();
    state["fields"]["outside"] = outside.into();
    let json = state.to_string();
    let framed = [&(json.len() as u64).to_le_bytes(), json.as_bytes()].concat();
    assert!(rig.restore(&framed), "{outside}: {:?}", rig.log());
}

/// An instance that sends to a port of this computer.
fn sending(port: u16, rest: &str) -> Rig {
    let mut rig = Rig::load();
    set(&mut rig, &format!(r#"{{"osc":{{"on":true,"port":{port}{rest}}}}}"#));
    rig
}

/// A take at the pace of a performance.
fn live() -> Take {
    Take { paced: true, ..Take::new(RATE, 512) }
}

/// Plays on an audio thread of its own, while `meanwhile` runs on this one.
fn play_while<T>(
    idle: Idle,
    take: &Take,
    input: &[Vec<f32>],
    meanwhile: impl FnOnce() -> T,
) -> (Idle, Print, T) {
    thread::scope(|scope| {
        let playing = scope.spawn(|| host::rig::play(idle, take, input));
        let found = meanwhile();
        let (idle, print) = playing.join().unwrap();
        (idle, print, found)
    })
}

/// Waits until something is so, for as long as that may take on a busy machine.
fn wait_for(what: &str, mut is_so: impl FnMut() -> bool) {
    let due = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < due, "{what}: not in {PATIENCE:?}");
        thread::sleep(Duration::from_millis(10));
    }
}
