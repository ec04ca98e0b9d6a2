//! Blocks of samples in, feature frames out.

use std::{ops::Range, time::Instant};

use models::{BANDS, Contract, ContractError};
use thiserror::Error;

use super::{
    Frame, HopGrid, HopTimes, SilenceGate,
    bands::BandBank,
    chroma::Chroma,
    dot::dot,
    silence::SOUND_AMPLITUDE,
    transform::{Room, Transform},
};

/// More channels than any host's bus has.
pub const MAX_CHANNELS: usize = 64;
/// Under this a band of the model can't be told from its neighbours.
const LOWEST_RATE: f64 = 8_000.0;
/// Far over any converter's rate; bounds the memory that a wrong number could ask for.
const HIGHEST_RATE: f64 = 3_072_000.0;
/// Samples are limited to this (60 dB over full scale), so that no power overflows.
const LOUDEST: f32 = 1_000.0;
/// Samples under this (-400 dBFS) are taken as zero: denormals would slow the FFT down.
const QUIETEST: f32 = 1e-20;

/// Why no analyser can be made.
#[derive(Debug, Error)]
pub enum AnalysisError {
    /// The sample rate is out of range.
    #[error("a sample rate of {found} Hz can't be analysed; {LOWEST_RATE} to {HIGHEST_RATE} Hz can")]
    SampleRate {
        /// The rate that was asked for.
        found: f64,
    },
    /// The channel count is out of range.
    #[error("{found} channels can't be analysed; 1 to {MAX_CHANNELS} can")]
    Channels {
        /// The count that was asked for.
        found: usize,
    },
    /// The contract is broken.
    #[error(transparent)]
    Contract(#[from] ContractError),
}

/// Turns blocks of any length into a frame for each hop. Allocates when it is made and never again.
pub struct Analyser {
    grid: HopGrid,
    /// The last window of each channel, oldest sample first; the end of it is yet to be filled by the current hop.
    histories: Vec<Vec<f32>>,
    /// Where the stream began, in samples since the last reset.
    begun: u64,
    /// Samples and hops of the stream, and the sample at which the current hop began and will end.
    position: u64,
    hops: u64,
    hop_start: u64,
    hop_end: u64,
    room: Room,
    transform: Transform,
    power: Vec<f32>,
    bank: BandBank,
    chroma: Chroma,
    silence: SilenceGate,
    frame: Frame,
}

impl Analyser {
    /// An analyser for one sample rate (hertz) and channel count.
    ///
    /// # Errors
    /// [`AnalysisError`] if the rate isn't within 8 kHz and 3,072 kHz or there are no or too many channels.
    pub fn new(sample_rate: f64, channels: usize) -> Result<Self, AnalysisError> {
        if !(LOWEST_RATE..=HIGHEST_RATE).contains(&sample_rate) {
            return Err(AnalysisError::SampleRate { found: sample_rate });
        }
        if !(1..=MAX_CHANNELS).contains(&channels) {
            return Err(AnalysisError::Channels { found: channels });
        }
        let front_end = Contract::builtin()?.front_end;
        let window = (front_end.window_seconds * sample_rate).round() as usize;
        let grid = HopGrid::new(sample_rate);
        let mut room = Room::default();
        let bank = BandBank::new(&front_end, window, sample_rate);
        Ok(Self {
            grid,
            histories: vec![vec![0.0; window]; channels],
            begun: 0,
            position: 0,
            hops: 0,
            hop_start: 0,
            hop_end: grid.hop(1),
            transform: Transform::new(window, channels, &mut room),
            power: vec![0.0; bank.bins()],
            bank,
            chroma: Chroma::new(&front_end.chroma, sample_rate, channels, window, &mut room),
            room,
            silence: SilenceGate::default(),
            frame: Frame::EMPTY,
        })
    }

    /// Takes one block (a slice for each channel, all of one length, which may be 0) and hands each frame that it
    /// completes to `sink`. Channels that are missing count as silent, surplus ones are ignored. Where sound comes back
    /// after silence a new stream begins.
    ///
    /// Samples that aren't finite count as zero.
    pub fn process(&mut self, channels: &[impl AsRef<[f32]>], mut sink: impl FnMut(&Frame)) -> HopTimes {
        let samples = channels.iter().map(|channel| channel.as_ref().len()).min().unwrap_or(0);
        let (mut spent, mut done) = (HopTimes::default(), 0);
        while done < samples {
            // While it is silent hop by hop, since the gate may close at the end of each.
            let room = (self.hop_end - self.position).min((samples - done) as u64) as usize;
            let end = match self.onset(channels, done..done + room) {
                Some(onset) if onset == done => {
                    self.begin();
                    continue;
                }
                Some(onset) => onset,
                None => done + room,
            };
            spent += self.process_range(channels, done..end, &mut sink);
            done = end;
        }
        spent
    }

    /// Where in this part of a block sound comes back after silence: the first sample of -54 dBFS or more, in any
    /// channel. None while there is no silence that it could end.
    pub(crate) fn onset(&self, channels: &[impl AsRef<[f32]>], range: Range<usize>) -> Option<usize> {
        if !self.silence.closed() {
            return None;
        }
        let heard = channels.iter().take(self.histories.len()).filter_map(|channel| {
            let samples = channel.as_ref().get(range.clone())?;
            samples.iter().position(|sample| clean(*sample).abs() >= SOUND_AMPLITUDE)
        });
        heard.min().map(|first| range.start + first)
    }

    /// Begins a new stream here: hops, windows and pitch classes begin with the next sample, and there is nothing
    /// before it. Allocates nothing.
    pub(crate) fn begin(&mut self) {
        let begun = self.begun + self.position;
        self.reset();
        self.begun = begun;
    }

    /// Takes a part of a block, as [`process`](Self::process) does, but begins no stream.
    pub(crate) fn process_range(
        &mut self,
        channels: &[impl AsRef<[f32]>],
        range: Range<usize>,
        mut sink: impl FnMut(&Frame),
    ) -> HopTimes {
        let mut spent = HopTimes::default();
        let mut done = range.start;
        while done < range.end {
            let start = Instant::now();
            let room = (self.hop_end - self.position).min((range.end - done) as u64) as usize;
            self.take(channels, done..done + room);
            done += room;
            spent.buffer += start.elapsed();
            if self.position == self.hop_end {
                self.finish_hop(&mut spent);
                sink(&self.frame);
            }
        }
        spent
    }

    /// Forgets everything that was heard. Allocates nothing.
    pub fn reset(&mut self) {
        self.histories.iter_mut().for_each(|history| history.fill(0.0));
        (self.begun, self.position, self.hops, self.hop_start) = (0, 0, 0, 0);
        self.hop_end = self.grid.hop(1);
        self.chroma.reset();
        self.silence = SilenceGate::default();
        self.frame = Frame::EMPTY;
    }

    fn take(&mut self, channels: &[impl AsRef<[f32]>], range: Range<usize>) {
        let left = (self.hop_end - self.position) as usize;
        for (index, history) in self.histories.iter_mut().enumerate() {
            let first = history.len().saturating_sub(left);
            let places = history.get_mut(first..first + range.len()).unwrap_or_default();
            match channels.get(index).and_then(|block| block.as_ref().get(range.clone())) {
                Some(block) => take_clean(block, places),
                None => places.fill(0.0),
            }
        }
        self.position += range.len() as u64;
    }

    fn finish_hop(&mut self, spent: &mut HopTimes) {
        span!("hop");
        *spent += self.transform.mean_power(&self.histories, &mut self.room, &mut self.power);
        let (bands, pitch_classes) = self.frame.features.split_at_mut(BANDS);
        *spent += self.chroma.hop(&self.histories, self.hop_end, &mut self.room, pitch_classes);
        let start = Instant::now();
        self.bank.energies(&self.power, bands);
        self.frame.level = self.loudest();
        self.frame.silent = self.silence.push(self.frame.level);
        self.hops += 1;
        (self.frame.hop, self.frame.begun) = (self.hops, self.begun as f64 / self.grid.sample_rate());
        (self.hop_start, self.hop_end) = (self.hop_end, self.grid.hop(self.hops + 1));
        let told = Instant::now();
        spent.features += told - start;
        // What the next hop will need no more goes, at once: later it would have to come back into the cache for it.
        let hop = (self.hop_end - self.hop_start) as usize;
        for history in &mut self.histories {
            let kept = hop.min(history.len());
            history.copy_within(kept.., 0);
        }
        spent.buffer += told.elapsed();
    }

    /// The loudest channel's mean square in the hop that has just ended.
    fn loudest(&self) -> f32 {
        let samples = ((self.hop_end - self.hop_start) as usize).max(1);
        let squares = self.histories.iter().map(|history| {
            let hop = &history[history.len().saturating_sub(samples)..];
            dot(hop, hop)
        });
        squares.fold(0.0, f32::max) / samples as f32
    }
}

/// Both have the same length.
fn take_clean(samples: &[f32], places: &mut [f32]) {
    for (place, sample) in places.iter_mut().zip(samples) {
        *place = clean(*sample);
    }
}

fn clean(sample: f32) -> f32 {
    let audible = (QUIETEST..f32::INFINITY).contains(&sample.abs());
    if audible { sample.clamp(-LOUDEST, LOUDEST) } else { 0.0 }
}

#[cfg(test)]
mod tests;
