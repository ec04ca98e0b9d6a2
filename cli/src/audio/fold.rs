//! Two channels out of any number.

use std::f32::consts::FRAC_1_SQRT_2;

use symphonia::core::audio::{Channels, Position};

/// Channels to the left of the listener.
const LEFT: Position = Position::FRONT_LEFT
    .union(Position::FRONT_LEFT_CENTER)
    .union(Position::FRONT_LEFT_WIDE)
    .union(Position::TOP_FRONT_LEFT)
    .union(Position::BOTTOM_FRONT_LEFT)
    .union(Position::SIDE_LEFT)
    .union(Position::REAR_LEFT)
    .union(Position::TOP_SIDE_LEFT)
    .union(Position::TOP_REAR_LEFT);
/// Channels to the right of the listener.
const RIGHT: Position = Position::FRONT_RIGHT
    .union(Position::FRONT_RIGHT_CENTER)
    .union(Position::FRONT_RIGHT_WIDE)
    .union(Position::TOP_FRONT_RIGHT)
    .union(Position::BOTTOM_FRONT_RIGHT)
    .union(Position::SIDE_RIGHT)
    .union(Position::REAR_RIGHT)
    .union(Position::TOP_SIDE_RIGHT)
    .union(Position::TOP_REAR_RIGHT);
const FRONT: Position = Position::FRONT_LEFT.union(Position::FRONT_RIGHT);
const EFFECTS: Position = Position::LFE1.union(Position::LFE2);

/// Folds blocks down to stereo. Stereo stays as it is, to the bit; mono goes to both sides.
pub struct StereoFold {
    /// How much of each channel goes left and right.
    gains: Vec<[f32; 2]>,
}

impl StereoFold {
    /// For blocks of this layout.
    ///
    /// Of surround layouts the front goes to its side, all else 3 dB softer (after ITU-R BS.775) and the effects
    /// channel nowhere; of unknown ones channels go left and right by turns. Then each side is scaled so that it
    /// can't clip.
    pub fn new(channels: &Channels) -> Self {
        let mut gains: Vec<[f32; 2]> = match channels {
            Channels::Positioned(positions) => positions.iter().map(gains_of).collect(),
            // The first of these is what a microphone for all directions hears.
            Channels::Ambisonic(_) => (0..channels.count()).map(|index| [f32::from(index == 0); 2]).collect(),
            _ => (0..channels.count())
                .map(|index| if index % 2 == 0 { [1.0, 0.0] } else { [0.0, 1.0] })
                .collect(),
        };
        match gains.len() {
            1 => gains[0] = [1.0; 2],
            2 => gains = vec![[1.0, 0.0], [0.0, 1.0]],
            _ => {
                for side in 0..2 {
                    let sum: f32 = gains.iter().map(|gain| gain[side]).sum();
                    gains.iter_mut().for_each(|gain| gain[side] /= sum.max(f32::MIN_POSITIVE));
                }
            }
        }
        Self { gains }
    }

    /// Replaces what is in `stereo` by `block`, folded.
    pub fn fold(&self, block: &[Vec<f32>], stereo: &mut [Vec<f32>; 2]) {
        let frames = block.first().map_or(0, Vec::len);
        for (side, out) in stereo.iter_mut().enumerate() {
            let mut parts = block.iter().zip(&self.gains).filter(|(_, gain)| gain[side] != 0.0);
            out.clear();
            match parts.next() {
                // No sum with zero: it would change negative zeros.
                Some((channel, gain)) if gain[side] == 1.0 => out.extend_from_slice(channel),
                Some((channel, gain)) => out.extend(channel.iter().map(|sample| sample * gain[side])),
                None => out.resize(frames, 0.0),
            }
            for (channel, gain) in parts {
                out.iter_mut().zip(channel).for_each(|(out, sample)| *out += sample * gain[side]);
            }
        }
    }
}

fn gains_of(position: Position) -> [f32; 2] {
    let gain = if FRONT.contains(position) { 1.0 } else { FRAC_1_SQRT_2 };
    if EFFECTS.contains(position) {
        [0.0; 2]
    } else if LEFT.contains(position) {
        [gain, 0.0]
    } else if RIGHT.contains(position) {
        [0.0, gain]
    } else {
        [gain; 2]
    }
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use super::*;

    fn fold(channels: Channels, block: &[Vec<f32>]) -> [Vec<f32>; 2] {
        let mut stereo = [vec![9.0], Vec::new()];
        StereoFold::new(&channels).fold(block, &mut stereo);
        stereo
    }

    #[test]
    fn mono_goes_to_both_sides_and_stereo_stays_to_the_bit() {
        let (a, b) = (vec![0.1_f32, -0.0, 1e-40], vec![f32::MIN, 3.0, -1.0]);
        assert_eq!(fold(Channels::Positioned(Position::FRONT_CENTER), from_ref(&a)), [a.clone(), a.clone()]);
        for layout in [Channels::Positioned(FRONT), Channels::Discrete(2)] {
            let [left, right] = fold(layout, &[a.clone(), b.clone()]);
            assert!(left.iter().zip(&a).all(|(x, y)| x.to_bits() == y.to_bits()));
            assert!(right.iter().zip(&b).all(|(x, y)| x.to_bits() == y.to_bits()));
        }
    }

    #[test]
    fn surround_keeps_its_sides_and_never_clips() {
        let positions =
            FRONT | Position::FRONT_CENTER | Position::LFE1 | Position::REAR_LEFT | Position::REAR_RIGHT;
        let channel = |index: usize| (0..6).map(|at| f32::from(u8::from(at == index))).collect::<Vec<f32>>();
        let block: Vec<Vec<f32>> = (0..6).map(channel).collect();
        // Sample n holds what channel n alone becomes: left, right, centre, effects, rear left, rear right.
        let [left, right] = fold(Channels::Positioned(positions), &block);
        assert!((left[0] / left[2] - 2_f32.sqrt()).abs() < 1e-6 && left[2] == left[4]);
        assert_eq!((left[1], left[3], left[5]), (0.0, 0.0, 0.0));
        assert_eq!((right[0], right[3], right[4]), (0.0, 0.0, 0.0));
        assert_eq!((right[1], right[2], right[5]), (left[0], left[2], left[4]));
        let loudest: f32 = left.iter().sum();
        assert!((loudest - 1.0).abs() < 1e-6);
    }

    #[test]
    fn unknown_channels_go_left_and_right_by_turns() {
        let block = [vec![1.0], vec![0.5], vec![0.5]];
        assert_eq!(fold(Channels::Discrete(3), &block), [vec![0.75], vec![0.5]]);
    }
}
