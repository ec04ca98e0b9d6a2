//! How strongly each pitch class sounds, and the places between them.

use std::time::Instant;

use models::{BANDS, Chroma as Terms, FEATURES};

use super::{
    HopTimes,
    decimator::Decimator,
    dot::sum,
    logarithm::ln,
    runs::Runs,
    transform::{Room, Transform},
};

/// Places of an octave from A on, as many in each semitone.
const PLACES: usize = FEATURES - BANDS;
const SEMITONES: f64 = 12.0;
/// Neighbourhoods that are summed at once.
const AT_ONCE: usize = 32;
/// Concert pitch: MIDI note and hertz.
const CONCERT_PITCH: (f64, f64) = (69.0, 440.0);

/// Pitch classes of the last fifth of a second, as the contract's `front_end.chroma` defines them, for one sample rate.
///
/// They are finer than semitones, so that a record's tuning, which nobody knows here, only moves them.
///
/// Only low frequencies are asked for, finely: so each channel is decimated first, and its transform stays short.
pub(super) struct Chroma {
    decimator: Decimator,
    /// The last window of each channel after decimation, oldest sample first.
    windows: Vec<Vec<f32>>,
    transform: Transform,
    /// Of each bin that counts: power, then how far its logarithm rises over those around it.
    bins: Vec<f32>,
    /// The logarithms, with zeros before and after: half as many as lie around one.
    logarithms: Vec<f32>,
    /// How many bins to each side are a neighbourhood.
    reach: usize,
    /// By how many each bin's neighbourhood is to be divided.
    shares: Vec<f32>,
    notes: Runs,
    gain: f32,
    mean_floor: f32,
}

impl Chroma {
    /// `history` is the length of the histories that [`hop`](Self::hop) will be given.
    pub fn new(terms: &Terms, sample_rate: f64, channels: usize, history: usize, room: &mut Room) -> Self {
        let decimator = Decimator::new(terms, sample_rate, history);
        let rate = sample_rate / decimator.factor() as f64;
        let window = (terms.window_seconds * rate).round() as usize;
        let bin_hz = rate / window as f64;
        let count = terms.semitones * terms.notes_a_semitone;
        let hz = |note: usize| {
            let (concert_note, concert_hz) = CONCERT_PITCH;
            let semitones = note as f64 / terms.notes_a_semitone as f64;
            concert_hz * ((terms.lowest_note as f64 + semitones - concert_note) / SEMITONES).exp2()
        };
        let upper_side = hz(count - 1) * (terms.width_semitones / SEMITONES).exp2();
        let bins = (((upper_side + terms.around_hz) / bin_hz) as usize).min(window / 2) + 1;
        let of_place = (count / PLACES) as f64;
        let mut notes = Runs::default();
        for note in 0..count {
            push_note(&mut notes, hz(note), terms.width_semitones, bins, bin_hz, of_place);
        }
        let reach = (terms.around_hz / bin_hz).round() as usize;
        let around = |bin: usize| (bin + reach + 1).min(bins) - bin.saturating_sub(reach);
        Self {
            decimator,
            windows: vec![vec![0.0; window]; channels],
            transform: Transform::new(window, channels, room),
            bins: vec![0.0; bins],
            logarithms: vec![0.0; bins.next_multiple_of(AT_ONCE) + 2 * reach],
            reach,
            shares: (0..bins).map(|bin| 1.0 / around(bin) as f32).collect(),
            notes,
            gain: terms.gain as f32,
            mean_floor: terms.mean_floor as f32,
        }
    }

    /// Takes the hop that ends at sample `end` and gives the pitch classes of the window that ends there.
    ///
    /// `histories` has each channel's last samples up to `end`, oldest first.
    pub fn hop(&mut self, histories: &[Vec<f32>], end: u64, room: &mut Room, out: &mut [f32]) -> HopTimes {
        span!("pitch classes");
        let start = Instant::now();
        let (count, back) = self.decimator.due(end);
        for (window, history) in self.windows.iter_mut().zip(histories) {
            let count = count.min(window.len());
            window.copy_within(count.., 0);
            let kept = window.len() - count;
            self.decimator.filter(history, back, &mut window[kept..]);
        }
        self.decimator.advance(count);
        let mut spent = HopTimes { fft: start.elapsed(), ..HopTimes::default() };
        spent += self.transform.mean_power(&self.windows, room, &mut self.bins);
        let start = Instant::now();
        self.even_out();
        self.places(out);
        spent.features += start.elapsed();
        spent
    }

    pub fn reset(&mut self) {
        self.windows.iter_mut().for_each(|window| window.fill(0.0));
        self.decimator.reset();
    }

    /// Powers become logarithms over the mean, so that the level says nothing and the loudest partial not all; of these
    /// remains what rises over its neighbourhood.
    fn even_out(&mut self) {
        for bin in &mut self.bins {
            *bin = bin.sqrt();
        }
        let scale = self.gain / (sum(&self.bins) / self.bins.len() as f32 + self.mean_floor);
        let reach = self.reach;
        for (logarithm, bin) in self.logarithms[reach..].iter_mut().zip(&self.bins) {
            *logarithm = ln(1.0 + *bin * scale);
        }
        for (index, around) in self.bins.chunks_mut(AT_ONCE).enumerate() {
            let mut sums = [0.0; AT_ONCE];
            for logarithms in self.logarithms[index * AT_ONCE..].windows(AT_ONCE).take(2 * reach + 1) {
                for (sum, logarithm) in sums.iter_mut().zip(logarithms) {
                    *sum += logarithm;
                }
            }
            around.copy_from_slice(&sums[..around.len()]);
        }
        for ((bin, share), logarithm) in self.bins.iter_mut().zip(&self.shares).zip(&self.logarithms[reach..])
        {
            *bin = (logarithm - *bin * share).max(0.0);
        }
    }

    /// Note by note.
    fn places(&self, out: &mut [f32]) {
        out.fill(0.0);
        let mut notes = self.notes.sums(&self.bins);
        while notes.len() > 0 {
            for (place, note) in out.iter_mut().zip(&mut notes) {
                *place += note;
            }
        }
    }
}

fn push_note(notes: &mut Runs, hz: f64, width_semitones: f64, bins: usize, bin_hz: f64, of_place: f64) {
    let weight = |bin: usize| {
        let semitones = SEMITONES * ((bin as f64 * bin_hz).max(1.0) / hz).log2();
        (1.0 - semitones.abs() / width_semitones).max(0.0)
    };
    let sum = of_place * (0..bins).map(weight).sum::<f64>();
    let first_bin = (0..bins).position(|bin| weight(bin) > 0.0).unwrap_or(0);
    let weights = (first_bin..bins).map(weight).take_while(|&w| w > 0.0);
    notes.push(first_bin, weights.map(|w| (w / sum) as f32));
}

#[cfg(test)]
mod tests;
