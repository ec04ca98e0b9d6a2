//! How strongly each pitch class sounds, and the places between them.

use std::{f64::consts::PI, time::Instant};

use models::{BANDS, Chroma as Terms, FEATURES};

use super::{HopTimes, dot::dot, transform::Transform};

/// Places of an octave from A on, as many in each semitone.
const PLACES: usize = FEATURES - BANDS;
const SEMITONES: f64 = 12.0;
/// Concert pitch: MIDI note and hertz.
const CONCERT_PITCH: (f64, f64) = (69.0, 440.0);

/// Pitch classes of the last fifth of a second, as the contract's `front_end.chroma` defines them, for one sample rate.
///
/// They are finer than semitones, so that a record's tuning, which nobody knows here, only moves them.
///
/// Only low frequencies are asked for, finely: so each channel is decimated first, and its transform stays short.
pub(super) struct Chroma {
    decimator: Decimator,
    /// The last window of each channel after decimation, as rings that are written at one place.
    rings: Vec<Vec<f32>>,
    write: usize,
    /// Samples of a window after decimation.
    window: usize,
    transform: Transform,
    /// Of each bin that counts: power, then how far its logarithm rises over those around it.
    bins: Vec<f32>,
    /// Of all bins' logarithms before each.
    sums: Vec<f64>,
    notes: Vec<Note>,
    reach: usize,
    gain: f32,
    mean_floor: f32,
}

/// Keeps every `factor`-th sample of a low-passed signal.
struct Decimator {
    factor: u64,
    taps: Vec<f32>,
    /// The next sample to be kept is the last of the first `next`.
    next: u64,
    /// A channel's history in the order of time.
    line: Vec<f32>,
}

/// The bins of one note, and their weights; those of a place in the octave sum to 1.
struct Note {
    first_bin: usize,
    weights: Vec<f32>,
}

impl Chroma {
    /// `history` is the length of the histories that [`hop`](Self::hop) will be given.
    pub fn new(terms: &Terms, sample_rate: f64, channels: usize, history: usize) -> Self {
        let decimator = Decimator::new(terms, sample_rate, history);
        debug_assert!(decimator.taps.len() < history, "a history must hold the filter and a hop");
        let rate = sample_rate / decimator.factor as f64;
        let window = (terms.window_seconds * rate).round() as usize;
        let bin_hz = rate / window as f64;
        let notes = terms.semitones * terms.notes_a_semitone;
        let hz = |note: usize| {
            let (concert_note, concert_hz) = CONCERT_PITCH;
            let semitones = note as f64 / terms.notes_a_semitone as f64;
            concert_hz * ((terms.lowest_note as f64 + semitones - concert_note) / SEMITONES).exp2()
        };
        let upper_side = hz(notes - 1) * (terms.width_semitones / SEMITONES).exp2();
        let bins = (((upper_side + terms.around_hz) / bin_hz) as usize).min(window / 2) + 1;
        let of_place = (notes / PLACES) as f64;
        let note = |note| Note::new(hz(note), terms.width_semitones, bins, bin_hz, of_place);
        Self {
            decimator,
            rings: vec![vec![0.0; window]; channels],
            write: 0,
            window,
            transform: Transform::new(window),
            bins: vec![0.0; bins],
            sums: vec![0.0; bins + 1],
            notes: (0..notes).map(note).collect(),
            reach: (terms.around_hz / bin_hz).round() as usize,
            gain: terms.gain as f32,
            mean_floor: terms.mean_floor as f32,
        }
    }

    /// Takes the hop that ends at sample `end` and gives the pitch classes of the window that ends there.
    ///
    /// `histories` has an item for each channel: its last samples up to `end`, the older and the newer ones.
    pub fn hop<'a>(
        &mut self,
        histories: impl Iterator<Item = (&'a [f32], &'a [f32])>,
        end: u64,
        out: &mut [f32],
    ) -> HopTimes {
        let mut spent = HopTimes::default();
        self.bins.fill(0.0);
        let share = 1.0 / self.rings.len() as f32;
        let kept = (self.decimator.next..=end).step_by(self.decimator.factor as usize);
        let count = kept.clone().count();
        let write = (self.write + count) % self.window;
        for (ring, (older, newer)) in self.rings.iter_mut().zip(histories) {
            let start = Instant::now();
            self.decimator.line_up(older, newer);
            for (index, at) in kept.clone().enumerate() {
                ring[(self.write + index) % self.window] = self.decimator.sample((end - at) as usize);
            }
            spent.fft += start.elapsed();
            let (newer, older) = ring.split_at(write);
            spent += self.transform.add_power(older, newer, share, &mut self.bins);
        }
        self.write = write;
        self.decimator.next += count as u64 * self.decimator.factor;
        let start = Instant::now();
        self.even_out();
        self.places(out);
        spent.features += start.elapsed();
        spent
    }

    pub fn reset(&mut self) {
        self.rings.iter_mut().for_each(|ring| ring.fill(0.0));
        self.write = 0;
        self.decimator.next = self.decimator.factor;
    }

    /// Powers become logarithms over the mean, so that the level says nothing and the loudest partial not all; of these
    /// remains what rises over its neighbourhood.
    fn even_out(&mut self) {
        for bin in &mut self.bins {
            *bin = bin.sqrt();
        }
        let mean = self.bins.iter().sum::<f32>() / self.bins.len() as f32;
        let scale = self.gain / (mean + self.mean_floor);
        let mut sum = 0.0;
        for (bin, before) in self.bins.iter_mut().zip(&mut self.sums[1..]) {
            *bin = (1.0 + *bin * scale).ln();
            sum += f64::from(*bin);
            *before = sum;
        }
        let count = self.bins.len();
        for (index, bin) in self.bins.iter_mut().enumerate() {
            let (first, end) = (index.saturating_sub(self.reach), (index + self.reach + 1).min(count));
            let around = (self.sums[end] - self.sums[first]) / (end - first) as f64;
            *bin = (*bin - around as f32).max(0.0);
        }
    }

    /// Note by note.
    fn places(&self, out: &mut [f32]) {
        out.fill(0.0);
        for (index, note) in self.notes.iter().enumerate() {
            let bins = self.bins.get(note.first_bin..).unwrap_or_default();
            if let Some(place) = out.get_mut(index % PLACES) {
                *place += bins.iter().zip(&note.weights).map(|(bin, weight)| bin * weight).sum::<f32>();
            }
        }
    }
}

impl Decimator {
    fn new(terms: &Terms, sample_rate: f64, history: usize) -> Self {
        let factor = ((sample_rate / terms.lowest_rate_hz).floor() as u64).max(1);
        Self { factor, taps: low_pass(terms, sample_rate), next: factor, line: vec![0.0; history] }
    }

    fn line_up(&mut self, older: &[f32], newer: &[f32]) {
        let split = older.len().min(self.line.len());
        let (begin, end) = self.line.split_at_mut(split);
        for (part, samples) in [(begin, older), (end, newer)] {
            for (place, sample) in part.iter_mut().zip(samples) {
                *place = *sample;
            }
        }
    }

    /// The filter's output `back` samples before the end of the line.
    fn sample(&self, back: usize) -> f32 {
        let end = self.line.len().saturating_sub(back);
        let heard = &self.line[end.saturating_sub(self.taps.len())..end];
        dot(heard, &self.taps)
    }
}

impl Note {
    fn new(hz: f64, width_semitones: f64, bins: usize, bin_hz: f64, of_place: f64) -> Self {
        let weight = |bin: usize| {
            let semitones = SEMITONES * ((bin as f64 * bin_hz).max(1.0) / hz).log2();
            (1.0 - semitones.abs() / width_semitones).max(0.0)
        };
        let sum = of_place * (0..bins).map(weight).sum::<f64>();
        let first_bin = (0..bins).position(|bin| weight(bin) > 0.0).unwrap_or(0);
        let weights =
            (first_bin..bins).map(weight).take_while(|&w| w > 0.0).map(|w| (w / sum) as f32).collect();
        Self { first_bin, weights }
    }
}

/// A sinc under a symmetric Hann window; its taps sum to 1.
fn low_pass(terms: &Terms, sample_rate: f64) -> Vec<f32> {
    let half = (terms.filter_seconds / 2.0 * sample_rate).round() as i64;
    let tap = |place: i64| {
        let phase = 2.0 * PI * terms.cutoff_hz / sample_rate * place as f64;
        let sinc = if place == 0 { 1.0 } else { phase.sin() / phase };
        sinc * (0.5 + 0.5 * (PI * place as f64 / (half + 1) as f64).cos())
    };
    let sum: f64 = (-half..=half).map(tap).sum();
    (-half..=half).map(|place| (tap(place) / sum) as f32).collect()
}

#[cfg(test)]
mod tests;
