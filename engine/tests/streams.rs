//! Whole streams through an instance: what comes out depends on the samples only.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::sync::Arc;

use engine::{
    analysis::{Analyser, Frame},
    inference::Listener,
    mood::{Mood, State, Update},
    outputs::Outputs,
    runtime::{BlockInfo, EFFECT_SECONDS, FileAnalysis, Setup},
    telemetry::Stage,
};
use models::{Model, Runs};
use support::{at_once, entries_of, instance, music, play, render};
use tune::tune;

const RATE: f64 = 48_000.0;

fn render_offline(signal: &[Vec<f32>; 2], blocks: &[usize]) -> Vec<(u64, Outputs)> {
    let (_instance, mut side) = instance(RATE);
    render(&mut side, signal, blocks, &at_once(), true)
}

fn analyse(signal: &[Vec<f32>; 2], rate: f64) -> Vec<Update> {
    let mut analysis = FileAnalysis::new(Arc::new(Model::builtin().unwrap()), rate, 2).unwrap();
    let mut updates = Vec::new();
    analysis.process(signal, |_, update| updates.push(*update));
    updates
}

#[test]
fn an_update_takes_effect_a_fixed_time_after_its_audio_to_the_sample() {
    let signal = music(4.0, RATE);
    let updates = analyse(&signal, RATE);
    let events = render_offline(&signal, &[512]);
    for update in &updates[..7] {
        let effect = update.hops * 960 + (EFFECT_SECONDS * RATE).round() as u64;
        let (_, outputs) =
            events.iter().find(|(sample, _)| *sample == effect).expect("an event at the effect");
        let now = update.moods.unwrap().now;
        assert_eq!((outputs.valence, outputs.arousal, outputs.class), (now.valence, now.arousal, now.class));
    }
}

#[test]
fn a_render_is_the_same_at_any_block_size() {
    let signal = music(7.0, RATE);
    let expected = render_offline(&signal, &[512]);
    assert!(expected.len() > 10, "{expected:?}");
    for blocks in [&[64][..], &[480], &[1_000], &[16_384], &[0, 1, 7, 333, 4_096], &[400_000]] {
        assert_eq!(render_offline(&signal, blocks), expected, "{blocks:?}");
    }
}

#[test]
fn eight_renders_at_once_are_the_same_as_one() {
    let signal = music(5.0, RATE);
    let expected = render_offline(&signal, &[512]);
    std::thread::scope(|scope| {
        let renders = [64, 100, 256, 512, 777, 1_024, 4_096, 9_999].map(|block| {
            let signal = &signal;
            scope.spawn(move || render_offline(signal, &[block]))
        });
        for render in renders {
            assert_eq!(render.join().unwrap(), expected);
        }
    });
}

/// Renders in real time, once; late updates are the machine's fault and make the take worthless.
fn live_take(signal: &[Vec<f32>; 2], block: usize) -> Option<Vec<(u64, Outputs)>> {
    let (instance, mut side) = instance(RATE);
    let events = play(&mut side, signal, block, RATE, BlockInfo::default());
    let monitor = instance.monitor();
    let seen = monitor.timings().summary(Stage::Visible).count;
    let all = seen == (signal[0].len() as f64 / RATE / 0.5) as u64;
    (all && monitor.counts().late_updates == 0).then_some(events)
}

#[test]
fn an_on_time_live_take_prints_what_a_render_prints() {
    let signal = music(3.2, RATE);
    let expected = render_offline(&signal, &[512]);
    let take = (0..8).find_map(|_| live_take(&signal, 480)).expect("a take without a late update");
    assert_eq!(take, expected);
}

#[test]
fn the_mood_is_the_same_at_other_sample_rates() {
    let reference = analyse(&tones(8.0, RATE), RATE);
    assert_eq!(reference.len(), 16);
    for rate in [44_100.0, 96_000.0, 192_000.0] {
        let updates = analyse(&tones(8.0, rate), rate);
        assert_eq!(updates.len(), reference.len(), "{rate} Hz");
        for (update, expected) in updates.iter().zip(&reference) {
            let (moods, then) = (update.moods.unwrap(), expected.moods.unwrap());
            for (mood, then) in [(moods.now, then.now), (moods.section, then.section)] {
                let near = values(mood).into_iter().zip(values(then)).all(|(a, b)| (a - b).abs() < 0.05);
                assert!(near, "{rate} Hz: {mood:?} {then:?}");
            }
        }
    }
}

fn values(mood: Mood) -> [f32; 7] {
    let [q1, q2, q3, q4] = mood.quadrants;
    [mood.valence, mood.arousal, mood.tension, q1, q2, q3, q4]
}

/// Music whose samples are those of one continuous signal at any rate.
fn tones(seconds: f64, rate: f64) -> [Vec<f32>; 2] {
    let channel = tune(seconds, rate, 0, false);
    [channel.clone(), channel]
}

#[test]
fn a_reset_makes_a_render_begin_anew() {
    let signal = music(3.0, RATE);
    let (_instance, mut side) = instance(RATE);
    let first = render(&mut side, &signal, &[512], &at_once(), true);
    side.reset();
    assert_eq!(render(&mut side, &signal, &[700], &at_once(), true), first);
}

#[test]
fn a_new_sample_rate_while_running_begins_anew() {
    let (mut instance, mut side) = instance(RATE);
    render(&mut side, &music(2.0, RATE), &[512], &at_once(), true);
    let signal = music(3.0, 96_000.0);
    let mut side = instance.activate(Setup { sample_rate: 96_000.0, channels: 2 });
    let events = render(&mut side, &signal, &[512], &at_once(), true);
    let expected = analyse(&signal, 96_000.0)[3].moods.unwrap().now;
    let (_, outputs) =
        events.iter().find(|(sample, _)| *sample == 192_000 + (EFFECT_SECONDS * 96_000.0) as u64).unwrap();
    assert_eq!(outputs.valence, expected.valence);
}

#[test]
fn an_update_costs_one_run_of_the_encoder_one_of_the_heads_and_one_of_the_gate() {
    let model = Arc::new(Model::builtin().unwrap());
    let mut analysis = FileAnalysis::new(Arc::clone(&model), RATE, 2).unwrap();
    let mut updates = 0;
    analysis.process(&music(28.0, RATE), |_, update| updates += u64::from(update.music > 0.0));
    assert!(updates > 50, "{updates}");
    assert_eq!(model.runs(), Runs { encoder: 56, heads: updates, music: 56 }, "all steps, and what is music");
    let (instance, mut side) = instance(RATE);
    render(&mut side, &music(14.0, RATE), &[512], &at_once(), true);
    let monitor = instance.monitor();
    entries_of(&monitor, 28);
    assert_eq!(monitor.timings().summary(Stage::Inference).count, 28);
}

#[test]
fn silence_costs_no_run() {
    let model = Arc::new(Model::builtin().unwrap());
    let mut analysis = FileAnalysis::new(Arc::clone(&model), RATE, 2).unwrap();
    let mut updates = 0;
    analysis.process(&[vec![0.0; 96_000 * 4], vec![0.0; 96_000 * 4]], |_, _| updates += 1);
    assert_eq!((updates, model.runs()), (16, Runs { encoder: 0, heads: 0, music: 0 }));
}

#[test]
fn after_frames_are_lost_nothing_of_before_is_told_as_if_it_were_new() {
    let mut frames = Vec::new();
    Analyser::new(RATE, 2).unwrap().process(&music(2.0, RATE), |frame| frames.push(*frame));
    let mut listener = Listener::new(Arc::new(Model::builtin().unwrap()));
    let heard = frames[..50].iter().filter_map(|frame| listener.push(frame)).last().unwrap();
    assert!(heard.moods.is_some());
    // What comes then is quiet, and hasn't been so for long enough to be silence.
    let quiet = frames[75..100].iter().map(|frame| Frame { level: 0.0, ..*frame });
    let update = quiet.filter_map(|frame| listener.push(&frame)).last().unwrap();
    assert_eq!((update.hops, update.state, update.moods), (100, State::Warming, None));
}
