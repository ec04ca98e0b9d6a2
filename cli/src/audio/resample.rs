//! Another sample rate.

use anyhow::{Context, Result};
use rubato::{Fft, FixedSync, Indexing, Resampler as _, audioadapter_buffers::direct::SequentialSliceOfVecs};

/// Frames that go through at once.
const CHUNK: usize = 4096;

/// Resamples a stereo stream: as long as the input, without delay; at equal rates it changes no bit.
pub struct Resampler {
    /// None at equal rates.
    fft: Option<Fft<f32>>,
    /// Input that makes no whole chunk yet.
    waiting: [Vec<f32>; 2],
    chunk: [Vec<f32>; 2],
    /// Output to be thrown away at the beginning: the resampler's delay.
    delay: usize,
    ratio: f64,
    /// Frames taken and given.
    taken: u64,
    given: u64,
}

impl Resampler {
    /// From one rate to another, both in hertz.
    ///
    /// # Errors
    /// If one of the rates is 0.
    pub fn new(from: u32, to: u32) -> Result<Self> {
        let fft = if from == to {
            None
        } else {
            let fft = Fft::new(from as usize, to as usize, CHUNK, 2, FixedSync::Input);
            Some(fft.with_context(|| format!("cannot resample from {from} to {to} Hz"))?)
        };
        let (room, delay) = fft.as_ref().map_or((0, 0), |fft| (fft.output_frames_max(), fft.output_delay()));
        Ok(Self {
            fft,
            waiting: Default::default(),
            chunk: [vec![0.0; room], vec![0.0; room]],
            delay,
            ratio: f64::from(to) / f64::from(from),
            taken: 0,
            given: 0,
        })
    }

    /// Takes `input` and appends what comes of it to `output`.
    ///
    /// # Errors
    /// None that can be helped.
    pub fn process(&mut self, input: &[Vec<f32>; 2], output: &mut [Vec<f32>; 2]) -> Result<()> {
        self.taken += input[0].len() as u64;
        if self.fft.is_none() {
            self.given = self.taken;
            output.iter_mut().zip(input).for_each(|(output, input)| output.extend_from_slice(input));
            return Ok(());
        }
        self.waiting.iter_mut().zip(input).for_each(|(waiting, input)| waiting.extend_from_slice(input));
        while self.waiting[0].len() >= CHUNK {
            self.run(CHUNK, output)?;
        }
        Ok(())
    }

    /// The input is over: appends what is still inside.
    ///
    /// # Errors
    /// None that can be helped.
    pub fn finish(&mut self, output: &mut [Vec<f32>; 2]) -> Result<()> {
        let total = (self.taken as f64 * self.ratio).round() as u64;
        while self.given < total {
            let before = output[0].len();
            self.run(self.waiting[0].len(), output)?;
            let excess = self.given.saturating_sub(total) as usize;
            output.iter_mut().for_each(|output| output.truncate((output.len() - excess).max(before)));
            self.given -= excess as u64;
        }
        Ok(())
    }

    /// Runs `frames` of what waits, and silence to fill the chunk.
    fn run(&mut self, frames: usize, output: &mut [Vec<f32>; 2]) -> Result<()> {
        let Some(fft) = &mut self.fft else { return Ok(()) };
        let room = self.chunk[0].len();
        let input = SequentialSliceOfVecs::new(&self.waiting, 2, self.waiting[0].len())?;
        let mut chunk = SequentialSliceOfVecs::new_mut(&mut self.chunk, 2, room)?;
        let (_, made) =
            fft.process_into_buffer(&input, &mut chunk, Some(&Indexing::new().partial_len(frames)))?;
        self.waiting.iter_mut().for_each(|waiting| drop(waiting.drain(..frames)));
        let skipped = made.min(self.delay);
        self.delay -= skipped;
        self.given += (made - skipped) as u64;
        let chunks = output.iter_mut().zip(&self.chunk);
        chunks.for_each(|(output, chunk)| output.extend_from_slice(&chunk[skipped..made]));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::*;

    fn sine(rate: u32, frames: usize) -> Vec<f32> {
        (0..frames).map(|at| (TAU * 440.0 * at as f64 / f64::from(rate)).sin() as f32).collect()
    }

    fn resample(from: u32, to: u32, input: &[f32], block: usize) -> [Vec<f32>; 2] {
        let mut resampler = Resampler::new(from, to).unwrap();
        let mut output: [Vec<f32>; 2] = Default::default();
        for block in input.chunks(block) {
            let right = block.iter().map(|sample| -sample).collect();
            resampler.process(&[block.to_vec(), right], &mut output).unwrap();
        }
        resampler.finish(&mut output).unwrap();
        output
    }

    #[test]
    fn a_tone_stays_where_it_is_and_as_long_as_it_is() {
        for (from, seconds) in [(44_100, 1.0), (8_000, 0.7), (96_000, 0.3), (22_050, 0.01), (44_101, 2.0)] {
            let frames = (f64::from(from) * seconds) as usize;
            let [left, right] = resample(from, 48_000, &sine(from, frames), 1000);
            let expected = (frames as f64 * 48_000.0 / f64::from(from)).round() as usize;
            assert_eq!((left.len(), right.len()), (expected, expected), "{from}");
            let reference = sine(48_000, expected);
            // The ends ring, since the tone begins and ends there. Where rates have no common divisor, they ring
            // longer, and the delay isn't a whole number of samples.
            let (ringing, tolerance) =
                if from == 44_101 { (24_000, 0.04) } else { (2_000.min(expected / 2), 0.002) };
            let inner = ringing..expected - ringing;
            for at in inner {
                assert!((left[at] - reference[at]).abs() < tolerance, "{from} {at}");
                assert_eq!(left[at], -right[at]);
            }
        }
    }

    #[test]
    fn block_size_changes_nothing() {
        let input = sine(44_100, 20_000);
        let whole = resample(44_100, 48_000, &input, 20_000);
        assert_eq!(resample(44_100, 48_000, &input, 7), whole);
    }

    #[test]
    fn equal_rates_change_no_bit() {
        let input = [0.1, -0.0, f32::MIN_POSITIVE / 2.0, f32::MAX];
        let [left, _] = resample(48_000, 48_000, &input, 3);
        assert!(left.iter().zip(input).all(|(out, sample)| out.to_bits() == sample.to_bits()));
        assert_eq!(left.len(), input.len());
    }

    #[test]
    fn nothing_gives_nothing() {
        assert_eq!(resample(44_100, 48_000, &[], 1), <[Vec<f32>; 2]>::default());
    }
}
