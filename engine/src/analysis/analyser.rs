//! Blocks of samples in, feature frames out.

use std::{
    ops::{AddAssign, Range},
    time::{Duration, Instant},
};

use models::{BANDS, Contract, ContractError};
use thiserror::Error;

use super::{
    Frame, HopGrid, SilenceGate, bands::BandBank, chroma::Chroma, dot::dot, silence::SOUND_AMPLITUDE,
    transform::Transform,
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

/// Time that the stages of the analysis took.
#[derive(Clone, Copy, Debug, Default)]
pub struct Spent {
    /// Taking samples in and windowing them.
    pub buffer: Duration,
    /// The Fourier transforms, and the low-pass before that of the pitch classes.
    pub fft: Duration,
    /// Band energies, pitch classes, level and silence.
    pub features: Duration,
}

impl AddAssign for Spent {
    fn add_assign(&mut self, more: Self) {
        self.buffer += more.buffer;
        self.fft += more.fft;
        self.features += more.features;
    }
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
    pub fn process(&mut self, channels: &[impl AsRef<[f32]>], mut sink: impl FnMut(&Frame)) -> Spent {
        let samples = channels.iter().map(|channel| channel.as_ref().len()).min().unwrap_or(0);
        let (mut spent, mut done) = (Spent::default(), 0);
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
    ) -> Spent {
        let mut spent = Spent::default();
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

    fn finish_hop(&mut self, spent: &mut Spent) {
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
mod tests {
    use std::f64::consts::TAU;

    use proptest::prelude::*;

    use super::*;

    fn frames(analyser: &mut Analyser, channels: &[Vec<f32>], block: usize) -> Vec<Frame> {
        let mut frames = Vec::new();
        for start in (0..channels[0].len()).step_by(block) {
            let end = (start + block).min(channels[0].len());
            let block: Vec<_> = channels.iter().map(|channel| &channel[start..end]).collect();
            analyser.process(&block, |frame| frames.push(*frame));
        }
        frames
    }

    fn noise(samples: usize, seed: u32) -> Vec<f32> {
        let mut state = seed;
        let next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 23) as f32 - 1.0
        };
        std::iter::repeat_with(next).take(samples).collect()
    }

    fn sine(hz: f64, rate: f64, samples: usize) -> Vec<f32> {
        (0..samples).map(|i| (TAU * hz * i as f64 / rate).sin() as f32).collect()
    }

    #[test]
    fn a_full_scale_sine_has_the_same_energy_at_every_rate() {
        for rate in [8_000.0, 11_025.0, 44_100.0, 48_000.0, 96_000.0, 192_000.0, 768_000.0] {
            let mut analyser = Analyser::new(rate, 1).unwrap();
            let frames = frames(&mut analyser, &[sine(1_000.0, rate, rate as usize / 4)], 512);
            let top = frames[8].features[..BANDS].iter().copied().fold(f32::MIN, f32::max);
            assert!((-0.6..0.0).contains(&top), "{rate} Hz: {top}");
            assert!((frames[8].level - 0.5).abs() < 0.01, "{rate} Hz: {}", frames[8].level);
        }
    }

    #[test]
    fn a_mix_in_anti_phase_is_not_silence() {
        let left = noise(48_000, 1);
        let right: Vec<f32> = left.iter().map(|sample| -sample).collect();
        let mono = frames(&mut Analyser::new(48_000.0, 1).unwrap(), std::slice::from_ref(&left), 480);
        let stereo = frames(&mut Analyser::new(48_000.0, 2).unwrap(), &[left, right], 480);
        for (mono, stereo) in mono.iter().zip(&stereo) {
            assert!(mono.features.iter().zip(&stereo.features).all(|(a, b)| (a - b).abs() < 1e-5));
        }
    }

    #[test]
    fn samples_that_are_not_finite_count_as_zero() {
        let clean_signal: Vec<f32> =
            noise(9_600, 2).iter().map(|s| if *s > 0.9 { 0.0 } else { *s }).collect();
        for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e-40] {
            let dirty: Vec<f32> = noise(9_600, 2).iter().map(|s| if *s > 0.9 { bad } else { *s }).collect();
            let expected =
                frames(&mut Analyser::new(48_000.0, 1).unwrap(), std::slice::from_ref(&clean_signal), 64);
            assert_eq!(frames(&mut Analyser::new(48_000.0, 1).unwrap(), &[dirty], 64), expected);
        }
    }

    #[test]
    fn the_loudest_sample_overflows_nothing() {
        let frames = frames(&mut Analyser::new(48_000.0, 1).unwrap(), &[vec![f32::MAX; 4_800]], 4_800);
        assert!(
            frames
                .iter()
                .all(|frame| frame.features.iter().all(|band| band.is_finite()) && frame.level.is_finite())
        );
    }

    #[test]
    fn a_reset_forgets_what_was_heard() {
        let mut analyser = Analyser::new(44_100.0, 2).unwrap();
        let channels = [noise(30_001, 3), noise(30_001, 4)];
        let first = frames(&mut analyser, &channels, 777);
        analyser.reset();
        assert_eq!(frames(&mut analyser, &channels, 1_024), first);
    }

    /// Sound, silence, and sound again from an odd sample on, quiet at first.
    fn broken_by_silence(onset: usize) -> Vec<f32> {
        let mut samples = noise(30_000, 9);
        samples.resize(onset, 0.0);
        let quiet = noise(2_000, 10).iter().map(|sample| sample * 0.0019).collect::<Vec<_>>();
        samples.extend(quiet);
        samples.extend(noise(40_000, 11));
        samples
    }

    #[test]
    fn after_silence_a_stream_begins_with_the_first_sample_that_sounds_whatever_the_block() {
        for (rate, onset) in [(48_000.0, 100_001), (44_100.0, 99_999), (11_025.0, 77_777)] {
            let samples = broken_by_silence(onset);
            let first = onset + samples[onset..].iter().position(|s| s.abs() >= SOUND_AMPLITUDE).unwrap();
            assert!(first > onset + 1_000, "what is quieter doesn't count");
            let alone = frames(&mut Analyser::new(rate, 1).unwrap(), &[samples[first..].to_vec()], 512);
            for block in [1, 64, 777, 4_096, 200_000] {
                let mut analyser = Analyser::new(rate, 1).unwrap();
                let all = frames(&mut analyser, std::slice::from_ref(&samples), block);
                let (before, after) = all.split_at(all.len() - alone.len());
                assert!(before.last().unwrap().silent && before.iter().all(|frame| frame.begun == 0.0));
                let begun = first as f64 / rate;
                let expected = alone.iter().map(|frame| Frame { begun, ..*frame });
                assert_eq!(after, expected.collect::<Vec<_>>(), "{rate} Hz, blocks of {block}");
            }
        }
    }

    #[test]
    fn a_host_that_sleeps_through_silence_hears_what_others_hear_after_it() {
        let samples = broken_by_silence(300_000);
        let (awake, asleep) = (&samples[..], [&samples[..120_000], &samples[299_000..]].concat());
        let hear = |samples: &[f32]| {
            let frames = frames(&mut Analyser::new(48_000.0, 1).unwrap(), &[samples.to_vec()], 480);
            frames.into_iter().filter(|frame| frame.begun > 0.0).map(|frame| Frame { begun: 0.0, ..frame })
        };
        assert!(hear(awake).count() > 30);
        assert!(hear(awake).eq(hear(&asleep)));
    }

    #[test]
    fn a_pause_in_sound_begins_nothing() {
        let mut samples = noise(30_000, 9);
        samples.resize(30_000 + 47_000, 0.0);
        samples.extend(noise(30_000, 10));
        let frames = frames(&mut Analyser::new(48_000.0, 1).unwrap(), &[samples], 480);
        assert!(frames.iter().zip(1..).all(|(frame, hop)| frame.hop == hop && frame.begun == 0.0));
    }

    #[test]
    fn missing_channels_are_silent_and_no_block_is_too_short() {
        let mut analyser = Analyser::new(48_000.0, 2).unwrap();
        let mut count = 0;
        analyser.process(&[[0.0; 0]; 0], |_| count += 1);
        analyser.process(&[&[][..], &[][..]], |_| count += 1);
        analyser.process(&[&noise(960, 5)[..]], |_| count += 1);
        assert_eq!(count, 1);
    }

    #[test]
    fn rates_and_channels_out_of_range_are_refused_with_the_reason() {
        for rate in [7_999.0, 0.0, -48_000.0, f64::NAN, f64::INFINITY] {
            assert!(matches!(Analyser::new(rate, 2), Err(AnalysisError::SampleRate { .. })));
        }
        let message = Analyser::new(48_000.0, 0).err().unwrap().to_string();
        assert_eq!(message, "0 channels can't be analysed; 1 to 64 can");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn frames_are_bit_identical_for_any_block_sizes(
            blocks in prop::collection::vec(0usize..5_000, 1..40),
            rate in prop::sample::select(vec![8_000.0, 11_025.0, 44_100.0, 48_000.0, 96_000.0, 12_345.6]),
        ) {
            let total: usize = blocks.iter().sum();
            let channels = [noise(total, 6), noise(total, 7)];
            let whole = frames(&mut Analyser::new(rate, 2).unwrap(), &channels, total.max(1));
            let (mut analyser, mut pieces, mut start) = (Analyser::new(rate, 2).unwrap(), Vec::new(), 0);
            for block in blocks {
                let parts = channels.each_ref().map(|channel| &channel[start..start + block]);
                analyser.process(&parts, |frame| pieces.push(*frame));
                start += block;
            }
            prop_assert_eq!(pieces, whole);
        }
    }
}
