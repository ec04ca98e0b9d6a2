//! Signals that are made, not stored.

/// A small generator of numbers that look random and are always the same.
#[derive(Clone, Debug)]
pub struct Noise(pub u64);

impl Noise {
    /// The next number.
    pub fn bits(&mut self) -> u64 {
        // Splitmix64 (Steele, Lea and Flood, 2014).
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }
}

/// Music of changing character, by plucked strings and drums; another seed is other music.
pub fn music(rate: f64, seconds: f64, channels: usize, seed: u64) -> Vec<Vec<f32>> {
    let first = tune::tune(seconds, rate, seed, true);
    let channel = |index: usize| first.iter().map(|sample| sample * (1.0 - 0.2 * index as f32)).collect();
    (0..channels).map(channel).collect()
}

/// Every kind of number that a broken plug-in before ours may send.
pub fn rubbish(length: usize, channels: usize) -> Vec<Vec<f32>> {
    let mut noise = Noise(99);
    let mut channel = || {
        (0..length)
            .map(|index| match index % 11 {
                0 => f32::NAN,
                1 => f32::from_bits(0xffc1_2345),
                2 => f32::INFINITY,
                3 => f32::NEG_INFINITY,
                4 => 1e-41,
                5 => -f32::from_bits(1),
                6 => -0.0,
                7 => f32::MAX,
                _ => f32::from_bits(noise.bits() as u32),
            })
            .collect()
    };
    (0..channels).map(|_| channel()).collect()
}

/// The exact bits: equality that knows no NaN.
pub fn bits(audio: &[Vec<f32>]) -> Vec<Vec<u32>> {
    audio.iter().map(|channel| channel.iter().map(|sample| sample.to_bits()).collect()).collect()
}
