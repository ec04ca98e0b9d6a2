//! A file as one stream: mono or stereo, at one rate from beginning to end.

use anyhow::Result;

use super::{Decoder, Resampler, StereoFold, layout::StreamLayout};

/// What is heard of a file on two loudspeakers. Rate and number of channels (1 or 2) are those of its beginning; where
/// the file changes them, what follows is made to fit.
pub struct Stream {
    decoder: Decoder,
    sample_rate: u32,
    channels: usize,
    /// How what is being decoded looks.
    layout: StreamLayout,
    fold: StereoFold,
    /// None at the stream's own rate.
    resampler: Option<Resampler>,
    stereo: [Vec<f32>; 2],
    resampled: [Vec<f32>; 2],
    block: Vec<Vec<f32>>,
    given: u64,
}

impl Stream {
    /// Of what a decoder gives.
    pub fn new(decoder: Decoder) -> Self {
        let layout = decoder.layout().clone();
        let channels = decoder.channels().min(2);
        Self {
            sample_rate: layout.sample_rate,
            channels,
            fold: StereoFold::new(&layout.channels),
            layout,
            resampler: None,
            stereo: Default::default(),
            resampled: Default::default(),
            block: vec![Vec::new(); channels],
            given: 0,
            decoder,
        }
    }

    /// Hertz.
    pub fn sample_rate(&self) -> u32 {
        self.sample_rate
    }

    /// 1 or 2.
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// Seconds so far.
    pub fn seconds(&self) -> f64 {
        self.given as f64 / f64::from(self.sample_rate)
    }

    /// Where it comes from.
    pub fn decoder(&self) -> &Decoder {
        &self.decoder
    }

    /// The next block, a vector of samples for each channel, all of the same length and not empty; none at the end.
    ///
    /// # Errors
    /// If a rate can't become the stream's.
    pub fn next_block(&mut self) -> Result<Option<&[Vec<f32>]>> {
        self.block.iter_mut().for_each(Vec::clear);
        while self.block[0].is_empty() {
            if !self.decoder.advance() {
                self.finish()?;
                break;
            }
            if *self.decoder.layout() != self.layout {
                self.change()?;
            }
            // Mostly there is nothing to do.
            let fits = self.resampler.is_none() && self.decoder.channels() == self.channels;
            if fits && self.block[0].is_empty() {
                self.given += self.decoder.block()[0].len() as u64;
                return Ok(Some(self.decoder.block()));
            }
            self.fold.fold(self.decoder.block(), &mut self.stereo);
            match &mut self.resampler {
                Some(resampler) => {
                    self.resampled.iter_mut().for_each(Vec::clear);
                    resampler.process(&self.stereo, &mut self.resampled)?;
                    push(&self.resampled, &self.layout, &mut self.block);
                }
                None => push(&self.stereo, &self.layout, &mut self.block),
            }
        }
        self.given += self.block[0].len() as u64;
        Ok((!self.block[0].is_empty()).then_some(&self.block))
    }

    /// The layout is another one from here on.
    fn change(&mut self) -> Result<()> {
        self.finish()?;
        self.layout = self.decoder.layout().clone();
        self.fold = StereoFold::new(&self.layout.channels);
        let rate = self.layout.sample_rate;
        self.resampler =
            if rate == self.sample_rate { None } else { Some(Resampler::new(rate, self.sample_rate)?) };
        Ok(())
    }

    /// Takes what is still inside the resampler.
    fn finish(&mut self) -> Result<()> {
        if let Some(mut resampler) = self.resampler.take() {
            self.resampled.iter_mut().for_each(Vec::clear);
            resampler.finish(&mut self.resampled)?;
            push(&self.resampled, &self.layout, &mut self.block);
        }
        Ok(())
    }
}

/// Adds to a block what stereo is in it: both sides, or what is heard of them on one loudspeaker.
fn push(stereo: &[Vec<f32>; 2], layout: &StreamLayout, block: &mut [Vec<f32>]) {
    match block {
        [mono] if layout.channels.count() == 1 => mono.extend_from_slice(&stereo[0]),
        [mono] => mono.extend(stereo[0].iter().zip(&stereo[1]).map(|(left, right)| 0.5 * (left + right))),
        sides => sides.iter_mut().zip(stereo).for_each(|(side, from)| side.extend_from_slice(from)),
    }
}
