//! Moods that jump from end to end, told to the plug-in by a model that hears what a signal says. The model is chosen
//! once in a process, so the stories play in one of their own.

use std::{collections::BTreeSet, env, process::Command as Process};

use engine::inference::MODEL_VARIABLE;
use host::{Take, What, rig::Rig};

use super::{
    super::MACRO_IDS,
    TICK, arousal,
    commanded::{self, Command, sound},
    fine, full, live, routed,
};

const CLASSES: [&str; 5] = ["Happy", "Tense", "Relaxed", "Melancholic", "Energetic"];

/// What is told, half a second each, and as which class it is heard; none where there is no music, or where it has only
/// begun again: that is believed a step later.
fn story() -> Vec<(Command, Option<&'static str>)> {
    let told = |class: &'static str| {
        let (valence, arousal, tension, quadrant) = match class {
            "Happy" => (0.9, 0.3, -1.0, 0),
            "Energetic" => (0.3, 0.9, 0.0, 0),
            "Tense" => (-0.9, 0.9, 1.0, 1),
            "Melancholic" => (-0.9, -0.9, 0.5, 2),
            _ => (0.9, -0.9, -1.0, 3),
        };
        let mut command = [valence, arousal, tension, -1.0, -1.0, -1.0, -1.0, 1.0];
        command[3 + quadrant] = 1.0;
        (command, Some(class))
    };
    let mut noise = told("Melancholic");
    (noise.0[7], noise.1) = (-1.0, None);
    let [happy, tense, relaxed, melancholic, energetic] = CLASSES.map(told);
    let again = (relaxed.0, None);
    vec![happy, tense, relaxed, melancholic, energetic, tense, noise, noise, again, relaxed, energetic]
}

#[test]
#[ignore = "a part of the other test"]
fn plays() {
    let (commands, classes): (Vec<_>, Vec<_>) = story().into_iter().unzip();
    for rate in [44_100.0, 96_000.0] {
        let input = sound(rate, &commands);
        let bounce = |routing: &str, block| {
            let mut rig = routed(routing);
            let take = Take { playing: Some(true), ..Take::new(rate, block) };
            let print = rig.play(&take, &input);
            (print, rig)
        };
        let (expected, rig) = bounce(&full(), 512);
        is_what_was_told(&rig, &commands, &classes);
        let kinds: BTreeSet<_> = expected.notes().iter().map(|(_, what)| format!("{what:?}")).collect();
        assert!(kinds.len() >= 2 * CLASSES.len(), "each class is a note: {kinds:?}");
        for block in [1, 64, 4_096] {
            let found = bounce(&full(), block).0.events;
            let differs = found.iter().zip(&expected.events).find(|(found, expected)| found != expected);
            assert_eq!((differs, found.len()), (None, expected.events.len()), "{block} at {rate}");
        }
        let (print, _) = bounce(&arousal("follow"), 512);
        let sent = fine(&print, 22);
        let (least, greatest) = sent.iter().fold((1.0, 0.0), |(least, greatest): (f64, f64), (_, value)| {
            (least.min(*value), greatest.max(*value))
        });
        assert!(greatest - least > 0.6, "from end to end: {least} to {greatest}");
        let steepest = 1.0 - (-TICK / 0.25_f64).exp();
        assert!(sent.windows(2).all(|pair| (pair[1].1 - pair[0].1).abs() <= steepest + 1e-4), "{sent:?}");
        for block in [64, 512, 4_096] {
            live(block, rate, &input, &expected.events);
        }
    }
    written();
}

/// The updates hold the moods that were told.
fn is_what_was_told(rig: &Rig, commands: &[Command], classes: &[Option<&str>]) {
    let updates = rig.report().unwrap().updates;
    assert_eq!(updates.len(), commands.len());
    for ((update, command), class) in updates.iter().zip(commands).zip(classes) {
        let Some(class) = class else {
            continue;
        };
        let now = update.now.as_ref().unwrap();
        let found = [now.valence, now.arousal, now.tension];
        assert!(found.iter().zip(command).all(|(found, told)| (found - told).abs() < 0.2), "{update:?}");
        assert_eq!(now.class, *class, "{update:?}");
    }
    assert!(updates.iter().any(|update| update.state == "no_music"), "{updates:?}");
}

/// What is written at full jumps comes in gestures that pair up, and no denser than it may.
fn written() {
    let rate = 48_000.0;
    let commands: Vec<_> = story().into_iter().map(|(command, _)| command).collect();
    let take = Take { playing: Some(true), ..Take::new(rate, 256) };
    let print = routed(&arousal("write")).play(&take, &sound(rate, &commands));
    let (points, gestures) = (print.values(MACRO_IDS[0]), print.gestures(MACRO_IDS[0]));
    assert!(points.len() > 20 && points.len() <= 30 * commands.len() / 2, "{}", points.len());
    assert!(
        gestures.iter().enumerate().all(|(index, (_, begins))| *begins == (index % 2 == 0)),
        "{gestures:?}"
    );
    let notes = print.notes();
    let is_on = |what: &What| matches!(what, What::NoteOn { .. });
    assert!(notes.windows(2).all(|pair| is_on(&pair[0].1) != is_on(&pair[1].1)), "{notes:?}");
}

#[test]
fn what_is_told_goes_out_the_same_at_all_blocks_and_glides_from_end_to_end() {
    let folder = tempfile::tempdir().unwrap();
    commanded::write(folder.path());
    let output = Process::new(env::current_exe().unwrap())
        .args(["--ignored", "--exact", "routing::told::plays", "--test-threads=1", "--nocapture"])
        .env(MODEL_VARIABLE, folder.path())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && told.contains("1 passed"),
        "{told}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
