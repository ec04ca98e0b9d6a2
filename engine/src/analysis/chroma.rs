//! How strongly each pitch class sounds.

use std::{f64::consts::PI, time::Instant};

use models::{BANDS, Chroma as Terms, FEATURES};

use super::{HopTimes, dot::dot, transform::Transform};

/// A to G sharp.
const PITCH_CLASSES: usize = FEATURES - BANDS;
const SEMITONES: f64 = 12.0;
/// Concert pitch: MIDI note and hertz.
const CONCERT_PITCH: (f64, f64) = (69.0, 440.0);

/// Pitch classes of the last fifth of a second, as the contract's `front_end.chroma` defines them, for one sample rate.
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

/// The bins of one note, and their weights; those of a pitch class sum to 1.
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
        let hz = |note: usize| {
            let (concert_note, concert_hz) = CONCERT_PITCH;
            concert_hz * (((terms.lowest_note + note) as f64 - concert_note) / SEMITONES).exp2()
        };
        let upper_side = hz(terms.notes - 1) * (terms.width_semitones / SEMITONES).exp2();
        let bins = (((upper_side + terms.around_hz) / bin_hz) as usize).min(window / 2) + 1;
        let of_class = (terms.notes / PITCH_CLASSES) as f64;
        let note = |note| Note::new(hz(note), terms.width_semitones, bins, bin_hz, of_class);
        Self {
            decimator,
            rings: vec![vec![0.0; window]; channels],
            write: 0,
            window,
            transform: Transform::new(window),
            bins: vec![0.0; bins],
            sums: vec![0.0; bins + 1],
            notes: (0..terms.notes).map(note).collect(),
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
        self.classes(out);
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
    fn classes(&self, out: &mut [f32]) {
        out.fill(0.0);
        for (index, note) in self.notes.iter().enumerate() {
            let bins = self.bins.get(note.first_bin..).unwrap_or_default();
            if let Some(class) = out.get_mut(index % PITCH_CLASSES) {
                *class += bins.iter().zip(&note.weights).map(|(bin, weight)| bin * weight).sum::<f32>();
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
    fn new(hz: f64, width_semitones: f64, bins: usize, bin_hz: f64, of_class: f64) -> Self {
        let weight = |bin: usize| {
            let semitones = SEMITONES * ((bin as f64 * bin_hz).max(1.0) / hz).log2();
            (1.0 - semitones.abs() / width_semitones).max(0.0)
        };
        let sum = of_class * (0..bins).map(weight).sum::<f64>();
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
mod tests {
    use std::f64::consts::TAU;

    use models::Contract;

    use super::*;

    const RATES: [f64; 6] = [8_000.0, 11_025.0, 44_100.0, 48_000.0, 96_000.0, 768_000.0];

    /// The pitch classes that half a second of a signal, a function of seconds, ends with.
    fn heard(rate: f64, channels: &[&dyn Fn(f64) -> f64]) -> Vec<f32> {
        let (history, hop) = ((0.04 * rate).round() as usize, (0.02 * rate).round() as usize);
        let mut chroma =
            Chroma::new(&Contract::builtin().unwrap().front_end.chroma, rate, channels.len(), history);
        let mut out = vec![0.0; PITCH_CLASSES];
        for end in (1..=25).map(|hops| hops * hop) {
            let line = |signal: &&dyn Fn(f64) -> f64| -> Vec<f32> {
                let first = end as i64 - history as i64;
                (first..end as i64)
                    .map(|i| if i < 0 { 0.0 } else { signal(i as f64 / rate) as f32 })
                    .collect()
            };
            let lines: Vec<_> = channels.iter().map(line).collect();
            chroma.hop(lines.iter().map(|line| line.split_at(history / 3)), end as u64, &mut out);
        }
        out
    }

    fn strongest(classes: &[f32], count: usize) -> Vec<usize> {
        let mut order: Vec<_> = (0..PITCH_CLASSES).collect();
        order.sort_by(|a, b| classes[*b].total_cmp(&classes[*a]));
        order.truncate(count);
        order.sort_unstable();
        order
    }

    #[test]
    fn a_chord_has_its_pitch_classes_at_every_rate_and_level() {
        // C, E and G: three, seven and ten semitones over A.
        let chord =
            |time: f64| [523.25, 329.63, 783.99].iter().map(|hz| (TAU * hz * time).sin()).sum::<f64>();
        for rate in RATES {
            for gain in [0.3, 0.003] {
                let classes = heard(rate, &[&|time| gain * chord(time)]);
                assert_eq!(strongest(&classes, 3), [3, 7, 10], "{rate} Hz: {classes:?}");
                assert!(classes[3] > 8.0 * classes[4], "{rate} Hz: {classes:?}");
            }
        }
    }

    #[test]
    fn what_lies_over_the_notes_drowns_none_of_them() {
        for rate in RATES {
            let tones = |time: f64| 0.01 * (TAU * 440.0 * time).sin() + 0.3 * (TAU * 3_500.0 * time).sin();
            let classes = heard(rate, &[&tones]);
            assert_eq!(strongest(&classes, 1), [0], "{rate} Hz: {classes:?}");
        }
    }

    #[test]
    fn what_lies_under_the_notes_moves_them_little() {
        let chord = |time: f64| 0.1 * ((TAU * 440.0 * time).sin() + (TAU * 659.26 * time).sin());
        let alone = heard(48_000.0, &[&chord]);
        for below in [|time: f64| 0.5 * (TAU * 55.0 * time).sin(), |_: f64| 0.1] {
            let both = heard(48_000.0, &[&|time| chord(time) + below(time)]);
            assert!([0, 7].iter().all(|&class| both[class] > 0.8 * alone[class]), "{alone:?} {both:?}");
        }
    }

    #[test]
    fn pitch_classes_are_finite_and_not_negative_at_any_rate_and_level() {
        for rate in RATES.into_iter().chain([12_345.6, 88_200.0, 3_072_000.0]) {
            for level in [1_000.0, 1.0, 1e-19] {
                let classes = heard(rate, &[&|time| level * (TAU * 300.0 * time).sin(), &|_| 0.0]);
                assert!(classes.iter().all(|class| (0.0..10.0).contains(class)), "{rate} Hz: {classes:?}");
            }
        }
    }

    #[test]
    fn channels_in_anti_phase_sound_as_one_does() {
        let tone = |time: f64| 0.3 * (TAU * 440.0 * time).sin();
        let (one, both) = (heard(48_000.0, &[&tone]), heard(48_000.0, &[&tone, &|time| -tone(time)]));
        assert!(one.iter().zip(&both).all(|(one, both)| (one - both).abs() < 1e-4), "{one:?} {both:?}");
    }

    #[test]
    fn silence_has_no_pitch() {
        assert_eq!(heard(48_000.0, &[&|_| 0.0]), [0.0; PITCH_CLASSES]);
    }
}
