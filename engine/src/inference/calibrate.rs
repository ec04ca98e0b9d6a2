//! From the graph's raw outputs to a mood: probabilities, confidence.

use models::{Horizon, RawMood};

use crate::mood::{Mood, MoodClass};

/// The mood of one horizon, its class left for the caller to track; `open` says how far it is music at all.
pub(super) fn calibrate(raw: &RawMood, horizon: &Horizon, open: f32) -> Mood {
    let quadrants = softmax(raw.quadrants, horizon.temperature);
    let top = quadrants.iter().copied().fold(0.0, f32::max);
    Mood {
        valence: raw.valence,
        arousal: raw.arousal,
        tension: raw.tension,
        quadrants,
        class: MoodClass::Neutral,
        confidence: interpolate(&horizon.curve, top) * open,
    }
}

fn softmax(logits: [f32; 4], temperature: f32) -> [f32; 4] {
    let highest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let weights = logits.map(|logit| ((logit - highest) / temperature).exp());
    let sum: f32 = weights.iter().sum();
    weights.map(|weight| weight / sum)
}

/// A piecewise-linear curve through points that rise in x, level beyond its ends.
fn interpolate(curve: &[[f32; 2]], x: f32) -> f32 {
    let after = curve.partition_point(|point| point[0] <= x);
    match (after.checked_sub(1).map(|before| curve[before]), curve.get(after)) {
        (Some([x0, y0]), Some([x1, y1])) => y0 + (y1 - y0) * (x - x0) / (x1 - x0),
        (Some([_, y]), None) | (None, Some(&[_, y])) => y,
        (None, None) => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quadrants_are_probabilities_that_sum_to_one() {
        for logits in [[0.0; 4], [1.0, -2.0, 3.0, 0.5], [900.0, -900.0, 0.0, 899.0]] {
            let quadrants = softmax(logits, 0.7);
            assert!((quadrants.iter().sum::<f32>() - 1.0).abs() < 1e-5, "{quadrants:?}");
        }
    }

    #[test]
    fn the_confidence_curve_is_linear_between_and_level_beyond_its_points() {
        let curve = [[0.25, 0.2], [0.75, 0.8], [0.9, 0.9]];
        for (x, y) in [(0.0, 0.2), (0.25, 0.2), (0.5, 0.5), (0.75, 0.8), (1.0, 0.9)] {
            assert!((interpolate(&curve, x) - y).abs() < 1e-6, "{x}");
        }
    }

    #[test]
    fn confidence_is_that_of_the_likeliest_quadrant_as_far_as_it_is_music() {
        let calibration = models::Contract::builtin().unwrap().calibration;
        let quadrants = [9.0, 0.0, 0.0, 0.0];
        let raw = RawMood { valence: 0.5, arousal: 0.5, tension: 0.0, quadrants };
        let confidence = |open| calibrate(&raw, &calibration.now, open).confidence;
        assert!(confidence(1.0) > 0.5);
        assert_eq!((confidence(0.0), confidence(0.5)), (0.0, confidence(1.0) / 2.0));
    }
}
