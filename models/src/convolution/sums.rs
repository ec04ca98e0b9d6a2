//! Sums of what taps hear, for outputs and places side by side, in as many registers as the processor has.

use pulp::{Arch, Simd, WithSimd};

/// Registers of places side by side, for each output.
const REGISTERS: usize = 3;

/// What is summed up at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Block {
    pub outputs: usize,
    pub places: usize,
}

impl Block {
    /// On this machine. None if its registers hold one number only, as far as is known.
    pub fn here() -> Option<Self> {
        struct Ask;
        impl WithSimd for Ask {
            type Output = Option<Block>;

            fn with_simd<S: Simd>(self, _: S) -> Option<Block> {
                let outputs = if S::REGISTER_COUNT < 32 { 4 } else { 8 };
                (S::F32_LANES > 1).then_some(Block { outputs, places: REGISTERS * S::F32_LANES })
            }
        }
        Arch::new().dispatch(Ask)
    }
}

/// The sums of one block of outputs: at each place what each tap hears, times its weight.
pub(super) struct Sums<'a> {
    /// As many numbers as `stride` says follow each tap.
    pub image: &'a [f32],
    pub taps: &'a [usize],
    /// Of a block's outputs, tap by tap.
    pub weights: &'a [f32],
    /// So many are asked for; those up to a whole block are summed up as well.
    pub places: usize,
    /// Of a block's outputs, one after the other.
    pub sums: &'a mut [f32],
    /// So many there are of each output: a multiple of a block's places.
    pub stride: usize,
}

impl Sums<'_> {
    pub fn sum_up(self) {
        Arch::new().dispatch(self);
    }

    #[inline(always)]
    fn of_block<S: Simd, const OUTPUTS: usize>(self, simd: S) {
        let weights = self.weights.as_chunks::<OUTPUTS>().0;
        for place in (0..self.places).step_by(REGISTERS * S::F32_LANES) {
            let here = at(simd, &self.image[place..], self.taps, weights);
            for (here, sums) in here.iter().zip(self.sums.chunks_exact_mut(self.stride)) {
                let (sums, _) = S::as_mut_simd_f32s(&mut sums[place..]);
                for (sum, here) in sums.iter_mut().zip(here) {
                    *sum = *here;
                }
            }
        }
    }
}

impl WithSimd for Sums<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        if S::REGISTER_COUNT < 32 {
            self.of_block::<S, 4>(simd);
        } else {
            self.of_block::<S, 8>(simd);
        }
    }
}

#[inline(always)]
fn at<S: Simd, const OUTPUTS: usize>(
    simd: S,
    image: &[f32],
    taps: &[usize],
    weights: &[[f32; OUTPUTS]],
) -> [[S::f32s; REGISTERS]; OUTPUTS] {
    let mut sums = [[simd.splat_f32s(0.0); REGISTERS]; OUTPUTS];
    for (tap, weights) in taps.iter().zip(weights) {
        let Some(heard) =
            image.get(*tap..).and_then(|heard| S::as_simd_f32s(heard).0.first_chunk::<REGISTERS>())
        else {
            break;
        };
        for (sums, weight) in sums.iter_mut().zip(weights) {
            let weight = simd.splat_f32s(*weight);
            for (sum, heard) in sums.iter_mut().zip(heard) {
                *sum = simd.mul_add_e_f32s(*heard, weight, *sum);
            }
        }
    }
    sums
}
