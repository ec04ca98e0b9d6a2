//! Read-only parameters, controllers, OSC and the log say the same.

use std::{path::Path, process::Command};

use host::{Print, Take, rig::Rig, signals::music};
use rosc::OscType;

use super::{
    RATE, live,
    log::{cell, files, rows},
    receiver::Receiver,
    set, wait_for,
};

/// Valence, arousal, tension, confidence, class.
type Said = [f64; 5];

const IDS: [u32; 5] = [1, 2, 3, 4, 5];
const NAMES: [&str; 5] = ["valence", "arousal", "tension", "confidence", "class"];
const CLASSES: [&str; 6] = ["Neutral", "Energetic", "Happy", "Relaxed", "Melancholic", "Tense"];

/// Plays a signal in real time, and compares row by row what left the plug-in by all ways.
pub fn all_ways_agree(input: &[Vec<f32>], least_rows: usize) {
    let folder = tempfile::tempdir().unwrap();
    let receiver = Receiver::open();
    let mut rig = Rig::load();
    // Between updates nothing moves, so that each has values of its own.
    rig.set_text("Smoothing", c"0 s");
    set(&mut rig, &format!(r#"{{"osc":{{"on":true,"port":{},"rate":60}}}}"#, receiver.port));
    let address = rig.outside().osc.address;
    rig.start_log(folder.path());
    wait_for("the file", || rig.outside().log.phase == "writing");
    let print = rig.play(&Take { tempo: Some(120.0), ..live() }, input);
    rig.stop_log();
    wait_for("the end", || rig.outside().log.phase == "off");
    assert_eq!(rig.outside().log.dropped, 0);
    let rows = rows(&files(folder.path())[0]);
    assert!(rows.len() >= least_rows, "{} rows", rows.len());

    let mut logged = vec![[0.0; 5]];
    for row in &rows {
        let seconds: f64 = cell(row, "song_seconds").parse().unwrap();
        let sample = (seconds * RATE).round() as usize + 2; // four decimals
        let number = |name| cell(row, name).parse::<f64>().unwrap();
        let class = CLASSES.iter().position(|class| *class == cell(row, "class")).unwrap() as f64;
        let said = [number("valence"), number("arousal"), number("tension"), number("confidence"), class];
        for ((id, name), value) in IDS.into_iter().zip(NAMES).zip(said) {
            let told = held(&print.values(id), sample);
            assert!(
                (told - value).abs() < 6e-5,
                "{name} at {seconds}: {told} as a parameter, {value} in the log"
            );
        }
        for (controller, value) in [(20, said[0]), (21, said[1])] {
            // Controllers go out on ticks of their own, so many a second.
            let told = controlled(&print, controller, sample + (0.1 * RATE) as usize);
            let meant = (value + 1.0) / 2.0 * 127.0;
            assert!((told - meant).abs() <= 1.0, "CC {controller} at {seconds}: {told}, expected {meant}");
        }
        logged.push(said);
    }
    logged.dedup();
    let mut sent: Vec<Said> = receiver.came().iter().filter_map(|(_, list)| sent(list, &address)).collect();
    sent.dedup_by(|next, before| next.iter().zip(*before).all(|(next, before)| (next - before).abs() < 1e-9));
    assert_eq!(sent.len(), logged.len(), "{sent:?}\n{logged:?}");
    for (sent, logged) in sent.iter().zip(&logged) {
        let agree = sent.iter().zip(logged).all(|(sent, logged)| (sent - logged).abs() < 6e-5);
        assert!(agree, "{sent:?} by OSC, {logged:?} in the log");
    }
    println!("{} rows agree", rows.len());
}

/// A parameter's value at a sample, which holds until the next one.
fn held(values: &[(usize, f64)], sample: usize) -> f64 {
    values[values.partition_point(|(at, _)| *at <= sample).saturating_sub(1)].1
}

fn controlled(print: &Print, controller: u8, sample: usize) -> f64 {
    let values: Vec<_> =
        print.controls(controller).iter().map(|(at, _, value)| (*at, f64::from(*value))).collect();
    held(&values, sample)
}

/// What a datagram says, if it says these.
fn sent(messages: &[(String, OscType)], address: &str) -> Option<Said> {
    let find = |name: &str| {
        let wanted = format!("{address}/{name}");
        messages.iter().find(|(found, _)| *found == wanted).map(|(_, value)| value.clone())
    };
    let float = |name| find(name)?.float().map(f64::from);
    let class = f64::from(find("class/index")?.int()?);
    Some([float("valence")?, float("arousal")?, float("tension")?, float("confidence")?, class])
}

#[test]
fn all_ways_say_the_same_of_the_same_update() {
    all_ways_agree(&music(RATE, 8.2, 2, 3), 16);
}

/// The demo mix, by ffmpeg.
fn demo_mix() -> Vec<Vec<f32>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../cli/demo-mix/demo-mix.ogg");
    let mut ffmpeg = Command::new("ffmpeg");
    ffmpeg.args(["-v", "error", "-i"]).arg(file).args(["-f", "f32le", "-ar", "48000", "-ac", "2", "-"]);
    let output = ffmpeg.output().expect("ffmpeg is installed");
    assert!(output.status.success(), "{output:?}");
    let samples: Vec<_> =
        output.stdout.chunks_exact(4).map(|bytes| f32::from_le_bytes(bytes.try_into().unwrap())).collect();
    (0..2).map(|channel| samples.iter().skip(channel).step_by(2).copied().collect()).collect()
}

#[test]
#[ignore = "plays a minute and a half in real time"]
fn all_ways_say_the_same_of_the_demo_mix() {
    let input = demo_mix();
    let least_rows = (input[0].len() as f64 / RATE * 2.0) as usize - 2;
    all_ways_agree(&input, least_rows);
}
