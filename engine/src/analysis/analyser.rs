//! Blocks of samples in, feature frames out.

use std::{ops::Range, time::Instant};

use models::{BANDS, Contract, ContractError};
use thiserror::Error;

use super::{
    Frame, HopGrid, HopTimes, SilenceGate, bands::BandBank, chroma::Chroma, dot::dot,
    silence::SOUND_AMPLITUDE, transform::Transform,
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
    channels: Vec<Channel>,
    /// Samples of a window.
    window: usize,
    /// Where the next sample goes in each channel's history.
    write: usize,
    /// Where the stream began, in samples since the last reset.
    begun: u64,
    /// Samples and hops of the stream, and the sample at which the current hop began and will end.
    position: u64,
    hops: u64,
    hop_start: u64,
    hop_end: u64,
    transform: Transform,
    power: Vec<f32>,
    bank: BandBank,
    chroma: Chroma,
    silence: SilenceGate,
    frame: Frame,
}

/// The last window of one channel, as a ring.
struct Channel {
    history: Vec<f32>,
}

impl Channel {
    /// The older samples and the newer ones, if the next one goes to `write`.
    fn in_order(&self, write: usize) -> (&[f32], &[f32]) {
        let (newer, older) = self.history.split_at(write);
        (older, newer)
    }
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
        let channel = |_| Channel { history: vec![0.0; window] };
        Ok(Self {
            grid,
            channels: (0..channels).map(channel).collect(),
            window,
            write: 0,
            begun: 0,
            position: 0,
            hops: 0,
            hop_start: 0,
            hop_end: grid.hop(1),
            transform: Transform::new(window),
            power: vec![0.0; window / 2 + 1],
            bank: BandBank::new(&front_end, window, sample_rate),
            chroma: Chroma::new(&front_end.chroma, sample_rate, channels, window),
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
        let heard = channels.iter().take(self.channels.len()).filter_map(|channel| {
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
        for channel in &mut self.channels {
            channel.history.fill(0.0);
        }
        (self.write, self.begun, self.position, self.hops, self.hop_start) = (0, 0, 0, 0, 0);
        self.hop_end = self.grid.hop(1);
        self.chroma.reset();
        self.silence = SilenceGate::default();
        self.frame = Frame::EMPTY;
    }

    fn take(&mut self, channels: &[impl AsRef<[f32]>], range: Range<usize>) {
        let (count, room) = (range.len(), self.window - self.write);
        for (index, channel) in self.channels.iter_mut().enumerate() {
            let block = channels.get(index).and_then(|block| block.as_ref().get(range.clone()));
            // The ring's end, then its beginning.
            let (begin, end) = channel.history.split_at_mut(self.write);
            let Some(block) = block else {
                end.iter_mut().chain(begin).take(count).for_each(|place| *place = 0.0);
                continue;
            };
            let (first, second) = block.split_at(count.min(room));
            for (place, sample) in end.iter_mut().zip(first) {
                *place = clean(*sample);
            }
            for (place, sample) in begin.iter_mut().zip(second) {
                *place = clean(*sample);
            }
        }
        self.write = (self.write + count) % self.window;
        self.position += count as u64;
    }

    fn finish_hop(&mut self, spent: &mut HopTimes) {
        self.power.fill(0.0);
        let share = 1.0 / self.channels.len() as f32;
        for channel in &self.channels {
            let (older, newer) = channel.in_order(self.write);
            *spent += self.transform.add_power(older, newer, share, &mut self.power);
        }
        let (bands, pitch_classes) = self.frame.features.split_at_mut(BANDS);
        let histories = self.channels.iter().map(|channel| channel.in_order(self.write));
        *spent += self.chroma.hop(histories, self.hop_end, pitch_classes);
        let start = Instant::now();
        self.bank.energies(&self.power, bands);
        self.frame.level = self.loudest();
        self.frame.silent = self.silence.push(self.frame.level);
        self.hops += 1;
        (self.frame.hop, self.frame.begun) = (self.hops, self.begun as f64 / self.grid.sample_rate());
        (self.hop_start, self.hop_end) = (self.hop_end, self.grid.hop(self.hops + 1));
        spent.features += start.elapsed();
    }

    /// The loudest channel's mean square in the hop that has just ended.
    fn loudest(&self) -> f32 {
        let samples = ((self.hop_end - self.hop_start) as usize).clamp(1, self.window);
        let squares = self.channels.iter().map(|channel| {
            let (older, newer) = channel.in_order(self.write);
            let from_newer = samples.min(newer.len());
            let newer = &newer[newer.len() - from_newer..];
            let older = &older[older.len() - (samples - from_newer)..];
            dot(newer, newer) + dot(older, older)
        });
        squares.fold(0.0, f32::max) / samples as f32
    }
}

fn clean(sample: f32) -> f32 {
    if !sample.is_finite() || sample.abs() < QUIETEST { 0.0 } else { sample.clamp(-LOUDEST, LOUDEST) }
}

#[cfg(test)]
mod tests;
