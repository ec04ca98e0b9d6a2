//! Every so many-th sample of a low-passed signal.

use std::f64::consts::PI;

use models::Chroma as Terms;

use super::dot::dot;

/// Outputs of the filter at once: each of its taps is fetched once for all of them.
const AT_ONCE: usize = 4;
/// Products of each output at once.
const LANES: usize = 8;

/// Keeps every `factor`-th sample of a low-passed signal.
pub(super) struct Decimator {
    factor: usize,
    /// Filled up with zeros, before its beginning, to whole lanes.
    taps: Vec<[f32; LANES]>,
    /// The next sample to be kept is the last of the first `next`.
    next: u64,
}

impl Decimator {
    /// `history` is the length of the histories that it will be given.
    pub fn new(terms: &Terms, sample_rate: f64, history: usize) -> Self {
        let factor = ((sample_rate / terms.lowest_rate_hz).floor() as usize).max(1);
        let filter = low_pass(terms, sample_rate);
        debug_assert!(filter.len() < history, "a history must hold the filter and a hop");
        let mut taps = vec![[0.0; LANES]; filter.len().div_ceil(LANES)];
        let filled = taps.as_flattened_mut();
        let zeros = filled.len() - filter.len();
        filled[zeros..].copy_from_slice(&filter);
        Self { factor, taps, next: factor as u64 }
    }

    /// Of so many samples one is kept.
    pub fn factor(&self) -> usize {
        self.factor
    }

    pub fn reset(&mut self) {
        self.next = self.factor as u64;
    }

    /// How many of the samples up to `end` are to be kept, and how long before `end` the first of them ends.
    pub fn due(&self, end: u64) -> (usize, usize) {
        let kept = (self.next..=end).step_by(self.factor);
        (kept.count(), end.saturating_sub(self.next) as usize)
    }

    /// So many more were kept, of all channels.
    pub fn advance(&mut self, count: usize) {
        self.next += (count * self.factor) as u64;
    }

    /// The filter's outputs, from that on which ends `back` samples before the end of `history`.
    pub fn filter(&self, history: &[f32], back: usize, out: &mut [f32]) {
        let taps = &self.taps[..];
        let mut first = history.len().saturating_sub(back + taps.len() * LANES);
        let mut line = || {
            let line = history.get(first..).unwrap_or_default();
            first += self.factor;
            line
        };
        let (groups, rest) = out.as_chunks_mut::<AT_ONCE>();
        for group in groups {
            *group = outputs(taps, std::array::from_fn(|_| line()));
        }
        for out in rest {
            *out = dot(line(), taps.as_flattened());
        }
    }
}

/// Sums side by side for each of several outputs.
type Sums = [[f32; LANES]; AT_ONCE];

/// An output of the filter for each of these lines, which begin with what its first tap hears.
fn outputs(taps: &[[f32; LANES]], lines: [&[f32]; AT_ONCE]) -> [f32; AT_ONCE] {
    let mut sums = Sums::default();
    add_products(taps, lines.map(|line| line.as_chunks().0), &mut sums);
    sums.map(|sums| sums.iter().sum())
}

#[cfg(target_arch = "x86_64")]
fn add_products(taps: &[[f32; LANES]], lines: [&[[f32; LANES]]; AT_ONCE], sums: &mut Sums) {
    /// The same with wider registers.
    #[target_feature(enable = "avx,fma")]
    fn wide(taps: &[[f32; LANES]], lines: [&[[f32; LANES]]; AT_ONCE], sums: &mut Sums) {
        add_products_by(taps, lines, sums, |sum, heard, tap| heard.mul_add(tap, sum));
    }
    if is_x86_feature_detected!("avx") && is_x86_feature_detected!("fma") {
        // SAFETY: the processor has what it is compiled for.
        unsafe { wide(taps, lines, sums) }
    } else {
        plain(taps, lines, sums);
    }
}

#[cfg(not(target_arch = "x86_64"))]
use plain as add_products;

/// Not inlined, or the compiler would take outputs side by side for sums side by side, and gather what lies apart.
#[inline(never)]
fn plain(taps: &[[f32; LANES]], lines: [&[[f32; LANES]]; AT_ONCE], sums: &mut Sums) {
    add_products_by(taps, lines, sums, |sum, heard, tap| sum + heard * tap);
}

#[inline(always)]
fn add_products_by(
    taps: &[[f32; LANES]],
    [a, b, c, d]: [&[[f32; LANES]]; AT_ONCE],
    sums: &mut Sums,
    add: impl Fn(f32, f32, f32) -> f32,
) {
    let add = |sums: [f32; LANES], heard: &[f32; LANES], taps: &[f32; LANES]| -> [f32; LANES] {
        std::array::from_fn(|lane| add(sums[lane], heard[lane], taps[lane]))
    };
    let [mut of_a, mut of_b, mut of_c, mut of_d] = *sums;
    for ((((taps, a), b), c), d) in taps.iter().zip(a).zip(b).zip(c).zip(d) {
        of_a = add(of_a, a, taps);
        of_b = add(of_b, b, taps);
        of_c = add(of_c, c, taps);
        of_d = add(of_d, d, taps);
    }
    *sums = [of_a, of_b, of_c, of_d];
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
