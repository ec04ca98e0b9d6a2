//! Whatever the features are, as long as they are numbers: so is the mood.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    ops::RangeInclusive,
    sync::{Arc, LazyLock},
};

use engine::{analysis::Frame, inference::Listener, mood::Mood};
use models::{FEATURES, Model, STEP_HOPS};
use proptest::{collection::vec, prelude::*};

static MODEL: LazyLock<Arc<Model>> = LazyLock::new(|| Arc::new(Model::builtin().unwrap()));

/// Frames of a stream of some steps; its features are somewhere between silence and a burst of noise, or anywhere.
fn streams() -> impl Strategy<Value = Vec<f32>> {
    let features = |range: RangeInclusive<f32>| {
        (1_usize..=4).prop_flat_map(move |steps| vec(range.clone(), steps * STEP_HOPS * FEATURES))
    };
    let corners = (1_usize..=4).prop_flat_map(|steps| {
        vec(
            prop::sample::select(&[-1e6_f32, -5.0, 0.0, f32::MIN_POSITIVE, 1e6]),
            steps * STEP_HOPS * FEATURES,
        )
    });
    prop_oneof![features(-5.0..=0.5), features(-1e6..=1e6), corners]
}

fn assert_sound(mood: &Mood) -> Result<(), TestCaseError> {
    let Mood { valence, arousal, tension, quadrants, confidence, .. } = *mood;
    prop_assert!([valence, arousal, tension].iter().all(|axis| (-1.0..=1.0).contains(axis)), "{mood:?}");
    prop_assert!((quadrants.iter().sum::<f32>() - 1.0).abs() < 1e-4, "{mood:?}");
    prop_assert!((0.0..=1.0).contains(&confidence), "{mood:?}");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn finite_frames_give_finite_moods(features in streams()) {
        let mut listener = Listener::new(Arc::clone(&MODEL));
        let (frames, _) = features.as_chunks::<FEATURES>();
        let mut updates = 0;
        for (features, hop) in frames.iter().zip(1..) {
            let frame = Frame { features: *features, level: 0.1, hop, ..Frame::EMPTY };
            if let Some(update) = listener.push(&frame) {
                // Where the model returns NaN, this is degraded and there are none.
                prop_assert!(matches!(update.state.name(), "warming" | "live" | "no_music"), "{update:?}");
                prop_assert!((0.0..=1.0).contains(&update.music), "{update:?}");
                prop_assert!(update.moods.is_some() || update.music == 0.0, "{update:?}");
                if let Some(moods) = update.moods {
                    assert_sound(&moods.now)?;
                    assert_sound(&moods.section)?;
                }
                updates += 1;
            }
        }
        prop_assert_eq!(updates, frames.len() / STEP_HOPS);
    }
}
