//! From a power spectrum to log energies of mel bands.

use std::f32::consts::LOG10_E;

use models::{BANDS, FrontEnd};

use super::{logarithm::ln, runs::Runs};

/// By how much of itself an edge may miss half the sample rate: the last edge is a round number of hertz only up to
/// rounding. The training code has the same.
const ROUNDING: f64 = 1e-9;

/// Triangles of equal width on the mel scale, as the contract's `front_end` defines them, for one sample rate.
#[derive(Debug)]
pub(super) struct BandBank {
    bands: Runs,
    /// Factors on the last whole band's power for the bands that the sample rate can't hold.
    missing: Vec<f32>,
    floor: f32,
}

impl BandBank {
    /// The bands for spectra of windows of `window` samples at `sample_rate` hertz: `window` / 2 + 1 bins.
    pub fn new(front_end: &FrontEnd, window: usize, sample_rate: f64) -> Self {
        let edges = mel_edges(front_end.lowest_hz, front_end.highest_hz);
        let (bins, bin_hz) = (window / 2 + 1, sample_rate / window as f64);
        // Half the sample rate, not the last bin: that one lies under it where the window's length is odd.
        let nyquist = sample_rate / 2.0 * (1.0 + ROUNDING);
        let whole = (0..BANDS).take_while(|&band| edges[band + 2] <= nyquist).count().max(1);
        let mut bands = Runs::default();
        for band in 0..whole {
            push_band(&mut bands, &edges[band..band + 3], bins, bin_hz);
        }
        let last_hz = edges[whole];
        let missing = (whole..BANDS)
            .map(|band| {
                let octaves = (edges[band + 1] / last_hz).log2();
                10f64.powf(front_end.missing_band_slope_db_per_octave * octaves / 10.0) as f32
            })
            .collect();
        Self { bands, missing, floor: front_end.power_floor as f32 }
    }

    /// So many bins a power spectrum must have; what is more is not asked for.
    pub fn bins(&self) -> usize {
        self.bands.bins()
    }

    /// Log energies of a power spectrum, as many as there are bands.
    pub fn energies(&self, power: &[f32], out: &mut [f32]) {
        span!("bands");
        let (whole, missing) = out.split_at_mut(self.bands.len());
        let mut last = 0.0;
        for (out, band) in whole.iter_mut().zip(self.bands.sums(power)) {
            last = band;
            *out = band;
        }
        for (out, factor) in missing.iter_mut().zip(&self.missing) {
            *out = last * factor;
        }
        for out in out {
            *out = 0.5 * LOG10_E * ln(*out + self.floor);
        }
    }
}

/// `edges`: lower edge, centre and upper edge in hertz. Weights sum to 1.
fn push_band(bands: &mut Runs, edges: &[f64], bins: usize, bin_hz: f64) {
    let weight = |bin: usize| {
        let hz = bin as f64 * bin_hz;
        let (rise, fall) = ((hz - edges[0]) / (edges[1] - edges[0]), (edges[2] - hz) / (edges[2] - edges[1]));
        rise.min(fall).max(0.0)
    };
    let sum: f64 = (0..bins).map(weight).sum();
    if sum < 0.5 {
        let nearest = ((edges[1] / bin_hz).round() as usize).min(bins - 1);
        return bands.push(nearest, [1.0].into_iter());
    }
    let first_bin = (0..bins).position(|bin| weight(bin) > 0.0).unwrap_or(0);
    let weights = (first_bin..bins).map(weight).take_while(|&w| w > 0.0);
    bands.push(first_bin, weights.map(|w| (w / sum) as f32));
}

/// `BANDS` + 2 frequencies in hertz, evenly spaced in mel = 2595·log10(1 + f/700) (O'Shaughnessy 1987).
fn mel_edges(lowest_hz: f64, highest_hz: f64) -> Vec<f64> {
    let mel = |hz: f64| 2595.0 * (1.0 + hz / 700.0).log10();
    let (low, high) = (mel(lowest_hz), mel(highest_hz));
    (0..BANDS + 2)
        .map(|edge| low + (high - low) * edge as f64 / (BANDS + 1) as f64)
        .map(|mel| 700.0 * (10f64.powf(mel / 2595.0) - 1.0))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bank(rate: f64) -> BandBank {
        let front_end = models::Contract::builtin().unwrap().front_end;
        let window = (front_end.window_seconds * rate).round() as usize;
        BandBank::new(&front_end, window, rate)
    }

    #[test]
    fn a_band_is_whole_if_its_upper_edge_is_at_most_half_the_sample_rate() {
        // Turned around: the mels of half the rate in widths of a band, less the one that the first band begins with.
        let mel = |hz: f64| 1_127.010_48 * (hz / 700.0).ln_1p();
        let width = (mel(8_000.0) - mel(30.0)) / 65.0;
        for rate in 8_000..=16_000 {
            let edges = (mel(f64::from(rate) / 2.0) - mel(30.0)) / width;
            let whole = (edges + 1e-6).floor() as usize - 1;
            assert_eq!(bank(f64::from(rate)).bands.len(), whole, "{rate}");
        }
        // As frontend.py counts them.
        for (rate, whole) in [(8_000.0, 47), (9_600.0, 51), (11_025.0, 55), (12_000.0, 57), (16_000.0, 64)] {
            assert_eq!(bank(rate).bands.len(), whole, "{rate}");
        }
    }

    #[test]
    fn weights_of_each_band_sum_to_one() {
        let bank = bank(48_000.0);
        for sum in bank.bands.sums(&vec![1.0; bank.bins()]) {
            assert!((sum - 1.0).abs() < 1e-5, "{sum}");
        }
    }

    #[test]
    fn white_power_gives_equal_bands_at_every_rate() {
        for rate in [8_000.0, 16_000.0, 44_100.0, 48_000.0, 192_000.0] {
            let (bank, mut out) = (bank(rate), [0.0; BANDS]);
            bank.energies(&vec![0.01; 400_000], &mut out);
            assert!(out[..bank.bands.len()].iter().all(|e| (e + 1.0).abs() < 1e-4), "{rate} {out:?}");
        }
    }

    #[test]
    fn missing_bands_fall_with_the_contracts_slope() {
        let (bank, mut out) = (bank(8_000.0), [0.0; BANDS]);
        bank.energies(&vec![0.01; bank.bins()], &mut out);
        let whole = bank.bands.len();
        assert!((30..BANDS).contains(&whole));
        assert!(out[whole..].windows(2).all(|pair| pair[1] < pair[0]) && out[whole] < out[whole - 1]);
        // -9 dB an octave; from about 4 to 8 kHz: a factor of 0.126 in power, -0.45 in half a log10.
        assert!((out[BANDS - 1] - out[whole - 1] + 0.45).abs() < 0.05, "{out:?}");
    }

    #[test]
    fn no_band_is_missing_from_22_050_hz_up() {
        assert!(bank(22_050.0).missing.is_empty());
        assert!(!bank(12_000.0).missing.is_empty());
    }
}
