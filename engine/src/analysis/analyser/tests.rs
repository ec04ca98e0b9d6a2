use std::f64::consts::TAU;

use proptest::prelude::*;

use super::*;

fn frames(analyser: &mut Analyser, channels: &[Vec<f32>], block: usize) -> Vec<Frame> {
    let mut frames = Vec::new();
    for start in (0..channels[0].len()).step_by(block) {
        let end = (start + block).min(channels[0].len());
        let block: Vec<_> = channels.iter().map(|channel| &channel[start..end]).collect();
        analyser.process(&block, |frame| frames.push(*frame));
    }
    frames
}

fn noise(samples: usize, seed: u32) -> Vec<f32> {
    let mut state = seed;
    let next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 23) as f32 - 1.0
    };
    std::iter::repeat_with(next).take(samples).collect()
}

fn sine(hz: f64, rate: f64, samples: usize) -> Vec<f32> {
    (0..samples).map(|i| (TAU * hz * i as f64 / rate).sin() as f32).collect()
}

#[test]
fn a_full_scale_sine_has_the_same_energy_at_every_rate() {
    for rate in [8_000.0, 11_025.0, 44_100.0, 48_000.0, 96_000.0, 192_000.0, 768_000.0] {
        let mut analyser = Analyser::new(rate, 1).unwrap();
        let frames = frames(&mut analyser, &[sine(1_000.0, rate, rate as usize / 4)], 512);
        let top = frames[8].features[..BANDS].iter().copied().fold(f32::MIN, f32::max);
        assert!((-0.6..0.0).contains(&top), "{rate} Hz: {top}");
        assert!((frames[8].level - 0.5).abs() < 0.01, "{rate} Hz: {}", frames[8].level);
    }
}

#[test]
fn a_mix_in_anti_phase_is_not_silence() {
    let left = noise(48_000, 1);
    let right: Vec<f32> = left.iter().map(|sample| -sample).collect();
    let mono = frames(&mut Analyser::new(48_000.0, 1).unwrap(), std::slice::from_ref(&left), 480);
    let stereo = frames(&mut Analyser::new(48_000.0, 2).unwrap(), &[left, right], 480);
    for (mono, stereo) in mono.iter().zip(&stereo) {
        assert!(mono.features.iter().zip(&stereo.features).all(|(a, b)| (a - b).abs() < 1e-5));
    }
}

#[test]
fn samples_that_are_not_finite_count_as_zero() {
    let clean_signal: Vec<f32> = noise(9_600, 2).iter().map(|s| if *s > 0.9 { 0.0 } else { *s }).collect();
    for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e-40] {
        let dirty: Vec<f32> = noise(9_600, 2).iter().map(|s| if *s > 0.9 { bad } else { *s }).collect();
        let expected =
            frames(&mut Analyser::new(48_000.0, 1).unwrap(), std::slice::from_ref(&clean_signal), 64);
        assert_eq!(frames(&mut Analyser::new(48_000.0, 1).unwrap(), &[dirty], 64), expected);
    }
}

#[test]
fn the_loudest_sample_overflows_nothing() {
    let frames = frames(&mut Analyser::new(48_000.0, 1).unwrap(), &[vec![f32::MAX; 4_800]], 4_800);
    assert!(
        frames
            .iter()
            .all(|frame| frame.features.iter().all(|band| band.is_finite()) && frame.level.is_finite())
    );
}

#[test]
fn a_reset_forgets_what_was_heard() {
    let mut analyser = Analyser::new(44_100.0, 2).unwrap();
    let channels = [noise(30_001, 3), noise(30_001, 4)];
    let first = frames(&mut analyser, &channels, 777);
    analyser.reset();
    assert_eq!(frames(&mut analyser, &channels, 1_024), first);
}

/// Sound, silence, and sound again from an odd sample on, quiet at first.
fn broken_by_silence(onset: usize) -> Vec<f32> {
    let mut samples = noise(30_000, 9);
    samples.resize(onset, 0.0);
    let quiet = noise(2_000, 10).iter().map(|sample| sample * 0.0019).collect::<Vec<_>>();
    samples.extend(quiet);
    samples.extend(noise(40_000, 11));
    samples
}

#[test]
fn after_silence_a_stream_begins_with_the_first_sample_that_sounds_whatever_the_block() {
    for (rate, onset) in [(48_000.0, 100_001), (44_100.0, 99_999), (11_025.0, 77_777)] {
        let samples = broken_by_silence(onset);
        let first = onset + samples[onset..].iter().position(|s| s.abs() >= SOUND_AMPLITUDE).unwrap();
        assert!(first > onset + 1_000, "what is quieter doesn't count");
        let alone = frames(&mut Analyser::new(rate, 1).unwrap(), &[samples[first..].to_vec()], 512);
        for block in [1, 64, 777, 4_096, 200_000] {
            let mut analyser = Analyser::new(rate, 1).unwrap();
            let all = frames(&mut analyser, std::slice::from_ref(&samples), block);
            let (before, after) = all.split_at(all.len() - alone.len());
            assert!(before.last().unwrap().silent && before.iter().all(|frame| frame.begun == 0.0));
            let begun = first as f64 / rate;
            let expected = alone.iter().map(|frame| Frame { begun, ..*frame });
            assert_eq!(after, expected.collect::<Vec<_>>(), "{rate} Hz, blocks of {block}");
        }
    }
}

#[test]
fn a_host_that_sleeps_through_silence_hears_what_others_hear_after_it() {
    let samples = broken_by_silence(300_000);
    let (awake, asleep) = (&samples[..], [&samples[..120_000], &samples[299_000..]].concat());
    let hear = |samples: &[f32]| {
        let frames = frames(&mut Analyser::new(48_000.0, 1).unwrap(), &[samples.to_vec()], 480);
        frames.into_iter().filter(|frame| frame.begun > 0.0).map(|frame| Frame { begun: 0.0, ..frame })
    };
    assert!(hear(awake).count() > 30);
    assert!(hear(awake).eq(hear(&asleep)));
}

#[test]
fn a_pause_in_sound_begins_nothing() {
    let mut samples = noise(30_000, 9);
    samples.resize(30_000 + 47_000, 0.0);
    samples.extend(noise(30_000, 10));
    let frames = frames(&mut Analyser::new(48_000.0, 1).unwrap(), &[samples], 480);
    assert!(frames.iter().zip(1..).all(|(frame, hop)| frame.hop == hop && frame.begun == 0.0));
}

#[test]
fn missing_channels_are_silent_and_no_block_is_too_short() {
    let mut analyser = Analyser::new(48_000.0, 2).unwrap();
    let mut count = 0;
    analyser.process(&[[0.0; 0]; 0], |_| count += 1);
    analyser.process(&[&[][..], &[][..]], |_| count += 1);
    analyser.process(&[&noise(960, 5)[..]], |_| count += 1);
    assert_eq!(count, 1);
}

#[test]
fn rates_and_channels_out_of_range_are_refused_with_the_reason() {
    for rate in [7_999.0, 0.0, -48_000.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(Analyser::new(rate, 2), Err(AnalysisError::SampleRate { .. })));
    }
    let message = Analyser::new(48_000.0, 0).err().unwrap().to_string();
    assert_eq!(message, "0 channels can't be analysed; 1 to 64 can");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn frames_are_bit_identical_for_any_block_sizes(
        blocks in prop::collection::vec(0usize..5_000, 1..40),
        rate in prop::sample::select(vec![8_000.0, 11_025.0, 44_100.0, 48_000.0, 96_000.0, 12_345.6]),
    ) {
        let total: usize = blocks.iter().sum();
        let channels = [noise(total, 6), noise(total, 7)];
        let whole = frames(&mut Analyser::new(rate, 2).unwrap(), &channels, total.max(1));
        let (mut analyser, mut pieces, mut start) = (Analyser::new(rate, 2).unwrap(), Vec::new(), 0);
        for block in blocks {
            let parts = channels.each_ref().map(|channel| &channel[start..start + block]);
            analyser.process(&parts, |frame| pieces.push(*frame));
            start += block;
        }
        prop_assert_eq!(pieces, whole);
    }
}
