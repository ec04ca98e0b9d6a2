//! Receivers of other projects: PyPI's python-osc, and QLC+. Scripts in Python run them.

use std::{
    collections::HashSet,
    env,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
};

use host::{rig::play, signals::music};
use serde_json::Value;

use super::{RATE, live, play_while, sending};

/// The Python that has it; `cargo xtask test --hosts` names it.
const PYTHON: &str = "AI_MIXTAPES_PYTHON";

/// A program that receives, until it is ended, and then says what came.
struct Script(Child);

impl Script {
    /// Starts one of the scripts; returns the line that it begins with too.
    fn start(name: &str, argument: &str) -> (Self, String) {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hosts").join(name);
        let python = env::var_os(PYTHON).unwrap_or_else(|| "python3".into());
        let mut command = Command::new(python);
        command.arg(script).arg(argument).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        (Self(process), line.trim().to_owned())
    }

    /// python-osc on a port; 0 finds one. Returns the port too.
    fn python_osc(port: u16) -> (Self, u16) {
        let (process, line) = Self::start("osc_receiver.py", &port.to_string());
        (process, line.parse().unwrap_or_else(|_| panic!("no port: {line}")))
    }

    /// What came: by python-osc of each address how often, how often a second, and the last value.
    fn end(mut self) -> Value {
        self.0.stdin.take().unwrap().write_all(b"end\n").unwrap();
        let output = self.0.wait_with_output().unwrap();
        assert!(output.status.success());
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

#[test]
#[ignore = "takes python-osc"]
fn python_osc_gets_both_instances_at_their_rates_and_may_be_killed() {
    let (first, port) = Script::python_osc(0);
    let mut rigs = [20, 50].map(|rate| sending(port, &format!(r#","rate":{rate}"#)));
    let addresses = rigs.each_ref().map(|rig| rig.outside().osc.address);
    let input = music(RATE, 12.0, 2, 1);
    let [one, other] = &mut rigs;
    let idles = (one.activate(RATE, 512), other.activate(RATE, 512));
    let (idle, print, (found, left)) = play_while(idles.0, &live(), &input, || {
        // Four seconds each: one is killed and another started in between.
        let four = &music(RATE, 4.0, 2, 2);
        let (idle, _) = play(idles.1, &live(), four);
        let mut first = first;
        first.0.kill().unwrap();
        first.0.wait().unwrap();
        let (idle, _) = play(idle, &live(), &music(RATE, 1.0, 2, 3));
        let (second, _) = Script::python_osc(port);
        let (idle, _) = play(idle, &live(), four);
        (second.end(), idle)
    });
    assert_eq!(print.audio, input, "nothing is disturbed");
    one.deactivate(idle);
    other.deactivate(left);
    for (address, wanted) in addresses.iter().zip([20.0, 50.0]) {
        for name in ["valence", "arousal", "energy", "state", "macro/8", "section/class", "change"] {
            let rate = found[format!("{address}/{name}")]["rate"].as_f64();
            let rate = rate.unwrap_or_else(|| panic!("no {address}/{name} in {found:#}"));
            assert!((rate / wanted - 1.0).abs() < 0.1, "{address}/{name} came {rate:.2} times a second");
            println!("{address}/{name}: {rate:.2} Hz of {wanted}");
        }
        assert!(found[format!("{address}/class/name")]["last"].is_string());
        assert!(found[format!("{address}/class/index")]["last"].is_i64());
        assert!(found[format!("{address}/quadrant/q1")]["last"].is_f64());
    }
}

#[test]
#[ignore = "takes QLC+"]
fn a_dimmer_in_qlc_plus_follows_the_energy() {
    let mut rig = sending(7700, r#","rate":60,"parts":["energy","class"]"#);
    let address = rig.outside().osc.address + "/energy";
    let (qlcplus, ready) = Script::start("osc_qlcplus.py", &address);
    assert_eq!(ready, "ready");
    let input = music(RATE, 10.0, 2, 1);
    let idle = rig.activate(RATE, 512);
    let (idle, print) = play(idle, &live(), &input);
    let values = qlcplus.end();
    rig.deactivate(idle);
    let values: Vec<_> = values.as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect();
    // QLC+ makes 0 to 255 of 0 to 1, and leaves out what is behind the point.
    let level = |arousal: f64| ((arousal + 1.0) / 2.0 * 255.0).floor();
    let told: Vec<_> = print.values(2).into_iter().map(|(_, arousal)| level(arousal)).collect();
    let (last, expected) = (*values.last().unwrap(), *told.last().unwrap());
    assert!((last - expected).abs() <= 1.0, "the dimmer is at {last}, the energy at {expected} of 255");
    let moved: Vec<_> = values.into_iter().skip_while(|value| *value == 0.0).collect();
    let was_told = |value: &f64| told.iter().any(|told| (value - told).abs() <= 1.0);
    assert!(moved.iter().all(was_told), "{moved:?}, {told:?}");
    let levels: HashSet<_> = moved.iter().map(|value| *value as u8).collect();
    assert!(levels.len() > 5, "it hardly moved: {levels:?}");
    let count = (moved.len(), levels.len());
    println!("{count:?} looks and levels, the last one {last} at an energy of {expected} of 255");
}
