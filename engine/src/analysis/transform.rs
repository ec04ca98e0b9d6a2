//! From a window of samples to their power spectrum.

use std::{f64::consts::TAU, sync::Arc, time::Instant};

use realfft::{RealFftPlanner, RealToComplex, num_complex::Complex32};

use super::HopTimes;

/// A windowed Fourier transform of one length. Allocates when it is made and never again.
pub(super) struct Transform {
    window: Vec<f32>,
    fft: Arc<dyn RealToComplex<f32>>,
    scratch: Vec<Complex32>,
    windowed: Vec<f32>,
    spectrum: Vec<Complex32>,
}

impl Transform {
    pub fn new(samples: usize) -> Self {
        let fft = RealFftPlanner::<f32>::new().plan_fft_forward(samples);
        Self {
            window: hann(samples),
            scratch: fft.make_scratch_vec(),
            windowed: fft.make_input_vec(),
            spectrum: fft.make_output_vec(),
            fft,
        }
    }

    /// Adds `share` of the power of each bin, from the lowest on, to `power`.
    ///
    /// The samples are those of a ring, `older` and then `newer`; together they are as many as the transform has.
    pub fn add_power(&mut self, older: &[f32], newer: &[f32], share: f32, power: &mut [f32]) -> HopTimes {
        let start = Instant::now();
        let (begin, end) = self.windowed.split_at_mut(older.len());
        let (begin_weights, end_weights) = self.window.split_at(older.len());
        multiply(older, begin_weights, begin);
        multiply(newer, end_weights, end);
        let windowed = Instant::now();
        // Lengths are right by construction; were they not, the spectrum would keep its last value.
        let _ = self.fft.process_with_scratch(&mut self.windowed, &mut self.spectrum, &mut self.scratch);
        let transformed = Instant::now();
        for (power, bin) in power.iter_mut().zip(&self.spectrum) {
            *power += bin.norm_sqr() * share;
        }
        HopTimes { buffer: windowed - start, fft: transformed - windowed, features: transformed.elapsed() }
    }
}

fn multiply(samples: &[f32], weights: &[f32], out: &mut [f32]) {
    for ((out, sample), weight) in out.iter_mut().zip(samples).zip(weights) {
        *out = sample * weight;
    }
}

/// Periodic Hann window, divided by half its sum, so that a full-scale sine has power 1 in its bin.
fn hann(samples: usize) -> Vec<f32> {
    let scale = 4.0 / samples as f64;
    let value = |i: usize| scale * (0.5 - 0.5 * (TAU * i as f64 / samples as f64).cos());
    (0..samples).map(|i| value(i) as f32).collect()
}
