//! From windows of samples to their power spectrum.

use std::{f64::consts::TAU, sync::Arc, time::Instant};

use realfft::{RealFftPlanner, RealToComplex, num_complex::Complex32};
use rustfft::{Fft, FftPlanner};

use super::HopTimes;

/// A windowed Fourier transform of one length. Allocates when it is made and never again.
///
/// Two channels go through one complex transform, as its real and its imaginary part: what it gives at a frequency and
/// at its mirror image has, squared and summed, twice the power of both.
pub(super) struct Transform {
    window: Vec<f32>,
    pair: Option<Arc<dyn Fft<f32>>>,
    /// For the channel that is left of an odd number.
    single: Option<Arc<dyn RealToComplex<f32>>>,
}

/// Where transforms, one after the other, put what they work on: what is small stays in the processor's cache.
#[derive(Default)]
pub(super) struct Room {
    pair: Vec<Complex32>,
    single: Vec<f32>,
    spectrum: Vec<Complex32>,
    scratch: Vec<Complex32>,
}

impl Transform {
    /// For windows of `samples` of so many channels, which may work in `room`.
    pub fn new(samples: usize, channels: usize, room: &mut Room) -> Self {
        let pair = (channels > 1).then(|| FftPlanner::new().plan_fft_forward(samples));
        let single = (channels % 2 == 1).then(|| RealFftPlanner::new().plan_fft_forward(samples));
        if let Some(fft) = &pair {
            grow(&mut room.pair, samples);
            grow(&mut room.spectrum, samples);
            grow(&mut room.scratch, fft.get_outofplace_scratch_len());
        }
        if let Some(fft) = &single {
            grow(&mut room.single, samples);
            grow(&mut room.spectrum, fft.complex_len());
            grow(&mut room.scratch, fft.get_scratch_len());
        }
        Self { window: hann(samples), pair, single }
    }

    /// The mean power of the channels in each bin, from the lowest on, as many as `power` has. Each channel has as many
    /// samples as the transform.
    pub fn mean_power(&self, channels: &[Vec<f32>], room: &mut Room, power: &mut [f32]) -> HopTimes {
        span!("transforms");
        let mut spent = HopTimes::default();
        let share = 1.0 / channels.len() as f32;
        power.fill(0.0);
        for channels in channels.chunks(2) {
            spent += match (channels, &self.pair, &self.single) {
                ([left, right], Some(fft), _) => self.add_pair(&**fft, [left, right], share, room, power),
                ([channel], _, Some(fft)) => self.add_single(&**fft, channel, share, room, power),
                _ => HopTimes::default(),
            };
        }
        spent
    }

    fn add_pair(
        &self,
        fft: &dyn Fft<f32>,
        [left, right]: [&[f32]; 2],
        share: f32,
        room: &mut Room,
        power: &mut [f32],
    ) -> HopTimes {
        let start = Instant::now();
        let samples = self.window.len();
        let (pair, spectrum) = (&mut room.pair[..samples], &mut room.spectrum[..samples]);
        for (((pair, left), right), weight) in pair.iter_mut().zip(left).zip(right).zip(&self.window) {
            *pair = Complex32::new(left * weight, right * weight);
        }
        let windowed = Instant::now();
        fft.process_outofplace_with_scratch(pair, spectrum, &mut room.scratch);
        let transformed = Instant::now();
        if let (Some((constant, power)), Some((first, bins))) =
            (power.split_first_mut(), spectrum.split_first())
        {
            *constant += first.norm_sqr() * share;
            for ((power, bin), mirrored) in power.iter_mut().zip(bins).zip(bins.iter().rev()) {
                *power += (bin.norm_sqr() + mirrored.norm_sqr()) * (0.5 * share);
            }
        }
        HopTimes { buffer: windowed - start, fft: transformed - windowed, features: transformed.elapsed() }
    }

    fn add_single(
        &self,
        fft: &dyn RealToComplex<f32>,
        channel: &[f32],
        share: f32,
        room: &mut Room,
        power: &mut [f32],
    ) -> HopTimes {
        let start = Instant::now();
        let (single, spectrum) =
            (&mut room.single[..self.window.len()], &mut room.spectrum[..fft.complex_len()]);
        for ((single, sample), weight) in single.iter_mut().zip(channel).zip(&self.window) {
            *single = sample * weight;
        }
        let windowed = Instant::now();
        // Lengths are right by construction; were they not, the spectrum would keep its last value.
        let _ = fft.process_with_scratch(single, spectrum, &mut room.scratch);
        let transformed = Instant::now();
        for (power, bin) in power.iter_mut().zip(spectrum) {
            *power += bin.norm_sqr() * share;
        }
        HopTimes { buffer: windowed - start, fft: transformed - windowed, features: transformed.elapsed() }
    }
}

fn grow<T: Clone + Default>(room: &mut Vec<T>, count: usize) {
    room.resize(room.len().max(count), T::default());
}

/// Periodic Hann window, divided by half its sum, so that a full-scale sine has power 1 in its bin.
fn hann(samples: usize) -> Vec<f32> {
    let scale = 4.0 / samples as f64;
    let value = |i: usize| scale * (0.5 - 0.5 * (TAU * i as f64 / samples as f64).cos());
    (0..samples).map(|i| value(i) as f32).collect()
}
